"""REST addresses of conversations, under /api/v1/."""

from django.urls import path

from flowbuilder.conversations.api import FileView

urlpatterns = [path("files/<uuid:file_id>/", FileView.as_view(), name="conversation_file")]
