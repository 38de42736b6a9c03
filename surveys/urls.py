from django.urls import path

from surveys.views import office, sending

app_name = "surveys"

urlpatterns = [
    path("responses/<int:pk>/confirm/", sending.confirm, name="confirm"),
    path("responses/<int:pk>/take-back/", sending.take_back, name="take_back"),
    path("responses/<int:pk>/receipt/", sending.receipt, name="receipt"),
    path("responses/<int:pk>/review/", office.review, name="review"),
    path("rounds/<int:pk>/", office.monitor, name="monitor"),
    path("rounds/<int:pk>/letters/", office.letters, name="letters"),
    path("rounds/<int:pk>/remind/", office.remind, name="remind"),
]
