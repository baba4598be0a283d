"""A published flow that asks a survey of the workspace, and talks with it on a real database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from flowbuilder.accounts.models import Workspace
from flowbuilder.common.clock import now, told_by
from flowbuilder.conversations.models import Contact, Conversation, Message
from flowbuilder.core.events import SessionStarted, VisitorChose, VisitorSaid
from flowbuilder.core.testing import flow
from flowbuilder.flows import services as flow_services
from flowbuilder.flows.models import FlowVersion
from flowbuilder.runtime.turns import take_turn
from flowbuilder.surveys.models import Survey, SurveyText
from tests.clock import VirtualClock

RATED = flow(
    ("hello", "question", {"question": "W czym pomóc?", "save_as": "subject"}),
    ("rate", "survey", {"survey": "po-rozmowie"}),
    ("sorry", "message", {"text": "Przepraszamy."}),
    ("great", "message", {"text": "Miło nam."}),
    ("unasked", "message", {"text": "Do widzenia."}),
    ("bye", "question", {"question": "Coś jeszcze?", "save_as": "more"}),
    ("end", "end", {}),
    wires="hello.next>rate; rate.next>bye; rate.low>sorry; rate.high>great; "
    "rate.not_asked>unasked; sorry.next>bye; great.next>bye; unasked.next>bye; bye.next>end",
    locale="pl",
    variables=({"name": "subject"}, {"name": "more"}),
)


class Talk:
    """A conversation of one contact, who is asked to rate it after the first words."""

    def __init__(self, version: FlowVersion, contact: Contact | None = None) -> None:
        self.contact = contact or Contact.objects.create(workspace=version.workspace)
        conversation = Conversation.objects.create(
            workspace=version.workspace,
            flow_version=version,
            channel="web",
            widget_key="shop",
            contact=self.contact,
            language="pl",
            page={},
        )
        self.pk = conversation.pk
        take_turn(self.pk, SessionStarted(at=now()))
        self.says("Zwrot")

    @property
    def row(self) -> Conversation:
        return Conversation.objects.get(pk=self.pk)

    @property
    def transcript(self) -> list[str]:
        found = Message.objects.filter(conversation=self.pk).order_by("seq")
        return [message.content["text"] for message in found]

    @property
    def is_asked(self) -> bool:
        return Message.objects.filter(conversation=self.pk, content__kind="rating").exists()

    def says(self, text: str) -> None:
        take_turn(self.pk, VisitorSaid(at=now(), text=text))

    def presses(self, value: str, label: str = "") -> None:
        offers = Message.objects.filter(
            conversation=self.pk, content__kind__in=["rating", "choices"]
        )
        asked = offers.order_by("seq").last()
        assert asked is not None
        event = VisitorChose(
            at=now(), value=value, label=label or value, effect_id=asked.effect_id or ""
        )
        take_turn(self.pk, event)


@pytest.fixture
def make_survey(workspace: Workspace) -> Callable[..., Survey]:
    """Makes the survey that the flow asks; keywords change it."""

    def make(**changes: Any) -> Survey:
        question = changes.pop("question", "Jak poszło?")
        options = changes.pop("options", "")
        values = {"name": "Po rozmowie", "slug": "po-rozmowie", "kind": "csat", **changes}
        survey = Survey(workspace=workspace, **values)
        survey.full_clean()
        survey.save()
        SurveyText.objects.create(
            survey=survey, workspace=workspace, language="pl", question=question, options=options
        )
        return survey

    return make


@pytest.fixture
def version(workspace: Workspace) -> FlowVersion:
    """The published flow."""
    made = flow_services.create_flow(workspace=workspace, name="Sklep", user=None, language="pl")
    return FlowVersion.objects.create(
        workspace=workspace,
        flow=made,
        number=1,
        document=RATED.model_dump(mode="json"),
        components={},
    )


@pytest.fixture
def talk(version: FlowVersion) -> Callable[..., Talk]:
    """Begins a talk: `talk()` with somebody new, `talk(contact)` with somebody known."""
    return lambda contact=None: Talk(version, contact)


@pytest.fixture
def clock() -> Iterator[VirtualClock]:
    """Time that stands still until the test moves it."""
    virtual = VirtualClock()
    with told_by(virtual):
        yield virtual
