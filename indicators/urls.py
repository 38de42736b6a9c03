from django.urls import path

from indicators.views import desk, figures

app_name = "indicators"

urlpatterns = [
    path("", figures.indicator_list, name="list"),
    path("elements/", figures.element_list, name="elements"),
    path("elements/figures.csv", figures.element_csv, name="element_csv"),
    path("releases/", desk.release_list, name="releases"),
    path("releases/<int:pk>/", desk.release_detail, name="release"),
    # What is no other page is an indicator: keep these last.
    path("<str:code>/", figures.indicator_detail, name="indicator"),
    path("<str:code>/figures.csv", figures.indicator_csv, name="indicator_csv"),
    path("<str:code>/chart.svg", figures.indicator_chart, name="indicator_chart"),
]
