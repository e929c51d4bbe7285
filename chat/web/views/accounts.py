"""One's own account: how one is called, and the language and time one reads in."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import i18n
from django.views.decorators.http import require_http_methods, require_POST

from chat.actions import accounts
from chat.models import User
from chat.web.forms import ProfileForm
from chat.web.requests import SignedInRequest, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest) -> HttpResponse:
    """Show and take the person's own settings."""
    user = request.user
    now = {"name": user.name, "language": user.language, "time_zone": user.time_zone}
    form = ProfileForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        accounts.update_profile(user, **form.cleaned_data)
        return _saved(request, form.cleaned_data["language"])
    return render(request, "chat/account.html", {"form": form})


def _saved(request: SignedInRequest, language: str) -> HttpResponse:
    """Say so in the language that was just chosen."""
    with translation.override(language or translation.get_language_from_request(request)):
        messages.success(request, _("Your settings are saved."))
    return redirect("account")


@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the page's language, for good when somebody is signed in."""
    language = request.POST.get("language", "")
    if isinstance(request.user, User) and language in dict(settings.LANGUAGES):
        accounts.set_language(request.user, language)
    return i18n.set_language(request)
