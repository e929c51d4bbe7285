"""The parts of addresses; what they do not match never reaches a view or the database."""

from django.urls.converters import IntConverter, StringConverter


class RoomSlug(StringConverter):
    """A room's address: letters and digits of any script, as `Room.slug` allows."""

    regex = r"[-\w]{1,80}"


class Number(IntConverter):
    """A place in a room, or a person's id: as large as the database and JavaScript can count."""

    regex = r"[0-9]{1,15}"


class Token(StringConverter):
    """The secret part of a link."""

    regex = r"[-_A-Za-z0-9]{1,64}"


class Username(StringConverter):
    """A person's username, in any case and width; what stands on letters is no `\\w`."""

    regex = r"[\w.+\-\[\]\\`^{|}\u00a1-\U0010ffff]{1,64}"
