"""Which address is answered by what."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

from chat.web.account.views.allauth_pages import SignOut

# The admin's own pages of accounts have no limits, ask for no second step, and leave sockets open:
# people go through the common ones.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
to_password = RedirectView.as_view(pattern_name="account_change_password")

urlpatterns = [
    path("", include("chat.web.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/logout/", SignOut.as_view()),
    path("admin/password_change/", to_password),
    path("admin/password_change/done/", to_password),
    path("admin/", admin.site.urls),
]

handler500 = "chat.web.shell.views.site.server_error"
