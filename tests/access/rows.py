"""One row of every model in a workspace, each with words nobody else may read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time
from typing import Any

from django.apps import apps
from django.db import models

from flowbuilder.accounts.models import Workspace

CANARY = "canary-7f3a91"
AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

DOCUMENT = {
    "name": CANARY,
    "locale": "en",
    "start": "hi",
    "nodes": [
        {"id": "hi", "type": "message", "config": {"text": CANARY}},
        {"id": "bye", "type": "end"},
    ],
    "edges": [{"source": "hi", "port": "next", "target": "bye"}],
}


class Rows:
    """Makes and keeps the rows of one workspace; `rows[Model]` is its row."""

    def __init__(self, workspace: Workspace, user: Any) -> None:
        self.workspace, self.user = workspace, user
        self._made: dict[str, models.Model] = {}

    def __getitem__(self, label: str) -> Any:
        if label not in self._made:
            self._made[label] = MAKERS[label](self)
        return self._made[label]

    def all(self) -> dict[str, models.Model]:
        """Every model's row."""
        return {label: self[label] for label in MAKERS}


def _make(label: str, /, **values: Any) -> Any:
    return apps.get_model(label).objects.create(**values)


def _flow(rows: Rows) -> Any:
    return _make("flows.Flow", workspace=rows.workspace, name=CANARY, slug=CANARY, draft=DOCUMENT)


def _version(rows: Rows) -> Any:
    flow = rows["flows.Flow"]
    version = _make(
        "flows.FlowVersion",
        workspace=rows.workspace,
        flow=flow,
        number=1,
        document=DOCUMENT,
        note=CANARY,
        published_by=rows.user,
    )
    flow.published = version
    flow.save()
    return version


def _conversation(rows: Rows) -> Any:
    return _make(
        "conversations.Conversation",
        workspace=rows.workspace,
        contact=rows["conversations.Contact"],
        flow_version=rows["flows.FlowVersion"],
        widget_key=CANARY,
        page={"title": CANARY},
        started_at=AT,
    )


def _own(label: str, /, **values: Any) -> Callable[[Rows], Any]:
    """A maker of a row that only needs its workspace."""
    return lambda rows: _make(label, workspace=rows.workspace, **values)


def _about(label: str, **values: Any) -> Callable[[Rows], Any]:
    """A maker of a row that belongs to the workspace's conversation."""

    def make(rows: Rows) -> Any:
        talk = rows["conversations.Conversation"]
        return _make(label, workspace=rows.workspace, conversation=talk, **values)

    return make


def _message(rows: Rows) -> Any:
    talk = rows["conversations.Conversation"]
    talk.head_seq = 1
    talk.save()
    return _make(
        "conversations.Message",
        conversation=talk,
        seq=1,
        author="visitor",
        content={"kind": "text", "text": CANARY},
    )


def _quality_run(rows: Rows) -> Any:
    counts = ("unanswerable", "offered", "wrong", "missed", "refused", "false_answers")
    return _make(
        "knowledge.QualityRun",
        workspace=rows.workspace,
        at=AT,
        version=1,
        cause="hand",
        found_from=0.5,
        suggest_from=0.4,
        **dict.fromkeys(counts, 0),
        **dict.fromkeys(("answerable", "hit_1", "hit_3", "right"), 1),
        outcomes={str(rows["knowledge.Expectation"].pk): ["right", CANARY, 0.9]},
    )


MAKERS: dict[str, Callable[[Rows], Any]] = {
    "accounts.Membership": lambda rows: rows.workspace.memberships.get(user=rows.user),
    "accounts.User": lambda rows: rows.user,
    "accounts.AuditEntry": _own("accounts.AuditEntry", action="flow.created", target=CANARY),
    "accounts.Workspace": lambda rows: rows.workspace,
    "integrations.Credential": _own(
        "integrations.Credential", name=CANARY, sealed=CANARY, hosts=[CANARY]
    ),
    "llm.ModelBudget": _own("llm.ModelBudget", per_day=1000),
    "llm.FlowBudget": lambda rows: _make(
        "llm.FlowBudget", workspace=rows.workspace, flow=rows["flows.Flow"], per_month=1000
    ),
    "llm.ModelCall": _own(
        "llm.ModelCall",
        at=AT,
        purpose="answer",
        host=CANARY,
        model=CANARY,
        outcome="answered",
        tokens_in=1,
        tokens_out=1,
        ms=1,
    ),
    "knowledge.MeaningSettings": _own(
        "knowledge.MeaningSettings", base_url=f"https://{CANARY}.example", model=CANARY
    ),
    "llm.LanguageModelSettings": _own(
        "llm.LanguageModelSettings", base_url=f"https://{CANARY}.example", model=CANARY
    ),
    "flows.Flow": _flow,
    "flows.FlowVersion": _version,
    "flows.Talk": lambda rows: _make(
        "flows.Talk",
        workspace=rows.workspace,
        flow=rows["flows.Flow"],
        name=CANARY,
        text=f"bot: {CANARY}",
    ),
    "flows.FlowTemplate": _own("flows.FlowTemplate", name=CANARY, document=DOCUMENT),
    "flows.ScheduledPublish": lambda rows: _make(
        "flows.ScheduledPublish",
        workspace=rows.workspace,
        flow=rows["flows.Flow"],
        document=DOCUMENT,
        revision=1,
        note=CANARY,
        due_at=AT,
    ),
    "flows.Review": lambda rows: _make(
        "flows.Review",
        workspace=rows.workspace,
        flow=rows["flows.Flow"],
        revision=1,
        note=CANARY,
        asked_by=rows.user,
    ),
    "flows.Thread": lambda rows: _make(
        "flows.Thread",
        workspace=rows.workspace,
        flow=rows["flows.Flow"],
        node="hi",
        node_title=CANARY,
    ),
    "flows.Comment": lambda rows: _make(
        "flows.Comment", thread=rows["flows.Thread"], text=CANARY, author=rows.user
    ),
    "conversations.Contact": _own("conversations.Contact", name=CANARY),
    "conversations.Conversation": _conversation,
    "conversations.Message": _message,
    "conversations.Attachment": _about(
        "conversations.Attachment",
        author="visitor",
        name=f"{CANARY}.txt",
        format="txt",
        kind="text",
        size=1,
        path=f"conversations/{CANARY}",
        sent_at=AT,
    ),
    "handoff.Team": _own("handoff.Team", name=CANARY, slug=CANARY),
    "handoff.OpeningHours": lambda rows: _make(
        "handoff.OpeningHours",
        workspace=rows.workspace,
        team=rows["handoff.Team"],
        weekday=0,
        opens=time(8),
        closes=time(16),
    ),
    "handoff.SpecialHours": lambda rows: _make(
        "handoff.SpecialHours",
        workspace=rows.workspace,
        team=rows["handoff.Team"],
        day=AT.date(),
        opens=time(9),
        closes=time(13),
        name=CANARY,
    ),
    "handoff.SlaTarget": lambda rows: _make(
        "handoff.SlaTarget",
        workspace=rows.workspace,
        team=rows["handoff.Team"],
        first_reply_s=120,
    ),
    "handoff.SlaNotice": lambda rows: _make(
        "handoff.SlaNotice",
        workspace=rows.workspace,
        handoff=rows["handoff.Handoff"],
        promise="first_reply",
        kind="breach",
        due_at=AT,
        noticed_at=AT,
    ),
    "handoff.Agent": lambda rows: _make("handoff.Agent", workspace=rows.workspace, user=rows.user),
    "handoff.Handoff": _about("handoff.Handoff", reason=CANARY, status="waiting", requested_at=AT),
    "handoff.Tag": _own("handoff.Tag", name=CANARY, folded=CANARY),
    "handoff.SavedView": lambda rows: _make(
        "handoff.SavedView",
        workspace=rows.workspace,
        user=rows.user,
        name=CANARY,
        view="mine",
    ),
    "handoff.CannedReply": _own("handoff.CannedReply", title=CANARY, shortcut=CANARY, text=CANARY),
    "handoff.Ticket": _about(
        "handoff.Ticket", effect_id="x:1", name=CANARY, text=CANARY, created_at=AT
    ),
    "knowledge.Entry": _own("knowledge.Entry", question=CANARY, answer=CANARY, variants=[CANARY]),
    "knowledge.EntryImport": _own(
        "knowledge.EntryImport",
        name=CANARY,
        language="pl",
        problems=[[1, "answer", CANARY, CANARY]],
        begun_at=AT,
        progress_at=AT,
    ),
    "knowledge.Synonyms": _own("knowledge.Synonyms", words=f"{CANARY}, x"),
    "knowledge.Unanswered": _own("knowledge.Unanswered", question=CANARY, at=AT),
    "knowledge.WeeklyChoice": lambda rows: _make(
        "knowledge.WeeklyChoice", workspace=rows.workspace, user=rows.user, wanted=True
    ),
    "knowledge.Expectation": lambda rows: _make(
        "knowledge.Expectation",
        workspace=rows.workspace,
        question=CANARY,
        entry=rows["knowledge.Entry"],
        note=CANARY,
        outcome="right",
        got=CANARY,
    ),
    "knowledge.QualityRun": _quality_run,
    "knowledge.LearntThresholds": lambda rows: _make(
        "knowledge.LearntThresholds",
        workspace=rows.workspace,
        found=0.3,
        suggest=0.1,
        model=CANARY,
        manner="balanced",
        answerable=20,
        unanswerable=10,
        by=rows.user,
        at=AT,
    ),
    "knowledge.Source": _own(
        "knowledge.Source", name=CANARY, kind="page", address=f"https://{CANARY}.example/"
    ),
    "knowledge.SourceDocument": lambda rows: _make(
        "knowledge.SourceDocument",
        workspace=rows.workspace,
        source=rows["knowledge.Source"],
        address=f"https://{CANARY}.example/",
        title=CANARY,
        shown=1,
    ),
    "knowledge.Chunk": lambda rows: _make(
        "knowledge.Chunk",
        workspace=rows.workspace,
        document=rows["knowledge.SourceDocument"],
        generation=1,
        number=1,
        headings=[CANARY],
        text=CANARY,
        digest="0" * 32,
    ),
    "conversations.AttributeDefinition": _own(
        "conversations.AttributeDefinition", name="canary", label=CANARY
    ),
    "conversations.PendingMerge": lambda rows: _make(
        "conversations.PendingMerge",
        keep=rows["conversations.Contact"],
        other=_make("conversations.Contact", workspace=rows.workspace, name=CANARY),
        by=rows.user,
    ),
    "conversations.Segment": _own("conversations.Segment", name="canary", label=CANARY),
    "channel_web.Widget": lambda rows: _make(
        "channel_web.Widget",
        workspace=rows.workspace,
        name=CANARY,
        flow=rows["flows.Flow"],
        key=f"key-{rows.workspace.slug}",
    ),
    "channel_email.Mailbox": lambda rows: _make(
        "channel_email.Mailbox",
        workspace=rows.workspace,
        name=CANARY,
        address=f"{CANARY}@{rows.workspace.slug}.example",
        imap_host="192.0.2.1",
        imap_user=CANARY,
    ),
    "channel_email.Arrival": lambda rows: _make(
        "channel_email.Arrival",
        workspace=rows.workspace,
        mailbox=rows["channel_email.Mailbox"],
        key="0" * 64,
        uid=1,
        sender=f"{CANARY}@x.example",
        subject=CANARY,
        conversation=rows["conversations.Conversation"],
    ),
    "runtime.Job": _about(
        "runtime.Job", kind="effect", key=f"{CANARY}:1", effect={"kind": "SendEmail", "to": CANARY}
    ),
    "surveys.Survey": _own("surveys.Survey", name=CANARY, slug=CANARY),
    "surveys.SurveyText": lambda rows: _make(
        "surveys.SurveyText",
        workspace=rows.workspace,
        survey=rows["surveys.Survey"],
        question=CANARY,
    ),
    "surveys.Tag": _own("surveys.Tag", name=CANARY),
    "surveys.Asked": lambda rows: _make(
        "surveys.Asked",
        workspace=rows.workspace,
        survey=rows["surveys.Survey"],
        conversation=rows["conversations.Conversation"],
        contact=rows["conversations.Contact"],
        flow_version=rows["flows.FlowVersion"],
        effect_id="x:1",
        language="en",
        handled_by="bot",
        at=AT,
    ),
    "surveys.Response": lambda rows: _make(
        "surveys.Response",
        workspace=rows.workspace,
        survey=rows["surveys.Survey"],
        conversation=rows["conversations.Conversation"],
        flow_version=rows["flows.FlowVersion"],
        effect_id="x:2",
        kind="csat",
        score=1,
        comment=CANARY,
        handled_by="bot",
        at=AT,
    ),
}
