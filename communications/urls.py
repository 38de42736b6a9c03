from django.urls import path

from communications.views import desk, news, newsletters
from communications.views import preferences as views

app_name = "communications"

urlpatterns = [
    path("letters/", views.preferences, name="preferences"),
    path("letters/link/", views.link, name="link"),
    path("letters/address/<int:pk>/", views.address, name="address"),
    path("letters/of/<str:token>/", views.preferences_by_link, name="preferences_by_link"),
    path("news/", news.news, name="news"),
    path("news/feed.<str:language>.xml", news.feed, name="feed"),
    path("news/<slug:slug>/", news.news_item, name="news_item"),
    path("news/<slug:slug>/preview/", news.news_preview, name="news_preview"),
    path("newsletters/", newsletters.newsletters, name="newsletters"),
    path("newsletters/desk/", desk.desk, name="desk"),
    path("newsletters/desk/<int:pk>/", desk.newsletter_desk, name="newsletter_desk"),
    path("newsletters/<int:pk>/", newsletters.newsletter, name="newsletter"),
    path("u/<str:token>", views.unsubscribe, name="unsubscribe"),
    path("u/<str:token>/confirm", views.confirm_unsubscribe, name="confirm_unsubscribe"),
]
