"""Where encryption is demanded, nothing is said before it holds: no password goes in clear."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from django.utils import translation

from flowbuilder.integrations.mail_servers import (
    MailServerProblem,
    Server,
    connect_imap,
    connect_smtp,
)
from tests import mail_servers
from tests.certificates import Authority
from tests.mail_servers import PASSWORD, USER, Mails

CONNECT = {"imap": connect_imap, "smtp": connect_smtp}


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def authority(tmp_path, monkeypatch) -> Authority:
    made = Authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.file))
    return made


@contextmanager
def serving(settings, way: str, context=None, security="none") -> Iterator[tuple[Mails, Server]]:
    with mail_servers.running(context, security) as mails:
        port = getattr(mails, f"{way}_port")
        settings.FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = [f"localhost:{port}"]
        yield (
            mails,
            Server(host="localhost", port=port, security=security, user=USER, password=PASSWORD),
        )


def said_in_clear(mails: Mails) -> str:
    return "\n".join(mails.in_clear)


def is_secret(text: str) -> bool:
    packed = base64.b64encode(f"\0{USER}\0{PASSWORD}".encode()).decode()
    return PASSWORD in text or packed in text or "AUTH" in text.upper() or "LOGIN" in text.upper()


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("way", CONNECT)
def test_a_certificate_of_a_known_authority_is_good(settings, authority, way, security):
    with serving(settings, way, authority.server("localhost"), security) as (mails, server):
        CONNECT[way](server).close() if way == "smtp" else CONNECT[way](server).logout()

        assert not is_secret(said_in_clear(mails))


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("way", CONNECT)
@pytest.mark.parametrize(
    ("name", "expired", "known", "sentence"),
    [
        ("other.example", False, True, "The certificate of localhost is for another name."),
        ("localhost", True, True, "The certificate of localhost has expired."),
        ("localhost", False, False, "was issued by nobody whom this server trusts."),
    ],
)
def test_a_bad_certificate_is_refused_with_a_sentence(
    settings, authority, tmp_path, monkeypatch, way, security, name, expired, known, sentence
):
    if not known:
        (tmp_path / "other").mkdir()
        monkeypatch.setenv("SSL_CERT_FILE", str(Authority(tmp_path / "other").file))
    context = authority.server(name, expired=expired)
    with serving(settings, way, context, security) as (mails, server):
        with pytest.raises(MailServerProblem) as refused:
            CONNECT[way](server)

        assert sentence in str(refused.value.message)
        assert "No password was sent." in str(refused.value.message)
        assert not is_secret(said_in_clear(mails))


@pytest.mark.parametrize("way", CONNECT)
def test_encryption_taken_out_on_the_way_is_missed(settings, authority, way):
    with serving(settings, way, authority.server("localhost"), "starttls") as (mails, server):
        mails.stripped = True
        with pytest.raises(MailServerProblem) as refused:
            CONNECT[way](server)

        assert "does not offer this encryption" in str(refused.value.message)
        assert not is_secret(said_in_clear(mails))


@pytest.mark.parametrize("way", CONNECT)
def test_a_server_without_tls_gets_nothing_when_tls_is_demanded(settings, way):
    with serving(settings, way) as (mails, server):
        with pytest.raises(MailServerProblem, match="speaks another encryption"):
            CONNECT[way](replace(server, security="tls"))

        assert not is_secret(said_in_clear(mails))


@pytest.mark.parametrize("way", CONNECT)
def test_no_password_goes_in_clear_through_the_internet(way):
    server = Server(host="8.8.8.8", port=587, security="none", user=USER, password=PASSWORD)
    with pytest.raises(MailServerProblem, match="could be read on its way"):
        CONNECT[way](server)


def test_an_imap_server_that_wants_encryption_first_is_not_told_the_password(settings):
    with serving(settings, "imap") as (mails, server):
        mails.instead["CAPABILITY"] = b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n"
        with pytest.raises(MailServerProblem):
            connect_imap(server)

        assert not is_secret(said_in_clear(mails))


def test_the_password_is_in_no_words_about_the_server():
    server = Server(host="h", port=1, security="tls", user=USER, password=PASSWORD)

    assert PASSWORD not in repr(server)


@pytest.mark.parametrize("port", [22, 80, 6379, 5432, 11211])
def test_ports_of_other_services_are_not_knocked_at(settings, port):
    with pytest.raises(MailServerProblem):
        connect_smtp(Server(host="mail.example", port=port, security="tls"))


@pytest.mark.parametrize("host", ["a" * 300 + ".example", "..", "a..example"])
def test_a_name_that_is_none_is_said_to_be_no_server(host):
    with pytest.raises(MailServerProblem, match="There is no server called"):
        connect_imap(Server(host=host, port=993, security="tls", user=USER, password=PASSWORD))
