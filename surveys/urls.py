from django.urls import path

from surveys.views import answering, cells

app_name = "surveys"

_section = "responses/<int:pk>/<str:code>/"

urlpatterns = [
    path("", answering.response_list, name="list"),
    path("responses/<int:pk>/", answering.response_detail, name="response"),
    # What is no other page of a response is a section of it: keep these last.
    path(_section, answering.section_form, name="section"),
    path(f"{_section}cell/", cells.cell, name="cell"),
    path(f"{_section}paste/", cells.paste, name="paste"),
    path(f"{_section}explain/", cells.explanation, name="explain"),
    path(f"{_section}ready/", answering.ready, name="ready"),
]
