"""What holds for the whole place, for whoever runs it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from chat.actions.moderation.administration import update_site
from chat.models import SiteSettings
from chat.web.account.profile_forms import SiteForm
from chat.web.shell.requests import SignedInRequest, signed_in


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    """Show and take the choices for this place; there is no such page for anybody else."""
    if not request.user.is_superuser:
        raise Http404
    form = SiteForm.for_site(SiteSettings.current(), request.POST or None)
    if request.method == "POST" and form.is_valid():
        update_site(**form.cleaned_data)
        messages.success(request, _("The settings of this place are saved."))
        return redirect("site_settings")
    return render(request, "chat/site_settings.html", {"form": form})
