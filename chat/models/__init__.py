"""What is true: fields, constraints, predicates, named queries. Nothing here decides or tells."""

from chat.models.head import Epoch, RoomHead
from chat.models.invitation import Invitation
from chat.models.membership import Membership
from chat.models.message import Message
from chat.models.room import Room
from chat.models.site import SiteSettings
from chat.models.user import User

__all__ = [
    "Epoch",
    "Invitation",
    "Membership",
    "Message",
    "Room",
    "RoomHead",
    "SiteSettings",
    "User",
]
