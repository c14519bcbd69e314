"""Addresses of servers: which ones health data may go to, and which are the same place. Pure."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

from hep_sync.errors import Refused


def checked_base(url: str) -> str:
    """The base address without its last slash. Raises `Refused` for one that health data may not go to.

    Only https, and plain http to this computer itself; no user name in it, no query.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Refused("This is not an address of a server.") from error
    if not host or parts.username or parts.password or parts.query or parts.fragment or port == 0 or not host.isascii():
        raise Refused("This is not an address of a FHIR server, such as https://clinic.example/fhir.")
    if parts.scheme != "https" and not (parts.scheme == "http" and is_this_computer(host)):
        raise Refused("Only addresses that begin with https:// are used; plain http is for this computer alone.")
    return url.strip().rstrip("/")


def is_this_computer(host: str) -> bool:
    """Whether a host is this computer itself, by its number: a name could lead anywhere."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def origin_of(url: str) -> str:
    """Scheme, host and port of an address."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def host_of(url: str) -> str:
    """The name of a server."""
    return urlsplit(url).hostname or ""


def same_origin(one: str, other: str) -> bool:
    """Whether two addresses are of one server; an empty one is of none."""
    try:
        ours, its = urlsplit(one), urlsplit(other)
        return bool(one) and (ours.scheme, ours.hostname, ours.port) == (its.scheme, its.hostname, its.port)
    except ValueError:
        return False
