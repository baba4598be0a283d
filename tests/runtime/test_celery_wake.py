"""A broker that hangs must hold up nobody: `wake` runs where visitors' turns are committed."""

import socket
import threading

from flowbuilder.runtime import tasks
from flowbuilder.runtime.celery import app


def test_a_broker_that_takes_calls_and_never_answers_keeps_no_turn_waiting(monkeypatch):
    """Seen to fail when `wake` itself asked the broker: it was blocked for more than 25 s."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        broker = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        monkeypatch.setattr(app.conf, "broker_write_url", broker)
        waking = threading.Thread(target=tasks.wake, args=([1, 2, 3],), daemon=True)
        waking.start()
        waking.join(5)

        assert not waking.is_alive()
