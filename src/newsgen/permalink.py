"""Slugs, addresses and the paths of outputs: nothing else in newsgen makes one.

An *address* is decoded text from the site's root, in NFC: `/2022/09/28/суд/`. An *href* is an address made ready for
HTML: percent-encoded, with the path of `base_url` in front. A *path* is where the file of an address lies in the
output folder: `2022/09/28/суд/index.html`.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlsplit

import msgspec

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection

    from newsgen.config import Config

CORRECTIONS = "corrections"
"""Below a language's own address: all corrections and retractions."""

MAX_NAME = 255
"""Bytes of a file name on every common file system (127 Cyrillic letters)."""

_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*").fullmatch
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?$")
_OF_JEKYLL = re.compile(r"(?<=[/.:_a-z-]):([a-z_]+)|^:([a-z_]+)")
_MEANT_BY_JEKYLL = {
    **{name: f"{{{name}}}" for name in ("year", "month", "day", "slug", "section")},
    **dict.fromkeys(("title", "name", "filename", "contentbasename"), "{slug}"),
    **dict.fromkeys(("categories", "category", "sections"), "{section}"),
    "i_month": "{month}",
    "i_day": "{day}",
    "output_ext": ".html",
}
_STYLES_OF_JEKYLL = {
    **dict.fromkeys(("pretty", "ordinal"), "/{section}/{year}/{month}/{day}/{slug}/"),
    "date": "/{section}/{year}/{month}/{day}/{slug}.html",
    "none": "/{section}/{slug}.html",
}
_FORBIDDEN = frozenset('<>:"|?*\\')
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:-(.*))?$", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z0-9/-]*").fullmatch
_SAFE_IN_HREF = "/-._~!$&'()*+,;=:@"


class AddressError(ValueError):
    """An address that cannot be published, with what to do about it."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message = message
        self.hint = hint


class Name(msgspec.Struct, frozen=True):
    """What the path of a source file says of its document."""

    stem: str
    """The file's name without its date and language; of `index.md`, the folder's."""
    date: str
    """`2022-09-28` where the name begins with it, else empty."""
    lang: str
    """From the first folder or from `name.ru.md`, else empty."""
    key: str
    """The path without what names the language: translations of each other share it."""
    undated: str
    """For a file below `pages/`: its path below it, without language and ending; else empty."""


@lru_cache(maxsize=8192)
def slug(text: str) -> str:
    """Lower case letters and digits of any script, joined by hyphens; at most 255 bytes; may be empty.

    A name that Windows keeps for itself, such as `con`, gets a hyphen at its end.
    """
    from slugify import slugify

    # What names a file is a slug already, nearly always.
    made = text if _SLUG(text) else unicodedata.normalize("NFC", slugify(text, allow_unicode=True))
    if _RESERVED.match(made):
        made += "-"
    while len(made.encode()) > MAX_NAME:
        cut = made.encode()[: MAX_NAME - 1].decode(errors="ignore")
        made = (cut.rpartition("-")[0] or cut).strip("-")
    return made


def read_name(path: str, languages: Collection[str]) -> Name:
    """Take a source's path, relative to the content folder, apart.

    >>> read_name("ru/2022/2022-09-28-report.md", ["en", "ru"]).stem
    'report'
    """
    folders, _, file = unicodedata.normalize("NFC", path).rpartition("/")
    steps = folders.split("/") if folders else []
    lang = ""
    if steps and steps[0] in languages:
        lang = steps.pop(0)
    base = file.rsplit(".", 1)[0]
    rest, dot, suffix = base.rpartition(".")
    if dot and suffix in languages:
        lang, base = suffix, rest
    if base == "index" and steps:
        base = steps.pop()
    key = "/".join([*steps, base])
    undated = "/".join([*steps[1:], base]) if steps and steps[0] == "pages" else ""
    dated = _DATED.match(base)
    date, stem = (dated[1], dated[2] or dated[1]) if dated else ("", base)
    return Name(stem=stem, date=date, lang=lang, key=key, undated=undated)


def language_prefix(config: Config, lang: str) -> str:
    """`/` for the default language, `/ru/` for another."""
    return "/" if lang == config.language else f"/{lang}/"


def article_address(config: Config, *, day: dt.date, name: str, section: str, lang: str) -> str:
    """The address that the site's pattern gives; `name` is the slug already made."""
    pattern = config.permalink
    filled = (
        pattern.replace("{year}", f"{day.year:04d}")
        .replace("{month}", f"{day.month:02d}")
        .replace("{day}", f"{day.day:02d}")
        .replace("{slug}", name)
    )
    if "{section}" in filled:
        filled = filled.replace("{section}", slug(section) or "news")
    return language_prefix(config, lang) + filled.lstrip("/")


def from_jekyll(pattern: str) -> str:
    """The site's pattern for one in Jekyll's form, or Hugo's; empty for any other.

    >>> from_jekyll("/:year/:title/"), from_jekyll("pretty"), from_jekyll("/about/")
    ('/{year}/{slug}/', '/{section}/{year}/{month}/{day}/{slug}/', '')
    """
    if pattern in _STYLES_OF_JEKYLL:
        return _STYLES_OF_JEKYLL[pattern]
    names = [one or other for one, other in _OF_JEKYLL.findall(pattern)]
    known = [name in _MEANT_BY_JEKYLL for name in names]
    if not any(known):
        return ""
    if not all(known):
        return "/{year}/{month}/{slug}/"
    meant = "/" + _OF_JEKYLL.sub(lambda name: _MEANT_BY_JEKYLL[name[1] or name[2]], pattern).lstrip("/")
    meant = meant if "{slug}" in meant else meant.rstrip("/") + "/{slug}/"
    return meant if meant.endswith(("/", ".html")) else f"{meant}/"


def check(written: str) -> str:
    """The address that a person wrote (`permalink`, `aliases`), in its one form; `AddressError` if it cannot be one.

    A full URL gives its path. What has no ending gets a slash: `/about` and `/about/` are one address.
    """
    try:
        parts = urlsplit(written.strip())
    except ValueError:  # brackets that hold no IPv6 address
        raise AddressError("that is no address", "write it from the site's root: /2022/report/") from None
    if parts.query:
        raise AddressError(
            "an address with a question mark cannot be answered by static files", "leave out what follows it"
        )
    if parts.scheme and not parts.netloc:
        raise AddressError("that is no address", "write it from the site's root: /2022/report/")
    address = unicodedata.normalize("NFC", unquote(parts.path if parts.netloc else written.strip().partition("#")[0]))
    if _UNSAFE.search(address):
        raise AddressError("it holds an invisible character", "type the address again by hand")
    steps = [step for step in address.split("/") if step]
    if ":" in address and (pattern := from_jekyll(address)):
        hint = f"write the address itself, /2022/report/, or, in newsgen.yaml, for all articles: permalink: {pattern}"
        raise AddressError("it is a pattern in Jekyll's form", hint)
    for step in steps:
        check_step(step)
    if not steps:
        return "/"
    tail = "" if is_file(steps[-1]) and not address.endswith("/") else "/"
    return "/" + "/".join(steps) + tail


def check_step(step: str) -> None:
    if step in {".", ".."}:
        raise AddressError(f'it holds "{step}"', "write the address from the site's root")
    if len(step.encode()) > MAX_NAME:
        raise AddressError(
            f"a part of it has {len(step.encode())} bytes; file systems take {MAX_NAME}", "give a shorter `slug:`"
        )
    if bad := next((char for char in step if char in _FORBIDDEN), ""):
        raise AddressError(f"it holds {bad}, which not every computer can store in a file's name", "leave it out")
    if step.endswith((".", " ")) or step.startswith(" "):
        raise AddressError("a part of it ends in a full stop or a space", "leave that out")
    if _RESERVED.match(step):
        raise AddressError(f'"{step}" is a name that Windows keeps for itself', "choose another name")
    if _UNSAFE.search(step):
        raise AddressError("it holds an invisible character", "type it again by hand")


def is_file(step: str) -> bool:
    """Whether an address that ends in this names a file itself, and not a folder with an index."""
    return bool(re.search(r"\.(html?|xml|json|txt|php|aspx?|pdf)$", step, re.IGNORECASE))


def output_path(address: str) -> str:
    """Where the file of an address lies, relative to the output folder."""
    path = address.lstrip("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


def address_of(path: str) -> str:
    """The address that an output's path answers: the reverse of `output_path`.

    >>> address_of("2022/index.html"), address_of("2022/cover-index.html")
    ('/2022/', '/2022/cover-index.html')
    """
    folder, _, name = path.rpartition("/")
    return f"/{folder}/".replace("//", "/") if name == "index.html" else f"/{path}"


def folder_of(address: str) -> str:
    """The folder, with a slash at its end, in which a document's attachments lie."""
    return address if address.endswith("/") else posixpath.splitext(address)[0] + "/"


@lru_cache(maxsize=8192)  # pages made one after the other show much the same addresses
def href(root: str, address: str) -> str:
    """The address as it stands in HTML; `root` is the path of base_url with a slash at its end."""
    if _PLAIN(address):
        return root + address[1:]
    return root + quote(address[1:], safe=_SAFE_IN_HREF)


def variant(address: str, digest: bytes, name: str) -> str:
    """The address of a file in another form: `/a/photo-1f3a5c7e-960.webp` for `960.webp`, named by its content."""
    folder, _, file = address.rpartition("/")
    tail = f"-{digest.hex()[:8]}-{name}"
    stem = posixpath.splitext(file)[0].encode()[: MAX_NAME - len(tail)].decode(errors="ignore")
    return f"{folder}/{stem.rstrip(' .')}{tail}"


def without_query(href: str) -> str:
    """The address of a file, without what follows `?` or `#`."""
    return href.partition("#")[0].partition("?")[0] if "?" in href or "#" in href else href


def nfc(text: str) -> str:
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def collision_key(path: str) -> str:
    """Equal for two paths that some file systems hold to be one."""
    return path if path.isascii() and path.islower() else unicodedata.normalize("NFC", path).casefold()
