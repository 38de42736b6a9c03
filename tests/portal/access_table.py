"""Who may open what. A new view needs its row here: `test_access.py` fails without it."""

#: Sten is the stranger, of another school; Ritva answers for data and Kaisa is key contact in one's
#: own; Outi is the office, Birgit the board. All have a password.
PEOPLE = ["nobody", "sten", "ritva", "kaisa", "outi", "birgit"]

# whose: an object of the school of Ritva and Kaisa (own), of Sten's (other), of all (all), none (-).
# A form is sent with nothing but what names the object. "door" is the way to the sign-in page; "-"
# a method that is not there: 405, but the door to nobody. What does not exist is 404 of itself.
VIEWS = """
view                                 whose | GET:  nobody sten ritva kaisa outi birgit | POST: nobody sten ritva kaisa outi birgit
home                                 -     |       200    200  200   200   200  200    | -
language                             -     | -                                         |       302    302  302   302   302  302
search                               -     |       door   200  200   200   200  200    | -
kept_form                            -     |       door   302  302   302   302  302    |       door   302  302   302   302  302
healthz                              -     |       200    200  200   200   200  200    | -
readyz                               -     |       200    200  200   200   200  200    | -
members:list                         -     |       door   200  200   200   200  200    | -
members:organisation                 own   |       door   200  200   200   200  200    | -
members:organisation                 other |       door   200  200   200   200  200    | -
members:people                       -     |       door   200  200   200   200  200    | -
members:organisations_xlsx           -     |       door   404  404   404   200  404    | -
members:organisations_csv            -     |       door   404  404   404   200  404    | -
members:report_organisation          own   |       door   200  200   200   200  200    |       door   302  302   302   302  302
members:report_organisation          other |       door   200  200   200   200  200    |       door   302  302   302   302  302
members:report_person                own   |       door   200  200   200   200  200    |       door   302  302   302   302  302
members:report_person                other |       door   200  200   200   200  200    |       door   302  302   302   302  302
members:outdated                     own   |       door   404  404   200   200  404    |       door   404  404   302   302  404
members:outdated                     other |       door   200  404   404   200  404    |       door   302  404   404   302  404
members:rename                       own   |       door   404  404   404   200  404    |       door   404  404   404   422  404
members:rename                       other |       door   404  404   404   200  404    |       door   404  404   404   422  404
members:succeed                      own   |       door   404  404   404   200  404    |       door   404  404   404   422  404
members:succeed                      other |       door   404  404   404   200  404    |       door   404  404   404   422  404
members:contacts                     own   |       door   404  404   200   200  404    |       door   404  404   422   422  404
members:contacts                     other |       door   200  404   404   200  404    |       door   422  404   404   422  404
members:check_contacts               own   | -                                         |       door   404  404   302   302  404
members:check_contacts               other | -                                         |       door   302  404   404   302  404
members:contact                      own   |       door   404  404   200   200  404    |       door   404  404   422   422  404
members:contact                      other |       door   200  404   404   200  404    |       door   422  404   404   422  404
members:begin_look                   own   | -                                         |       door   404  404   404   302  404
members:begin_look                   other | -                                         |       door   404  404   404   302  404
members:end_look                     -     | -                                         |       door   302  302   302   302  302
members:profile                      -     |       door   200  200   200   200  200    |       door   200  200   200   200  200
members:act                          own   | -                                         |       door   404  302   302   404  404
members:act                          other | -                                         |       door   302  404   404   404  404
members:log                          own   |       door   404  404   200   200  404    | -
members:log                          other |       door   200  404   404   200  404    | -
privacy:register                     -     |       200    200  200   200   200  200    | -
privacy:register_csv                 -     |       200    200  200   200   200  200    | -
privacy:own                          -     |       door   200  200   200   200  200    | -
privacy:ask_for_copy                 -     | -                                         |       door   302  302   302   302  302
privacy:copy                         own   |       door   404  200   404   404  404    | -
privacy:copy                         other |       door   200  404   404   404  404    | -
privacy:ask_for_erasure              -     | -                                         |       door   302  302   302   302  302
privacy:withdraw_erasure             -     | -                                         |       door   302  302   302   302  302
privacy:erasures                     -     |       door   404  404   404   200  404    |       door   404  404   404   422  404
privacy:erasure                      all   |       door   404  404   404   200  404    |       door   404  404   404   422  404
privacy:retention                    -     |       door   404  404   404   200  404    | -
communications:ask                   -     |       door   200  200   200   200  200    |       door   422  422   422   422  422
communications:questions             -     |       door   200  200   200   200  200    | -
communications:question              own   |       door   404  200   404   200  404    |       door   404  404   404   422  404
communications:question              other |       door   200  404   404   200  404    |       door   404  404   404   422  404
communications:library               -     |       200    200  200   200   200  200    | -
communications:document              all   |       404    200  200   200   200  200    | -
communications:document_file         all   |       404    200  200   200   200  200    | -
communications:new_version           all   |       door   404  404   404   200  404    |       door   404  404   404   422  404
communications:preferences           -     |       door   200  200   200   200  200    |       door   200  200   200   200  200
communications:link                  -     |       200    200  200   200   200  200    |       200    200  200   200   200  200
communications:address               own   |       door   404  404   200   200  404    |       door   404  404   200   200  404
communications:address               other |       door   200  404   404   200  404    |       door   200  404   404   200  404
communications:preferences_by_link   all   |       200    200  200   200   200  200    |       200    200  200   200   200  200
communications:unsubscribe           all   |       200    200  200   200   200  200    |       400    400  400   400   400  400
communications:confirm_unsubscribe   all   | -                                         |       200    200  200   200   200  200
communications:news                  -     |       200    200  200   200   200  200    | -
communications:feed                  all   |       200    200  200   200   200  200    | -
communications:news_item             all   |       door   200  200   200   200  200    | -
communications:news_preview          all   |       door   404  404   404   200  404    | -
communications:newsletters           -     |       200    200  200   200   200  200    | -
communications:newsletter            all   |       door   200  200   200   200  200    | -
communications:desk                  -     |       door   404  404   404   200  404    | -
communications:newsletter_desk       all   |       door   404  404   404   200  404    |       door   404  404   404   200  404
strategy:strategy                    -     |       door   200  200   200   200  200    | -
strategy:measure                     all   |       door   200  200   200   200  200    | -
surveys:list                         -     |       door   200  200  200   200  200     | -
surveys:import_form                  all   |       door   404  404  404   200  404     |       door   404  404  404   422  404
surveys:form_import                  all   |       door   404  404  404   200  404     | -
surveys:publish                      all   |       door   404  404  404   200  404     |       door   404  404  404   302  404
surveys:monitor                      all   |       door   404  404  404   200  404     | -
surveys:letters                      all   |       door   404  404  404   200  404     |       door   404  404  404   200  404
surveys:remind                       all   |       door   404  404  404   200  404     |       door   404  404  404   302  404
surveys:freeze                       all   |       door   404  404  404   200  404     |       door   404  404  404   409  404
surveys:unfreeze                     all   |       door   404  404  404   200  404     |       door   404  404  404   302  404
surveys:response                     own   |       door   404  200  200   200  404     | -
surveys:response                     other |       door   200  404  404   200  404     | -
surveys:section                      own   |       door   404  200  200   200  404     |       door   404  302  302   404  404
surveys:section                      other |       door   200  404  404   200  404     |       door   302  404  404   404  404
surveys:confirm                      own   |       door   404  200  200   404  404     |       door   404  409  409   404  404
surveys:confirm                      other |       door   200  404  404   404  404     |       door   409  404  404   404  404
surveys:receipt                      own   |       door   404  200  200   200  404     | -
surveys:receipt                      other |       door   200  404  404   200  404     | -
indicators:list                      -     |       door   200  200  200   200  200     | -
indicators:elements                  -     |       door   200  200  200   200  200     | -
indicators:element_csv               -     |       door   200  200  200   200  200     | -
indicators:indicator                 all   |       door   200  200  200   200  200     | -
indicators:indicator_csv             all   |       door   200  200  200   200  200     | -
indicators:indicator_chart           all   |       door   200  200  200   200  200     | -
indicators:releases                  -     |       door   404  404  404   200  404     |       door   404  404  404   409  404
indicators:release                   all   |       door   404  404  404   200  404     |       door   404  404  404   200  404
reports:receipt                      own   | -                                         |       door   404  302  302   302  404
reports:receipt                      other | -                                         |       door   302  404  404   302  404
reports:list                         -     |       door   200  200  200   200  200     | -
reports:release                      all   |       door   200  200  200   200  200     | -
reports:board                        all   | -                                         |       door   404  404  404   302  302
reports:benchmarks                   all   | -                                         |       door   404  404  404   302  404
reports:benchmark                    own   | -                                         |       door   404  302  302   302  404
reports:benchmark                    other | -                                         |       door   302  404  404   302  404
reports:report                       own   |       door   404  200  200   200  404     | -
reports:report                       other |       door   200  404  404   200  404     | -
reports:file                         own   |       door   404  200  200   200  404     | -
reports:file                         other |       door   200  404  404   200  404     | -
surveys:take_back                    own   | -                                         |       door   404  302  302   404  404
surveys:take_back                    other | -                                         |       door   302  404  404   404  404
surveys:cell                         own   | -                                         |       door   404  404  404   404  404
surveys:cell                         other | -                                         |       door   404  404  404   404  404
surveys:paste                        own   | -                                         |       door   404  404  404   404  404
surveys:paste                        other | -                                         |       door   404  404  404   404  404
surveys:explain                      own   | -                                         |       door   404  302  302   302  404
surveys:explain                      other | -                                         |       door   302  404  404   302  404
surveys:ready                        own   | -                                         |       door   404  302  302   404  404
surveys:ready                        other | -                                         |       door   302  404  404   404  404
surveys:review                       own   |       door   404  404  404   200  404     |       door   404  404  404   200  404
surveys:review                       other |       door   404  404  404   200  404     |       door   404  404  404   200  404
account_login                        -     |       200    302  302   302   302  302    |       200    302  302   302   302  302
account_request_login_code           -     |       200    302  302   302   302  302    |       200    302  302   302   302  302
account_confirm_login_code           -     |       door   302  302   302   302  302    |       door   302  302   302   302  302
account_logout                       -     |       door   200  200   200   200  200    |       door   302  302   302   302  302
account_inactive                     -     |       200    200  200   200   200  200    | -
account_signup                       -     |       200    302  302   302   302  302    |       200    302  302   302   302  302
account_reauthenticate               -     |       door   302  302   200   302  302    |       door   302  302   200   302  302
account_confirm_by_code              -     |       door   302  302   200   302  302    |       door   302  302   302   302  302
mfa_login_webauthn                   -     |       door   302  302   302   302  302    |       door   302  302   302   302  302
mfa_authenticate                     -     |       door   302  302   302   302  302    |       door   302  302   302   302  302
mfa_reauthenticate                   -     |       door   200  200   302   200  200    |       door   200  200   302   200  200
mfa_reauthenticate_webauthn          -     |       door   200  200   302   302  302    |       door   302  302   302   302  302
mfa_index                            -     |       door   200  200   200   200  200    | -
mfa_activate_totp                    -     |       door   200  200   200   302  302    |       door   200  200   200   302  302
mfa_deactivate_totp                  -     |       door   404  404   404   200  200    |       door   404  404   404   302  302
mfa_list_webauthn                    -     |       door   302  302   302   302  302    |       door   302  302   302   302  302
mfa_add_webauthn                     -     |       door   200  200   200   200  200    |       door   200  200   200   200  200
mfa_edit_webauthn                    own   |       door   404  200   404   404  404    |       door   404  200   404   404  404
mfa_edit_webauthn                    other |       door   200  404   404   404  404    |       door   200  404   404   404  404
mfa_remove_webauthn                  own   |       door   404  200   404   404  404    |       door   404  302   404   404  404
mfa_remove_webauthn                  other |       door   200  404   404   404  404    |       door   302  404   404   404  404
mfa_view_recovery_codes              -     |       door   404  404   404   404  404    | -
mfa_generate_recovery_codes          -     |       door   200  200   200   200  200    |       door   302  302   200   302  302
openid_connect_login                 all   |       404    404  404   404   404  404    |       404    404  404   404   404  404
openid_connect_callback              all   |       404    404  404   404   404  404    |       404    404  404   404   404  404
session_list                         -     |       door   200  200   200   200  200    | -
end_session                          own   | -                                         |       door   404  302   404   404  404
end_session                          other | -                                         |       door   302  404   404   404  404
end_other_sessions                   -     | -                                         |       door   302  302   302   302  302
account_change_password              -     |       door   200  200   200   200  200    |       door   200  200   200   200  200
account_set_password                 -     |       door   302  302   302   302  302    |       door   302  302   302   302  302
account_reset_password               -     |       200    200  200   200   200  200    |       200    200  200   200   200  200
account_confirm_password_reset_code  -     |       door   302  302   302   302  302    |       door   302  302   302   302  302
account_complete_password_reset      -     |       302    302  302   302   302  302    |       302    302  302   302   302  302
account_password_reset_completed     -     |       door   302  302   302   302  302    |       door   302  302   302   302  302
"""
# The office's desk: to nobody it is the door, to all but the office 404, whatever is asked. A row
# says what the office gets; the first that fits holds. "view" is an old address of Django's.
DESK = """
view                      | GET POST
index                     | 200 200
login                     | 302 200
logout                    | 405 200
password_change           | 200 200
password_change_done      | 200 405
autocomplete              | 403 405
jsi18n                    | 200 405
view_on_site              | 302 302
app_list                  | 200 200
view                      | 302 302
catch_all_view            | 404 404
members_user_add          | 403 403
members_user_delete       | 403 403
members_affiliation_add   | 403 403
members_affiliation_delete| 403 403
members_auditevent_add        | 403 403
members_auditevent_change     | 200 403
members_auditevent_delete     | 403 403
members_auditseal_add         | 403 403
members_auditseal_change      | 200 403
members_auditseal_delete      | 403 403
members_consent_add           | 403 403
members_consent_change        | 200 403
members_consent_delete        | 403 403
members_joinrequest_add   | 403 403
members_joinrequest_change| 200 403
members_joinrequest_delete| 403 403
members_structureproposal_add | 403 403
members_structureproposal_change | 200 403
members_structureproposal_delete | 403 403
members_confirmation_add  | 403 403
members_confirmation_change | 200 403
members_confirmation_delete | 403 403
members_invitation_add    | 403 403
members_invitation_change | 200 403
members_invitation_delete | 403 403
members_lostfactor_change | 200 403
members_lostfactor_delete | 403 403
members_rosterimport_add  | 403 403
members_rosterimport_change | 200 403
members_rosterimport_delete | 403 403
communications_letter_add | 403 403
communications_letter_delete | 403 403
communications_letter_change | 200 403
communications_newsletter_delete | 403 403
communications_document_delete | 403 403
communications_question_add | 403 403
communications_question_change | 200 403
communications_question_delete | 403 403
members_preview_add       | 403 403
members_preview_change    | 200 403
members_preview_delete    | 403 403
communications_bounce_add | 403 403
communications_bounce_change | 200 403
communications_bounce_delete | 403 403
communications_suppression_add | 403 403
communications_suppression_change | 200 403
communications_suppression_delete | 403 403
surveys_formimport_add    | 403 403
surveys_formimport_change | 200 403
surveys_formimport_delete | 403 403
surveys_formversion_add   | 403 403
surveys_formversion_change| 200 403
surveys_formversion_delete| 403 403
surveys_response_add      | 403 403
surveys_response_change   | 200 403
surveys_response_delete   | 403 403
surveys_round_delete      | 403 403
indicators_dataelement_add| 403 403
indicators_dataelement_delete | 403 403
indicators_observation_add| 403 403
indicators_observation_change | 200 403
indicators_observation_delete | 403 403
indicators_group_add      | 403 403
indicators_group_change   | 200 403
indicators_group_delete   | 403 403
indicators_release_add    | 403 403
indicators_release_change | 200 403
indicators_release_delete | 403 403
indicators_stat_add       | 403 403
indicators_stat_change    | 200 403
indicators_stat_delete    | 403 403
reports_report_add        | 403 403
reports_report_change     | 200 403
reports_report_delete     | 403 403
*_changelist              | 200 200
*_add                     | 200 200
*_history                 | 200 200
*_delete                  | 200 200
*_change                  | 200 200
"""
