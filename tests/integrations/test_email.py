"""The e-mail effect."""

import pytest
from django.core import mail

from flowbuilder.core.effects import SendEmail
from flowbuilder.integrations.effects import send_email
from flowbuilder.integrations.errors import OutboundProblem


class Context:
    workspace_id = 1
    idempotency_key = "conversation:8"


def test_an_email_is_sent_with_an_id_that_repeats():
    effect = SendEmail(to="ada@example.com", subject="Nowa\r\nBcc: evil@example.org", body="Treść")
    results = [send_email(effect, Context()) for _ in range(2)]

    assert results == [{"sent": True}] * 2
    assert mail.outbox[0].subject == "Nowa Bcc: evil@example.org"
    assert mail.outbox[0].to == ["ada@example.com"]
    assert {m.extra_headers["Message-ID"] for m in mail.outbox} == {"<conversation8@flowbuilder>"}


@pytest.mark.parametrize(
    "to", ["", "ada", "ada@example.com, eve@example.org", "a@b\nBcc: c@d.example"]
)
def test_what_is_no_address_is_refused(to):
    with pytest.raises(OutboundProblem) as caught:
        send_email(SendEmail(to=to, subject="x", body="y"), Context())

    assert (caught.value.error_code, mail.outbox) == ("email_bad_address", [])
