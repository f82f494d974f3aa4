"""A page's content security policy, made to admit what this server adds to it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

_META = re.compile(r"<meta\b[^>]*\bhttp-equiv\s*=\s*[\"']?content-security-policy\b[^>]*>", re.IGNORECASE)
_CONTENT = re.compile(r"\bcontent\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)


def admit(html: str, sources: Mapping[str, str]) -> str:
    """`sources`: directives, and the address that each has to allow: `script-src`, `127.0.0.1:8000/x.js`."""

    def policy(found: re.Match[str]) -> str:
        written = unescape(found[1] if found[1] is not None else found[2])
        return f'content="{escape(_admitted(written, sources), quote=False).replace(chr(34), "&quot;")}"'

    return _META.sub(lambda meta: _CONTENT.sub(policy, meta[0]), html)


def _admitted(policy: str, sources: Mapping[str, str]) -> str:
    directives: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        name, *values = directive.split() or [""]
        if name:
            directives.setdefault(name.lower(), values)  # of two with one name the first counts
    for name, source in sources.items():
        governing = next((each for each in (f"{name}-elem", name, "default-src") if each in directives), None)
        if governing is None or "'self'" in directives[governing]:
            continue
        # What else the page may load stays as it is: a directive that did not stand there repeats its default.
        target = name if governing == "default-src" else governing
        directives[target] = [*(value for value in directives[governing] if value != "'none'"), source]
    return "; ".join(" ".join([name, *values]) for name, values in directives.items())
