"""The office's admin: Django's own, opened by a live office role alone."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _


class OfficeSite(admin.AdminSite):
    """To whom it is closed it does not exist: `portal.middleware.keep_the_office_closed`."""

    site_title = "Unisono"
    site_header = "Unisono"
    index_title = _("The office's desk")
    enable_nav_sidebar = False
    #: The portal's own sign-in, with its limits, in the place of the admin's.
    login = method_decorator(secure_admin_login)(admin.AdminSite.login)

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.is_staff
