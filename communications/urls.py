from django.urls import path

from communications import views

app_name = "communications"

urlpatterns = [
    path("letters/", views.preferences, name="preferences"),
    path("letters/link/", views.link, name="link"),
    path("letters/address/<int:pk>/", views.address, name="address"),
    path("letters/of/<str:token>/", views.preferences_by_link, name="preferences_by_link"),
    path("u/<str:token>", views.unsubscribe, name="unsubscribe"),
    path("u/<str:token>/confirm", views.confirm_unsubscribe, name="confirm_unsubscribe"),
]
