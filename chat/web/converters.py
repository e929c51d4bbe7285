"""The parts of addresses; what they do not match never reaches a view or the database."""

from django.urls.converters import StringConverter


class RoomSlug(StringConverter):
    """A room's address: letters and digits of any script, as `Room.slug` allows."""

    regex = r"[-\w]{1,80}"


class InvitationToken(StringConverter):
    """The secret part of an invitation link."""

    regex = r"[-_A-Za-z0-9]{1,64}"
