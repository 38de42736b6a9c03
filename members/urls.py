from django.urls import path

from members import views
from members.views import (
    audit,
    confirmations,
    contacts,
    directory,
    invitations,
    places,
    previews,
    reports,
    requests,
    rosters,
    structure,
)

app_name = "members"

urlpatterns = [
    path("members/", directory.organisation_list, name="list"),
    path("members/people/", directory.people_list, name="people"),
    path("members/people/<int:pk>/outdated/", reports.report_person, name="report_person"),
    path("members/outdated/<int:pk>/", reports.handle_report, name="outdated"),
    path("members/<int:pk>/outdated/", reports.report_organisation, name="report_organisation"),
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
    path("members/places/<int:pk>/hand-over/", places.hand_over, name="hand_over"),
    path("members/requests/<int:pk>/", requests.answer, name="answer_request"),
    path("members/confirmations/", confirmations.overview, name="confirmations"),
    path("members/confirmations/<int:pk>/settle/", confirmations.settle, name="settle"),
    path("members/<int:pk>/confirm/", confirmations.confirm, name="confirm"),
    path("members/<int:pk>/roster/", rosters.roster, name="roster"),
    path(
        "members/<int:pk>/roster/people.xlsx",
        rosters.template,
        {"kind": "xlsx"},
        name="roster_xlsx",
    ),
    path(
        "members/<int:pk>/roster/people.csv", rosters.template, {"kind": "csv"}, name="roster_csv"
    ),
    path("members/imports/<int:pk>/", rosters.roster_import, name="roster_import"),
    path("members/imports/<int:pk>/apply/", rosters.apply_roster, name="apply_roster"),
    path("members/imports/<int:pk>/undo/", rosters.undo_roster, name="undo_roster"),
    path("me/join/", requests.join, name="join"),
    path("me/join/<int:pk>/withdraw/", requests.withdraw, name="withdraw_request"),
    path("members/<int:pk>/rename/", structure.rename, name="rename"),
    path("members/<int:pk>/succeed/", structure.succeed, name="succeed"),
    path("members/<int:pk>/contacts/", contacts.contact_point_list, name="contacts"),
    path("members/<int:pk>/contacts/right/", contacts.check_contact_points, name="check_contacts"),
    path("members/<int:pk>/contacts/<int:point>/", contacts.change_contact_point, name="contact"),
    path("members/<int:pk>/log/", audit.audit_list, name="log"),
    path("members/<int:pk>/look/", previews.begin_look, name="begin_look"),
    path("look/end/", previews.end_look, name="end_look"),
    path("me/", views.profile, name="profile"),
    path("acting/", views.act, name="act"),
]
