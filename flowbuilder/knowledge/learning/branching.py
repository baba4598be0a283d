"""Sending questions that nobody could answer to a branch of a flow, as examples of its topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import transaction

from flowbuilder.accounts.services import audit
from flowbuilder.flows import branches
from flowbuilder.flows.branches import Branch
from flowbuilder.knowledge.answers import topics
from flowbuilder.knowledge.learning import unanswered
from flowbuilder.knowledge.learning.drafting import without_persons
from flowbuilder.knowledge.models import Unanswered
from flowbuilder.knowledge.search.embedding import embedder

if TYPE_CHECKING:
    from flowbuilder.accounts.models import User, Workspace

#: No more wordings of a group become examples: topics are told best by about as many each.
MOST = 20


@dataclass(slots=True)
class Sent:
    """What became of a group: how many of its questions the topic told before and tells now."""

    branch: Branch
    asked: int = 0
    sent: int = 0
    told_before: int = 0
    told_now: int = 0
    still_open: list[str] = field(default_factory=list)


def send(
    workspace: Workspace, questions: Sequence[Unanswered], branch: Branch, *, by: User | None = None
) -> Sent:
    """Make the questions, without what is personal in them, examples of the branch's topic.

    Those that its step then tells as that topic are settled; the others stay open. Visitors get
    there once the flow is published.

    Raises:
        BranchNotUsable: See `branches.add_examples`.
    """
    # Telling asks a model and takes seconds: no transaction is open meanwhile.
    before = _told(questions, branch)
    branch = branches.add_examples(branch, without_persons(questions[:MOST]), user=by)
    now = _told(questions, branch)
    done = Sent(branch)
    settled: list[int] = []
    by_id = {each.pk: each for each in questions}
    for key, same in unanswered.in_same_words(workspace.pk, questions).items():
        done.asked += len(same)
        done.told_before += len(same) if before[key] else 0
        done.told_now += len(same) if now[key] else 0
        if now[key]:
            settled += same
        else:
            done.still_open.append(by_id[key].question)
    with transaction.atomic():
        rows = Unanswered.objects.filter(pk__in=settled, status=Unanswered.Status.OPEN)
        done.sent = rows.update(status=Unanswered.Status.BRANCH)
        audit(
            workspace, by, "unanswered.answered", questions[0].question,
            flow=branch.flow.pk, topic=branch.label, count=done.sent,
        )  # fmt: skip
    return done


def _told(questions: Sequence[Unanswered], branch: Branch) -> dict[int, bool]:
    """Which of the questions the step of the branch tells as its topic, as a flow would."""
    model, told = embedder(), {}
    for each in questions:
        ranking = topics.ranked(each.question, branch.examples, each.language, model)
        told[each.pk] = bool(ranking) and ranking[0].fits and ranking[0].key == branch.key
    return told
