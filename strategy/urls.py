from django.urls import path

from strategy import views

app_name = "strategy"

urlpatterns = [
    path("", views.show_strategy, name="strategy"),
    path("<str:code>/", views.show_measure, name="measure"),
]
