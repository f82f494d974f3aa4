"""newsgen.yaml read and checked: what the types of `Config` cannot say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import msgspec

from newsgen import dates, frontmatter, languages, permalink, typed, zones
from newsgen.config import FILE_NAME, HOSTS, Config
from newsgen.errors import MachineError, Problem, ProblemsFound, UsageError, did_you_mean
from newsgen.rules import OPTIONAL
from newsgen.structured import ARTICLE_TYPES
from newsgen.text import DecodingFault, decode

_PLACEHOLDERS = ("year", "month", "day", "section", "slug")
_TAKEN = frozenset({"archive", "assets", "feed", "sitemap"})
"""First parts of addresses that are newsgen's own."""

_DATE_LETTERS = frozenset("dMLyEecGQq")

Fault = tuple[str, Problem]
"""A problem with the key that it is about."""


def load(site: Path) -> Config:
    """The configuration of the site in a folder. Raises `ProblemsFound` for what is wrong in it."""
    path = site / FILE_NAME
    try:
        text = decode(path.read_bytes())
    except FileNotFoundError:
        raise UsageError(
            f"there is no {FILE_NAME} in {site}.\n"
            "Go to the folder of your site, name it with --site, or begin a new one with: newsgen init mysite"
        ) from None
    except DecodingFault as fault:
        raise ProblemsFound([Problem(FILE_NAME, fault.line, fault.message, fault.hint)]) from None
    except OSError as error:
        raise MachineError(f"{path} cannot be read: {error.strerror}") from error
    config = parse(text)
    # A folder that lost its last article is no mistake; one that was named and is not there would empty the site.
    if config.content != Config(title="").content and not (site / config.content).is_dir():
        _, problem = _fault("content", f"there is no folder {config.content}", "mend the name, or make the folder")
        raise ProblemsFound([_located(problem, "content", text.split("\n"))])
    return config


def parse(text: str) -> Config:
    config, problems = typed.load(text, FILE_NAME, Config)
    if config is None:
        raise ProblemsFound(problems)
    lines = text.split("\n")
    # What is doubtful in an article is published with a warning; in settings it would change every page.
    grave = [msgspec.structs.replace(problem, severity="error", cause="") for problem in problems]
    found = [*grave, *(_located(problem, key, lines) for key, problem in _faults(config))]
    if any(problem.is_error for problem in found):
        raise ProblemsFound(found)
    return config


def _located(problem: Problem, key: str, lines: list[str]) -> Problem:
    pattern = re.compile(rf"(?<![\w-]){re.escape(key)}[\"']?\s*:")
    # A key that begins its line, rather than one within another's value.
    found = sorted((line.find(key) > 1, number) for number, line in enumerate(lines, 1) if pattern.search(line))
    number = found[0][1] if found else 0
    excerpt = lines[number - 1] if number else ""
    return Problem(FILE_NAME, number, problem.message, problem.hint, excerpt, problem.severity)


def _fault(key: str, message: str, hint: str = "") -> Fault:
    return key, Problem(FILE_NAME, 0, message, hint)


def _faults(config: Config) -> Iterator[Fault]:
    yield from _faults_of_address(config.base_url)
    yield from _faults_of_languages(config)
    yield from (("permalink", problem) for problem in _permalink_faults(config.permalink))
    yield from _faults_of_names(config)
    yield from _faults_of_dates(config)
    yield from _faults_of_patterns(config)
    yield from _faults_of_images(config)
    folder = config.content
    if folder.startswith(("/", "..")) or ".." in Path(folder).parts or folder in {"", "."}:
        yield _fault("content", f'content "{folder}" must be a folder of the site', "write: content: content")
    for host in config.hosts:
        if host not in HOSTS:
            near = did_you_mean(host, HOSTS) or f"; newsgen knows {', '.join(HOSTS)}"
            yield _fault("hosts", f'unknown host "{host}"{near}')
    if {"netlify", "cloudflare"} <= {*config.hosts}:
        yield _fault("hosts", "netlify and cloudflare read one file in two ways", "keep the one that serves the site")
    if config.feeds.entries < 1:
        yield _fault("entries", "a feed must hold at least 1 article", "write: entries: 20")
    for section, kind in config.article_types.items():
        if kind not in ARTICLE_TYPES:
            near = did_you_mean(kind, ARTICLE_TYPES) or f"; newsgen knows {', '.join(ARTICLE_TYPES)}"
            yield _fault(section, f'"{kind}" is no type of article{near}')
    yield from _faults_of_checks(config)
    if config.latest < 1:
        yield _fault("latest", "latest must be at least 1", "write: latest: 20")
    for name, taxonomy in config.taxonomies.items():
        if taxonomy.listed < 0:
            yield _fault("listed", f'taxonomy "{name}": listed cannot be less than 0', "write: listed: 100")


def _faults_of_checks(config: Config) -> Iterator[Fault]:
    for key, names in (("off", config.checks.off), ("errors", config.checks.errors)):
        for name in names:
            if name not in OPTIONAL:
                near = did_you_mean(name, OPTIONAL) or "; newsgen check --list-rules names them all"
                yield _fault(key, f'checks: "{name}" is no rule that can be named here{near}', "mend its name")
    if both := sorted({*config.checks.off} & {*config.checks.errors}):
        yield _fault("errors", f'checks: "{both[0]}" is off, so it cannot be an error', "take it out of one of the two")
    if config.checks.headline < 1:
        yield _fault("headline", "checks: a headline has at least 1 character", "write: headline: 110")
    if config.checks.began < 0 or config.checks.began > 9999:
        yield _fault("began", f"checks: {config.checks.began} is no year", "write: began: 1998")


def _faults_of_address(base_url: str) -> Iterator[Fault]:
    try:
        parts = urlsplit(base_url)
    except ValueError:
        yield _fault("base_url", f'base_url "{base_url}" is no address', "write: base_url: https://example.org/")
        return
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        whole = f"https://{base_url.rpartition('://')[2].strip('/')}/"
        yield _fault("base_url", f'base_url "{base_url}" is not a whole address', f"write: base_url: {whole}")
    elif parts.query or parts.fragment:
        whole = parts._replace(query="", fragment="").geturl()
        yield _fault("base_url", "base_url must end with its path", f"write: base_url: {whole}")
    elif any(char.isspace() for char in base_url):
        yield _fault("base_url", "base_url holds a space", f"write: base_url: {''.join(base_url.split())}")
    elif not parts.path.isascii():
        whole = f"{parts.scheme}://{parts.netloc}{quote(parts.path, safe='/%')}"
        yield _fault(
            "base_url", "base_url must have its path in the form that browsers send", f"write: base_url: {whole}"
        )


def _faults_of_languages(config: Config) -> Iterator[Fault]:
    if not zones.known_zone(config.timezone):
        near = zones.nearest_zone(config.timezone)
        hint = f"write: timezone: {near}" if near else "use a name such as Europe/Berlin or Asia/Almaty"
        yield _fault("timezone", f'unknown time zone "{config.timezone}"', hint)
    for key, tags in (("language", [config.language]), ("languages", list(config.languages))):
        for tag in tags:
            if not languages.known_language(tag):
                near = languages.nearest_language(tag)
                hint = f"write {near}" if near else "use a tag such as en, ru or pt-BR"
                yield _fault(key, f'unknown language "{tag}"', hint)
    first: dict[str, str] = {}
    for tag in config.all_languages:
        if first.setdefault(tag.lower(), tag) != tag:
            yield _fault("languages", f'"{first[tag.lower()]}" and "{tag}" are one language', "write both alike")


def _faults_of_names(config: Config) -> Iterator[Fault]:
    """Of what becomes a part of addresses, and of names for front matter's keys."""
    first: dict[str, str] = {}
    for name in config.taxonomies:
        slug = permalink.slug(name)
        if not slug:
            yield _fault("taxonomies", f'taxonomy "{name}" has no letter or digit for its address', "use letters")
        elif slug in _TAKEN or slug.isdigit() or slug in config.all_languages:
            yield _fault(
                "taxonomies", f'taxonomy "{name}": /{slug}/ is the address of something else', "use another name"
            )
        elif first.setdefault(slug, name) != name:
            yield _fault(
                "taxonomies", f'"{first[slug]}" and "{name}" have one address, /{slug}/', "keep one of the two"
            )
    for lang in config.all_languages:
        if config.sections_of(lang) and "section" not in config.taxonomies:
            yield _fault("sections", "sections have no pages: section is not among the taxonomies", "add it there")
        for label in config.sections_of(lang):
            if not permalink.slug(label):
                yield _fault("sections", f'section "{label}" has no letter or digit for its address', "use letters")
    known = frontmatter.Reader(config, dates.Dates()).targets
    for name, target in config.front_matter.names.items():
        if target not in known:
            near = did_you_mean(target, known)
            yield _fault(name, f'"{name}" is to mean "{target}", which newsgen does not know{near}')


def _faults_of_images(config: Config) -> Iterator[Fault]:
    images = config.images
    if not images.widths or not all(16 <= width <= 8000 for width in images.widths):
        yield _fault("widths", "widths of pictures are from 16 to 8,000 pixels", "write: widths: [480, 960, 1600]")
    if not 1 <= images.quality <= 100:
        yield _fault("quality", f"quality {images.quality} must be from 1 to 100", "write: quality: 80")
    for allowed in config.files.allow:
        if not re.fullmatch(r"\w+", allowed):
            yield _fault("allow", f'allow: "{allowed}" is no ending of a file', "write endings alone: [pdf, csv]")


def _faults_of_patterns(config: Config) -> Iterator[Fault]:
    for pattern in config.exclude:
        if not pattern.strip("!/\\ "):
            yield _fault("exclude", f'exclude: the pattern "{pattern}" means no file', "take it out")
    for pattern in config.files.keep:
        if not pattern.strip("!/\\ "):
            yield _fault("keep", f'keep: the pattern "{pattern}" means no file', "take it out")


def _faults_of_dates(config: Config) -> Iterator[Fault]:
    for lang in config.all_languages:
        pattern = config.in_language(lang).date_format
        if pattern in languages.NAMED_FORMATS or not languages.known_language(lang):
            continue
        letters = set(re.sub(r"'[^']*'", "", pattern))
        meant = pattern.replace("D", "d").replace("Y", "y").replace("m", "M")
        hint = f"write: date_format: {meant}" if {"d", "y"} <= set(meant) else "write: date_format: dd.MM.yyyy"
        if letters & set("DYm") or not ("d" in letters and "y" in letters and letters & set("ML")):
            what = "must hold dd, MM and yyyy, in these letters, or be short, medium, long or full"
            yield _fault("date_format", f'date_format "{pattern}" {what}', hint)
            return
        if strange := sorted(letter for letter in letters - _DATE_LETTERS if letter.isascii() and letter.isalpha()):
            what = f"holds {', '.join(strange)}, which means nothing in a date"
            yield _fault(
                "date_format", f'date_format "{pattern}" {what}', "put words in single quotes: d MMMM yyyy 'at'"
            )
            return


def _permalink_faults(pattern: str) -> Iterator[Problem]:
    if meant := permalink.from_jekyll(pattern):
        yield Problem(FILE_NAME, 0, f'permalink "{pattern}" is in Jekyll\'s form', f"write: permalink: {meant}")
        return
    if not pattern.startswith("/"):
        yield Problem(FILE_NAME, 0, f'permalink "{pattern}" must begin with a slash', f"write: permalink: /{pattern}")
        return
    unknown = [name for name in re.findall(r"{([^{}]*)}", pattern) if name not in _PLACEHOLDERS]
    for name in unknown:
        near = did_you_mean(name, _PLACEHOLDERS) or f"; newsgen knows {', '.join(_PLACEHOLDERS)}"
        yield Problem(FILE_NAME, 0, f"permalink holds {{{name}}}{near}")
    if unknown:
        return
    if re.search(r"[{}]", re.sub(r"{[a-z]+}", "", pattern)):
        yield Problem(FILE_NAME, 0, f'permalink "{pattern}" has a brace without its partner', "take it out")
    elif "{slug}" not in pattern:
        yield Problem(
            FILE_NAME,
            0,
            f'permalink "{pattern}" gives several articles one address',
            "it must hold {slug}, as in: permalink: /{year}/{month}/{day}/{slug}/",
        )
    elif not pattern.endswith("/") and not permalink.is_file(pattern):
        yield Problem(
            FILE_NAME, 0, f'permalink "{pattern}" must end with a slash or .html', f"write: permalink: {pattern}/"
        )
    filled = re.sub(r"{[^}]*}", "x", pattern)
    try:
        permalink.check(filled)
    except permalink.AddressError as fault:
        yield Problem(FILE_NAME, 0, f'permalink "{pattern}": {fault.message}', fault.hint)
