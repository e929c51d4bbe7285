"""How much waits for a moderator of the place, asked by pages that come into view again."""

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from chat.web.moderation.waiting import waiting_for
from chat.web.shell.requests import SignedInRequest, signed_in


@signed_in
@require_safe
@never_cache
def show(request: SignedInRequest) -> JsonResponse:
    """Answer how many cases and held messages there are to decide, and how that is written."""
    waiting = waiting_for(request)
    if waiting is None:
        raise PermissionDenied
    return JsonResponse({"total": waiting.total, "shown": waiting.shown})
