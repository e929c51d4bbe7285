"""Environment variables: what they may be, and what is said of a mistake."""

import os
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import redis_urls
from config.variables import Variables


@pytest.fixture
def variables(monkeypatch) -> Variables:
    """Those of this process, without what a test adds to them."""
    monkeypatch.setattr(Variables, "ENVIRON", dict(os.environ))
    return Variables()


def read(variables: Variables, kind: str, text: str) -> object:
    variables.ENVIRON["THING"] = text
    return getattr(variables, kind)("THING")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("bool", "on", True),
        ("bool", "True", True),
        ("bool", "1", True),
        ("bool", "OFF", False),
        ("bool", "no", False),
        ("int", "16", 16),
        ("float", "0.5", 0.5),
        ("list", "a,b", ["a", "b"]),
    ],
)
def test_what_can_be_understood_is(variables, kind, text, value):
    assert read(variables, kind, text) == value


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("bool", "fasle", "THING must be on or off"),
        ("bool", "", "THING must be on or off"),
        ("int", "abc", "THING must be a whole number from 1"),
        ("int", "0", "THING must be a whole number from 1"),
        ("int", "-3", "THING must be a whole number from 1"),
        ("int", "1.5", "THING must be a whole number from 1"),
        ("float", "10s", "THING must be a number above 0"),
        ("float", "0", "THING must be a number above 0"),
        ("float", "nan", "THING must be a number above 0"),
        ("float", "inf", "THING must be a number above 0"),
        ("db_url", "mysql://host/name", "THING must be a URL that begins with postgres://"),
        ("db_url", "postgres://a:secret@host:x/b", "THING cannot be understood"),
        ("email_url", "smpt://host", "THING: Invalid email schema smpt"),
        ("email_url", "smtp://a:secret@host:x", "THING cannot be understood"),
    ],
)
def test_what_cannot_be_understood_is_told_with_its_name_and_no_secret(
    variables, kind, text, reason
):
    with pytest.raises(ImproperlyConfigured, match=reason) as refused:
        read(variables, kind, text)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize("url", ["redis://host:abc", "redis+sentinel://a:1,b:x/name"])
def test_a_port_of_redis_that_is_no_number_is_told(url):
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL has a port that is no number"):
        redis_urls.layer_host(url)


# --- The file -----------------------------------------------------------------------------------


def test_what_the_environment_says_goes_before_the_file(variables, tmp_path):
    file = tmp_path / "hiroba.env"
    file.write_text("ONE=file\nTWO=file\n")
    variables.ENVIRON["ONE"] = "environment"
    assert variables.read_file(str(file), Path("unused")) == file
    assert [variables.str(name) for name in ("ONE", "TWO")] == ["environment", "file"]


def test_a_file_may_begin_with_a_mark_of_its_bytes_and_have_comments(variables, tmp_path):
    file = tmp_path / "hiroba.env"
    file.write_bytes(b"\xef\xbb\xbf# ours\r\n  # more\r\n\r\nexport ONE='of one'\r\n")
    variables.read_file(str(file), Path("unused"))
    assert variables.str("ONE") == "of one"


def test_without_a_word_the_usual_file_is_read_if_there_is_one(variables, tmp_path):
    usual = tmp_path / ".env"
    assert variables.read_file("", usual) == usual
    usual.write_text("ONE=usual\n")
    variables.read_file("", usual)
    assert variables.str("ONE") == "usual"


def test_nothing_at_all_is_a_file_too(variables, tmp_path):
    variables.read_file(os.devnull, tmp_path / ".env")
    assert variables.unknown == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "cannot be read: No such file or directory"),
        (b"DEBUG = off\n", "line 1 is not NAME=value"),
        (b"DEBUG=off\nSECRET_KEY\n", "line 2 is not NAME=value"),
        ("DEBUG=off\n".encode("utf-16"), "is not in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_whole_is_told(variables, tmp_path, content, reason):
    file = tmp_path / "hiroba.env"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ImproperlyConfigured, match=reason) as refused:
        variables.read_file(str(file), Path("unused"))
    assert f"ENV_FILE {file}" in str(refused.value)


def test_a_folder_is_no_file(variables, tmp_path):
    with pytest.raises(ImproperlyConfigured, match="cannot be read: Is a directory"):
        variables.read_file(str(tmp_path), Path("unused"))


def test_names_that_nobody_asks_for_are_unknown(variables, tmp_path):
    file = tmp_path / "hiroba.env"
    file.write_text("ONE=1\nTWOO=2\n")
    variables.read_file(str(file), Path("unused"))
    variables.int("ONE")
    assert variables.unknown == ["TWOO"]
