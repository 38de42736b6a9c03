from django.urls import path

from reports import views

app_name = "reports"

urlpatterns = [
    path("", views.release_list, name="list"),
    path("receipts/<int:pk>/<str:language>/", views.receipt, name="receipt"),
    path("releases/<int:pk>/", views.release_detail, name="release"),
    path("releases/<int:pk>/board/<str:language>/", views.board, name="board"),
    path("releases/<int:pk>/schools/", views.benchmarks, name="benchmarks"),
    path(
        "releases/<int:pk>/schools/<int:organisation>/<str:language>/",
        views.benchmark,
        name="benchmark",
    ),
    path("<int:pk>/", views.report_detail, name="report"),
    path("<int:pk>/file/", views.report_file, name="file"),
]
