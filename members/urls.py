from django.urls import path

from members import views
from members.views import audit, contacts, directory, reports, structure

app_name = "members"

urlpatterns = [
    path("members/", directory.organisation_list, name="list"),
    path("members/people/", directory.people_list, name="people"),
    path("members/people/<int:pk>/outdated/", reports.report_person, name="report_person"),
    path("members/outdated/<int:pk>/", reports.handle_report, name="outdated"),
    path("members/<int:pk>/outdated/", reports.report_organisation, name="report_organisation"),
    path("members/<int:pk>/", views.organisation_detail, name="organisation"),
    path("members/<int:pk>/appoint/", views.appoint, name="appoint"),
    path("members/<int:pk>/rename/", structure.rename, name="rename"),
    path("members/<int:pk>/succeed/", structure.succeed, name="succeed"),
    path("members/<int:pk>/contacts/", contacts.contact_point_list, name="contacts"),
    path("members/<int:pk>/contacts/right/", contacts.check_contact_points, name="check_contacts"),
    path("members/<int:pk>/contacts/<int:point>/", contacts.change_contact_point, name="contact"),
    path("members/<int:pk>/log/", audit.audit_list, name="log"),
    path("me/", views.profile, name="profile"),
    path("acting/", views.act, name="act"),
]
