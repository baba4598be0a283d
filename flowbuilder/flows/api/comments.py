"""Comments on a flow and its nodes."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.accounts.access import Permission, may
from flowbuilder.accounts.api_base import WorkspaceView
from flowbuilder.accounts.models import User
from flowbuilder.flows import commenting, selectors
from flowbuilder.flows.models import Flow

READ_OR_WRITE = {"GET": Permission.FLOWS_VIEW, "POST": Permission.FLOWS_EDIT}


class ThreadOutput(serializers.Serializer[Any]):
    """What is said about one node, or about the flow when `node` is empty."""

    class Comment(serializers.Serializer[Any]):
        """One person's words."""

        id = serializers.IntegerField()
        text = serializers.CharField()
        by = serializers.CharField(allow_blank=True)
        at = serializers.DateTimeField()
        editedAt = serializers.DateTimeField(allow_null=True)  # noqa: N815
        isMine = serializers.BooleanField()  # noqa: N815
        mayDelete = serializers.BooleanField()  # noqa: N815

    id = serializers.IntegerField()
    node = serializers.CharField(allow_blank=True)
    nodeTitle = serializers.CharField(  # noqa: N815  # JSON made for the editor
        allow_blank=True, help_text="What the node was called, should it be gone."
    )
    nodeType = serializers.CharField(allow_blank=True)  # noqa: N815
    resolved = serializers.BooleanField()
    resolvedBy = serializers.CharField(allow_blank=True)  # noqa: N815
    comments = Comment(many=True)


class Words(serializers.Serializer[Any]):
    """What somebody says."""

    text = serializers.CharField(max_length=commenting.TEXT_LIMIT)


class CommentsView(WorkspaceView):
    """Everything that is said about a flow."""

    permission = READ_OR_WRITE

    class Input(Words):
        """Words, and the node they are about; an empty one stands for the flow."""

        node = serializers.CharField(max_length=64, allow_blank=True, default="")

    @extend_schema(operation_id="comment_list", responses=ThreadOutput(many=True))
    def get(self, request: Request, flow_id: int) -> Response:
        """List the threads, oldest first, resolved ones too."""
        return _all(selectors.flow_of(self.workspace, flow_id), self.user)

    @extend_schema(
        operation_id="comment_add", request=Input, responses={201: ThreadOutput(many=True)}
    )
    def post(self, request: Request, flow_id: int) -> Response:
        """Begin a thread; answers with all of them."""
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        flow = selectors.flow_of(self.workspace, flow_id)
        commenting.begin_thread(flow=flow, user=self.user, **given.validated_data)
        return _all(flow, self.user, status.HTTP_201_CREATED)


class ThreadView(WorkspaceView):
    """One thread."""

    permission = Permission.FLOWS_EDIT

    @extend_schema(
        operation_id="comment_reply", request=Words, responses={201: ThreadOutput(many=True)}
    )
    def post(self, request: Request, flow_id: int, thread_id: int) -> Response:
        """Answer in it, which opens it again; answers with all threads."""
        thread = selectors.thread_of(self.workspace, flow_id, thread_id)
        given = Words(data=request.data)
        given.is_valid(raise_exception=True)
        commenting.reply(thread=thread, text=given.validated_data["text"], user=self.user)
        return _all(thread.flow, self.user, status.HTTP_201_CREATED)


class ThreadResolveView(WorkspaceView):
    """Whether a thread is dealt with."""

    permission = Permission.FLOWS_EDIT

    class Input(serializers.Serializer[Any]):
        """Dealt with, or open again."""

        resolved = serializers.BooleanField()

    @extend_schema(operation_id="comment_resolve", request=Input, responses=ThreadOutput(many=True))
    def post(self, request: Request, flow_id: int, thread_id: int) -> Response:
        """Resolve it or open it again; answers with all threads."""
        thread = selectors.thread_of(self.workspace, flow_id, thread_id)
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        commenting.set_resolved(thread=thread, user=self.user, **given.validated_data)
        return _all(thread.flow, self.user)


class CommentView(WorkspaceView):
    """One comment: changed by who wrote it, deleted by them or the owner."""

    permission = Permission.FLOWS_EDIT

    @extend_schema(operation_id="comment_edit", request=Words, responses=ThreadOutput(many=True))
    def put(self, request: Request, flow_id: int, thread_id: int, comment_id: int) -> Response:
        """Change its words; answers with all threads."""
        comment = selectors.comment_of(self.workspace, flow_id, thread_id, comment_id)
        given = Words(data=request.data)
        given.is_valid(raise_exception=True)
        commenting.edit(comment=comment, text=given.validated_data["text"], user=self.user)
        return _all(selectors.flow_of(self.workspace, flow_id), self.user)

    @extend_schema(operation_id="comment_delete", responses=ThreadOutput(many=True))
    def delete(self, request: Request, flow_id: int, thread_id: int, comment_id: int) -> Response:
        """Delete it, and its thread with the last one; answers with all threads."""
        comment = selectors.comment_of(self.workspace, flow_id, thread_id, comment_id)
        commenting.delete(comment=comment, user=self.user)
        return _all(selectors.flow_of(self.workspace, flow_id), self.user)


def _all(flow: Flow, reader: User, code: int = status.HTTP_200_OK) -> Response:
    moderates = may(reader, flow.workspace_id, Permission.COMMENTS_MODERATE)
    return Response(
        [
            {
                "id": thread.pk,
                "node": thread.node,
                "nodeTitle": thread.node_title,
                "nodeType": thread.node_type,
                "resolved": thread.resolved_at is not None,
                "resolvedBy": _name(thread.resolved_by),
                "comments": [
                    {
                        "id": comment.pk,
                        "text": comment.text,
                        "by": _name(comment.author),
                        "at": comment.at,
                        "editedAt": comment.edited_at,
                        "isMine": comment.author_id == reader.pk,
                        "mayDelete": moderates or comment.author_id == reader.pk,
                    }
                    for comment in thread.comments.all()
                ],
            }
            for thread in selectors.threads_of(flow)
        ],
        status=code,
    )


def _name(person: User | None) -> str:
    return person.shown_name if person else ""
