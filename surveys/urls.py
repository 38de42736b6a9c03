from django.urls import path

from surveys.views import answering, cells, drafts, freezing, office, sending

app_name = "surveys"

_section = "responses/<int:pk>/sections/<str:code>/"

urlpatterns = [
    path("", answering.response_list, name="list"),
    path("<int:pk>/import/", drafts.import_form, name="import_form"),
    path("imports/<int:pk>/", drafts.form_import, name="form_import"),
    path("forms/<int:pk>/publish/", drafts.publish, name="publish"),
    path("rounds/<int:pk>/", office.monitor, name="monitor"),
    path("rounds/<int:pk>/letters/", office.letters, name="letters"),
    path("rounds/<int:pk>/remind/", office.remind, name="remind"),
    path("rounds/<int:pk>/freeze/", freezing.freeze, name="freeze"),
    path("rounds/<int:pk>/unfreeze/", freezing.unfreeze, name="unfreeze"),
    path("responses/<int:pk>/", answering.response_detail, name="response"),
    path("responses/<int:pk>/confirm/", sending.confirm, name="confirm"),
    path("responses/<int:pk>/take-back/", sending.take_back, name="take_back"),
    path("responses/<int:pk>/receipt/", sending.receipt, name="receipt"),
    path("responses/<int:pk>/review/", office.review, name="review"),
    path(_section, answering.section_form, name="section"),
    path(f"{_section}cell/", cells.cell, name="cell"),
    path(f"{_section}paste/", cells.paste, name="paste"),
    path(f"{_section}explain/", cells.explanation, name="explain"),
    path(f"{_section}ready/", answering.ready, name="ready"),
]
