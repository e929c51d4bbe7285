"""The text of reported messages, kept while a case is open whatever becomes of the message."""

from collections.abc import Collection

from chat.models import Authority, Case, Evidence, Message


def keep(case: Case, message: Message) -> None:
    """Store the message's current text, each text once. Call it under the room lock."""
    if not case.evidence.filter(body=message.body).exists():
        Evidence.objects.create(case=case, body=message.body)


def forget(messages: Collection[Message], authority: str) -> None:
    """Destroy the evidence about purged messages.

    A purge by the place decides the case; after any other, evidence stays while a case is open.
    """
    evidence = Evidence.objects.filter(case__message__in=messages)
    decided = evidence if authority == Authority.PLACE else evidence.exclude(case__closed_at=None)
    decided.delete()


def forget_decided(case: Case) -> None:
    """Destroy the evidence of a case that was just closed, if its message was purged."""
    Evidence.objects.filter(case=case, case__message__purged_at__isnull=False).delete()
