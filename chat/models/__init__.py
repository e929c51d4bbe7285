"""What is true: fields, constraints, predicates, named queries. Nothing here decides or tells."""

from chat.models.head import Epoch, PeopleHead, RoomHead
from chat.models.invitation import Invitation
from chat.models.membership import Membership
from chat.models.mention import Mention
from chat.models.message import Message
from chat.models.notice import Notice
from chat.models.reaction import Reaction
from chat.models.room import Room
from chat.models.site import SiteSettings
from chat.models.user import User
from chat.models.version import Version

__all__ = [
    "Epoch",
    "Invitation",
    "Membership",
    "Mention",
    "Message",
    "Notice",
    "PeopleHead",
    "Reaction",
    "Room",
    "RoomHead",
    "SiteSettings",
    "User",
    "Version",
]
