"""By which names a browser may ask this server: a page of another site must not read drafts by giving its own name the
address of this computer.
"""

from __future__ import annotations

import ipaddress
import re
import socket

_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_FORM = re.compile(r"(?:\[([0-9A-Fa-f:.]+)\]|([\w.-]+))(?::\d+)?", re.ASCII)
"""A host's name, and a port or none."""

_EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to


def is_local(host: str) -> bool:
    """Whether only programs of this computer reach a server that is bound to the host."""
    if host.lower() in _LOCAL:
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def admitted(header: str, bound: str) -> bool:
    """Whether the Host header of a request names this server, which is bound to the host `bound`."""
    written = _FORM.fullmatch(header)
    if written is None:
        return False
    name = (written[1] or written[2]).lower().rstrip(".")
    if name in _LOCAL or name == bound.lower():
        return True
    if bound not in _EVERYWHERE:
        return False
    # An address that was typed is no name that somebody else could have given to this computer.
    try:
        ipaddress.ip_address(name)
    except ValueError:
        own = socket.gethostname().lower()
        return name in {own, own.partition(".")[0], f"{own.partition('.')[0]}.local"}
    return True
