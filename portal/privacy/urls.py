from django.urls import path

from portal.privacy.views import desk, own, register

app_name = "privacy"

urlpatterns = [
    path("", register.register, name="register"),
    path("register.csv", register.register_csv, name="register_csv"),
    path("mine/", own.own, name="own"),
    path("mine/copy/", own.ask_for_copy, name="ask_for_copy"),
    path("mine/copy/<int:pk>/", own.copy_file, name="copy"),
    path("mine/erasure/", own.ask_for_erasure, name="ask_for_erasure"),
    path("mine/erasure/withdraw/", own.withdraw_erasure, name="withdraw_erasure"),
    path("erasures/", desk.erasure_list, name="erasures"),
    path("erasures/<int:pk>/", desk.erasure_detail, name="erasure"),
    path("retention/", desk.retention_table, name="retention"),
]
