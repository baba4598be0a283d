"""Python without a network: on PYTHONPATH it refuses whatever is not loopback, and notes it.

Python itself reports every connection and every name looked up, so nothing gets past it but a
library in C with sockets of its own. What was tried stands in the file that `NETWORK_LOG` names,
after a line for each process that was watched.
"""

from __future__ import annotations

import ipaddress
import os
import sys
from contextlib import suppress
from typing import Any

#: Where the place stands among the arguments of what Python reports.
PLACE = {
    "socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.getaddrinfo": 0,
    "socket.gethostbyname": 0, "socket.gethostbyaddr": 0,
}  # fmt: skip


def is_here(host: object) -> bool:
    """Whether `host` is this machine, by address or without asking anybody for its name."""
    name = host.decode() if isinstance(host, bytes) else host
    if not name or name == "localhost":
        return True
    with suppress(ValueError):
        return ipaddress.ip_address(str(name)).is_loopback
    return False


def note(line: str) -> None:
    """Add a line to the log; whole, whoever else writes."""
    file = os.open(os.environ["NETWORK_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, f"{line}\n".encode())
    os.close(file)


def refuse(event: str, given: tuple[Any, ...]) -> None:
    """Stop what goes anywhere else."""
    if event not in PLACE:
        return
    place = given[PLACE[event]]
    is_path = event in ("socket.connect", "socket.sendto") and isinstance(place, str | bytes)
    host = place[0] if isinstance(place, tuple) else place
    if not is_path and not is_here(host):
        note(f"{event} {host}")
        raise OSError(f"There is no network: {event} {host}")


note(f"watching {sys.argv[:2]}")
sys.addaudithook(refuse)
