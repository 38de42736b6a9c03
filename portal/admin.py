"""The office's admin: Django's own, opened by a live office role alone."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy as _


class OfficeSite(admin.AdminSite):
    site_title = "Unisono"
    site_header = "Unisono"
    index_title = _("The office's desk")
    enable_nav_sidebar = False
    login = secure_admin_login(admin.AdminSite.login)  # type: ignore[assignment]

    def has_permission(self, request: HttpRequest) -> bool:
        return request.user.is_authenticated and request.user.is_staff

    def admin_view(
        self, view: Callable[..., HttpResponseBase], cacheable: bool = False
    ) -> Callable[..., HttpResponseBase]:
        """To a person without the role the admin does not exist."""
        opened = super().admin_view(view, cacheable)

        def closed(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return opened(request, *args, **kwargs)

        return update_wrapper(closed, opened)
