"""Addresses for signing in and for personal choices."""

from django.urls import path

from flowbuilder.accounts import views

urlpatterns = [
    path("login/<str:token>/", views.login_by_link, name="login_link"),
    path("language/", views.set_language, name="set_language"),
    path("workspace/", views.choose_workspace, name="choose_workspace"),
]
