"""The settings of the site, and the page for a server that fails."""

import sys

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chat.actions.moderation.administration import update_site
from chat.log.journal import UNAVAILABLE
from chat.models import SiteSettings
from chat.web.account.profile_forms import SiteForm
from chat.web.shell.maintenance import refused
from chat.web.shell.requests import SignedInRequest, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    """Show and store the site settings; only administrators can see this page."""
    if not request.user.is_superuser:
        raise Http404
    form = SiteForm.for_site(SiteSettings.current(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        update_site(**form.cleaned_data)
        messages.success(request, _("The settings of this place are saved."))
        return redirect("site_settings")
    return render(request, "chat/site_settings.html", {"form": form})


COME_BACK_SECONDS = 5


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 503 while the database is away or takes too long, and 500 for any other fault.

    Django calls this while it handles the exception. The pages are rendered without a request,
    because the context of usual pages may be what is broken.
    """
    error = sys.exc_info()[1]
    if page := refused(request, error):
        return page
    if not isinstance(error, UNAVAILABLE):
        return HttpResponse(loader.get_template("500.html").render(), status=500)
    page = HttpResponse(loader.get_template("503.html").render(), status=503)
    page.headers["Retry-After"] = str(COME_BACK_SECONDS)
    return page
