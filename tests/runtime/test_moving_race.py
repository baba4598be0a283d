"""Publishing with conversations moved, while they talk: no turn breaks, none is lost (case 24)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.db import connection

from flowbuilder.conversations.models import EventRecord
from flowbuilder.core.testing import flow
from flowbuilder.runtime import hot
from flowbuilder.runtime.replaying import replay_conversation
from tests.runtime.test_moving import publish_next

pytestmark = pytest.mark.django_db(transaction=True)

TALKS, WORDS, PUBLICATIONS = 6, 25, 8


def echo(number):
    """Version `number` of a flow that repeats what is said, and never ends."""
    return flow(
        ("ask", "question", {"question": f"And ({number})?", "save_as": "said"}),
        ("echo", "message", {"text": f"{number}: {{{{ said }}}}"}),
        ("back", "go_to", {"node": "ask"}),
        wires="ask.next>echo; echo.next>back",
        locale="en",
        variables=({"name": "said"},),
    )


def test_turns_and_publications_at_the_same_time(begin, publish):
    """Every word is answered once, by the version that its log names, and each log replays."""
    hot.forget_all()
    older = publish(echo(1))
    talks = [begin(version=older) for _talk in range(TALKS)]
    done = Event()

    def speak(talk):
        fates = [talk.says(f"word {number}").fate for number in range(WORDS)]
        connection.close()
        return fates

    def publish_on():
        for number in range(2, PUBLICATIONS + 2):
            publish_next(older, echo(number), "move" if number % 2 else "restart")
            if done.is_set():
                break
        connection.close()

    with ThreadPoolExecutor(TALKS + 1) as threads:
        publishing = threads.submit(publish_on)
        fates = list(threads.map(speak, talks))
        done.set()
        publishing.result(60)

    assert fates == [["taken"] * WORDS] * TALKS
    moves = EventRecord.objects.filter(kind="VersionChanged").count()
    assert moves > 0, "some were moved while they talked"
    for talk in talks:
        replay = replay_conversation(talk.row)
        assert (replay.same, replay.first, replay.refused) == (True, None, 0)
    hot.forget_all()
