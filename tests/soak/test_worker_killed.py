"""A worker dies in the middle of a call: what may have been done is not done again (case 20)."""

import asyncio
import subprocess
import sys
import uuid

import pytest

from benchmarks.stand import ROOT, Stand, Talker
from tests.soak.crm import Crm, running

pytestmark = [pytest.mark.soak, pytest.mark.timeout(120)]


@pytest.mark.parametrize(
    ("widget", "answer", "times"),
    [("plain", "We are not sure", 1), ("keyed", "Ordered.", 2)],
)
async def test_a_call_whose_worker_was_killed_is_repeated_only_with_a_key_that_is_honoured(
    tmp_path, widget, answer, times
):
    """Case 20. Seen to fail without `mark_sent`: the plain order then came twice."""
    crm = Crm(holding=True)
    with running(crm):
        stand = Stand(tmp_path, FLOWBUILDER_ALLOWED_PRIVATE_HOSTS=crm.place)
        stand.prepare()
        subprocess.run(
            [sys.executable, "-m", "tests.soak.crm", crm.url], cwd=ROOT, env=stand.env(), check=True
        )
        stand.start()
        visitor = Talker(stand.url_of(widget))
        await visitor.connect()
        await visitor.hello()
        await visitor.send(type="say", text="1001", client_id=str(uuid.uuid4()))
        assert await asyncio.to_thread(crm.came.wait, 30)

        stand.kill()
        crm.let_go.set()
        stand.start()
        try:
            await visitor.connect()
            await visitor.hello()
            async with asyncio.timeout(30):
                while not any(answer in m["content"]["text"] for m in visitor.messages.values()):
                    await visitor.read()
            await visitor.close()
        finally:
            stand.stop()

    assert list(crm.received.values()) == [times]
