"""Cases: what members report and filters flag, until a moderator decides."""

from collections.abc import Collection
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from chat.access.visibility import entrances
from chat.actions.messages.text import check_encodable
from chat.actions.moderation.audit import Note, record
from chat.actions.refusal import Refused
from chat.log import journal, user_events
from chat.models import Authority, Case, Evidence, Message, Report, Room, User
from chat.models.messages.message import SAID
from chat.models.moderation.report import NOTE_MAX_CHARS

CLAIM_LASTS = timedelta(minutes=10)
REPORTS_PER_DAY = 50


def report_message(reporter: User, room: Room, seq: int, reason: str, note: str = "") -> Report:
    """Report a message that this person can read; each person reports it once.

    Raises Refused: `bad_text`, `too_long`, `not_found`, `not_editable` (deleted, or written
    by Hiroba), `forbidden` (one's own), `already_reported`, `too_many_reports`.
    """
    _check(note)
    with journal.locked([room.pk]):
        message = _reportable(reporter, room, seq)
        case, _ = Case.objects.get_or_create(message=message)
        if case.reports.filter(reporter=reporter).exists():
            raise Refused("already_reported")
        keep_evidence(case, message)
        report = Report.objects.create(case=case, reporter=reporter, reason=reason, note=note)
        _reopen(case)
        user_events.waiting_changed()
    return report


def _check(note: str) -> None:
    check_encodable(note)
    if len(note) > NOTE_MAX_CHARS:
        raise Refused("too_long")


def _reportable(reporter: User, room: Room, seq: int) -> Message:
    seen = entrances(reporter, [room.pk]).get(room.pk)
    if seen is None:
        raise Refused("not_found")
    message = Message.objects.in_room(room.pk, seen.floor).filter(seq=seq).first()
    if message is None:
        raise Refused("not_found")
    if message.kind not in SAID or message.deleted_at:
        raise Refused("not_editable")
    if message.author_id == reporter.pk:
        raise Refused("forbidden")
    lately = timezone.now() - timedelta(days=1)
    if reporter.reports.filter(created_at__gt=lately).count() >= REPORTS_PER_DAY:
        raise Refused("too_many_reports")
    return message


def _reopen(case: Case) -> None:
    """A report after the decision opens the case again."""
    if case.closed_at:
        case.closed_at = case.closed_by = None
        case.outcome = ""
        case.save(update_fields=["closed_at", "closed_by", "outcome"])


def flag(message: Message, filter_id: int | None) -> None:
    """Open a case for a message that a filter matched. Call it in the message's transaction."""
    case, _ = Case.objects.get_or_create(message=message)
    if not case.reports.filter(filter=filter_id, reporter=None).exists():
        reason = Report.Reason.OTHER
        Report.objects.create(case=case, reporter=None, filter_id=filter_id, reason=reason)
    keep_evidence(case, message)
    _reopen(case)
    user_events.waiting_changed()


def claim(moderator: User, case: Case) -> bool:
    """Claim the case for ten minutes; return whether that worked.

    It fails while another moderator has it. Claiming it again adds ten minutes.
    """
    now = timezone.now()
    free = Q(claimed_by=None) | Q(claimed_by=moderator) | Q(claimed_at__lt=now - CLAIM_LASTS)
    claimed = Case.objects.filter(free, pk=case.pk).update(claimed_by=moderator, claimed_at=now)
    return bool(claimed)


def claimant_of(case: Case) -> User | None:
    """Return who has claimed the case, if anybody has."""
    is_claimed = case.claimed_at is not None and case.claimed_at > timezone.now() - CLAIM_LASTS
    return case.claimed_by if is_claimed else None


def release(moderator: User, case: Case) -> None:
    """Release a case that this moderator has claimed."""
    mine = Case.objects.filter(pk=case.pk, claimed_by=moderator)
    mine.update(claimed_by=None, claimed_at=None)


def close(moderator: User, case: Case, outcome: str, reason: str = "") -> None:
    """Close a case with its outcome; a closed one stays as it is."""
    closed = {"closed_at": timezone.now(), "closed_by": moderator, "outcome": outcome}
    if not Case.objects.open().filter(pk=case.pk).update(claimed_by=None, **closed):
        return
    user_events.waiting_changed()
    forget_decided_evidence(case)
    message = case.message
    note = Note(message.author, message.room, message, reason, after={"outcome": outcome})
    record(moderator, "case_closed", note)


def close_swept(moderator: User, person: User, reason: str = "") -> None:
    """Close the open cases about somebody's messages that their ban took down."""
    gone = Q(message__hidden_at__isnull=False) | Q(message__purged_at__isnull=False)
    swept = Case.objects.open().filter(gone, message__author=person)
    for case in swept.select_related("message__author", "message__room").order_by("pk"):
        close(moderator, case, "ban", reason)


# --- Evidence: the text of reported messages, whatever becomes of them -----------------------


def keep_evidence(case: Case, message: Message) -> None:
    """Store the message's current text, each text once. Call it under the room lock."""
    if not case.evidence.filter(body=message.body).exists():
        Evidence.objects.create(case=case, body=message.body)


def forget_evidence(messages: Collection[Message], authority: str) -> None:
    """Destroy the evidence about purged messages.

    A purge by the place decides the case; after any other, evidence stays while a case is open.
    """
    evidence = Evidence.objects.filter(case__message__in=messages)
    decided = evidence if authority == Authority.PLACE else evidence.exclude(case__closed_at=None)
    decided.delete()


def forget_decided_evidence(case: Case) -> None:
    """Destroy the evidence of a case that was just closed, if its message was purged."""
    Evidence.objects.filter(case=case, case__message__purged_at__isnull=False).delete()
