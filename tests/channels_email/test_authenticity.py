"""Whether a letter is from whom it says: only the receiving server's own word counts."""

from __future__ import annotations

import pytest

from flowbuilder.channels.email.authenticity import Verdict, verdict
from flowbuilder.channels.email.reading import read

SERVER = "mx.shop.example"
ADA = "ada@client.example"


def judged(*headers: str, server: str = SERVER) -> Verdict:
    return verdict(headers, server=server, sender=ADA)


@pytest.mark.parametrize(
    "said",
    [
        "dmarc=pass (p=NONE sp=NONE dis=NONE) header.from=client.example",
        "dkim=pass header.i=@client.example header.s=a header.b=x; spf=fail smtp.mailfrom=x@y.pl",
        "dkim=fail header.d=client.example; dkim=pass (2048-bit key) header.d=client.example",
        "spf=pass (domain of a@client.example) smtp.mailfrom=a@client.example",
        'dkim=pass reason="all; is well" header.d=client.example',
        "DMARC=Pass HEADER.FROM=Client.Example",
    ],
)
def test_what_the_receiving_server_vouches_for_is_verified(said):
    assert judged(f"{SERVER}; {said}") == Verdict.VERIFIED
    assert judged(f"{SERVER} 1; {said}") == Verdict.VERIFIED


@pytest.mark.parametrize(
    "said",
    [
        "none",
        "dmarc=pass header.from=evil.example",
        "dkim=pass header.d=evil.example",
        "dkim=pass header.d=example",
        "dkim=pass header.d=notclient.example",
        "spf=pass smtp.mailfrom=eve@evil.example",
        "spf=none (dmarc=pass header.from=client.example) smtp.mailfrom=eve@evil.example",
        "spf=pass (x; dmarc=pass header.from=client.example;) smtp.mailfrom=eve@evil.example",
        'spf=pass smtp.mailfrom="x; dmarc=pass header.from=client.example; "@evil.example',
        'spf=pass smtp.mailfrom="\\"; dmarc=pass header.from=client.example; "@evil.example',
        'spf=pass smtp.mailfrom="x("@evil.example; dmarc=pass (" header.from=client.example',
        "x-dkim=pass header.d=client.example",
        "dkim=passed header.d=client.example",
    ],
)
def test_nothing_that_a_sender_can_write_there_counts(said):
    assert judged(f"{SERVER}; {said}") == Verdict.UNKNOWN


def test_a_failed_dmarc_is_a_forgery_whatever_else_passed():
    said = "dkim=pass header.d=client.example; dmarc=fail (p=REJECT) header.from=client.example"

    assert judged(f"{SERVER}; {said}") == Verdict.FORGED


def test_only_the_topmost_of_our_server_is_believed():
    good = f"{SERVER}; dmarc=pass header.from=client.example"
    other = "mx.evil.example; dmarc=pass header.from=client.example"

    assert judged(f"{SERVER}; dmarc=none header.from=client.example", good) == Verdict.UNKNOWN
    assert judged(other) == Verdict.UNKNOWN
    assert judged(other, good) == Verdict.VERIFIED
    assert judged(good, server="") == Verdict.UNKNOWN


def test_what_is_encoded_in_the_header_stays_encoded():
    encoded = "=?utf-8?q?x=3Bdmarc=3Dpass_header=2Efrom=3Dclient=2Eexample=3B?="
    letter = read(
        f"Authentication-Results: {SERVER};\r\n spf=pass smtp.mailfrom={encoded}@evil.example\r\n"
        f"From: {ADA}\r\n\r\nx".encode()
    )

    assert judged(*letter.results) == Verdict.UNKNOWN
