"""What hosts are told beside the pages: which addresses moved (301) and which are gone (410), in the form of each.

The pages themselves stand at these addresses too, with a link to follow, for hosts that are told nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import unquote

import msgspec

from newsgen.article import Article, Page
from newsgen.errors import Problem
from newsgen.gate import Retracted
from newsgen.output import MOVED, REDIRECT, RETRACTION, TOMBSTONE, Output
from newsgen.outputs.frame import Frame
from newsgen.outputs.terms import FormerTerm
from newsgen.permalink import address_of, href
from newsgen.register import Forward
from newsgen.views import Copy

Texts = Mapping[str, str]
"""Name of a file to what it says."""

IN_SITE = ("_redirects", ".htaccess")
"""Files that a host reads from the site itself; the others are only for whoever sets the host up."""


class Rules(msgspec.Struct, frozen=True):
    root: str
    """The path of base_url."""
    moved: tuple[tuple[str, str], ...] = ()
    """Addresses, and the hrefs that they lead to."""
    gone: tuple[str, ...] = ()

    def href(self, address: str) -> str:
        return href(self.root, address)


class Limits(msgspec.Struct, frozen=True):
    """What a host takes; 0 where it names no limit. docs/hosts.md has the same table."""

    files: int = 0
    file_size: int = 0
    """Bytes."""
    size: int = 0
    """Bytes of the whole site."""
    redirects: int = 0
    rules_size: int = 0
    """Bytes of the file with the rules."""


LIMITS: dict[str, Limits] = {
    "github": Limits(size=1_000_000_000),
    "netlify": Limits(redirects=10_000),
    "cloudflare": Limits(files=20_000, file_size=25 * 1024 * 1024, redirects=2_000, rules_size=100_000),
    "apache": Limits(redirects=5_000),
    "nginx": Limits(),
}
NEAR = 0.9
"""The share of a limit from which on it is told."""


TOLD = frozenset({REDIRECT, MOVED, RETRACTION, TOMBSTONE})
"""Kinds of output of which hosts are told."""


def rules(outputs: Iterable[Output], gone_files: Iterable[str], frame: Frame) -> Rules:
    """The rules that follow from the pages of these kinds: each leads straight to a page, so there is no chain.

    `gone_files` are addresses at which no page can stand.
    """
    moved: list[tuple[str, str]] = []
    gone = [*gone_files]
    for output in outputs:
        subject = output.subject
        if output.kind in {REDIRECT, MOVED}:
            assert isinstance(subject, Forward | Article | Page | Retracted | FormerTerm)
            target = subject.target if isinstance(subject, Forward) else subject.address
            moved.append((address_of(output.path), frame.href(target)))
        elif output.kind in {RETRACTION, TOMBSTONE}:
            gone.append(address_of(output.path))
    return Rules(frame.config.root, tuple(sorted(moved)), tuple(sorted(gone)))


def texts(hosts: Iterable[str], found: Rules) -> dict[str, str]:
    made: dict[str, str] = {}
    for host in hosts:
        if host in FORMS:
            made |= FORMS[host](found)
    return made


def _netlify(found: Rules) -> Texts:
    # The exclamation mark puts the rule before the page that stands at the address.
    lines = [f"{found.href(address)} {target} 301!" for address, target in found.moved]
    lines += [f"{found.href(address)} {found.href(address)} 410!" for address in found.gone]
    return {"_redirects": "".join(f"{line}\n" for line in lines)} if lines else {}


def _cloudflare(found: Rules) -> Texts:
    lines = [f"{found.href(address)} {target} 301" for address, target in found.moved]
    return {"_redirects": "".join(f"{line}\n" for line in lines)} if lines else {}


_SPECIAL = re.compile(r"[.^$*+?()\[\]{}|]")
_REFERENCE = re.compile("[%$]")
_ESCAPED = r"\\\g<0>"


def _apache(found: Rules) -> Texts:
    def pattern(address: str) -> str:
        return _SPECIAL.sub(_ESCAPED, address[1:])

    def slash(address: str) -> str:
        return f"{pattern(address)[:-1]}/?" if address.endswith("/") else pattern(address)

    lines = [f"ErrorDocument 404 {found.root}404.html"]
    if found.moved or found.gone:
        lines += [
            # The page of a withdrawn address stands at the address itself.
            "ErrorDocument 410 /%{REQUEST_URI}",
            "<IfModule mod_rewrite.c>",
            "RewriteEngine On",
            "RewriteCond %{ENV:REDIRECT_STATUS} !^$",
            "RewriteRule ^ - [L]",
        ]
        # In what stands for the new address, % and $ would name parts of the old one.
        lines += [
            f'RewriteRule "^{slash(address)}$" "{_REFERENCE.sub(_ESCAPED, target)}" [R=301,L,NE]'
            for address, target in found.moved
        ]
        lines += [f'RewriteRule "^{pattern(address)}$" - [G]' for address in found.gone]
        lines.append("</IfModule>")
    return {".htaccess": "".join(f"{line}\n" for line in lines)}


def _nginx(found: Rules) -> Texts:
    # What nginx compares, and what it looks for as a file, is decoded.
    root = unquote(found.root).rstrip("/")
    keys = [root + address for address in (*dict(found.moved), *found.gone)]
    longest = max((len(key.encode()) for key in keys), default=0)
    bucket = 64
    while bucket < longest + 32:
        bucket *= 2
    size = max(2048, 1 << (2 * len(keys)).bit_length())
    top = [
        f"map_hash_bucket_size {bucket};",
        f"map_hash_max_size {size};",
        "map $uri $newsgen_moved {",
        'default "";',
        *(f'"{root}{address}" "{target.replace("$", "%24")}";' for address, target in found.moved),
        "}",
        "map $uri $newsgen_gone {",
        "default 0;",
        *(f'"{root}{address}" 1;' for address in found.gone),
        "}",
    ]
    server = [
        f'error_page 404 "{root}/404.html";',
        "error_page 410 @newsgen_gone;",
        # A named place: whatever else leads to the page would find it gone again.
        "location @newsgen_gone { try_files ${uri}index.html $uri =410; }",
        "if ($newsgen_moved) { return 301 $newsgen_moved; }",
        "if ($newsgen_gone) { return 410; }",
    ]
    return {
        "nginx-http.conf": "".join(f"{line}\n" for line in top),
        "nginx-server.conf": "".join(f"{line}\n" for line in server),
    }


FORMS: dict[str, Callable[[Rules], Texts]] = {
    "netlify": _netlify,
    "cloudflare": _cloudflare,
    "apache": _apache,
    "nginx": _nginx,
}
"""By host, the rules as files."""


class HostFiles(msgspec.Struct, frozen=True):
    """Those of the files with rules that a host reads from the site."""

    files: Mapping[str, Copy]
    name: str = "host file"
    parts: tuple[str, ...] = ("addresses that moved or are gone",)

    def outputs(self) -> Iterator[Output]:
        for path, copy in self.files.items():
            yield Output(path, self.name, "", (copy.digest,), copy)

    def view(self, output: Output) -> Copy:
        copy = output.subject
        assert isinstance(copy, Copy)
        return copy


def near_limits(host: str, found: Rules, made: Mapping[str, str], sizes: Mapping[str, int]) -> Iterator[Problem]:
    """A warning for each limit of a host that is passed or near; `sizes` are those of the site's files, by path."""
    limits = LIMITS[host]
    amounts = (
        ("files", len(sizes), limits.files),
        ("bytes in one file", max(sizes.values(), default=0), limits.file_size),
        ("bytes in all", sum(sizes.values()), limits.size),
        ("redirects", len(found.moved), limits.redirects),
        ("bytes in _redirects", len(made.get("_redirects", "").encode()), limits.rules_size),
    )
    for what, amount, limit in amounts:
        if limit and amount >= NEAR * limit:
            relation = "more than" if amount > limit else "near to"
            message = f"the site has {amount:,} {what}, {relation} the {limit:,} that {host} takes"
            yield Problem("newsgen.yaml", 0, message, "docs/hosts.md tells what to do", severity="warning")
