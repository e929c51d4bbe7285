"""One's own account: profile, language and time zone, and leaving."""

from collections.abc import Callable
from typing import cast

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chat.actions.people import accounts
from chat.actions.refusal import Refused
from chat.models import User
from chat.web.account.log import log_event
from chat.web.account.profile_forms import STATUS_SUGGESTIONS, ProfileForm
from chat.web.shell.browser_data import SIGNED_OUT_TAG, with_data_cleared
from chat.web.shell.limits import OWN_CHOICES, PROFILE, limited, visitors_limited
from chat.web.shell.locales import language_for
from chat.web.shell.refusals import text_of
from chat.web.shell.requests import SignedInRequest, signed_in


@signed_in
@limited("profile", *PROFILE)
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """Show and store the person's own settings."""
    form = ProfileForm.for_person(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        chosen = form.profile()
        try:
            accounts.update_profile(request.user, chosen)
        except Refused as refusal:
            form.add_error(None, text_of(refusal))
        else:
            return _saved(request, chosen.language)
    page = {"form": form, "suggestions": STATUS_SUGGESTIONS}
    return render(request, "chat/account.html", page)


def _saved(request: SignedInRequest, language: str) -> HttpResponse:
    """Say so in the language that was just chosen."""
    with translation.override(language_for(request, language)):
        messages.success(request, _("Your settings are saved."))
    return redirect("account")


@visitors_limited("language", OWN_CHOICES)
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the page's language, for good when somebody is signed in."""
    language = request.POST.get("language", "")
    if isinstance(request.user, User) and language in dict(settings.LANGUAGES):
        accounts.set_language(request.user, language)
    return i18n.set_language(request)


# --- Leaving --------------------------------------------------------------------------------

View = Callable[[SignedInRequest], HttpResponse]


def confirmed(view: View) -> View:
    """Make people confirm their identity unless they did so recently."""
    return cast(View, reauthentication_required(view))


@signed_in
@require_safe
def close(request: SignedInRequest) -> HttpResponse:
    """Show the two ways to leave."""
    return render(request, "chat/account_close.html")


@signed_in
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: SignedInRequest) -> HttpResponse:
    """Ask, and then close the account until an administrator opens it again."""
    if request.method != "POST":
        return render(request, "chat/account_deactivate.html")
    return _left(request, accounts.deactivate, _("Your account is deactivated."))


@signed_in
@confirmed
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: SignedInRequest) -> HttpResponse:
    """Ask, and then delete the account for ever."""
    if request.method != "POST":
        return render(request, "chat/account_delete.html")
    return _left(request, accounts.delete_account, _("Your account is deleted."))


def _left(request: SignedInRequest, leave: Callable[[User], None], farewell: str) -> HttpResponse:
    try:
        leave(request.user)
    except Refused as refusal:
        messages.error(request, text_of(refusal))
        return redirect("account_close")
    log_event("account_left", request, request.user.pk)
    logout(request)
    messages.success(request, farewell, extra_tags=SIGNED_OUT_TAG)
    return with_data_cleared(redirect("account_login"))
