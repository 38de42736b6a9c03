from django.contrib import admin
from django.urls import include, path

from portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.choose_language, name="language"),
    path("search/", views.search, name="search"),
    path("kept/", views.show_kept_form, name="kept_form"),
    path(
        "members/places/<int:pk>/handed-over/<int:successor>/",
        views.handed_over,
        name="handed_over",
    ),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("", include("members.urls")),
    path("", include("communications.urls")),
    path("strategy/", include("strategy.urls")),
    path("collections/", include("surveys.urls")),
    path("indicators/", include("indicators.urls")),
    path("reports/", include("reports.urls")),
    path("privacy/", include("portal.privacy.urls")),
    path("account/", include("members.account_urls")),
    path("office/", admin.site.urls),
]

handler400 = "portal.errors.bad_request"
