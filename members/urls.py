from django.urls import path

from members import views
from members.views import invitations, places

app_name = "members"

urlpatterns = [
    path("members/", views.organisation_list, name="list"),
    path("members/<int:pk>/", views.organisation_detail, name="organisation"),
    path("members/<int:pk>/invite/", invitations.invite, name="invite"),
    path("members/invitations/<int:pk>/resend/", invitations.resend, name="resend_invitation"),
    path("members/invitations/<int:pk>/revoke/", invitations.revoke, name="revoke_invitation"),
    path("members/invitations/<int:pk>/check/", invitations.check, name="check_invitation"),
    path("invitation/<str:token>/", invitations.answer, name="invitation"),
    path("members/places/<int:pk>/", places.place, name="place"),
    path("members/places/<int:pk>/end/", places.end, name="end_place"),
    path("members/places/<int:pk>/restore/", places.restore, name="restore_place"),
    path("members/places/<int:pk>/roles/", places.give_role, name="give_role"),
    path("members/places/<int:pk>/roles/end/", places.end_role, name="end_role"),
    path("me/", views.profile, name="profile"),
    path("acting/", views.act, name="act"),
]
