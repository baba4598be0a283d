"""REST addresses of conversations, under /api/v1/."""

from django.urls import path

from flowbuilder.conversations.api import CardPicturesView, FileView

urlpatterns = [
    path("files/<uuid:file_id>/", FileView.as_view(), name="conversation_file"),
    path("card-pictures/", CardPicturesView.as_view(), name="card_pictures"),
]
