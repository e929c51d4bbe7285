"""What the documents say is there, and what is there stands in the documents."""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from prometheus_client import REGISTRY

from chat.live.wire.protocol import TYPES, Close
from scripts.check_lock import PYTHONS
from tests.schema import SCHEMA

ROOT = Path(__file__).parent.parent
PROTOCOL = (ROOT / "docs/protocol.md").read_text()
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
CURRENT = [document for document in DOCUMENTS if document.name != "CHANGELOG.md"]

FOLDERS = "bench|chaos|chat|clients|config|deploy|docs|scripts|static|templates|tests"
ENDINGS = "py|js|mjs|go|html|css|md|json|conf|env|yaml|yml|svg"
READER_MAKES = {"deploy/docker/.env", "deploy/docker/hiroba.env", "deploy/docker/nginx.conf"}


@cache
def files() -> dict[str, Path]:
    """Every file by its path from the project's folder on."""
    folders = [ROOT / name for name in FOLDERS.split("|")]
    found = [file for folder in folders for file in folder.rglob("*") if file.is_file()]
    ours = [file for file in found if not {"__pycache__", "node_modules"} & set(file.parts)]
    return {file.relative_to(ROOT).as_posix(): file for file in ours}


def written_by_hand(ending: str) -> dict[str, Path]:
    """Tests are left out, as they also write paths that are examples."""
    return {
        place: file
        for place, file in files().items()
        if re.search(rf"\.(?:{ending})$", place)
        if not place.startswith(("tests/", "static/vendor/"))
    }


@cache
def ends_of_paths() -> set[str]:
    """`chat/log/sql.py`, `log/sql.py`, `sql.py`, and so on for every file; `manage.py`."""
    paths = [path.split("/") for path in files()]
    return {"manage.py"} | {"/".join(p[start:]) for p in paths for start in range(len(p))}


def missing_files(text: str, pattern: str) -> set[str]:
    return set(re.findall(pattern, text)) - ends_of_paths() - READER_MAKES


def anchors(document: Path) -> set[str]:
    """What a link may name in a document, as forges make it of the headings."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


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


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_to_a_heading_leads_to_one(document):
    links = re.findall(r"\]\(([^)#:]*)#([^)]+)\)", document.read_text())
    missing = [
        f"{link}#{anchor}"
        for link, anchor in links
        if anchor not in anchors((document.parent / link) if link else document)
    ]
    assert missing == []


@pytest.mark.parametrize("document", CURRENT, ids=lambda path: path.name)
def test_every_file_in_backticks_exists(document):
    text = re.sub(r"^```.*?^```$", "", document.read_text(), flags=re.MULTILINE | re.DOTALL)
    assert missing_files(text, rf"`([\w@-]+(?:/[\w.@-]+)*\.(?:{ENDINGS}))`") == set()


def test_every_path_in_code_and_documents_exists():
    path = rf"(?<![\w./@-])((?:{FOLDERS})/[\w./@-]*\.(?:{ENDINGS}))\b"
    missing = {
        place: names
        for place, file in written_by_hand(ENDINGS).items()
        if (names := missing_files(file.read_text(), path))
    }
    assert missing == {}


def test_every_module_that_a_docstring_or_a_comment_names_exists():
    missing = {
        place: names
        for place, file in written_by_hand("py").items()
        if (names := missing_files(file.read_text(), r"(?<![\w./@-])((?:\w+/)*\w+\.py)\b"))
    }
    assert missing == {}


def test_every_figure_is_written_down_and_every_figure_that_is_written_down_exists():
    operations = (ROOT / "docs/operations.md").read_text()
    documented = set(re.findall(r"^\| `(hiroba_\w+)`", operations, re.MULTILINE))
    assert documented == {family.name for family in REGISTRY.collect() if "hiroba" in family.name}


def test_every_python_that_is_taken_is_named_looked_for_and_has_its_wheels_checked():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    first, *_, last = [int(version.removeprefix("3.")) for version in PYTHONS]
    assert project["requires-python"] == f">=3.{first},<3.{last + 1}"
    finder = (ROOT / "scripts/python.sh").read_text()
    assert finder.count(" ".join(f"python{version}" for version in reversed(PYTHONS))) == 2
    named = f"{', '.join(PYTHONS[:-1])} or {PYTHONS[-1]}"
    assert f"Python {named}" in finder
    assert f"Python {named}" in (ROOT / "README.md").read_text()


def test_the_readme_fits_on_a_page_or_two():
    assert len((ROOT / "README.md").read_text().splitlines()) <= 100
