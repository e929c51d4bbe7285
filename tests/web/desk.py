"""What several tests of the desk do: send an act as somebody who has read how things stand."""

from typing import Any

from django.test import Client
from django.urls import reverse

from chat.actions.moderation.resolving import state_of_case, state_of_person
from chat.models import Case, User

STATES = {
    "desk_act": lambda pk: state_of_case(Case.objects.select_related("message").get(pk=pk)),
    "desk_sanction": lambda pk: state_of_person(User.objects.get(pk=pk)),
}


def decide(browser: Client, name: str, pk: int, given: dict[str, Any]) -> Any:
    """Send the form of a case or a person, and return the answer."""
    address = reverse(f"admin:{name}", args=[pk])
    return browser.post(address, {"seen": STATES[name](pk), **given})
