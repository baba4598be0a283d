"""Writing flows: each change is one transaction, with an audit entry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F, Max, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.accounts.services import audit
from flowbuilder.common import strict_json
from flowbuilder.common.clock import now
from flowbuilder.common.crashpoints import pass_point
from flowbuilder.common.errors import AppError
from flowbuilder.core.document import Flow as Document
from flowbuilder.core.errors import InvalidFlow
from flowbuilder.core.plan import Plan, compile_flow
from flowbuilder.core.problem import Problem
from flowbuilder.core.upgrades import load_document
from flowbuilder.core.validation import validate
from flowbuilder.flows import live_port, pictures, review_mail, selectors
from flowbuilder.flows.errors import DraftIsStale, FlowHasProblems
from flowbuilder.flows.models import Flow, FlowVersion, Review, ScheduledPublish
from flowbuilder.flows.problems import file_problem_to_json, problems_to_json
from flowbuilder.flows.registry import catalogue

FILE_LIMIT_BYTES = 5 * 1024 * 1024
#: What no author draws in the editor: an imported file with one of these is refused whole. What
#: is only unfinished (an empty field, a wire that is missing) may come in and be finished here.
BROKEN_CODES = frozenset(
    f"flow.{code}"
    for code in (
        "E001", "E004", "E005", "E006", "E007", "E008", "E009", "E011", "E020", "E022", "E024",
        "E025", "E026", "E027", "E040", "E041",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A saved draft and what is wrong with it."""

    flow: Flow
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """A flow as a file. `without` names the steps of whose pictures some do not fit into it."""

    file: dict[str, Any]
    without: tuple[str, ...]


def create_flow(
    *, workspace: Workspace, name: str, user: User | None, document: Document | None = None,
    language: str = "pl",
) -> Flow:  # fmt: skip
    """Make a flow with an empty draft, or with a copy of `document`."""
    with transaction.atomic():
        flow = Flow.objects.create(
            workspace=workspace,
            name=name,
            slug=_free_slug(workspace, name),
            language=document.locale if document else language,
            updated_by=user,
        )
        start = document or Document(locale="en" if language == "en" else "pl")
        flow.draft = _as_json(start.model_copy(update={"id": str(flow.pk), "name": name}))
        flow.save(update_fields=["draft"])
        audit(workspace, user, "flow.created", name, flow=flow.pk)
    return flow


def draft_of(flow: Flow) -> Document:
    """The draft as a document."""
    return load_document(flow.draft)


def problems_of(workspace: Workspace, document: Document) -> tuple[Problem, ...]:
    """Everything wrong with `document` in this workspace: the same rules as publishing."""
    return validate(document, catalogue(), selectors.surroundings_for(workspace))


def read_document(data: object) -> Document:
    """The document in `data`. Raises FlowHasProblems with every place that cannot be read."""
    try:
        return load_document(data)
    except InvalidFlow as broken:
        raise FlowHasProblems(
            _("This is not a flow that can be read."), problems=problems_to_json(broken.problems)
        ) from None


def save_draft(*, flow: Flow, revision: int, data: object, user: User | None) -> Draft:
    """Store the draft, whatever its graph looks like, if nobody saved since `revision`.

    Raises:
        DraftIsStale: Somebody did; carries their revision and document.
        FlowHasProblems: `data` is not a flow document at all.
    """
    document = read_document(data).model_copy(update={"id": str(flow.pk)})
    name = document.name.strip() or flow.name
    with transaction.atomic():
        saved = Flow.objects.filter(pk=flow.pk, draft_revision=revision).update(
            draft=_as_json(document.model_copy(update={"name": name})),
            draft_revision=F("draft_revision") + 1,
            name=name,
            language=document.locale,
            updated_by=user,
            updated_at=now(),
        )
    flow.refresh_from_db()
    if not saved:
        raise DraftIsStale(
            _("Someone saved this flow after you opened it. Compare the two and choose."),
            revision=flow.draft_revision,
            document=flow.draft,
            saved_by=flow.updated_by.shown_name if flow.updated_by else "",
        )
    return Draft(flow=flow, problems=problems_of(flow.workspace, document))


def publish(
    *, flow: Flow, revision: int, note: str, user: User | None, live: live_port.Choice = "stay"
) -> FlowVersion:
    """Make the draft of `revision` the next version and the one that new conversations run on.

    Those under way stay on their own version, or `live` says how they go on by this one.

    Raises:
        DraftIsStale: The draft is no longer the one that was looked at.
        FlowHasProblems: It has errors; carries all problems.
    """
    with transaction.atomic():
        locked = locked_draft(flow, revision)
        version = publish_document(
            locked, locked.draft, revision=revision, note=note, user=user, live=live
        )
    pass_point("published")
    flow.refresh_from_db()
    return version


def locked_draft(flow: Flow, revision: int) -> Flow:
    """The flow, locked by the caller's transaction. Raises DraftIsStale unless at `revision`."""
    locked = Flow.objects.select_for_update().get(pk=flow.pk)
    if locked.draft_revision != revision:
        raise DraftIsStale(
            _("Someone saved this flow after you opened it. Compare the two and choose."),
            revision=locked.draft_revision,
            document=locked.draft,
        )
    return locked


def fit_to_publish(workspace: Workspace, data: dict[str, Any]) -> Document:
    """The document in `data`. Raises FlowHasProblems, with all of them, when it has errors."""
    document = load_document(data)
    problems = problems_of(workspace, document)
    if any(p.level == "error" for p in problems):
        raise FlowHasProblems(
            _("This flow cannot be published yet. Fix the marked steps first."),
            problems=problems_to_json(problems),
        )
    return document


def publish_document(
    locked: Flow, data: dict[str, Any], *, revision: int, note: str, user: User | None,
    live: live_port.Choice,
) -> FlowVersion:  # fmt: skip
    """Make `data`, the draft as it was at `revision`, the next version of the locked flow.

    Part of the caller's transaction. It answers a review of that draft or an earlier one, and
    whoever publishes knows what became of a scheduled one before. Raises FlowHasProblems.
    """
    document = fit_to_publish(locked.workspace, data)
    last = locked.versions.aggregate(last=Max("number"))["last"] or 0
    version = FlowVersion.objects.create(
        workspace=locked.workspace,
        flow=locked,
        number=last + 1,
        document=data,
        components=_components(locked.workspace, document),
        note=note.strip()[:500],
        published_by=user,
    )
    pass_point("version_stored")
    locked.published = version
    locked.published_revision = revision
    locked.save(update_fields=["published", "published_revision", "updated_at"])
    asked = locked.reviews.filter(state=Review.State.OPEN, revision__lte=revision)
    for review in asked.select_for_update():
        answer_review(review, Review.State.APPROVED, user, note)
    locked.scheduled.filter(state=ScheduledPublish.State.REFUSED).update(
        state=ScheduledPublish.State.READ
    )
    told = {"live": live, "count": live_port.go_on_by(version, live)} if live != "stay" else {}
    audit(
        locked.workspace, user, "flow.published", locked.name,
        flow=locked.pk, version=version.number, **told,
    )  # fmt: skip
    return version


def answer_review(review: Review, state: Review.State, user: User | None, answer: str) -> None:
    """Approve or return an open review and have its author told. Part of the transaction."""
    review.state, review.answer = state, answer.strip()[:500]
    review.answered_by, review.answered_at = user, now()
    review.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    review_mail.tell_author(review)


def plan_of_draft(flow: Flow) -> Plan:
    """What the draft would run as if it were published now. Raises InvalidFlow."""
    document = draft_of(flow)
    problems = problems_of(flow.workspace, document)
    if any(p.level == "error" for p in problems):
        raise InvalidFlow(problems)
    called = _components(flow.workspace, document)
    components = {key: load_document(value) for key, value in called.items()}
    return compile_flow(document, catalogue(), components)


def restore(*, flow: Flow, version: FlowVersion, revision: int, user: User | None) -> Draft:
    """Make a copy of `version` the draft. Raises DraftIsStale like `save_draft`."""
    draft = save_draft(flow=flow, revision=revision, data=version.document, user=user)
    audit(flow.workspace, user, "flow.restored", flow.name, flow=flow.pk, version=version.number)
    return draft


def import_flow(*, workspace: Workspace, text: str | bytes, user: User | None) -> Flow:
    """Make a flow from a Flowbuilder file. Nothing is stored unless all of it can be used.

    Raises:
        FlowHasProblems: The file is no flow, or a broken one; carries every problem with its
            place.
    """
    data, given = _parts(text)
    document = read_document(data)
    problems = [p for p in validate(document, catalogue()) if p.level == "error"]
    if any(problem.code in BROKEN_CODES for problem in problems):
        raise FlowHasProblems(
            _(
                "This flow is damaged. Fix it where it was made, export it again and import the "
                "new file."
            ),
            problems=problems_to_json(problems),
        )
    name = document.name or _("Imported flow")
    with transaction.atomic():
        if given is not None:
            document = load_document(_with_pictures(workspace, _as_json(document), given))
        return create_flow(workspace=workspace, name=name, user=user, document=document)


def read_file(text: str | bytes) -> Document:
    """The document in a Flowbuilder file. Raises FlowHasProblems with every problem."""
    return read_document(_parts(text)[0])


def _parts(text: str | bytes) -> tuple[object, object]:
    """The flow in a file, and the pictures that go with it, if any. Raises FlowHasProblems."""
    try:
        data = strict_json.loads(text, max_bytes=FILE_LIMIT_BYTES)
    except strict_json.BrokenJson as broken:
        raise FlowHasProblems(
            _("This file cannot be read."), problems=[file_problem_to_json(broken)]
        ) from None
    if not isinstance(data, dict):
        return data, None
    given = data.pop(pictures.KEY, None)
    return data, given


def _with_pictures(workspace: Workspace, data: dict[str, Any], given: object) -> dict[str, Any]:
    try:
        return pictures.unpacked(workspace.pk, data, given)
    except AppError as refused:
        raise FlowHasProblems(str(refused.message), problems=[]) from None


def note_tried(flow: Flow) -> None:
    """Remember that somebody has tried the draft; the first steps ask for it."""
    if flow.tried_at is None:
        Flow.objects.filter(pk=flow.pk, tried_at=None).update(tried_at=now())


def set_archived(flows: QuerySet[Flow], *, archived: bool, user: User | None) -> int:
    """Archive flows or bring them back; returns how many changed."""
    with transaction.atomic():
        changed = list(flows.exclude(archived=archived))
        for flow in changed:
            flow.archived = archived
            flow.save(update_fields=["archived", "updated_at"])
            action = "flow.archived" if archived else "flow.returned"
            audit(flow.workspace, user, action, flow.name, flow=flow.pk)
    return len(changed)


def export_flow(flow: Flow) -> Exported:
    """The draft as a file for another installation, with the pictures that were uploaded for it.

    Holds names of credentials, no secrets.
    """
    draft, known = draft_of(flow), catalogue()
    file, left_out = pictures.packed(flow.workspace_id, _as_json(draft))
    without = [node for node in draft.nodes if pictures.used_in(node.config) & left_out]
    names = (node.title or _(known[node.type].title) for node in without)
    return Exported(file=file, without=tuple(names))


def _components(workspace: Workspace, document: Document) -> dict[str, Any]:
    """The published documents of the flows that `document` calls, and those that they call."""
    published = selectors.published_documents(workspace)
    wanted, found = _called(document), dict[str, Any]()
    while wanted:
        key = wanted.pop()
        if key in published and key not in found:
            found[key] = _as_json(published[key])
            wanted |= _called(published[key])
    return found


def _called(document: Document) -> set[str]:
    known = catalogue()
    return {
        flow_id
        for node in document.nodes
        if node.type in known
        for flow_id in known[node.type].calls(known[node.type].Config.model_validate(node.config))
    }


def _as_json(document: Document) -> dict[str, Any]:
    return document.model_dump(mode="json")


def _free_slug(workspace: Workspace, name: str) -> str:
    stem = slugify(name.translate(str.maketrans("łŁ", "lL")))[:70] or "flow"
    taken = set(
        Flow.objects.filter(workspace=workspace, slug__startswith=stem).values_list(
            "slug", flat=True
        )
    )
    return next(s for s in (stem, *(f"{stem}-{n}" for n in range(2, 10_000))) if s not in taken)
