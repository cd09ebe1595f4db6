"""Neighbours in an IPv6 network are one, and nothing else is."""

import pytest

from app.people.entrance.network import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("203.0.113.9", "203.0.113.9"),
        ("", ""),
        ("not:an:address", "not:an:address"),
    ],
)
def test_addresses_are_cut_to_their_network(address, network):
    assert network_of(address) == network
