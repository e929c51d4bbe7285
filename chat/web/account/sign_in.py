"""Whose account it is that somebody names to sign in, or to get a new password for.

An address belongs to the account that has confirmed it. While none has, several accounts may claim
it, since refusing would tell strangers who is here; then it stands for the first of them. So one
address is one account: one password is compared, and one mail sent, however many claim it.
"""

import unicodedata

from allauth.account.models import EmailAddress

from chat.models import User


def folded(address: str) -> str:
    """Return an address as it is stored and compared: in NFKC and small letters."""
    return unicodedata.normalize("NFKC", address).lower().strip()


def person_named(login: str) -> User | None:
    """Return whose username or e-mail address this is, in whatever case and width."""
    if "@" in folded(login):  # which no username has
        return owner_of(login)
    try:
        return User.objects.get_by_natural_key(login.strip())
    except User.DoesNotExist:
        return None


def owner_of(address: str) -> User | None:
    """Return the one account that this address stands for, in at most two queries."""
    address = folded(address)
    claims = EmailAddress.objects.filter(email=address).select_related("user")
    claim = claims.order_by("-verified", "-user__is_active", "user_id").first()
    if claim and claim.verified:
        return claim.user
    # Those whom the desk or a command has made stand in no table of addresses yet.
    made = User.objects.filter(email__iexact=address).order_by("-is_active", "pk").first()
    people = [claim.user] if claim else []
    people += [made] if made and folded(made.email) == address else []
    return min(people, key=lambda person: (not person.is_active, person.pk), default=None)
