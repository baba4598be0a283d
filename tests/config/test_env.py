"""What is read from the environment."""

import pytest

from flowbuilder.config import env


@pytest.mark.parametrize(
    ("hosts", "address"),
    [
        (["127.0.0.1", "localhost", "[::1]", "chat.example", "b.example"], "https://chat.example"),
        (["*", ".example.com"], ""),
        ([], ""),
    ],
)
def test_e_mails_link_to_the_first_public_name(hosts, address):
    assert env.address(hosts) == address
