"""A real IMAP server, Dovecot, if the machine has it: run by whoever runs the tests, in a folder.

Dovecot does nothing as root; where root runs the tests, it does it as nobody.
"""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

DOVECOT = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
STARTS_WITHIN_S = 20

_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
default_internal_user = {me}
default_login_user = {me}
default_internal_group = {group}
first_valid_uid = 0
mail_uid = {me}
mail_gid = {group}
mail_location = maildir:{folder}/mail
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{certificate}
auth_mechanisms = plain login
disable_plaintext_auth = yes
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={me} gid={group} home={folder}/home
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
namespace inbox {{
  inbox = yes
}}
"""


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@dataclass
class RealBox:
    """One mailbox on a running server."""

    folder: Path
    starttls_port: int
    tls_port: int
    count: int = 0

    def put(self, data: bytes, folder: str = "") -> None:
        """Have a letter arrive, as a mail system delivers it."""
        self.count += 1
        place = self.folder / "mail" / folder
        for name in ("cur", "new", "tmp"):
            (place / name).mkdir(parents=True, exist_ok=True)
        file = place / "tmp" / f"{time.time_ns()}.{self.count}.localhost"
        file.write_bytes(data)
        _give_away(self.folder)
        file.rename(place / "new" / file.name)

    @property
    def read(self) -> int:
        """How many letters are marked as read."""
        return sum("S" in file.name.rpartition(",")[2] for file in self.folder.rglob("cur/*"))


def _user() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())


def _give_away(folder: Path) -> None:
    if os.getuid() == 0:
        me = _user()
        for path in (folder, *folder.rglob("*")):
            os.chown(path, me.pw_uid, me.pw_gid)


@contextmanager
def dovecot(certificate: bytes, user: str, password: str) -> Iterator[RealBox]:
    """The mailbox of `user`."""
    assert DOVECOT is not None
    with TemporaryDirectory(prefix="dovecot") as made:
        folder = Path(made)
        box = RealBox(folder, free_port(), free_port())
        (folder / "server.pem").write_bytes(certificate)
        (folder / "users").write_text(f"{user}:{{PLAIN}}{password}::::::\n")
        config = folder / "dovecot.conf"
        me = _user()
        config.write_text(
            _CONFIG.format(
                folder=folder,
                me=me.pw_name,
                group=grp.getgrgid(me.pw_gid).gr_name,
                certificate=folder / "server.pem",
                port=box.starttls_port,
                tls_port=box.tls_port,
            )
        )
        _give_away(folder)
        with subprocess.Popen([DOVECOT, "-F", "-c", str(config)]) as server:
            try:
                _wait(box.starttls_port)
                yield box
            finally:
                server.terminate()


def _wait(port: int) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
