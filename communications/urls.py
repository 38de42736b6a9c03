from django.urls import path

from communications.views import library, preferences, questions

app_name = "communications"

urlpatterns = [
    path("ask/", questions.ask, name="ask"),
    path("questions/", questions.question_list, name="questions"),
    path("questions/<int:pk>/", questions.question, name="question"),
    path("library/", library.library, name="library"),
    path("library/<int:pk>/", library.document, name="document"),
    path("library/<int:pk>/add/", library.new_version, name="new_version"),
    path("library/<int:pk>/<int:number>/file", library.document_file, name="document_file"),
    path("letters/", preferences.preferences, name="preferences"),
    path("letters/link/", preferences.link, name="link"),
    path("letters/address/<int:pk>/", preferences.address, name="address"),
    path("letters/of/<str:token>/", preferences.preferences_by_link, name="preferences_by_link"),
    path("u/<str:token>", preferences.unsubscribe, name="unsubscribe"),
    path("u/<str:token>/confirm", preferences.confirm_unsubscribe, name="confirm_unsubscribe"),
]
