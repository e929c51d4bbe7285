"""What reported messages said: kept while a case is open, whatever becomes of the message."""

from collections.abc import Collection

from chat.models import Authority, Case, Evidence, Message


def keep(case: Case, message: Message) -> None:
    """Keep what the message says now; the same text once. Called under the lock on its room."""
    if not case.evidence.filter(body=message.body).exists():
        Evidence.objects.create(case=case, body=message.body)


def forget(messages: Collection[Message], authority: str) -> None:
    """Destroy what was kept of messages that were purged.

    Those of the place decide about a case by that; for everybody else it stays while one is open.
    """
    kept = Evidence.objects.filter(case__message__in=messages)
    decided = kept if authority == Authority.PLACE else kept.exclude(case__closed_at=None)
    decided.delete()


def forget_decided(case: Case) -> None:
    """Destroy what was kept for a case that has just been closed, if its message was purged."""
    Evidence.objects.filter(case=case, case__message__purged_at__isnull=False).delete()
