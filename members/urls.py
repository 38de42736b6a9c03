from django.urls import path

from members import views
from members.views import contacts

app_name = "members"

urlpatterns = [
    path("members/", views.organisation_list, name="list"),
    path("members/<int:pk>/", views.organisation_detail, name="organisation"),
    path("members/<int:pk>/appoint/", views.appoint, name="appoint"),
    path("members/<int:pk>/contacts/", contacts.contact_point_list, name="contacts"),
    path("members/<int:pk>/contacts/right/", contacts.check_contact_points, name="check_contacts"),
    path("members/<int:pk>/contacts/<int:point>/", contacts.change_contact_point, name="contact"),
    path("me/", views.profile, name="profile"),
    path("acting/", views.act, name="act"),
]
