from django.urls import path

from indicators.views import desk

app_name = "indicators"

urlpatterns = [
    path("releases/", desk.release_list, name="releases"),
    path("releases/<int:pk>/", desk.release_detail, name="release"),
]
