"""What the documents say is there, and what is there stands in the documents."""

import re
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from chat.live.wire.protocol import TYPES, Close
from tests.schema import SCHEMA

ROOT = Path(__file__).parent.parent
PROTOCOL = (ROOT / "docs/protocol.md").read_text()
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


def rows() -> set[str]:
    """The first cell of every row of every table in the protocol."""
    return set(re.findall(r"^\| `?([\w-]+)`? \|", PROTOCOL, re.MULTILINE))


def test_every_frame_of_the_client_is_written_down():
    assert rows() >= TYPES


def test_every_frame_of_the_server_is_written_down():
    server = {entry["$ref"].rsplit(".")[-1] for entry in SCHEMA["$defs"]["server"]["oneOf"]}
    assert rows() >= server


def test_every_error_code_is_written_down():
    assert rows() >= set(SCHEMA["$defs"]["server.error"]["properties"]["code"]["enum"])


@pytest.mark.parametrize("close", list(Close))
def test_every_close_code_is_written_down_with_its_reason(close):
    assert f"| {close.value} | `{close.name.lower()}` |" in PROTOCOL


def test_every_close_reason_stands_in_the_schema():
    reasons = SCHEMA["$defs"]["server.bye"]["properties"]["reason"]["enum"]
    assert set(reasons) == {close.name.lower() for close in Close}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_between_files_leads_somewhere(document):
    links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", document.read_text())
    missing = [
        link
        for link in links
        if not link.startswith("http") and not (document.parent / link).exists()
    ]
    assert missing == []


def test_every_figure_is_written_down_and_every_figure_that_is_written_down_exists():
    operations = (ROOT / "docs/operations.md").read_text()
    documented = set(re.findall(r"^\| `(hiroba_\w+)`", operations, re.MULTILINE))
    assert documented == {family.name for family in REGISTRY.collect() if "hiroba" in family.name}


def test_the_readme_fits_on_a_page_or_two():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 100
