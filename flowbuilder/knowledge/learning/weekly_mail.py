"""The weekly list by e-mail: what was asked in vain, most often what, and what could be kept.

Each reader's e-mail is a task of the runtime: it outlives a restart and a mail server that is
away. Its words are found when it is sent, in its reader's language. Of what visitors said it holds
only the groups' names, without personal data.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from flowbuilder.accounts.access import Permission, may
from flowbuilder.accounts.models import AuditEntry, User, Workspace
from flowbuilder.conversations.models import Conversation
from flowbuilder.integrations.mail import send_both
from flowbuilder.knowledge import selectors
from flowbuilder.knowledge.learning import replies, unanswered, weekly
from flowbuilder.knowledge.learning.grouping import Group
from flowbuilder.knowledge.learning.redacting import Known, redacted
from flowbuilder.knowledge.models import Unanswered

GROUPS, LABEL = 5, 120
#: Of a week, so many answerings are added up.
ANSWERINGS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """What happened in one week."""

    asked: int
    answered: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Weekly:
    """What a list tells; groups as label and number of questions."""

    open: int
    groups: Sequence[tuple[str, int]]
    replies: int
    week: Week
    before: Week
    first_day: date
    last_day: date


def begin(key: str) -> None:
    """Plan the next list, and have this one sent to its readers. Safe to repeat."""
    number, monday = key.removeprefix("weekly-list-").split("-", 1)
    workspace = Workspace.objects.filter(pk=int(number)).first()
    if workspace is None or not selectors.open_questions(workspace.pk):
        return  # the next question without an answer plans anew
    with transaction.atomic():
        weekly.plan_next(workspace)
        weekly.send_later(workspace, date.fromisoformat(monday))


def send(key: str) -> None:
    """Send the list of `key` to its reader, if they still want it and there is something to say.

    Safe to repeat: the second has the Message-ID of the first.
    """
    number, year, month, day, reader_id = key.removeprefix("weekly-list-").split("-")
    workspace = Workspace.objects.filter(pk=int(number)).first()
    reader = User.objects.filter(pk=int(reader_id)).first()
    if workspace is None or reader is None or not reader.email:
        return
    if not may(reader, workspace, Permission.KNOWLEDGE_EDIT):
        return
    if not weekly.is_wanted(workspace, reader):
        return
    told = weekly_of(workspace, date(int(year), int(month), int(day)))
    if not told.open:
        return
    with translation.override(reader.language):
        subject, body, html = _words(told, workspace)
    # the time too: another installation has a workspace and a reader of these numbers
    unique = f"{key}-{workspace.created_at:%Y%m%d%H%M%S%f}"
    send_both(to=reader.email, subject=subject, body=body, html=html, key=unique)


def weekly_of(workspace: Workspace, monday: date) -> Weekly:
    """What there is to tell on `monday`: of the week before it, and of what is open now."""
    zone = ZoneInfo(workspace.timezone)
    edges = [datetime.combine(monday - timedelta(days=days), time(), zone) for days in (14, 7, 0)]
    groups = unanswered.groups_of(workspace)[:GROUPS]
    return Weekly(
        open=selectors.open_questions(workspace.pk),
        groups=list(zip(_labels(groups), [group.volume for group in groups], strict=True)),
        replies=len(replies.worth_keeping(workspace)),
        week=_week(workspace, edges[1], edges[2]),
        before=_week(workspace, edges[0], edges[1]),
        first_day=monday - timedelta(days=7),
        last_day=monday - timedelta(days=1),
    )


def _week(workspace: Workspace, start: datetime, end: datetime) -> Week:
    done = AuditEntry.objects.filter(
        workspace=workspace, action="unanswered.answered", at__gte=start, at__lt=end
    )
    counts = done.values_list("data", flat=True)[:ANSWERINGS]
    return Week(
        asked=selectors.unanswered_between(workspace, start, end),
        answered=sum(int(data.get("count") or 0) for data in counts),
    )


def _labels(groups: Sequence[Group]) -> list[str]:
    """What the groups are called, without what is known of who asked, and not too long."""
    ids = [group.wordings[0].id for group in groups]
    talk_of = dict(Unanswered.objects.filter(pk__in=ids).values_list("pk", "conversation_id"))
    talks = Conversation.objects.filter(pk__in=[key for key in talk_of.values() if key])
    known = {talk.pk: replies.known_of(talk) for talk in talks.select_related("contact")}
    found = []
    for group in groups:
        talk_id = talk_of.get(group.wordings[0].id)
        person = known.get(talk_id, Known()) if talk_id else Known()
        label = redacted(group.name, group.language, person)
        found.append(label if len(label) <= LABEL else label[: LABEL - 1].rstrip() + "…")
    return found


def _words(told: Weekly, workspace: Workspace) -> tuple[str, str, str]:
    """Subject, plain text and HTML, in the language that is set."""
    parts = {
        "subject": _subject(told.open),
        "intro": _("Workspace “{workspace}”, {days}").format(
            workspace=workspace.name, days=_days(told.first_day, told.last_day)
        ),
        "groups_title": _("Asked most often"),
        "replies": _replies(told.replies),
        "link": _address("admin:knowledge_groups"),
        "link_words": _("Answer the questions"),
        "why": _(
            "You get this e-mail on Mondays because you may write answers in the workspace "
            "“{workspace}”. You can switch it off there, under “Unanswered questions”."
        ).format(workspace=workspace.name),
    }
    figures, groups = _figures(told), _groups(told.groups)
    numbered = [f"{place}. {said}" for place, said in enumerate(groups, 1)]
    link = f"{parts['link_words']}: {parts['link']}" if parts["link"] else ""
    paragraphs = [
        parts["intro"],
        "\n".join(figures),
        "\n".join([f"{parts['groups_title']}:", *numbered]),
        parts["replies"],
        link,
        f"-- \n{parts['why']}",
    ]
    html = render_to_string(
        "knowledge/weekly_mail.html",
        {**parts, "figures": figures, "groups": groups, "language": translation.get_language()},
    )
    return parts["subject"], "\n\n".join(filter(None, paragraphs)) + "\n", html


def _days(first: date, last: date) -> str:
    """From the first to the last, with a month named once."""
    if first.month == last.month:
        return f"{first.day}–{date_format(last, 'j E Y')}"
    return f"{date_format(first, 'j E')} – {date_format(last, 'j E Y')}"


def _subject(count: int) -> str:
    words = ngettext(
        "%(count)d question waits for an answer", "%(count)d questions wait for an answer", count
    )
    return words % {"count": count}


def _figures(told: Weekly) -> list[str]:
    return [
        _("Without an answer now: {count}").format(count=told.open),
        _("Asked in vain last week: {count} (the week before: {before})").format(
            count=told.week.asked, before=told.before.asked
        ),
        _("Answered by your team last week: {count} (the week before: {before})").format(
            count=told.week.answered, before=told.before.answered
        ),
    ]


def _groups(groups: Sequence[tuple[str, int]]) -> list[str]:
    return [
        ngettext("“%(name)s” – %(count)d time", "“%(name)s” – %(count)d times", count)
        % {"name": name, "count": count}
        for name, count in groups
    ]


def _replies(count: int) -> str:
    if not count:
        return ""
    words = ngettext(
        "%(count)d reply of your agents is worth keeping as an answer.",
        "%(count)d replies of your agents are worth keeping as answers.",
        count,
    )
    return words % {"count": count}


def _address(name: str) -> str:
    base = str(settings.FLOWBUILDER_ADDRESS).rstrip("/")
    return f"{base}{reverse(name)}" if base else ""
