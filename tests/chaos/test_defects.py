"""The rig notices what it is for: known defects, seeded from outside, are caught.

The cheap ones; `make chaos ARGS="--defects"` seeds all twelve.
"""

import asyncio

import pytest

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
