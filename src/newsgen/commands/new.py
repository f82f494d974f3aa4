"""A new article's file, with its front matter filled in."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from pathlib import Path

from newsgen import permalink
from newsgen.config import Config
from newsgen.errors import MachineError, UsageError, did_you_mean

MAX_SLUG = 160
"""Bytes. Leaves room in a file name (255) for date and language, and keeps addresses short enough to be passed on."""


def new(config: Config, site: Path, title: str, section: str, lang: str, date: dt.date) -> Path:
    """Write `content/YYYY/MM/YYYY-MM-DD-slug[.lang].md` below the site's folder and return its path.

    An empty `section` is left out; an empty `lang` is the site's language. Never overwrites: UsageError then.
    """
    title = _line(title)
    if not title:
        raise UsageError("the headline is empty")
    lang = lang or config.language
    if lang not in config.all_languages:
        raise UsageError(f'the site has no language "{lang}"{did_you_mean(lang, config.all_languages)}')
    name = f"{date}-{_slug(title)}"
    suffix = "" if lang == config.language else f".{lang}"
    path = site / config.content / f"{date:%Y}" / f"{date:%m}" / f"{name}{suffix}.md"
    keys = {
        "title": _quoted(title),
        "date": date.isoformat(),
        "lang": lang if suffix else "",
        "section": _quoted(_line(section)) if _line(section) else "",
    }
    lines = ["---", *(f"{key}: {value}" for key, value in keys.items() if value), "---", "", ""]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write("\n".join(lines))
    except FileExistsError as error:
        raise UsageError(f"{path.relative_to(site).as_posix()} is there already; nothing was written") from error
    except OSError as error:
        raise MachineError(f"cannot write {path}: {error.strerror}") from error
    return path


def _slug(title: str) -> str:
    slug = permalink.slug(title)
    if len(slug.encode()) > MAX_SLUG:
        cut = slug.encode()[:MAX_SLUG].decode(errors="ignore")
        slug = cut.rpartition("-")[0] or cut
    if not slug:
        raise UsageError("the headline has no letter or digit from which a file name could be made")
    try:
        permalink.check_step(slug)
    except permalink.AddressError as error:
        raise UsageError(f"the headline cannot become an address: {error.message}") from error
    return slug


def _line(text: str) -> str:
    """The text on one line, without what YAML cannot hold: control characters and halves of a surrogate pair."""
    kept = "".join(" " if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} else char for char in text)
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _quoted(text: str) -> str:
    # A JSON string is a YAML double-quoted scalar: no headline, with a colon or a dash in it, is read as anything else.
    return json.dumps(text, ensure_ascii=False)
