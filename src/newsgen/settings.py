"""newsgen.yaml read and checked: what the types of `Config` cannot say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from newsgen import languages, permalink, typed, zones
from newsgen.config import FILE_NAME, Config
from newsgen.errors import MachineError, Problem, ProblemsFound, UsageError, did_you_mean
from newsgen.text import DecodingFault, decode

_PLACEHOLDERS = ("year", "month", "day", "section", "slug")


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
    return parse(text)


def parse(text: str) -> Config:
    config, problems = typed.load(text, FILE_NAME, Config)
    if config is None:
        raise ProblemsFound(problems)
    lines = text.split("\n")
    found = [*problems, *(_located(problem, key, lines) for key, problem in _faults(config))]
    if any(problem.is_error for problem in found):
        raise ProblemsFound(found)
    return config


def _located(problem: Problem, key: str, lines: list[str]) -> Problem:
    pattern = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*:")
    number = next((number for number, line in enumerate(lines, 1) if pattern.match(line)), 0)
    excerpt = lines[number - 1] if number else ""
    return Problem(FILE_NAME, number, problem.message, problem.hint, excerpt, problem.severity)


def _faults(config: Config) -> Iterator[tuple[str, Problem]]:
    """Each with the key that it is about."""

    def fault(key: str, message: str, hint: str) -> tuple[str, Problem]:
        return key, Problem(FILE_NAME, 0, message, hint)

    parts = urlsplit(config.base_url)
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        whole = f"https://{config.base_url.split('://')[-1].strip('/')}/"
        yield fault("base_url", f'base_url "{config.base_url}" is not a whole address', f"write: base_url: {whole}")
    elif parts.query or parts.fragment:
        yield fault("base_url", "base_url must end with its path", f"write: base_url: {config.base_url.split('?')[0].split('#')[0]}")
    if not zones.known_zone(config.timezone):
        near = zones.nearest_zone(config.timezone)
        hint = f"write: timezone: {near}" if near else "use a name such as Europe/Berlin or Asia/Almaty"
        yield fault("timezone", f'unknown time zone "{config.timezone}"', hint)
    for key, tags in (("language", [config.language]), ("languages", list(config.languages))):
        for tag in tags:
            if not languages.known_language(tag):
                near = languages.nearest_language(tag)
                hint = f"write {near}" if near else "use a tag such as en, ru or pt-BR"
                yield fault(key, f'unknown language "{tag}"', hint)
    yield from ((("permalink", problem)) for problem in _permalink_faults(config.permalink))
    for name in config.taxonomies:
        if not permalink.slug(name):
            yield fault("taxonomies", f'taxonomy "{name}" has no letter or digit for its address', "give it a name of letters")
    for name in ("content",):
        folder = getattr(config, name)
        if folder.startswith(("/", "..")) or ".." in Path(folder).parts or folder in {"", "."}:
            yield fault(name, f'{name} "{folder}" must be a folder of the site', f"write: {name}: content")
    if config.latest < 1:
        yield fault("latest", "latest must be at least 1", "write: latest: 20")


def _permalink_faults(pattern: str) -> Iterator[Problem]:
    if not pattern.startswith("/"):
        yield Problem(FILE_NAME, 0, f'permalink "{pattern}" must begin with a slash', f"write: permalink: /{pattern}")
        return
    for name in re.findall(r"{([^}]*)}", pattern):
        if name not in _PLACEHOLDERS:
            near = did_you_mean(name, _PLACEHOLDERS) or f"; newsgen knows {', '.join(_PLACEHOLDERS)}"
            yield Problem(FILE_NAME, 0, f"permalink holds {{{name}}}{near}")
    if "{slug}" not in pattern:
        yield Problem(
            FILE_NAME,
            0,
            f'permalink "{pattern}" gives several articles one address',
            "it must hold {slug}, as in: permalink: /{year}/{month}/{day}/{slug}/",
        )
    elif not pattern.endswith("/") and not permalink.is_file(pattern):
        yield Problem(FILE_NAME, 0, f'permalink "{pattern}" must end with a slash or .html', f"write: permalink: {pattern}/")
    filled = re.sub(r"{[^}]*}", "x", pattern)
    try:
        permalink.check(filled)
    except permalink.AddressError as fault:
        yield Problem(FILE_NAME, 0, f'permalink "{pattern}": {fault.message}', fault.hint)
