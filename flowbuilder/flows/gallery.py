"""The gallery: the library's templates and the workspace's own, and what is done with them."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.accounts.services import audit
from flowbuilder.common.errors import InvalidInput, NotFound
from flowbuilder.core.document import Flow as Document
from flowbuilder.core.upgrades import load_document
from flowbuilder.flows import knowledge_port, library, services, talks
from flowbuilder.flows.library import About
from flowbuilder.flows.models import Flow, FlowTemplate
from flowbuilder.flows.needs import needs_again, needs_from

GONE = gettext_lazy("This template does not exist. Somebody may have deleted it.")
MAX_FACT = 200
MAX_OWN = 200
_FACT = re.compile(r"\{\{ *([a-z][a-z0-9_]*) *\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A template as the gallery offers it. `key` names it: a library folder, or our own's id."""

    key: str
    name: str
    language: str
    summary: str
    about: About
    document: Document
    needs: Sequence[Mapping[str, Any]] = ()
    knowledge: str = ""
    talks: Mapping[str, str]
    own: bool = False
    made_by: str = ""


def offers(workspace: Workspace) -> list[Offer]:
    """Everything the gallery shows: the workspace's own templates first."""
    own = FlowTemplate.objects.filter(workspace=workspace).select_related("created_by")
    return [*map(_own, own), *map(_shipped, library.templates())]


def offer(workspace: Workspace, key: str) -> Offer:
    """One template. Raises NotFound for an absent and for a foreign one alike."""
    if (own := _kept(workspace, key)) is not None:
        return _own(own)
    if (shipped := library.template(key)) is not None:
        return _shipped(shipped)
    raise NotFound(str(GONE))


def use(
    *, workspace: Workspace, key: str, user: User | None, name: str = "",
    facts: Mapping[str, str] | None = None, with_knowledge: bool = True,
) -> tuple[Flow, int]:  # fmt: skip
    """Make a draft of a template, with `facts` of one's own in its variables.

    Its questions and answers go to the knowledge, except those that are there already. Returns
    the flow and how many were new.

    Raises:
        NotFound: There is no such template.
    """
    chosen = offer(workspace, key)
    told = {k: " ".join(v.split())[:MAX_FACT] for k, v in (facts or {}).items() if v.strip()}
    document = with_facts(chosen, told)
    with transaction.atomic():
        flow = services.create_flow(
            workspace=workspace, name=(name.strip() or chosen.name)[:120], user=user,
            document=document,
        )  # fmt: skip
        flow.needs = [
            dict(need)
            for need in chosen.needs
            if with_knowledge or need.get("page") != "knowledge"  # nothing of it is there to check
        ]
        flow.save(update_fields=["needs"])
        _add_talks(flow, chosen, told, user)
        added = 0
        if with_knowledge and chosen.knowledge:
            text = knowledge_of(chosen, told)
            added = knowledge_port.add_missing(workspace, text.encode(), chosen.language, user)
    return flow, added


def _add_talks(flow: Flow, chosen: Offer, told: Mapping[str, str], user: User | None) -> None:
    """Keep the template's golden conversations with the flow, with the facts told in them."""
    initial = {v.name: str(v.initial or "") for v in chosen.document.variables}
    for name, text in chosen.talks.items():
        for fact, value in told.items():
            if initial.get(fact):
                text = text.replace(initial[fact], value)
        talks.add_talk(flow=flow, name=name, text=text, user=user)


def with_facts(chosen: Offer, told: Mapping[str, str]) -> Document:
    """The template's document with what was told in the variables of its facts."""
    asked = {fact.variable for fact in chosen.about.facts}
    variables = tuple(
        v.model_copy(update={"initial": told[v.name]}) if v.name in asked and v.name in told else v
        for v in chosen.document.variables
    )
    return chosen.document.model_copy(update={"variables": variables})


def knowledge_of(chosen: Offer, told: Mapping[str, str]) -> str:
    """The template's CSV with its facts filled in: what was told, else the example."""
    if "{{" not in chosen.knowledge:
        return chosen.knowledge
    initial = {v.name: v.initial for v in chosen.document.variables}
    facts = {f.variable: told.get(f.variable, initial.get(f.variable)) for f in chosen.about.facts}
    filled = io.StringIO()
    csv.writer(filled).writerows(
        [_FACT.sub(lambda found: str(facts.get(found[1]) or ""), cell) for cell in row]
        for row in csv.reader(io.StringIO(chosen.knowledge))
    )
    return filled.getvalue()


def count_entries(chosen: Offer) -> int:
    """How many questions and answers a template brings."""
    return max(0, sum(1 for _row in csv.reader(io.StringIO(chosen.knowledge))) - 1)


def save(
    *, workspace: Workspace, name: str, summary: str, document: Document, user: User | None,
    flow: Flow | None = None,
) -> FlowTemplate:  # fmt: skip
    """Keep a document as a template of the workspace, with the checklist of the flow it is from.

    Raises:
        InvalidInput: It has no name, no step at all, or there are too many templates already.
    """
    if not name.strip():
        raise InvalidInput(_("Give the template a name, so that others find it."))
    if not document.nodes:
        raise InvalidInput(_("There is no step to save. Add one first."))
    if FlowTemplate.objects.filter(workspace=workspace).count() >= MAX_OWN:
        raise InvalidInput(
            _("There is room for {most} templates. Delete one that nobody uses.").format(
                most=MAX_OWN
            )
        )
    with transaction.atomic():
        made = FlowTemplate.objects.create(
            workspace=workspace,
            name=name.strip()[:120],
            summary=summary.strip()[:500],
            language=document.locale,
            document=document.model_copy(update={"id": ""}).model_dump(mode="json"),
            needs=needs_again(flow.needs, document) if flow else [],
            created_by=user,
        )
        audit(workspace, user, "template.saved", made.name, template=made.pk)
    return made


def delete(*, workspace: Workspace, key: str, user: User | None) -> None:
    """Delete one of the workspace's own templates; flows made from it stay. Raises NotFound."""
    made = _kept(workspace, key)
    if made is None:
        raise NotFound(str(GONE))
    with transaction.atomic():
        audit(workspace, user, "template.deleted", made.name, template=made.pk)
        made.delete()


def _kept(workspace: Workspace, key: str) -> FlowTemplate | None:
    if not key.isdecimal():
        return None
    own = FlowTemplate.objects.filter(workspace=workspace, pk=int(key[:18]))
    return own.select_related("created_by").first()


def _shipped(found: library.Template) -> Offer:
    return Offer(
        key=found.slug,
        name=found.name,
        language=found.language,
        summary=found.summary,
        about=found.about,
        document=found.document,
        needs=needs_from(found.about, found.document),
        knowledge=found.knowledge,
        talks=found.talks,
    )


def _own(made: FlowTemplate) -> Offer:
    return Offer(
        key=str(made.pk),
        name=made.name,
        language=made.language,
        summary=made.summary,
        about=About(business="any", does=(), for_whom=""),
        document=load_document(made.document),
        needs=made.needs,
        talks={},
        own=True,
        made_by=made.created_by.shown_name if made.created_by else "",
    )
