"""Tables of expectations: a line for each thing to do, a letter for each role and kind of room."""

from tests.access.stage import ROLES, ROOMS

Expected = dict[str, dict[str, str]]


def parsed(table: str) -> Expected:
    """Return what is expected: letters, one for each role, by the line's name and by kind of room.

    The first two lines are headings.
    """
    lines = [line for line in table.splitlines() if line.strip()][2:]
    rows: Expected = {}
    for line in lines:
        name, *cells = line.rsplit(maxsplit=len(ROOMS))
        assert all(len(letters) == len(ROLES) for letters in cells), line
        assert name.strip() not in rows, line
        rows[name.strip()] = dict(zip(ROOMS, cells, strict=True))
    return rows


def column(rows: Expected, room: str) -> dict[str, str]:
    """Return what is expected in one kind of room, by the line's name."""
    return {name: cells[room] for name, cells in rows.items()}


def parsed_place(table: str) -> dict[str, str]:
    """Return what is expected where no room is: letters, one for each role, by the line's name."""
    lines = [line for line in table.splitlines() if line.strip()][1:]
    rows = dict(line.strip().rsplit(maxsplit=1) for line in lines)
    assert all(len(letters) == len(ROLES) for letters in rows.values())
    return rows
