"""The data: fields, constraints, predicates, named queries. Nothing here decides or notifies."""

from chat.models.messages.bookmark import Bookmark
from chat.models.messages.deed import Deed
from chat.models.messages.mention import Mention
from chat.models.messages.message import Message
from chat.models.messages.reaction import Reaction
from chat.models.messages.version import Version
from chat.models.moderation.audit import AuditEntry
from chat.models.moderation.authority import Authority
from chat.models.moderation.report import Case, Evidence, Report
from chat.models.moderation.rules import Filter, HeldMessage, RuleBook
from chat.models.moderation.sanction import BannedAddress, Sanction
from chat.models.people.block import Block
from chat.models.people.notice import Notice
from chat.models.people.user import User
from chat.models.rooms.head import Epoch, PeopleHead, RoomHead
from chat.models.rooms.invitation import Invitation
from chat.models.rooms.membership import Membership, Removal
from chat.models.rooms.room import Room
from chat.models.site import SetUpLink, SiteSettings

__all__ = [
    "AuditEntry",
    "Authority",
    "BannedAddress",
    "Block",
    "Bookmark",
    "Case",
    "Deed",
    "Epoch",
    "Evidence",
    "Filter",
    "HeldMessage",
    "Invitation",
    "Membership",
    "Mention",
    "Message",
    "Notice",
    "PeopleHead",
    "Reaction",
    "Removal",
    "Report",
    "Room",
    "RoomHead",
    "RuleBook",
    "Sanction",
    "SetUpLink",
    "SiteSettings",
    "User",
    "Version",
]
