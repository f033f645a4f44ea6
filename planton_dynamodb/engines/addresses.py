"""What the address of a service says of where it is."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_on_this_machine(url: str) -> bool:
    """Whether it is a loopback address."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
