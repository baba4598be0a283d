"""What machines write of letters: only a letter that came back counts as such."""

from __future__ import annotations

import pytest

from flowbuilder.channels.email.reading import read

OURS = "0123456789abcdef0123456789abcdef.7@shop.example"
EARLIER = "0123456789abcdef0123456789abcdef.3@shop.example"
STATUS = "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\n"
FAILED = f"{STATUS}Action: failed\r\nDiagnostic-Code: smtp; 552 mailbox full\r\n"
RETURNED = (
    "Content-Type: text/rfc822-headers\r\n\r\n"
    f"References: <{EARLIER}>\r\nMessage-ID: <{OURS}>\r\nIn-Reply-To: <theirs@x.example>\r\n"
)
ENCLOSED = (
    "Content-Type: message/rfc822\r\n\r\n"
    f"References: <{EARLIER}>\r\nMessage-ID: <{OURS}>\r\nSubject: x\r\n\r\n<b>Hej</b>\r\n"
)


def letter(*parts: str, kind: str = "multipart/report", **headers: str) -> bytes:
    written = {
        "From": "MAILER-DAEMON@client.example",
        "Return-Path": "<>",
        "Content-Type": f"{kind}; boundary=B",
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in written.items() if value)
    return (head + "\r\n" + "".join(f"--B\r\n{part}\r\n" for part in parts) + "--B--\r\n").encode()


@pytest.mark.parametrize("returned", [RETURNED, ENCLOSED])
def test_a_report_names_the_letter_that_came_back_and_not_those_before_it(returned):
    found = read(letter("Content-Type: text/plain\r\n\r\nSorry.", FAILED, returned))

    assert (found.automatic, found.returned) == ("report", (OURS,))
    assert found.returned_why == "552 mailbox full"


@pytest.mark.parametrize("action", ["delayed", "delivered", "relayed", "expanded"])
def test_a_letter_that_is_late_or_arrived_did_not_come_back(action):
    assert read(letter(f"{STATUS}Action: {action}\r\n", RETURNED)).automatic == "receipt"


def test_one_failure_among_several_recipients_is_a_failure():
    both = f"{STATUS}Action: delayed\r\n\r\nAction: failed\r\n"

    assert read(letter(both, RETURNED)).automatic == "report"


def test_that_somebody_read_a_letter_is_no_failure():
    note = f"Content-Type: message/disposition-notification\r\n\r\nOriginal-Message-ID: <{OURS}>"

    assert read(letter(note, From="ada@client.example")).automatic == "receipt"


def test_a_reply_on_holiday_that_comes_from_nobody_is_a_reply():
    away = letter(
        "Content-Type: text/plain\r\n\r\nWracam w maju.", kind="multipart/mixed",
        From="ada@client.example", In_Reply_To=f"<{OURS}>",
    )  # fmt: skip

    assert read(away).automatic == "reply"
    assert read(away.replace(b"Return-Path: <>", b"Auto-Submitted: auto-replied")).automatic == (
        "reply"
    )


def test_an_old_mail_systems_words_name_the_letter_too():
    words = f"Content-Type: text/plain\r\n\r\nNo such user.\r\n\r\nMessage-ID: <{OURS}>\r\n<br>"

    assert read(letter(words, kind="multipart/mixed")).returned == (OURS,)
