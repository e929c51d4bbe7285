"""What happens on allauth's and Django's signals about accounts: log lines and mails."""

from typing import Any

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.models import EmailAddress
from allauth.mfa import signals as second_step
from allauth.mfa.models import Authenticator
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest

from chat.actions.people.accounts import take_address
from chat.models import User
from chat.web.account.log import log_event, log_failure

# --- Signing in and out -----------------------------------------------------------------------


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **_: Any) -> None:
    """Log it, with what they have shown."""
    shown = [record["method"] for record in get_authentication_records(request, user)]
    log_event("signed_in", request, user.pk, by="+".join(dict.fromkeys(shown)) or "session")


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **_: Any) -> None:
    """Log it, unless nobody was signed in."""
    if user is not None:
        log_event("signed_out", request, user.pk)


@receiver(second_step.authentication_failed)
def second_step_failed(
    request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    """Log it."""
    log_failure("second_step_failed", request, user.pk, type=str(authenticator.type))


# --- What is changed --------------------------------------------------------------------------


EVENTS = {
    account.user_signed_up: "signed_up",
    account.password_changed: "password_changed",
    account.password_set: "password_changed",
    account.password_reset: "password_reset",
    account.email_added: "address_added",
    account.email_removed: "address_removed",
    account.email_changed: "address_changed",  # allauth writes to the address before
    second_step.authenticator_reset: "recovery_codes_made",
}
STEPS = {
    second_step.authenticator_used: "second_step_passed",
    second_step.authenticator_added: "second_step_added",
    second_step.authenticator_removed: "second_step_removed",
}


@receiver(list(EVENTS))
def happened(signal: Any, request: HttpRequest, user: User, **_: Any) -> None:
    """Log it."""
    log_event(EVENTS[signal], request, user.pk)


@receiver(list(STEPS))
def second_step_happened(
    signal: Any, request: HttpRequest, user: User, authenticator: Authenticator, **_: Any
) -> None:
    """Log it, with what it is; a recovery code is worth a word of its own."""
    log_event(STEPS[signal], request, user.pk, type=str(authenticator.type))


@receiver(account.email_confirmed)
def address_confirmed(request: HttpRequest, email_address: EmailAddress, **_: Any) -> None:
    """Log it, end what others claimed of the address, and tell its owner."""
    user = email_address.user
    take_address(user, email_address.email)
    log_event("address_confirmed", request, user.pk)
    letter = "account/email/address_confirmed"
    get_adapter().send_notification_mail(letter, user, email=email_address.email)
