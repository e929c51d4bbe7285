"""The first visit: making the first administrator and the first room."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from chat.actions.people.newcomers import opens_set_up, set_up
from chat.actions.refusal import Refused
from chat.models import User
from chat.web.account.forms import SetUpForm
from chat.web.account.log import log_event
from chat.web.shell.limits import SET_UP, visits_limited
from chat.web.shell.refusals import text_of

FIRST_ROOM = {"ja": "広場"}
FIRST_ROOM_ELSEWHERE = "Lobby"


@sensitive_post_parameters("password1", "password2")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@visits_limited("setup", SET_UP)
def setup(request: HttpRequest, token: str = "") -> HttpResponse:
    """Show and handle the set-up form; there is no such page once anybody can sign in.

    Certificates make the names of new hosts public, so the first visitor need not be the owner: the
    form needs the link. A wrong link gets the same answer as none.
    """
    if User.objects.able_to_sign_in().exists():
        raise Http404
    if settings.SET_UP_BY_LINK and not opens_set_up(token):
        return render(request, "chat/setup_closed.html", status=HTTPStatus.FORBIDDEN)
    form = SetUpForm(request.POST or None, initial={"room_name": _first_room()})
    if request.method == "POST" and form.is_valid():
        return _set_up(request, form)
    return render(request, "chat/setup.html", {"form": form})


def _set_up(request: HttpRequest, form: SetUpForm) -> HttpResponse:
    given = form.cleaned_data
    try:
        administrator, room = set_up(form.newcomer(), given["site_name"], given["room_name"])
    except Refused as refusal:
        messages.error(request, text_of(refusal))
        return redirect("home")
    log_event("set_up", request, administrator.pk)
    login(request, administrator)
    return redirect("room", room.slug)


def _first_room() -> str:
    return FIRST_ROOM.get(get_language() or "", FIRST_ROOM_ELSEWHERE)
