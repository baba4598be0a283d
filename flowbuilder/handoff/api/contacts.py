"""People: what is known of them, corrected by agents, and two that are one."""

from __future__ import annotations

from django.db import transaction
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from flowbuilder.conversations import blocking, consents, contacts, merging
from flowbuilder.conversations.told import flows_told
from flowbuilder.handoff import contact_card
from flowbuilder.handoff.api import shapes
from flowbuilder.handoff.api.reading import InboxView
from flowbuilder.handoff.services import queue


def _tags() -> serializers.ListField:
    tag = serializers.CharField(max_length=contacts.MAX_TAG)
    return serializers.ListField(child=tag, required=False, max_length=contacts.MAX_TAGS)


class ContactShown(serializers.Serializer):
    """A person."""

    class Known(serializers.Serializer):
        name = serializers.CharField()
        label = serializers.CharField()  # type: ignore[assignment]  # a name in the stubs
        value = serializers.CharField()
        source = serializers.CharField(  # type: ignore[assignment]  # a name in the stubs
            help_text="Who said so, in words."
        )
        locked = serializers.BooleanField(help_text="Confirmed by the website.")

    class Happened(serializers.Serializer):
        what = serializers.ChoiceField(["conversation", "ticket", "survey", "change"])
        channel = serializers.CharField(help_text="Of a conversation.")
        at = serializers.DateTimeField()
        text = serializers.CharField()
        detail = serializers.CharField(help_text="What was said there, if anything.")
        conversation = serializers.CharField(allow_null=True)

    class Blocked(serializers.Serializer):
        at = serializers.DateTimeField()
        by = serializers.CharField()
        why = serializers.CharField()

    class Alike(shapes.Named):
        same = serializers.ListField(child=serializers.ChoiceField(["email", "phone"]))

    id = serializers.IntegerField()
    name = serializers.CharField()
    verified = serializers.BooleanField()
    external_id = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    segments = serializers.ListField(child=serializers.CharField())
    timeline = Happened(many=True)
    blocked = Blocked(allow_null=True)
    merge = shapes.MergeWaiting(allow_null=True)
    alike = Alike(many=True, help_text="Who may be the same person; nobody is merged by it.")

    def get_fields(self) -> dict[str, serializers.Field]:
        return {**super().get_fields(), "fields": self.Known(many=True)}


class ContactsView(InboxView):
    """Find people."""

    class Query(shapes.StrictInput):
        q = serializers.CharField(max_length=100, allow_blank=True)

    class FoundContact(shapes.Named):
        email = serializers.CharField()
        verified = serializers.BooleanField()

    @extend_schema(
        operation_id="inbox_contacts", parameters=[Query], responses=FoundContact(many=True)
    )
    def get(self, request: Request) -> Response:
        asked = self.Query(data=request.query_params.dict())
        asked.is_valid(raise_exception=True)
        return Response(contact_card.search(self.workspace, asked.validated_data["q"]))


class ContactView(InboxView):
    """Show one person, or correct what is known of them."""

    class Input(shapes.StrictInput):
        values = serializers.DictField(
            child=serializers.CharField(allow_blank=True, max_length=500), required=False
        )
        add_tags = _tags()
        remove_tags = _tags()

    @extend_schema(operation_id="inbox_contact", responses=ContactShown)
    def get(self, request: Request, contact_id: int) -> Response:
        return Response(contact_card.shown(contact_card.contact_of(self.workspace, contact_id)))

    @extend_schema(operation_id="inbox_edit_contact", request=Input, responses=ContactShown)
    def patch(self, request: Request, contact_id: int) -> Response:
        contact = contact_card.contact_of(self.workspace, contact_id)
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        asked = {"values": {}, "add_tags": [], "remove_tags": [], **given.validated_data}
        with transaction.atomic():
            contact_card.edit(contact, self.user, **asked)
        return Response(contact_card.shown(contact))


class OtherInput(shapes.StrictInput):
    """The contact that is to become part of this one."""

    other = serializers.IntegerField(min_value=1)


class MergeView(InboxView):
    """Make another contact part of this one. It cannot be undone."""

    Input = OtherInput

    @extend_schema(operation_id="inbox_merge_contacts", request=OtherInput, responses=ContactShown)
    def post(self, request: Request, contact_id: int) -> Response:
        keep = contact_card.contact_of(self.workspace, contact_id)
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        other = contact_card.contact_of(self.workspace, given.validated_data["other"])
        merging.merge(keep, other, by=self.user)
        return Response(contact_card.shown(contact_card.contact_of(self.workspace, contact_id)))


class MergeLaterView(InboxView):
    """Make another contact part of this one once neither is cut off by it."""

    Input = OtherInput

    @extend_schema(operation_id="inbox_merge_later", request=OtherInput, responses=ContactShown)
    def post(self, request: Request, contact_id: int) -> Response:
        keep = contact_card.contact_of(self.workspace, contact_id)
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        other = contact_card.contact_of(self.workspace, given.validated_data["other"])
        merging.merge_later(keep, other, by=self.user)
        return Response(contact_card.shown(contact_card.contact_of(self.workspace, contact_id)))


class KeepApartView(InboxView):
    """Do not merge this contact after all."""

    class Input(shapes.StrictInput):
        pass

    @extend_schema(operation_id="inbox_keep_apart", request=Input, responses=ContactShown)
    def post(self, request: Request, contact_id: int) -> Response:
        contact = contact_card.contact_of(self.workspace, contact_id)
        self.Input(data=request.data).is_valid(raise_exception=True)
        merging.keep_apart(contact, by=self.user)
        return Response(contact_card.shown(contact_card.contact_of(self.workspace, contact_id)))


class BlockView(InboxView):
    """Take nothing of this person's any more, and end what is under way with them."""

    class Input(shapes.StrictInput):
        why = serializers.CharField(max_length=200, allow_blank=True, required=False)

    @extend_schema(operation_id="inbox_block_contact", request=Input, responses=ContactShown)
    def post(self, request: Request, contact_id: int) -> Response:
        contact = contact_card.contact_of(self.workspace, contact_id)
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        blocking.block(contact, by=self.user, **given.validated_data)
        queue.hand_out(self.workspace.pk)
        return Response(contact_card.shown(contact))


class UnblockView(InboxView):
    """Let this person write again."""

    class Input(shapes.StrictInput):
        pass

    @extend_schema(operation_id="inbox_unblock_contact", request=Input, responses=ContactShown)
    def post(self, request: Request, contact_id: int) -> Response:
        contact = contact_card.contact_of(self.workspace, contact_id)
        self.Input(data=request.data).is_valid(raise_exception=True)
        blocking.unblock(contact, by=self.user)
        return Response(contact_card.shown(contact))


class WithdrawConsentView(InboxView):
    """Withdraw a consent, because this person wishes so. It cannot be undone, only given anew."""

    class Input(shapes.StrictInput):
        purpose = serializers.CharField(max_length=64)

    @extend_schema(operation_id="inbox_withdraw_consent", request=Input, responses=ContactShown)
    def post(self, request: Request, contact_id: int) -> Response:
        contact = contact_card.contact_of(self.workspace, contact_id)
        given = self.Input(data=request.data)
        given.is_valid(raise_exception=True)
        with flows_told(contact):
            consents.withdraw(contact, given.validated_data["purpose"], by=self.user)
        return Response(contact_card.shown(contact))
