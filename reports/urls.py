from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("receipts/<int:pk>/<str:language>/", views.receipt, name="receipt"),
    path("<int:pk>/", views.report_detail, name="report"),
    path("<int:pk>/file/", views.report_file, name="file"),
]
