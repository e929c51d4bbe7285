"""The addresses of one's account, of people, and of the place's settings."""

from allauth.account.views import INTERNAL_RESET_SESSION_KEY, password_reset_from_key
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY
from django.urls import path, re_path
from django.views.generic import RedirectView

from chat.web.account.signed_cookies import in_signed_cookie
from chat.web.account.views import accounts, export, people, sessions
from chat.web.account.views.allauth_pages import (
    CHALLENGE_SECONDS,
    ActivateApp,
    AskForNewPassword,
    RemovePasskey,
    SignInWithPasskey,
    SignOut,
)
from chat.web.moderation.views import moderation
from chat.web.shell.views import site

RESET_SECONDS = 3_600

passkey_sign_in = in_signed_cookie(STATE_SESSION_KEY, CHALLENGE_SECONDS)(
    SignInWithPasskey.as_view()
)
new_password = in_signed_cookie(INTERNAL_RESET_SESSION_KEY, RESET_SECONDS)(password_reset_from_key)

urlpatterns = [
    path("account/", accounts.profile, name="account"),
    path("account/devices/", sessions.devices, name="account_sessions"),
    path("account/devices/others/end/", sessions.end_others, name="account_sessions_end_others"),
    path("account/devices/<int:device>/end/", sessions.end, name="account_session_end"),
    path("account/export/", export.export, name="account_export"),
    path("account/close/", accounts.close, name="account_close"),
    path("account/deactivate/", accounts.deactivate, name="account_deactivate"),
    path("account/delete/", accounts.delete, name="account_delete"),
    path("account/warnings/<int:number>/read/", moderation.read_warning, name="warning_read"),
    path("people/<username:username>/", people.show, name="people_show"),
    path("people/<username:username>/block/", people.block, name="people_block"),
    path("people/<username:username>/unblock/", people.unblock, name="people_unblock"),
    path("site/", site.settings, name="site_settings"),
    path("i18n/", accounts.set_language, name="set_language"),
    # Pages of allauth in whose place we have our own.
    path("accounts/2fa/webauthn/login/", passkey_sign_in),
    path("accounts/password/reset/", AskForNewPassword.as_view()),
    re_path(r"^accounts/password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$", new_password),
    path("accounts/logout/", SignOut.as_view()),
    path("accounts/sessions/", RedirectView.as_view(pattern_name="account_sessions")),
    path("accounts/2fa/totp/activate/", ActivateApp.as_view()),
    path("accounts/2fa/webauthn/keys/<int:pk>/remove/", RemovePasskey.as_view()),
    path("accounts/2fa/webauthn/", RedirectView.as_view(pattern_name="mfa_index")),
]
