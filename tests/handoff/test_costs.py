"""What the agents' commonest acts cost, in queries: each has a limit, so that none grows unseen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from flowbuilder.accounts.models import User, Workspace
from flowbuilder.conversations.models import Conversation
from flowbuilder.handoff import inbox, selectors
from flowbuilder.handoff.services import answering
from tests.handoff.conftest import says

pytestmark = pytest.mark.django_db
Start = Callable[..., Conversation]


def test_taking_over_opening_and_closing_have_a_limit(
    asked: Start, ewa: User, workspace: Workspace
) -> None:
    talk = asked()
    says(talk, "My gaiwan from order 1003 arrived cracked.")
    with CaptureQueriesContext(connection) as taking:
        mine = answering.take_over(workspace, talk.pk, ewa, epoch=talk.owner_epoch)
    with CaptureQueriesContext(connection) as opening:
        inbox.card_of(selectors.conversation_of(workspace.pk, mine.pk), ewa)
        inbox.messages_of(mine.pk)
    with CaptureQueriesContext(connection) as closing:
        answering.close(workspace, mine.pk, ewa, epoch=mine.owner_epoch)

    assert len(taking) <= 24
    assert len(opening) <= 18
    assert len(closing) <= 24
