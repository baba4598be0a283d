"""What must hold between a visitor's screen and the server, whatever happened."""

from __future__ import annotations

from collections.abc import Iterable

from benchmarks.stand import Stand, Talker
from tests.soak.visitors import Stubborn, look


async def check_echo(stand: Stand, visitors: Iterable[Stubborn]) -> None:
    """Nothing lost, nothing doubled, the same on both ends; each is answered once, in order."""
    for visitor in visitors:
        shown = await look(stand.url_of("echo"), visitor.token)
        check_same(visitor, shown)
        said = [f for f in shown.messages.values() if f["from"] == "visitor"]
        ids = [frame.get("client_id") for frame in said]
        words = [frame["content"]["text"] for frame in said]

        assert words == [f"{visitor.name} {number}" for number in range(visitor.count)]
        assert len(set(ids)) == len(ids) == visitor.count
        for client_id, seq in visitor.acked.items():
            assert shown.messages[seq]["client_id"] == client_id
        answers = [f["content"]["text"] for f in shown.messages.values() if f["from"] == "bot"]
        assert [a for a in answers if a != "And?"] == [f"You said {text}." for text in words]


def check_same(here: Talker, fresh: Talker) -> None:
    """A screen that was open all the time shows what a fresh one shows, without a gap."""
    assert sorted(fresh.messages) == list(range(1, max(fresh.messages) + 1))
    assert here.messages == fresh.messages
