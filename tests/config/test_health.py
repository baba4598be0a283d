"""What a load balancer is told."""

import pytest

from flowbuilder.common import shutdown


@pytest.mark.django_db
async def test_a_process_that_was_asked_to_end_wants_nobody_new(async_client, monkeypatch):
    """Case 13. Seen to fail without `is_ending` in `readyz`."""
    monkeypatch.setattr(shutdown, "_ending", False)
    answers = []

    async def hook():
        answers.append((await async_client.get("/readyz")).status_code)

    before = (await async_client.get("/readyz")).status_code
    monkeypatch.setattr(shutdown, "_hooks", [hook])
    await shutdown.say_goodbye(10)

    assert (before, answers) == (200, [503])
