"""Which addresses may be called at all. Pure: it looks at numbers, never at names.

A name says nothing ("localtest.me", "127.1", "①②⑦.⓪.⓪.①"), so the door resolves first and
asks here about every address it got. `ipaddress.is_global` alone is no filter: it says yes to
NAT64, 6to4, multicast and to cloud metadata services that live on public numbers.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_DENIED_4 = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24", "192.52.193.0/24",
        "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15",
        "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",  # Azure's host service
    )
)  # fmt: skip
_DENIED_6 = tuple(
    ip_network(text)
    for text in (
        "::/96",  # unspecified, loopback and the old IPv4-compatible form
        "64:ff9b:1::/48",  # NAT64 inside somebody's own network
        "100::/64", "100:0:0:1::/64",
        "2001::/23",  # Teredo, ORCHID and other protocol assignments
        "2001:db8::/32", "2002::/16",  # documentation; 6to4
        "2620:4f:8000::/48", "3fff::/20", "5f00::/16",
        "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    )
)  # fmt: skip
_MAPPED = ip_network("::ffff:0:0/96")
_TRANSLATED = ip_network("::ffff:0:0:0/96")
_NAT64 = ip_network("64:ff9b::/96")
_ISATAP = (0x00005EFE, 0x02005EFE)

#: Ports where something else than HTTP listens; a request there can be read as its commands.
DENIED_PORTS = frozenset(
    {
        1080, 1099, 1433, 1521, 1719, 1720, 1723, 2049, 2181, 2375, 2376, 2379, 2380, 3128, 3260,
        3306, 3389, 3659, 4045, 4190, 4222, 5060, 5061, 5432, 5672, 5900, 5984, 6000, 6379, 6566,
        6665, 6666, 6667, 6668, 6669, 6679, 6697, 7001, 8125, 9042, 9092, 9200, 9300, 10080,
        10250, 11211, 27017,
    }
)  # fmt: skip


def is_public(text: str) -> bool:
    """Say whether `text`, a numeric address, is one on the open internet.

    An address that wraps another (mapped, NAT64, ISATAP) counts as the one inside. What cannot
    be read as an address, and one with a scope (`fe80::1%eth0`), is not public.
    """
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return _public_4(address) if isinstance(address, IPv4Address) else _public_6(address)


def port_is_allowed(port: int) -> bool:
    """Say whether `port` is one where an HTTP service may be: 80, 443, or 1024 and up.

    Known ports of databases, brokers and other protocols are left out.
    """
    return port in (80, 443) or (1024 <= port <= 65535 and port not in DENIED_PORTS)


def _public_4(address: IPv4Address) -> bool:
    return address.is_global and not any(address in network for network in _DENIED_4)


def _public_6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    number = int(address)
    inside = IPv4Address(number & 0xFFFFFFFF)
    if any(address in network for network in (_MAPPED, _TRANSLATED, _NAT64)):
        return _public_4(inside)
    if any(address in network for network in _DENIED_6) or not address.is_global:
        return False
    if (number >> 32) & 0xFFFFFFFF in _ISATAP:
        return _public_4(inside)
    return True
