"""Which account a name or an address means, for signing in and for a new password.

An address belongs to the account that has confirmed it. Until then several accounts may claim it,
since a refusal would tell strangers who has an account; it then means the first of them. So an
address means one account: one password is compared and one mail sent, however many claim it.
"""

import unicodedata

from allauth.account.models import EmailAddress

from chat.models import User


def folded(address: str) -> str:
    """Return an address as it is stored and compared: in NFKC and small letters."""
    return unicodedata.normalize("NFKC", address).lower().strip()


def person_named(login: str) -> User | None:
    """Return the person with this username or e-mail address, in any case and width."""
    if "@" in folded(login):  # no username contains one
        return owner_of(login)
    try:
        return User.objects.get_by_natural_key(login.strip())
    except User.DoesNotExist:
        return None


def owner_of(address: str) -> User | None:
    """Return the one account that this address means, in at most two queries."""
    address = folded(address)
    claims = EmailAddress.objects.filter(email=address).select_related("user")
    claim = claims.order_by("-verified", "-user__is_active", "user_id").first()
    if claim and claim.verified:
        return claim.user
    # Accounts created by the desk or a command are in no table of addresses yet.
    unlisted = User.objects.filter(email__iexact=address).order_by("-is_active", "pk").first()
    people = [claim.user] if claim else []
    people += [unlisted] if unlisted and folded(unlisted.email) == address else []
    return min(people, key=lambda person: (not person.is_active, person.pk), default=None)
