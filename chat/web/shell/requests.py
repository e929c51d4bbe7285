"""Views for signed-in people only."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from chat.models import User

Rest = ParamSpec("Rest")


class SignedInRequest(HttpRequest):
    """The request of a view behind `signed_in`: its `user` is a person."""

    user: User


def signed_in(
    view: Callable[Concatenate[SignedInRequest, Rest], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Rest], HttpResponse]:
    """Let only signed-in people reach the view; redirect others to sign in and back."""

    @wraps(view)
    def answer(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        if isinstance(request.user, User):
            return view(request, *args, **kwargs)  # type: ignore[arg-type]
        # A form cannot be sent again after signing in, so there is nowhere to come back to.
        is_page = request.method in ("GET", "HEAD")
        return redirect_to_login(request.get_full_path() if is_page else reverse("home"))

    return answer
