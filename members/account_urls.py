"""Signing in, the password, second factors and sessions: those of allauth's pages that we want.

The address of a person is the office's to change, so allauth's pages for addresses are left out,
and with them its own table of addresses stays empty: `User.email` alone opens the door.
"""

from collections.abc import Callable
from functools import wraps

from allauth.account import views
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkeys
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.generic import RedirectView

from members import account_views, oidc
from members.factors import ends_other_sessions

View = Callable[[HttpRequest], HttpResponse]


def say_when_too_old(view: View, beginning: str) -> View:
    """allauth goes back to the beginning without a word when a code is too old."""

    @login_not_required
    @wraps(view)
    def saying(request: HttpRequest) -> HttpResponse:
        response = view(request)
        is_sent_back = response.get("Location") == reverse(beginning)
        if request.method == "POST" and is_sent_back and not messages.get_messages(request):
            messages.error(request, _("That code no longer works. Ask for a new one."))
        return response

    return saying


confirm_login_code = say_when_too_old(views.confirm_login_code, "account_request_login_code")
confirm_reset_code = say_when_too_old(views.confirm_password_reset_code, "account_login")

sign_in_anew = login_not_required(RedirectView.as_view(pattern_name="account_login"))
factor_index = RedirectView.as_view(pattern_name="mfa_index")

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("login/code/", views.request_login_code, name="account_request_login_code"),
    path("login/code/confirm/", confirm_login_code, name="account_confirm_login_code"),
    path("login/passkey/", login_not_required(passkeys.login_webauthn), name="mfa_login_webauthn"),
    path("login/second/", factors.authenticate, name="mfa_authenticate"),
    path("login/by/<slug:provider_id>/", oidc.login, name="openid_connect_login"),
    path("login/by/<slug:provider_id>/back/", oidc.callback, name="openid_connect_callback"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("reauthenticate/second/", factors.reauthenticate, name="mfa_reauthenticate"),
    path(
        "reauthenticate/passkey/",
        passkeys.reauthenticate_webauthn,
        name="mfa_reauthenticate_webauthn",
    ),
    path("reauthenticate/code/", account_views.confirm_by_code, name="account_confirm_by_code"),
    path("sessions/", account_views.session_list, name="session_list"),
    path("sessions/<int:pk>/end/", account_views.end_session, name="end_session"),
    path("sessions/end/", account_views.end_other_sessions, name="end_other_sessions"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/confirm/", confirm_reset_code, name="account_confirm_password_reset_code"),
    path(
        "password/reset/complete/",
        views.complete_password_reset,
        name="account_complete_password_reset",
    ),
    path("password/reset/done/", sign_in_anew, name="account_password_reset_completed"),
    path("second/", factors.index, name="mfa_index"),
    path("second/app/", ends_other_sessions(app.activate_totp), name="mfa_activate_totp"),
    path(
        "second/app/remove/", ends_other_sessions(app.deactivate_totp), name="mfa_deactivate_totp"
    ),
    path("second/passkeys/", factor_index, name="mfa_list_webauthn"),
    path(
        "second/passkeys/add/", ends_other_sessions(passkeys.add_webauthn), name="mfa_add_webauthn"
    ),
    path("second/passkeys/<int:pk>/", passkeys.edit_webauthn, name="mfa_edit_webauthn"),
    path(
        "second/passkeys/<int:pk>/remove/",
        ends_other_sessions(passkeys.remove_webauthn),
        name="mfa_remove_webauthn",
    ),
    path("second/codes/", recovery_codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "second/codes/new/",
        ends_other_sessions(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
]
