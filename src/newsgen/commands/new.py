"""A new article's file, with its front matter filled in."""

from __future__ import annotations

import contextlib
import difflib
import json
import unicodedata
from pathlib import Path

import msgspec

from newsgen import permalink
from newsgen.article import Moment
from newsgen.config import Config
from newsgen.errors import MachineError, UsageError, did_you_mean
from newsgen.languages import known_language

MAX_SLUG = 160
"""Bytes. Leaves room in a file name (255) for date and language, and keeps addresses short enough to be passed on."""


class Beginning(msgspec.Struct, frozen=True):
    """What is known of an article before its text is written."""

    title: str
    date: Moment
    lang: str = ""
    """Empty for the site's language."""
    section: str = ""
    tags: tuple[str, ...] = ()


def new(config: Config, site: Path, begun: Beginning) -> Path:
    """Write `content/YYYY/MM/YYYY-MM-DD-slug[.lang].md` below the site's folder and return its path.

    What is empty is left out. Never overwrites: UsageError then. Whoever is interrupted leaves nothing behind.
    """
    title, day = one_line(begun.title), begun.date.day
    name = f"{day}-{slug_of(title)}"
    lang = language(config, begun.lang)
    suffix = "" if lang == config.language else f".{lang}"
    path = site / config.content / f"{day:%Y}" / f"{day:%m}" / f"{name}{suffix}.md"
    section, tags = section_of(config, begun.section, lang), [tag for tag in map(one_line, begun.tags) if tag]
    keys = {
        "title": _quoted(title),
        "date": begun.date.isoformat(),
        "lang": lang if suffix else "",
        "section": _quoted(section) if section else "",
        "tags": f"[{', '.join(map(_quoted, tags))}]" if tags else "",
    }
    lines = ["---", *(f"{key}: {value}" for key, value in keys.items() if value), "---", "", ""]
    try:
        _write(path, "\n".join(lines))
    except FileExistsError as error:
        there = path.relative_to(site).as_posix()
        what = (
            f"{there} is there already, and nothing was written; give the article another headline, or open that file"
        )
        raise UsageError(what) from error
    except OSError as error:
        raise MachineError(f"cannot write {path}: {error.strerror}") from error
    return path


def language(config: Config, tag: str) -> str:
    """One of the site's languages, however its tag is written."""
    wanted = tag.strip().lower() or config.language.lower()
    for lang in config.all_languages:
        if lang.lower() == wanted:
            return lang
    near = did_you_mean(tag, config.all_languages)
    if not near and known_language(tag.strip()):
        near = f"; to add it, write in newsgen.yaml: languages: [{', '.join((*config.all_languages, tag.strip()))}]"
    raise UsageError(f'the site has no language "{tag}"{near}')


def section_of(config: Config, label: str, lang: str) -> str:
    """The section as the masthead spells it, or a new one; UsageError for one that is nearly the masthead's."""
    label = one_line(label)
    known = {each.casefold(): each for each in config.sections_of(lang)}
    if not label or label.casefold() in known:
        return known.get(label.casefold(), label)
    if near := difflib.get_close_matches(label.casefold(), known, n=1, cutoff=0.75):
        raise UsageError(
            f'the site has no section "{label}"; did you mean "{known[near[0]]}"?\n'
            "If it is a new one, add it first to sections in newsgen.yaml"
        )
    return label


def _write(path: Path, text: str) -> None:
    made = [folder for folder in path.parents if not folder.exists()]
    there = path.exists()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except BaseException:
        if not there:
            path.unlink(missing_ok=True)
        for folder in made:
            with contextlib.suppress(OSError):
                folder.rmdir()
        raise


def slug_of(title: str) -> str:
    """The file's name; UsageError for a headline, on one line, that gives none."""
    if not title:
        raise UsageError("the headline is empty")
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


def one_line(text: str) -> str:
    """The text on one line, without what YAML cannot hold: control characters and halves of a surrogate pair."""
    kept = "".join(" " if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} else char for char in text)
    return unicodedata.normalize("NFC", " ".join(kept.split()))


def _quoted(text: str) -> str:
    # A JSON string is a YAML double-quoted scalar: no headline, with a colon or a dash in it, is read as anything else.
    return json.dumps(text, ensure_ascii=False)
