"""One source file's bytes to a document with its HTML, or to problems. Pure: it reads nothing but its arguments."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from functools import lru_cache

import msgspec

from newsgen import figures, fingerprint, frontmatter, holdback, markup, permalink, templatecode
from newsgen.article import Article, Document, Illustration, Moment, Page
from newsgen.config import Config
from newsgen.dates import Dates
from newsgen.errors import Problem, did_you_mean
from newsgen.fields import FrontMatter
from newsgen.rules import OPTIONAL
from newsgen.text import DecodingFault, decode

_UNSET = b""
_WEB_ADDRESS = re.compile(r"(?i)https?://[^\s/]")


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
    place = _Place(shown, front, list(reading.problems))
    name = permalink.read_name(path, config.all_languages)
    lang = _language(place, name, config)
    moment = None if name.undated else front.date or _date_of_name(place, name, config)
    address = _address(place, name, moment, lang, config)
    aliases = _aliases(place)
    _check_links(place)
    _check_silence(place)
    words = {figures.target(name, posixpath.dirname(path)): said for name, said in front.images.items()}
    body = _body(place, reading, path, lang, config, words)
    if body is None or any(problem.is_error for problem in place.problems):
        return Parsed(None, "", tuple(place.problems), gated=_speaks_of_gate(text))
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
        "silence": front.silence,
    }
    _check_pictures(place, words, body, path)
    document: Document = Page(**shared) if moment is None else _article(shared, front, moment, path, words)  # type: ignore[arg-type]
    document = msgspec.structs.replace(document, digest=fingerprint.in_order(document))
    return Parsed(document, body.html, tuple(place.problems))


class _Place(msgspec.Struct, frozen=True):
    """One file and what was found wrong with it."""

    path: str
    front: FrontMatter
    problems: list[Problem]

    def fault(self, key: str, message: str, hint: str) -> None:
        line = self.front.lines.get(key, self.front.lines.get("title", 1))
        self.problems.append(Problem(self.path, line, message, hint))

    def unnamed(self, line: int, hint: str) -> None:
        message = "this picture has no alternative text, for those who cannot see it"
        cause = "pictures without alternative text"
        self.problems.append(Problem(self.path, line, message, hint, severity="warning", cause=cause))


def _language(place: _Place, name: permalink.Name, config: Config) -> str:
    lang = place.front.lang or name.lang or config.language
    if lang in config.all_languages:
        return lang
    known = ", ".join(config.all_languages)
    hint = f"use one of {known}, or add it to languages in newsgen.yaml"
    place.fault("lang", f'language "{lang}" is not one of the site\'s', hint)
    return config.language


def _date_of_name(place: _Place, name: permalink.Name, config: Config) -> Moment | None:
    if "date" in place.front.lines:
        return None  # it is there and was not understood: that problem is already told
    if not name.date:
        hint = "add a line such as `date: 2022-09-28`, or begin the file's name with the date: 2022-09-28-name.md"
        place.fault("title", "the article has no date", hint)
        return None
    try:
        return dates_of(config).read(name.date)
    except ValueError as fault:
        place.fault("title", f'date "{name.date}" in the file\'s name: {fault.args[0]}', "rename the file")
        return None


def _address(place: _Place, name: permalink.Name, moment: Moment | None, lang: str, config: Config) -> str:
    """Where the document is published; empty, with a problem noted, where it cannot be."""
    front = place.front
    slug = permalink.slug(front.slug or name.stem)
    key = "permalink" if front.permalink else "slug"
    try:
        if front.permalink:
            return permalink.check(front.permalink)
        if not slug:
            message = "neither the file's name nor `slug:` gives an address"
            place.fault("slug", message, "add a line such as `slug: a-short-name`")
        elif name.undated:
            folders = [permalink.slug(step) for step in name.undated.split("/")[:-1]]
            return permalink.language_prefix(config, lang) + "/".join([*folders, slug]) + "/"
        elif moment is not None:
            return permalink.article_address(config, day=moment.day, name=slug, section=front.section, lang=lang)
    except permalink.AddressError as fault:
        place.fault(key, f"this address cannot be published: {fault.message}", fault.hint)
    return ""


def _aliases(place: _Place) -> tuple[str, ...]:
    checked: list[str] = []
    for written in place.front.aliases:
        try:
            checked.append(permalink.check(written))
        except permalink.AddressError as fault:
            place.fault("aliases", f'former address "{written}" cannot be served: {fault.message}', fault.hint)
    return tuple(dict.fromkeys(checked))


def _check_links(place: _Place) -> None:
    """What the front matter links to must be safe to follow: the theme prints it as it is."""
    front = place.front
    urls = [("redirectto", front.redirectto)]
    urls += [("sources", url) for source in front.sources for url in (source.url, source.archived)]
    for key, url in urls:
        if url and not _WEB_ADDRESS.match(url):
            hint = "write the whole address, with https:// in front"
            place.fault(key, f'"{url}" is no address to link to', hint)


def _check_silence(place: _Place) -> None:
    for name in place.front.silence:
        if name not in OPTIONAL:
            near = did_you_mean(name, OPTIONAL) or "; newsgen check --list-rules names them all"
            place.fault("silence", f'"{name}" is no rule that can be silenced{near}', "mend its name, or take it out")


def _body(
    place: _Place,
    reading: frontmatter.Reading,
    path: str,
    lang: str,
    config: Config,
    words: Mapping[str, figures.Words],
) -> markup.Markup | None:
    place.problems.extend(templatecode.warnings(reading.body, reading.body_line, place.path))
    try:
        body = markup.render(
            reading.body,
            source=path,
            lang=lang,
            first_line=reading.body_line,
            dialect=config.markdown.dialect,
            html=config.html,
            words=words,
        )
    except markup.MarkupError as fault:
        place.problems.append(Problem(place.path, fault.line, fault.message, fault.hint))
        return None
    for link in body.unnamed:
        place.unnamed(link.line, f"write what it shows, as in: ![…]({link.written})")
    return body


def _article(
    shared: Mapping[str, object],
    front: FrontMatter,
    moment: Moment,
    path: str,
    words: Mapping[str, figures.Words],
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
        said = words.get(target, figures.NOTHING)
        image = Illustration(
            target,
            front.image_alt or said.alt,
            front.image_credit or said.credit,
            front.image_caption or said.caption,
            front.image,
            front.lines.get("image", 0),
        )
    ref = (front.title, shared["address"], moment)
    return Article(
        **shared,  # type: ignore[arg-type]
        date=moment,
        ref=fingerprint.of(ref, path),
        card=fingerprint.of(ref, front.summary, front.section, image and _shown(image), shared["lang"]),
        terms=tuple(terms.items()),
        image=image,
        pictures=tuple(
            Illustration(target, said.alt, said.credit, said.caption)
            for target, said in words.items()
            if (said.credit or said.caption) and (image is None or target != image.target)
        ),
        external=front.redirectto,
        sources=front.sources,
        corrections=front.corrections,
        retracted=front.retracted,
    )


def _shown(image: Illustration) -> tuple[str, ...]:
    """What a listing depends on of a picture: not on its line, which moves with every key above it."""
    return image.target, image.alt, image.credit, image.caption


def _check_pictures(place: _Place, words: Mapping[str, figures.Words], body: markup.Markup, path: str) -> None:
    """Of what the front matter says of pictures."""
    front = place.front
    shown = {link.target: link.written for link in body.links if link.embedded}
    if front.image:
        shown[_target(front.image, path)] = front.image
        if not front.image_alt and not words.get(_target(front.image, path), figures.NOTHING).alt:
            place.unnamed(front.lines.get("image", 0), "add a line: image_alt: …")
    for name, said in front.images.items():
        if figures.target(name, posixpath.dirname(path)) not in shown and said != figures.NOTHING:
            near = did_you_mean(name, shown.values())
            message = f'images: the text shows no picture "{name}"{near}'
            line = front.lines.get("images", 0)
            cause = "words for pictures that are not shown"
            hint = "write its name as the text does, or take it out"
            place.problems.append(Problem(place.path, line, message, hint, severity="warning", cause=cause))


def _target(written: str, source: str) -> str:
    """Where a front matter's file lies: relative to the content folder, or an address as it was written."""
    if written.startswith("/") or re.match(r"[a-z]+://", written):
        return written
    return posixpath.normpath(posixpath.join(posixpath.dirname(source), written))


def _speaks_of_gate(text: str) -> bool:
    """Whether a file that cannot be read seems to say when it may be public: then it is not shown as it last was."""
    head = text[:65536]
    own = re.search(r"(?mi)^\s*(draft|embargo|expires|retracted|published)\s*:", head) is not None
    return own or holdback.speaks(head.removeprefix("\ufeff"))
