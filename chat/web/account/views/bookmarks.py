"""What somebody has bookmarked: their own page, and nobody else's."""

from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from chat.actions.messages.bookmarks import change_bookmark, remove_bookmark
from chat.models import Bookmark
from chat.web.account.bookmark_forms import BookmarkForm
from chat.web.account.bookmarks import kept_by
from chat.web.shell.fields import complaint_of
from chat.web.shell.limits import OWN_CHOICES, limited
from chat.web.shell.refusals import attempt
from chat.web.shell.requests import SignedInRequest, signed_in

BOOKMARKS_PER_PAGE = 30


@signed_in
@require_safe
def show(request: SignedInRequest) -> HttpResponse:
    """Show the person's bookmarks, the newest first; with `due`, those to be reminded of now."""
    is_due = "due" in request.GET
    mine = Bookmark.objects.of(request.user).select_related("message__author", "room")
    found = mine.due(timezone.now()) if is_due else mine
    page = Paginator(found, BOOKMARKS_PER_PAGE).get_page(request.GET.get("page"))
    shown = list(page)
    direct = [one.room for one in shown if one.room.is_direct]
    prefetch_related_objects(direct, "memberships__user")
    context = {"page": page, "bookmarks": kept_by(request.user, shown), "is_due": is_due}
    return render(request, "chat/bookmarks.html", context)


@signed_in
@limited("own_choices", OWN_CHOICES)
@require_POST
def change(request: SignedInRequest, number: int) -> HttpResponse:
    """Give a bookmark another note, and another reminder."""
    form = BookmarkForm(request.POST)
    if not form.is_valid():
        messages.error(request, complaint_of(form))
        return redirect("bookmarks")
    given = (form.cleaned_data["note"], form.cleaned_data["remind_at"])
    attempt(request, partial(change_bookmark, request.user, number, *given), _("Saved."))
    return redirect("bookmarks")


@signed_in
@limited("own_choices", OWN_CHOICES)
@require_POST
def remove(request: SignedInRequest, number: int) -> HttpResponse:
    """Remove a bookmark."""
    done = _("The bookmark is removed.")
    attempt(request, partial(remove_bookmark, request.user, number), done)
    return redirect("bookmarks")
