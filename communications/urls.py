from django.urls import path

from communications.views import (
    desk,
    library,
    news,
    newsletters,
    preferences,
    questions,
)

app_name = "communications"

urlpatterns = [
    path("news/", news.news, name="news"),
    path("news/feed.<str:language>.xml", news.feed, name="feed"),
    path("news/<slug:slug>/", news.news_item, name="news_item"),
    path("news/<slug:slug>/preview/", news.news_preview, name="news_preview"),
    path("newsletters/", newsletters.newsletters, name="newsletters"),
    path("newsletters/desk/", desk.desk, name="desk"),
    path("newsletters/desk/<int:pk>/", desk.newsletter_desk, name="newsletter_desk"),
    path("newsletters/<int:pk>/", newsletters.newsletter, name="newsletter"),
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
