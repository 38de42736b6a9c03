from django.urls import path

from members import views

app_name = "members"

urlpatterns = [
    path("members/", views.organisation_list, name="list"),
    path("members/<int:pk>/", views.organisation_detail, name="organisation"),
    path("members/<int:pk>/appoint/", views.appoint, name="appoint"),
    path("me/", views.profile, name="profile"),
    path("acting/", views.act, name="act"),
]
