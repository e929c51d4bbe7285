"""`manage.py backup` and `restore`: one file there and back, and nothing on a mistake."""

import json
import tarfile
from errno import ENOSPC
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from chat.actions.people.bulk import sign_in_people
from chat.log import journal
from chat.management import archives
from chat.models import Message, User
from chat.server import server_lock
from tests.acting import say

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.VAR_DIR = tmp_path / "var"
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"
    settings.MEDIA_ROOT.mkdir(parents=True)
    (settings.MEDIA_ROOT / "cat.txt").write_text("meow")
    return settings.MEDIA_ROOT


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "backups"


def backup(folder: Path, *options: str) -> Path:
    out = StringIO()
    call_command("backup", str(folder), *options, stdout=out, stderr=StringIO())
    return Path(out.getvalue().strip())


def restore(file: Path, *options: str) -> str:
    out = StringIO()
    call_command("restore", str(file), *options, stdout=out)
    return out.getvalue()


def bodies() -> list[str]:
    return list(Message.objects.filter(kind="text").order_by("seq").values_list("body", flat=True))


def test_what_was_there_is_there_again_and_what_came_later_is_gone(alice, lobby, media, folder):
    say(lobby, alice, "before, 前")
    file = backup(folder)
    say(lobby, alice, "after")
    (media / "cat.txt").write_text("purr")
    restore(file, "--replace")
    assert bodies() == ["before, 前"]
    assert (media / "cat.txt").read_text() == "meow"
    [aside] = media.glob("before-*")
    assert (aside / "cat.txt").read_text() == "purr"


def test_a_restored_room_goes_on_counting(alice, lobby, folder):
    say(lobby, alice, "one")
    restore(backup(folder), "--replace")
    say(lobby, alice, "two")
    assert bodies() == ["one", "two"]


def test_after_a_restore_every_page_begins_anew_and_nobody_is_signed_in(alice, folder):
    before = journal.epoch()
    sign_in_people([alice])
    restore(backup(folder), "--replace")
    assert journal.epoch() != before
    assert not apps.get_model("sessions", "Session").objects.exists()
    assert not apps.get_model("usersessions", "UserSession").objects.exists()


def test_a_backup_is_for_its_owner_only_and_leaves_nothing_beside_it(alice, folder):
    file = backup(folder)
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    assert list(folder.iterdir()) == [file]


def test_a_backup_for_which_the_disk_has_no_room_leaves_nothing(alice, folder, monkeypatch):
    def fail(_file: int) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(CommandError, match="No space left"):
        backup(folder)
    assert list(folder.iterdir()) == []


def test_only_the_newest_backups_are_kept_and_other_files_too(alice, folder):
    folder.mkdir()
    old = [folder / f"hiroba-2020010{day}-033000.tar.gz" for day in range(1, 5)]
    for file in old:
        file.touch()
    (folder / "notes.txt").touch()
    made = backup(folder, "--keep", "2")
    assert set(folder.iterdir()) == {old[-1], made, folder / "notes.txt"}


def test_keeping_none_is_refused(folder):
    with pytest.raises(CommandError, match="from 1 on"):
        backup(folder, "--keep", "0")


def test_a_database_that_people_use_is_not_replaced_by_mistake(alice, lobby, folder):
    file = backup(folder)
    say(lobby, alice, "after")
    with pytest.raises(CommandError, match="has people in it"):
        restore(file)
    assert bodies() == ["after"]


def test_nothing_is_restored_while_a_server_runs(alice, folder, settings):
    settings.REDIS_URL = "redis://127.0.0.1:6379/0"
    file = backup(folder)
    server_lock.hold_database()
    try:
        with pytest.raises(CommandError, match="Stop every one"):
            restore(file, "--replace")
    finally:
        server_lock.let_go()


def content(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    assert file
    return file.read()


def changed(file: Path, **facts: object) -> Path:
    """The same backup, with something else said about it."""
    other = file.with_name("other.tar.gz")
    with tarfile.open(file) as old, tarfile.open(other, "w:gz") as new:
        manifest = json.loads(content(old, "manifest.json")) | facts
        text = json.dumps(manifest).encode()
        entry = tarfile.TarInfo("manifest.json")
        entry.size = len(text)
        new.addfile(entry, BytesIO(text))
        database = old.getmember("database")
        new.addfile(database, old.extractfile(database))
    return other


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"engine": "oracle"}, "holds a database of oracle"),
        ({"migrations": ["chat.9999_future"]}, "newer Hiroba, which knows chat.9999_future"),
        ({"format": 2}, "cannot read"),
        ({"surprise": 1}, "no backup of Hiroba"),
    ],
)
def test_a_backup_that_does_not_fit_is_refused(alice, folder, facts, reason):
    with pytest.raises(CommandError, match=reason):
        restore(changed(backup(folder), **facts), "--replace")
    assert User.objects.count() == 1


def test_what_is_no_backup_is_refused(tmp_path):
    (tmp_path / "file").write_text("nothing")
    with pytest.raises(CommandError, match="no backup of Hiroba"):
        restore(tmp_path / "file")


def test_a_file_that_is_not_there_is_told_with_its_whole_path(tmp_path, monkeypatch):
    with pytest.raises(CommandError, match=f"There is no file {tmp_path}/missing.$"):
        restore(tmp_path / "missing")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(CommandError, match=f"There is no file {tmp_path}/missing. Name it by its"):
        restore(Path("missing"))


@pytest.mark.parametrize("kept", [0.2, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_off_on_its_way_changes_nothing(alice, lobby, folder, kept):
    say(lobby, alice, "one")
    file = backup(folder)
    whole = file.read_bytes()
    file.write_bytes(whole[: int(len(whole) * kept)])
    with pytest.raises(CommandError, match=r"is damaged|no backup of Hiroba"):
        restore(file, "--replace")
    assert bodies() == ["one"]


def test_a_file_that_was_changed_on_its_way_changes_nothing(alice, lobby, folder):
    say(lobby, alice, "one")
    file = backup(folder)
    whole = bytearray(file.read_bytes())
    middle = len(whole) // 2
    whole[middle : middle + 64] = bytes(64)
    file.write_bytes(whole)
    with pytest.raises(CommandError, match=r"is damaged|pg_restore failed"):
        restore(file, "--replace")
    assert bodies() == ["one"]


def test_a_backup_without_a_database_changes_nothing(alice, lobby, folder):
    say(lobby, alice, "one")
    file = backup(folder)
    empty = file.with_name("empty.tar.gz")
    with tarfile.open(file) as old, tarfile.open(empty, "w:gz") as new:
        new.addfile(old.getmember("manifest.json"), old.extractfile("manifest.json"))
    with pytest.raises(CommandError, match="no database is in it"):
        restore(empty, "--replace")
    assert bodies() == ["one"]


def test_a_damaged_copy_changes_nothing(alice, lobby, folder):
    say(lobby, alice, "one")
    file = backup(folder)
    broken = file.with_name("broken.tar.gz")
    with tarfile.open(file) as old, tarfile.open(broken, "w:gz") as new:
        new.addfile(old.getmember("manifest.json"), old.extractfile("manifest.json"))
        data = content(old, "database")
        half = data[: len(data) // 2]
        entry = tarfile.TarInfo("database")
        entry.size = len(half)
        new.addfile(entry, BytesIO(half))
    with pytest.raises(CommandError, match=r"damaged|pg_restore failed"):
        restore(broken, "--replace")
    assert bodies() == ["one"]


def test_nothing_is_unpacked_anywhere_else(tmp_path):
    file, folder = tmp_path / "evil.tar.gz", tmp_path / "folder"
    folder.mkdir()
    with tarfile.open(file, "w:gz") as archive:
        for name in ("../outside", str(tmp_path / "absolute"), "media/cat.txt", "database"):
            entry = tarfile.TarInfo(name)
            entry.size = 4
            archive.addfile(entry, BytesIO(b"meow"))
        link = tarfile.TarInfo("media/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    archives.unpack(file, folder)
    assert not (tmp_path / "outside").exists()
    assert not (tmp_path / "absolute").exists()
    assert [path.name for path in (folder / "media").iterdir()] == ["cat.txt"]
