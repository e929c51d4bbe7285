"""What is true: fields, constraints, predicates, named queries. Nothing here decides or tells."""

from chat.models.audit import AuditEntry
from chat.models.authority import Authority
from chat.models.block import Block
from chat.models.deed import Deed
from chat.models.head import Epoch, PeopleHead, RoomHead
from chat.models.invitation import Invitation
from chat.models.membership import Membership
from chat.models.mention import Mention
from chat.models.message import Message
from chat.models.notice import Notice
from chat.models.reaction import Reaction
from chat.models.removal import Removal
from chat.models.report import Case, Evidence, Report
from chat.models.room import Room
from chat.models.rules import Filter, HeldMessage, RuleBook
from chat.models.sanction import BannedAddress, Sanction
from chat.models.set_up import SetUpLink
from chat.models.site import SiteSettings
from chat.models.user import User
from chat.models.version import Version

__all__ = [
    "AuditEntry",
    "Authority",
    "BannedAddress",
    "Block",
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
