"""The demo's flows: the library's shops and their talks, asking the demo's own order service."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from flowbuilder.accounts.models import Workspace
from flowbuilder.core.document import Flow as Document
from flowbuilder.flows import library, services, talks
from flowbuilder.flows.models import Flow

SHOPS = ("sklep-internetowy", "online-shop")
ADDRESS_VARIABLE = "demo_orders_url"


def load_demo(workspace: Workspace) -> None:
    """Make and publish the shops that are missing; follow the order service when it moves.

    What people changed stays: a flow with unpublished changes is left alone.
    """
    for slug in SHOPS:
        template = library.template(slug)
        if template is None:
            continue
        flow = Flow.objects.filter(workspace=workspace, slug=slug).first()
        if flow is None:
            flow = services.create_flow(
                workspace=workspace, name=template.name, user=None, document=template.document
            )
            Flow.objects.filter(pk=flow.pk).update(slug=slug)
            flow.refresh_from_db()
            _publish(flow, _pointed(template.document), template.language)
        elif flow.published_revision != flow.draft_revision:
            continue
        document = services.draft_of(flow)
        if _pointed(document) != document:
            _publish(flow, _pointed(document), template.language)
        _bring_talks(flow, slug, template.document, before=document)


def _bring_talks(flow: Flow, slug: str, template: Document, *, before: Document) -> None:
    """Give a flow without talks those of its template; let them name the present address."""
    present = _address(_pointed(template))
    if not flow.talks.exists():
        for name, text in library.talks_of(slug).items():
            there = text.replace(_address(template), present)
            talks.add_talk(flow=flow, name=name, text=there, user=None)
    elif _address(before) not in ("", present):
        for talk in flow.talks.filter(text__contains=_address(before)):
            moved = talk.text.replace(_address(before), present)
            talks.change_talk(talk=talk, text=moved, user=None)


def _address(document: Document) -> str:
    named = (v.initial for v in document.variables if v.name == ADDRESS_VARIABLE)
    return str(next(named, ""))


def _pointed(document: Document) -> Document:
    """The document with the address of the order service that runs now."""
    address = getattr(settings, "FLOWBUILDER_DEMO_SHOP_ORIGIN", "")
    if not address:
        return document
    variables = tuple(
        v.model_copy(update={"initial": address}) if v.name == ADDRESS_VARIABLE else v
        for v in document.variables
    )
    return document.model_copy(update={"variables": variables})


def _publish(flow: Flow, document: Document, language: str) -> None:
    draft = services.save_draft(
        flow=flow,
        revision=flow.draft_revision,
        data=document.model_dump(mode="json"),
        user=None,
    )
    with override(language):
        note = _("Demo")
    services.publish(flow=draft.flow, revision=draft.flow.draft_revision, note=note, user=None)
