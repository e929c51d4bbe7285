"""The rig notices what it is for: known defects, seeded from outside, are caught.

The cheap ones; `make chaos ARGS="--defects"` seeds all twelve.
"""

import asyncio

import pytest

from chaos import defects
from chaos.defects import SERVER
from chaos.hasty import HASTY, PROOFS
from chaos.matrix import prove
from tests.chaos.test_smoke import PACE

CHEAP = ("edits_past_the_journal", "lost_order")


def test_there_are_twelve_and_each_has_its_proof() -> None:
    assert {proof.defect for proof in PROOFS} == {*SERVER, HASTY}
    assert len(PROOFS) == 12


@pytest.mark.parametrize("proof", [one for one in PROOFS if one.defect in CHEAP])
def test_a_seeded_defect_is_caught(proof) -> None:
    assert asyncio.run(prove(proof, PACE))


@pytest.mark.parametrize("defect", SERVER)
def test_a_defect_finds_what_it_takes_the_place_of(defect, monkeypatch) -> None:
    found = []
    monkeypatch.setattr(defects, "_without_constraint", lambda _name: None)
    monkeypatch.setattr(
        defects, "replace", lambda owner, name, _made: found.append(getattr(owner, name))
    )
    SERVER[defect]()
    assert found
