"""django-allauth's adapter for the second step of signing in and for passkeys."""

from allauth.core import context
from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chat.actions.people.sessions import spend_code
from chat.models import SiteSettings, User
from chat.web.account.user_agents import device_name


class SecondStepAdapter(DefaultMFAAdapter):
    """django-allauth's hooks, in Hiroba's words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": _(
            "Recovery codes are for accounts with an app or a passkey. Add one of these first."
        ),
        "incorrect_code": _("This did not fit. Try again with the newest code or another key."),
    }

    def get_totp_issuer(self) -> str:
        """Return what the app shows beside the code: the name of this place."""
        return SiteSettings.current().name

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:
        """Return what a new passkey is called until its owner renames it: where it was made."""
        request = context.request
        return device_name(request.headers.get("user-agent", "")) if request else gettext("Passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return whom the passkey is for: this host, under the name of this place."""
        return super().get_public_key_credential_rp_entity() | {"name": SiteSettings.current().name}

    def _get_user_identifier(self, user: User) -> str:
        return user.username


def is_first_use(app: Authenticator, code: str) -> bool:
    """Use up a correct code of an app; return False when it was used before.

    allauth remembers a code for the 30 s that an app shows it, but accepts it for 90.
    """
    secret = decrypt(app.data["secret"])
    steps = [step for step in totp.yield_hotp_counters_from_time() if _fits(secret, step, code)]
    return bool(steps) and spend_code(app.pk, max(steps))


def _fits(secret: str, step: int, code: str) -> bool:
    expected = totp.format_hotp_value(totp.hotp_value(secret, step))
    return compare_user_code(actual=code, expected=expected)
