from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps

from portal import checks
from portal.celery import app as celery_app

__all__ = ["OfficeAdminConfig", "PortalConfig", "celery_app", "checks"]  # found by being here


class PortalConfig(AppConfig):
    name = "portal"
    default = True


class OfficeAdminConfig(admin_apps.AdminConfig):
    """Django's admin with our own site in the place of its default."""

    default = False
    default_site = "portal.admin.OfficeSite"
