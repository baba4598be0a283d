"""nginx with the configuration that we ship: only names, paths and ports are put in."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from benchmarks.stand import ROOT, free_port

SHIPPED = ROOT / "deploy" / "nginx"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
NAME = "chat.example"

needs_nginx = pytest.mark.skipif(
    NGINX is None and not os.environ.get("CI"), reason="no nginx on this machine"
)


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for NAME that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, NAME)])
    today = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - timedelta(days=1))
        .not_valid_after(today + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "tls.pem", folder / "tls.key"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return paths


def written(folder: Path, upstream: str, https: int, http: int) -> Path:
    """A whole configuration around ours, in `folder`."""
    pem, key = certificate(folder)
    ours = (SHIPPED / "flowbuilder.conf").read_text(encoding="utf-8")
    for pattern, value in (
        (r"listen \[::\]:\d+( ssl)?;", ""),
        (r"listen 80;", f"listen 127.0.0.1:{http};"),
        (r"listen 443 ssl;", f"listen 127.0.0.1:{https} ssl;"),
        (r"/etc/ssl/chat\.example\.pem", str(pem)),
        (r"/etc/ssl/chat\.example\.key", str(key)),
        (r"/var/cache/nginx/flowbuilder", str(folder / "cache")),
    ):
        ours, count = re.subn(pattern, value, ours)
        assert count, f"{pattern} is not in the configuration any more"
    (folder / "flowbuilder.conf").write_text(ours, encoding="utf-8")
    (folder / "upstream.conf").write_text(upstream, encoding="utf-8")
    whole = folder / "nginx.conf"
    paths = "".join(
        f"  {kind}_temp_path {folder / kind};\n"
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole.write_text(
        f"daemon off;\npid {folder / 'nginx.pid'};\nerror_log {folder / 'error.log'};\n"
        "worker_processes 1;\nevents {{ worker_connections 512; }}\n".replace("{{", "{").replace(
            "}}", "}"
        )
        + ("user root;\n" if os.geteuid() == 0 else "")
        + f"http {{\n  access_log off;\n{paths}"
        f"  include {folder / 'upstream.conf'};\n  include {folder / 'flowbuilder.conf'};\n}}\n",
        encoding="utf-8",
    )
    return whole


def checked(configuration: Path) -> str:
    """What `nginx -t` says."""
    assert NGINX is not None, "nginx-light is missing; .ci/run installs it"
    done = subprocess.run(
        [NGINX, "-t", "-p", configuration.parent, "-c", configuration],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stderr


@contextlib.contextmanager
def running(folder: Path, ports: list[int]) -> Iterator[int]:
    """nginx in front of the web processes at `ports`; gives the port that speaks HTTPS."""
    assert NGINX is not None, "nginx-light is missing; .ci/run installs it"
    upstream = (SHIPPED / "upstream.conf").read_text(encoding="utf-8")
    for shipped, port in zip(("8001", "8002"), ports, strict=True):
        assert f"127.0.0.1:{shipped}" in upstream
        upstream = upstream.replace(f"127.0.0.1:{shipped}", f"127.0.0.1:{port}")
    https = free_port()
    configuration = written(folder, upstream, https, free_port())
    process = subprocess.Popen([NGINX, "-p", folder, "-c", configuration])
    try:
        until = time.monotonic() + 20
        while not (folder / "nginx.pid").exists() and time.monotonic() < until:
            time.sleep(0.02)
        yield https
    finally:
        process.terminate()
        process.wait(20)
