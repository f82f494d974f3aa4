"""One source file's bytes to a document with its HTML, or to problems. Pure: it reads nothing but its arguments."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from functools import lru_cache

import msgspec

from newsgen import fingerprint, frontmatter, markup, permalink
from newsgen.article import Article, Document, Illustration, Moment, Page
from newsgen.config import Config
from newsgen.dates import Dates
from newsgen.errors import Problem
from newsgen.text import DecodingFault, decode

_UNSET = b""


class Parsed(msgspec.Struct, frozen=True):
    """What became of one source file."""

    document: Document | None
    """None when the problems hold an error."""
    html: str
    """The body, with markers for its links (`markup.fill`)."""
    problems: tuple[Problem, ...]
    """Errors and warnings."""
    gated: bool = False
    """For a file without a document: whether it speaks of draft, embargo, expiry or retraction."""


@lru_cache(maxsize=8)
def _dates(timezone: str, languages: tuple[str, ...]) -> Dates:
    return Dates(timezone, languages)


def dates_of(config: Config) -> Dates:
    return _dates(config.timezone, config.all_languages)


def parse(data: bytes, path: str, config: Config) -> Parsed:
    """Read the source at `path`, relative to the content folder."""
    shown = posixpath.join(config.content, path)
    try:
        text = decode(data)
    except DecodingFault as fault:
        problem = Problem(shown, fault.line, fault.message, fault.hint)
        return Parsed(None, "", (problem,), gated=_speaks_of_gate(data.decode("latin-1")))
    reading = frontmatter.read(text, shown, config, dates_of(config))
    front = reading.front
    if front is None:
        return Parsed(None, "", reading.problems, gated=_speaks_of_gate(text))
    problems = list(reading.problems)
    name = permalink.read_name(path, config.all_languages)
    lang = front.lang or name.lang or config.language
    place = _Place(shown, front, text.split("\n"))
    if lang not in config.all_languages:
        known = ", ".join(config.all_languages)
        problems.append(
            place.problem(
                "lang",
                f'language "{lang}" is not one of the site\'s',
                f"use one of {known}, or add it to languages in newsgen.yaml",
            )
        )
        lang = config.language
    body = None
    try:
        body = markup.render(
            reading.body,
            source=path,
            lang=lang,
            first_line=reading.body_line,
            dialect=config.markdown.dialect,
            html=config.html,
        )
    except markup.MarkupError as fault:
        problems.append(Problem(shown, fault.line, fault.message, fault.hint))
    address = ""
    moment = front.date
    slug = permalink.slug(front.slug or name.stem)
    if not name.undated:
        moment = moment or _date_of_name(name, place, config, problems)
    try:
        if front.permalink:
            address = permalink.check(front.permalink)
        elif name.undated:
            address = (
                permalink.language_prefix(config, lang)
                + "/".join([*(permalink.slug(step) for step in name.undated.split("/")[:-1]), slug])
                + "/"
            )
        elif moment is not None and not slug:
            problems.append(
                place.problem(
                    "slug",
                    "neither the file's name nor `slug:` gives an address",
                    "add a line such as `slug: a-short-name`",
                )
            )
        elif moment is not None:
            address = permalink.article_address(config, day=moment.day, name=slug, section=front.section, lang=lang)
    except permalink.AddressError as fault:
        key = "permalink" if front.permalink else "slug"
        problems.append(place.problem(key, f"this address cannot be published: {fault.message}", fault.hint))
    aliases = _aliases(place, problems)
    if body is None or not address or any(problem.is_error for problem in problems):
        return Parsed(None, "", tuple(problems), gated=_speaks_of_gate(text))
    shared: dict[str, object] = {
        "source": path,
        "title": front.title,
        "lang": lang,
        "address": address,
        "body": fingerprint.of_bytes(body.html.encode()),
        "digest": _UNSET,
        "updated": front.updated,
        "summary": front.summary,
        "aliases": aliases,
        "translation_key": (front.translation_key or name.key) if len(config.all_languages) > 1 else "",
        "draft": front.draft,
        "embargo": front.embargo,
        "expires": front.expires,
        "template": front.template,
        "extra": front.extra,
        "links": body.links,
        "ids": body.ids,
        "title_line": front.lines.get("title", 1),
    }
    document: Document
    if name.undated or moment is None:
        document = Page(**shared)  # type: ignore[arg-type]
    else:
        document = _article(shared, front, moment, body.words, path)
    document = msgspec.structs.replace(document, digest=fingerprint.of(document))
    return Parsed(document, body.html, tuple(problems))


def _article(
    shared: Mapping[str, object], front: frontmatter.FrontMatter, moment: Moment, words: int, path: str
) -> Article:
    terms = {
        taxonomy: labels
        for taxonomy, labels in [
            ("section", (front.section,) if front.section else ()),
            ("tags", front.tags),
            ("authors", front.authors),
            *sorted(front.terms.items()),
        ]
        if labels
    }
    image = None
    if front.image:
        target = _target(front.image, path)
        image = Illustration(target, front.image_alt, front.image_credit, front.image, front.lines.get("image", 0))
    ref = (front.title, shared["address"], moment)
    return Article(
        **shared,  # type: ignore[arg-type]
        date=moment,
        ref=fingerprint.of(ref),
        card=fingerprint.of(ref, front.summary, front.section, image and _shown(image), shared["lang"]),
        terms=terms,
        image=image,
        external=front.redirectto,
        sources=front.sources,
        corrections=front.corrections,
        retracted=front.retracted,
        words=words,
    )


def _shown(image: Illustration) -> tuple[str, ...]:
    """What a listing depends on of a picture: not on its line, which moves with every key above it."""
    return image.target, image.alt, image.credit


class _Place(msgspec.Struct, frozen=True):
    """Where the keys of one file stand, for messages."""

    path: str
    front: frontmatter.FrontMatter
    lines: list[str]

    def problem(self, key: str, message: str, hint: str = "") -> Problem:
        line = self.front.lines.get(key, self.front.lines.get("title", 1))
        return Problem(self.path, line, message, hint, excerpt=self.lines[line - 1] if line <= len(self.lines) else "")


def _date_of_name(name: permalink.Name, place: _Place, config: Config, problems: list[Problem]) -> Moment | None:
    if "date" in place.front.lines:
        return None  # it is there and was not understood: that problem is already told
    if not name.date:
        hint = "add a line such as `date: 2022-09-28`, or begin the file's name with the date: 2022-09-28-name.md"
        problems.append(place.problem("title", "the article has no date", hint))
        return None
    try:
        return dates_of(config).read(name.date)
    except ValueError as fault:
        problems.append(
            place.problem("title", f'date "{name.date}" in the file\'s name: {fault.args[0]}', "rename the file")
        )
        return None


def _aliases(place: _Place, problems: list[Problem]) -> tuple[str, ...]:
    checked: list[str] = []
    for written in place.front.aliases:
        try:
            checked.append(permalink.check(written))
        except permalink.AddressError as fault:
            problems.append(
                place.problem("aliases", f'former address "{written}" cannot be served: {fault.message}', fault.hint)
            )
    return tuple(dict.fromkeys(checked))


def _target(written: str, source: str) -> str:
    """Where a front matter's file lies: relative to the content folder, or an address as it was written."""
    if written.startswith("/") or re.match(r"[a-z]+://", written):
        return written
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), written))


def _speaks_of_gate(text: str) -> bool:
    """Whether a file that cannot be read seems to say when it may be public: then it is not shown as it last was."""
    head = text[:65536]
    return re.search(r"(?mi)^\s*(draft|embargo|expires|retracted|published)\s*:", head) is not None
