"""Which numbers are on the open internet."""

import pytest

from flowbuilder.integrations.addresses import is_public, port_is_allowed

PUBLIC = [
    "1.1.1.1", "8.8.8.8", "93.184.216.34", "193.0.6.139", "172.32.0.1", "100.128.0.1",
    "2606:4700:4700::1111", "2a00:1450:4001:81b::200e", "::ffff:8.8.8.8", "64:ff9b::808:808",
]  # fmt: skip

PRIVATE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.100.100.200",
    "127.0.0.1", "127.255.255.254", "169.254.169.254", "169.254.170.2", "172.16.0.1",
    "172.31.255.255", "192.0.0.1", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1",
    "192.168.255.255", "198.18.0.1", "198.19.255.255", "198.51.100.7", "203.0.113.9",
    "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254",
    "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b::a00:1",
    "64:ff9b:1::a9fe:a9fe", "2002:7f00:1::", "2002:a9fe:a9fe::", "2002:808:808::",
    "2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "3fff::1", "5f00::1",
    "100::1", "fc00::1", "fd00:ec2::254", "fdff::1", "fe80::1", "fe80::1%eth0", "febf::1",
    "fec0::1", "ff02::1", "ff0e::1", "2606:4700::5efe:7f00:1", "2606:4700::200:5efe:a9fe:a9fe",
]  # fmt: skip

NOT_ADDRESSES = ["", "localhost", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "1.2.3.4/8", " "]


@pytest.mark.parametrize("address", PUBLIC)
def test_the_open_internet_may_be_called(address):
    assert is_public(address)


@pytest.mark.parametrize("address", PRIVATE)
def test_nothing_nearer_than_the_open_internet_may_be_called(address):
    assert not is_public(address)


@pytest.mark.parametrize("text", NOT_ADDRESSES)
def test_what_is_no_numeric_address_is_not_public(text):
    assert not is_public(text)


@pytest.mark.parametrize("port", [80, 443, 1024, 8000, 8080, 8443, 65535])
def test_web_ports_are_allowed(port):
    assert port_is_allowed(port)


@pytest.mark.parametrize("port", [0, 1, 21, 22, 25, 53, 110, 465, 587, 3306, 5432, 6379, 11211])
def test_ports_of_other_protocols_are_not(port):
    assert not port_is_allowed(port)
