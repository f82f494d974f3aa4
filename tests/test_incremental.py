"""An incremental build gives what a clean one gives, whatever happened to the site before it."""

from __future__ import annotations

import datetime as dt
import io
import posixpath
import random
import re
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.sites import NOON, Site, picture, share_compiled_templates

from newsgen import scan
from newsgen.errors import Problem, ProblemsFound
from newsgen.outcome import Outcome

SHOW_ALL = """
-- templates/base.html --
{% extends "newsgen/base.html" %}
{% block head %}
<!-- {{ page }} -->
{% endblock %}
-- templates/atom.xml --
{{ page }}
-- templates/rss.xml --
{{ page }}
-- templates/sitemap.xml --
{{ page }}
-- templates/sitemap_news.xml --
{{ page }}
"""
"""Every page says all that its view holds, so that a view with more in it than its key stands for is found out."""


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    share_compiled_templates(monkeypatch)


class Piece:
    """An article of the site, from which its file is written."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.version = 0
        self.folder = ""
        self.bundle = False
        self.suffix = ""
        self.day = dt.date(2022, 1 + number % 3, 1 + number)
        self.front: dict[str, str] = {}
        self.links: list[str] = []
        self.body = "Text."
        self.broken = False

    @property
    def path(self) -> str:
        """Below the content folder."""
        name = f"piece{self.number}"
        return posixpath.join(
            self.folder, f"{name}/index{self.suffix}.md" if self.bundle else f"{name}{self.suffix}.md"
        )

    @property
    def canary(self) -> str:
        return f"Headline{self.number}v{self.version}z"

    def text(self) -> str:
        keys = {"title": self.canary, "date": self.day.isoformat(), **self.front}
        if self.broken:
            keys["date"] = "2022-02-31"
        lines = [f"{key}: {value}" for key, value in keys.items()]
        here = posixpath.dirname(self.path) or "."
        links = [
            f"{'!' if target.endswith('.jpg') else ''}[to]({posixpath.relpath(target, here)})" for target in self.links
        ]
        return "\n".join(["---", *lines, "---", self.body, "", *links, ""])


NOW = [NOON + dt.timedelta(hours=hours) for hours in (-48, -2, 0, 2, 30)]
INSTANTS = [f"{moment:%Y-%m-%d %H:%M}" for moment in (NOON + dt.timedelta(hours=hours) for hours in (-24, -1, 1, 24))]
SPELLINGS = ["torture", "Torture", "TORTURE", "trial", "Trial ", "суд", "Суд"]
CONFIGS: dict[str, list[str]] = {
    "title": ["Archive", "Register"],
    "base_url": ["https://example.org/", "https://example.org/archive/"],
    "days": ["false", "true"],
    "date_format": ["long", "full", "dd.MM.yyyy"],
    "permalink": ["/{year}/{month}/{day}/{slug}/", "/{year}/{slug}.html", "/{section}/{slug}/"],
    "taxonomies": [
        "[section, tags, authors]",
        "[tags]",
        "[tags, authors, section]",
        "{tags: {archive: month}, section: {}}",
        "[section, Tags]",
    ],
    "languages": ["[en]", "[en, ru]", "[ru, en, kk]", "{en: {}, ru: {title: Архив, footer: [pages/about.md]}}"],
    "language": ["en", "ru"],
    "footer": ["[]", "[pages/about.md]", "[pages/about.md, pages/contact.md]"],
    "sections": ["[]", "[News]", "[Reports, News]"],
    "latest": ["20", "1", "2"],
    "timezone": ["UTC", "Asia/Almaty", "America/New_York"],
    "exclude": ["[]", "['piece1.md']", "[deep/**]"],
    "markdown": ["{dialect: markdown}", "{dialect: commonmark}"],
    "html": ["safe", "trusted"],
    "hosts": ["[]", "[apache]", "[cloudflare, nginx]"],
    "feeds": [
        "{}",
        "{rss: true, entries: 1}",
        "{text: summary, terms: full, entries: 2}",
        "{json: false, terms: none}",
        "{archives: false}",
    ],
    "news_sitemap": ["false", "true"],
    "article_types": ["{}", "{News: ReportageNewsArticle}"],
}
FRONT: dict[str, list[str]] = {
    "tags": [f"[{one}]" for one in SPELLINGS] + ["[torture, trial]", "[Trial, TORTURE, torture]", "[]"],
    "section": ["News", "news", "Reports", "NEWS"],
    "authors": ["A. Writer", "[A. Writer, B. Writer]", "a writer"],
    "summary": ["Short.", "Other."],
    "lang": ["en", "ru", "kk"],
    "draft": ["true", "false"],
    "embargo": INSTANTS,
    "expires": ["2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21"],
    "retracted": ["{date: 2026-01-02, reason: Wrong.}", "{reason: Unsafe.}"],
    "updated": ["2022-05-06", "2022-05-06 10:30", "2022-05-06T10:30:00+03:00"],
    "aliases": ["[/old/]", "[/old/, /older/]", "[/2022/]", "[/about/]", "[/tags/trial/]"],
    "image": ["photo.jpg", "other.jpg", "piece2/photo.jpg", "../piece2/photo.jpg", "/static.png"],
    "translation_key": ["one", "two"],
    "slug": ["same", "Own-Slug", "about"],
    "permalink": ["/fixed/", "/fixed.html", "/2022/", "/Fixed/"],
    "extra": ["{note: one}", "{list: [a, b], deep: {x: 'yes'}}"],
    "corrections": ["[{date: 2022-03-04, text: Mended.}]", "[{date: 2022-03-04 10:00, text: Mended.}]"],
    "template": ["article.html", "special.html"],
    "redirectto": ["https://example.net/elsewhere"],
}
RARE = {"slug", "permalink", "image", "template", "lang"}
"""Keys that easily break a site; kept apart so that most edits leave it whole."""
DATES = [dt.date(2021, 12, 31), dt.date(2022, 1, 1), dt.date(2022, 2, 3), dt.date(2022, 2, 4), dt.date(2026, 11, 20)]
TIMES = ["", " 10:30", " 23:59:59", "T10:30:00+06:00", " 00:10 +0300"]
CRUMBS = b'{%% extends "newsgen/article.html" %%}{%% block breadcrumb %%}%s{%% endblock %%}'


def photo(word: str) -> bytes:
    """Large enough that it is shown in other sizes."""
    from PIL import Image

    out = io.BytesIO()
    noise = Image.frombytes("L", (32, 8), random.Random(word).randbytes(256))  # noqa: S311 - it is to come again
    noise.resize((700, 175)).save(out, "PNG")
    return out.getvalue()


FILES = {
    "content/photo.jpg": [photo("photo"), photo("PHOTO"), None],
    "content/piece2/photo.jpg": [picture("two"), picture("TWO"), photo("longer"), None],
    "content/piece3/more/data.csv": [b"1", b"2", None],
    "content/piece2/extra.txt": [b"x", None],
    "static/robots.txt": [b"User-agent: *", None],
    "static/CNAME": [b"example.org", b"example.com", None],
    "static/about/index.html": [b"mine", None],
    "static/assets/style.css": [b"body{}", None],
    "static/.well-known/x": [b"x", None],
    "content/pages/about.md": [
        b"---\ntitle: About\n---\nUs.\n",
        b"---\ntitle: About us\n---\nUs.\n",
        b"---\ntitle: About\ndraft: true\n---\nUs.\n",
        b"---\ntitle: About\naliases: [/old/]\n---\n[to](../piece1.md)\n",
        None,
    ],
    "content/pages/about.ru.md": [b"---\ntitle: x\n---\n", None],
    "content/pages/contact.md": [b"---\ntitle: Contact\n---\nMail.\n", b"---\ntitle: Write\nslug: about\n---\n", None],
    "content/terms.yaml": [
        "tags: {torture: {labels: {en: torture, ru: пытки}}}\nauthors: {a-writer: {description: Writes.}}\n".encode(),
        "tags: {torture: {labels: {en: Torture}, synonyms: [суд, trial]}}\n".encode(),
        "tags: {court: {synonyms: [суд, trial], links: ['https://example.net/']}}\n".encode(),
        b"tags: {court: {synonyms: [trial]}, torture: {synonyms: [trial]}}\n",
        b"section: {reports: {labels: {ru: News}, synonyms: [news]}}\n",
        None,
    ],
    "templates/words.yaml": [
        "ru: {Home: Дом, Tags: Темы}\nen: {Archive: All of it}\n".encode(),
        b"en: {Archive: All of it, Corrections: Errata}\n",
        b"en: {Home: '%(num)s'}\n",
        None,
    ],
    "content/pages/corrections.md": [b"---\ntitle: Corrections\n---\nWrite to us.\n", None],
    "templates/article.html": [
        CRUMBS % b"one",
        CRUMBS % b'{% include "part.html" ignore missing %}',
        CRUMBS % b'{% include page.extra.note|default("part") ~ ".html" ignore missing %}',
        b"{% if %}",
        None,
    ],
    "templates/part.html": [b"part one", b"part two", None],
    "templates/one.html": [b"note one", b"note two", None],
    "templates/special.html": [b"special {{ page.title }}", None],
    "templates/_masthead.html": [b"masthead", b"{{ site.base_url }}", None],
    "templates/home.html": [b"{{ page.latest }}", None],
    "templates/assets/style.css": [b"p{}", b"q{}", None],
    "templates/assets/extra.js": [b"1", None],
}


class Editing(RuleBasedStateMachine):
    """Somebody works on a site; now and then it is built."""

    def __init__(self) -> None:
        super().__init__()
        self.top = Path(tempfile.mkdtemp(prefix="newsgen-test-"))
        self.site = Site(self.top / "site")
        self.config = {key: values[0] for key, values in CONFIGS.items()}
        self.config["languages"] = "[en, ru]"
        self.now = NOON
        self.pieces: dict[int, Piece] = {}
        self.unchecked = 0
        self.kept_going = False
        self.tick = scan.TICK_NS
        self.configure()
        for number in (1, 2, 3):
            self.pieces[number] = Piece(number)
        self.pieces[2].bundle = self.pieces[3].bundle = True
        self.pieces[1].front["tags"] = "[torture]"
        self.pieces[2].front["tags"] = "[Torture, trial]"
        for piece in self.pieces.values():
            self.put(piece)
        self.site.write("content/piece2/photo.jpg", picture("two"))

    @initialize(trusting=st.booleans())
    def trust_the_clock(self, trusting: bool) -> None:
        """What was written long ago is known by its times alone; here it is known so at once."""
        scan.TICK_NS = 0 if trusting else self.tick

    def teardown(self) -> None:
        scan.TICK_NS = self.tick
        shutil.rmtree(self.top)

    def configure(self) -> None:
        self.site.write("newsgen.yaml", "".join(f"{key}: {value}\n" for key, value in self.config.items()))

    def put(self, piece: Piece) -> None:
        self.site.write(f"content/{piece.path}", piece.text())

    def take(self, piece: Piece) -> None:
        self.site.remove(f"content/{piece.path}")

    def change(self, piece: Piece, edit: Callable[[Piece], object]) -> None:
        """Links to the article follow it."""
        before = piece.path
        self.take(piece)
        edit(piece)
        self.put(piece)
        self.follow(before, [piece.path])

    def follow(self, before: str, after: list[str]) -> None:
        for other in self.pieces.values():
            if before in other.links:
                other.links = [each for link in other.links for each in (after if link == before else [link])]
                self.put(other)

    def piece(self, choice: int) -> Piece:
        return sorted(self.pieces.values(), key=lambda piece: piece.number)[choice % len(self.pieces)]

    choices = st.integers(0, 7)

    @rule(number=st.integers(1, 9), key=st.sampled_from(sorted(FRONT)), value=choices)
    def add(self, number: int, key: str, value: int) -> None:
        if number not in self.pieces:
            piece = self.pieces[number] = Piece(number)
            if key not in RARE:
                piece.front[key] = FRONT[key][value % len(FRONT[key])]
            self.put(piece)

    @precondition(lambda self: len(self.pieces) > 1)
    @rule(choice=choices, mend=st.sampled_from([True, True, True, False]))
    def delete(self, choice: int, mend: bool) -> None:
        piece = self.piece(choice)
        self.take(piece)
        del self.pieces[piece.number]
        if mend:
            self.follow(piece.path, [])

    @rule(choice=choices)
    def retitle(self, choice: int) -> None:
        def edit(piece: Piece) -> None:
            piece.version += 1

        self.change(self.piece(choice), edit)

    @rule(choice=choices, day=st.sampled_from(DATES), time=st.sampled_from(TIMES))
    def redate(self, choice: int, day: dt.date, time: str) -> None:
        def edit(piece: Piece) -> None:
            piece.day = day
            piece.front["date"] = f"{day.isoformat()}{time}"

        self.change(self.piece(choice), edit)

    @rule(choice=choices, key=st.sampled_from(sorted(set(FRONT) - RARE)), value=choices)
    def rewrite(self, choice: int, key: str, value: int) -> None:
        self.change(self.piece(choice), lambda piece: piece.front.update({key: FRONT[key][value % len(FRONT[key])]}))

    @rule(choice=choices, key=st.sampled_from(sorted(RARE)), value=choices)
    def rewrite_boldly(self, choice: int, key: str, value: int) -> None:
        self.change(self.piece(choice), lambda piece: piece.front.update({key: FRONT[key][value % len(FRONT[key])]}))

    @rule(choice=choices, key=st.sampled_from(sorted(FRONT)))
    def leave_out(self, choice: int, key: str) -> None:
        self.change(self.piece(choice), lambda piece: piece.front.pop(key, None))

    @rule(choice=choices)
    def leave_out_everything(self, choice: int) -> None:
        self.change(self.piece(choice), lambda piece: piece.front.clear())

    @rule(choice=choices, folder=st.sampled_from(["", "deep", "deep/er", "ru", "pages"]))
    def move(self, choice: int, folder: str) -> None:
        self.change(self.piece(choice), lambda piece: setattr(piece, "folder", folder))

    @rule(choice=choices, suffix=st.sampled_from(["", ".ru"]))
    def rename(self, choice: int, suffix: str) -> None:
        self.change(self.piece(choice), lambda piece: setattr(piece, "suffix", suffix))

    @rule(choice=choices)
    def fold(self, choice: int) -> None:
        self.change(self.piece(choice), lambda piece: setattr(piece, "bundle", not piece.bundle))

    @rule(choice=choices, text=st.sampled_from(["Text.", "Te*x*t.", "## Part\n\nText.", 'A "word".']))
    def write_on(self, choice: int, text: str) -> None:
        self.change(self.piece(choice), lambda piece: setattr(piece, "body", text))

    @rule(choice=choices, other=choices)
    def link(self, choice: int, other: int) -> None:
        self.change(self.piece(choice), lambda piece: setattr(piece, "links", [self.piece(other).path]))

    @rule(choice=choices, file=st.sampled_from(["photo.jpg", "piece2/photo.jpg", "piece3/more/data.csv"]))
    def link_to_file(self, choice: int, file: str) -> None:
        if (self.site.folder / "content" / file).exists():
            self.change(self.piece(choice), lambda piece: setattr(piece, "links", [file]))

    @rule(path=st.sampled_from(sorted(FILES)), value=choices)
    def lay(self, path: str, value: int) -> None:
        data = FILES[path][value % len(FILES[path])]
        if data is not None:
            self.site.write(path, data)
        elif (self.site.folder / path).exists():
            self.site.remove(path)
            self.follow(path.removeprefix("content/"), [])

    @rule(shown=st.booleans())
    def show_all(self, shown: bool) -> None:
        if shown:
            self.site.add(SHOW_ALL)
        else:
            for name in ("base.html", "atom.xml", "rss.xml", "sitemap.xml", "sitemap_news.xml"):
                (self.site.folder / "templates" / name).unlink(missing_ok=True)

    @rule(key=st.sampled_from(sorted(CONFIGS)), value=choices)
    def decide(self, key: str, value: int) -> None:
        self.config[key] = CONFIGS[key][value % len(CONFIGS[key])]
        self.configure()

    @rule(now=st.sampled_from(NOW))
    def wait(self, now: dt.datetime) -> None:
        self.now = now

    @rule(choice=st.integers(0, 200), how=st.sampled_from(["delete", "alter", "grow", "touch", "empty", "link"]))
    def tamper(self, choice: int, how: str) -> None:
        files = sorted(path for path in self.site.output.rglob("*") if path.is_file() and path.name[0] != ".")
        if not files:
            return
        place = files[choice % len(files)]
        data = place.read_bytes()
        if how in {"delete", "link"}:
            place.unlink()
        if how == "alter":
            place.write_bytes(data[:-1] + b"#" if data else b"#")
        elif how == "grow":
            place.write_bytes(data + b"\n")
        elif how == "touch":
            place.write_bytes(data)
        elif how == "empty":
            place.write_bytes(b"")
        elif how == "link":
            place.symlink_to("nowhere")

    @rule(
        path=st.sampled_from(
            ["stray", "2022/stray.html", "new/folder/x.txt", "old/index.html", "tags/trial/index.html"]
        )
    )
    def stray(self, path: str) -> None:
        file = self.site.output / path
        if self.site.output.is_dir() and not file.is_dir() and not file.parent.is_file():
            self.site.write(f"build/{path}", b"stray")

    @rule(path=st.sampled_from(["2022", "archive", "about", "tags/trial"]))
    def lose_folder(self, path: str) -> None:
        shutil.rmtree(self.site.output / path, ignore_errors=True)

    @rule()
    def lose_output(self) -> None:
        shutil.rmtree(self.site.output, ignore_errors=True)

    @rule()
    def lose_state(self) -> None:
        shutil.rmtree(self.site.folder / ".newsgen", ignore_errors=True)

    @rule(choice=choices)
    def break_one(self, choice: int) -> None:
        self.change(self.piece(choice), lambda piece: setattr(piece, "broken", True))

    @rule()
    def mend_all(self) -> None:
        for piece in self.pieces.values():
            piece.broken = False
            for key in RARE:
                piece.front.pop(key, None)
            piece.links = []
            self.put(piece)
        self.config |= {"languages": "[en, ru, kk]", "exclude": "[]"}
        self.configure()

    @rule()
    def keep_going(self) -> None:
        try:
            self.site.build(at=self.now, keep_going=True)
        except ProblemsFound:
            return  # templates and settings can be no more than whole
        self.kept_going = True

    @rule()
    def preview(self) -> None:
        """A build of the drafts shares the state, and must leave nothing in it."""
        try:
            self.site.build(at=self.now, drafts=True, output="preview")
        except ProblemsFound:
            return

    @rule()
    def record(self) -> None:
        """The addresses of a build are registered, and must be answered from then on."""
        made, _ = attempt(self.site, self.now)
        if made is not None:
            self.site.record(at=self.now)

    @rule(several=st.integers(1, 3))
    def edit_more_before_building(self, several: int) -> None:
        self.unchecked = several + 1

    @invariant()
    def same_as_clean(self) -> None:
        if self.unchecked:
            self.unchecked -= 1
            return
        copy = Site(self.top / "copy")
        shutil.copytree(
            self.site.folder,
            copy.folder,
            ignore=shutil.ignore_patterns("build", ".newsgen", "preview"),
            dirs_exist_ok=True,
        )
        before = self.site.tree() if self.site.output.exists() else {}
        made, problems = attempt(self.site, self.now)
        clean, expected = attempt(copy, self.now)
        try:
            if made is None or clean is None:
                assert made is clean, (problems, expected)
                assert (self.site.tree() if self.site.output.exists() else {}) == {
                    **({".newsgen-output": self.site.tree()[".newsgen-output"]} if self.site.output.exists() else {}),
                    **before,
                }
                return
            same_tree(self.site.tree(), copy.tree())
            assert problems == expected
            assert (made.articles, made.held, made.next_change) == (clean.articles, clean.held, clean.next_change)
            self.nothing_of_drafts_is_left()
            if scan.TICK_NS == 0:
                again = self.site.build(at=self.now, accept_loss=10**6)
                assert (again.written, again.removed) == ((), ())
                assert (again.problems, again.held) == (made.problems, made.held)
        finally:
            shutil.rmtree(copy.folder)

    def nothing_of_drafts_is_left(self) -> None:
        drafts = [piece for piece in self.pieces.values() if piece.front.get("draft") == "true"]
        kept = [*self.site.tree().values(), (self.site.folder / ".newsgen/state.db").read_bytes()] if drafts else []
        for piece in drafts:
            assert not any(piece.canary.encode() in data for data in kept)


def attempt(site: Site, now: dt.datetime) -> tuple[Outcome | None, set[Problem]]:
    try:
        made = site.build(at=now, accept_loss=10**6)
    except ProblemsFound as found:
        return None, set(found.problems)
    return made, set(made.problems)


def same_tree(one: dict[str, bytes], other: dict[str, bytes]) -> None:
    assert sorted(one) == sorted(other)
    assert not {path: (one[path], other[path]) for path in one if one[path] != other[path]}


def run(examples: int, steps: int) -> None:
    run_state_machine_as_test(
        Editing,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )


def test_an_incremental_build_gives_what_a_clean_one_gives():
    run(15, 12)


@pytest.mark.slow
def test_an_incremental_build_gives_what_a_clean_one_gives_at_length():
    run(60, 30)


HEADED = """
-- content/2022-01-10-a.md --
---
title: Alpha
tags: [torture, trial]
authors: A. Writer
section: News
---
The first.
-- content/2022-02-10-b.md --
---
title: Beta
tags: [torture]
section: News
---
The second, after [the first](2022-01-10-a.md).
-- content/2023-03-10-c.md --
---
title: Gamma
tags: [law]
---
The third.
-- content/pages/about.md --
---
title: About
---
See [the first](../2022-01-10-a.md).
"""
A, B, C = "2022/01/10/a/index.html", "2022/02/10/b/index.html", "2023/03/10/c/index.html"
TAG, TAG_YEAR = "tags/torture/index.html", "tags/torture/2022/index.html"
LISTS_OF_A = {
    "index.html",
    "2022/index.html",
    "2022/01/index.html",
    "authors/a-writer/index.html",
    "authors/a-writer/2022/index.html",
    "section/news/index.html",
    "section/news/2022/index.html",
    TAG,
    TAG_YEAR,
    "tags/trial/index.html",
    "tags/trial/2022/index.html",
}
"""Every page that lists the first article."""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site", HEADED)
    made.build()
    return made


def changes(site: Site, **options: Any) -> tuple[set[str], set[str]]:
    """Which pages a build writes and removes, each held against what the folder shows.

    What it writes for machines is told in test_feeds.py and test_sitemaps.py.
    """
    before = {path: (site.output / path).stat().st_mtime_ns for path in site.tree()}
    data = site.tree()
    made = site.build(**options)
    after = site.tree()
    assert {path for path in after if after[path] != data.get(path)} == set(made.written)
    assert set(data) - set(after) == set(made.removed)
    for path in set(after) & set(data) - set(made.written):
        assert (site.output / path).stat().st_mtime_ns == before[path], f"{path} was touched"
    return {path for path in made.written if for_people(path)}, {path for path in made.removed if for_people(path)}


def for_people(path: str) -> bool:
    return not re.search(r"(^|/)(feed|sitemap)[./]", path)


def test_a_second_build_writes_and_reads_nothing(site: Site):
    assert changes(site) == (set(), set())
    assert site.build().parsed == 0


def test_new_times_of_the_sources_alone_write_nothing(site: Site):
    for path in (site.folder / "content").rglob("*.md"):
        path.touch()
    assert changes(site) == (set(), set())
    assert site.build().parsed == 0


def test_new_times_of_the_output_alone_write_nothing(site: Site):
    for path in site.output.rglob("*.html"):
        path.touch()
    assert changes(site) == (set(), set())


def test_without_the_state_nothing_is_written_either(site: Site):
    shutil.rmtree(site.folder / ".newsgen")
    assert changes(site) == (set(), set())


def test_a_clean_build_touches_no_file_that_stays_the_same(site: Site):
    assert changes(site, clean=True) == (set(), set())


def test_an_edited_text_rewrites_its_page_alone(site: Site):
    site.replace("content/2022-01-10-a.md", "The first", "The very first")
    assert changes(site) == ({A}, set())


def test_a_new_headline_rewrites_its_page_its_neighbour_and_its_lists(site: Site):
    site.replace("content/2022-01-10-a.md", "Alpha", "Omega")
    assert changes(site) == ({A, B, *LISTS_OF_A}, set())


def test_a_new_summary_leaves_the_neighbours_alone(site: Site):
    site.replace("content/2022-01-10-a.md", "title: Alpha", "title: Alpha\nsummary: Short.")
    written, removed = changes(site)
    assert A in written
    assert written <= {A, *LISTS_OF_A}
    assert "index.html" in written
    assert removed == set()


def test_an_earlier_spelling_of_a_tag_renames_it_wherever_it_stands(site: Site):
    site.replace("content/2022-01-10-a.md", "[torture, trial]", "[Torture, trial]")
    assert changes(site) == ({A, B, TAG, TAG_YEAR, "tags/index.html"}, set())


def test_a_later_spelling_of_a_tag_renames_nothing(site: Site):
    site.replace("content/2022-02-10-b.md", "[torture]", "[Torture]")
    assert changes(site) == (set(), set())


def test_a_tag_less_removes_its_pages(site: Site):
    site.replace("content/2022-01-10-a.md", "[torture, trial]", "[torture]")
    assert changes(site) == ({A, "tags/index.html"}, {"tags/trial/index.html", "tags/trial/2022/index.html"})


def test_a_link_follows_its_target(site: Site):
    site.replace("content/2022-01-10-a.md", "title: Alpha", "title: Alpha\nslug: moved")
    moved = "2022/01/10/moved/index.html"
    assert changes(site) == ({moved, B, "about/index.html", *LISTS_OF_A}, {A})
    assert 'href="/2022/01/10/moved/"' in site.page("/2022/02/10/b/")


def test_a_link_to_a_file_that_is_renamed_and_keeps_its_address_is_left_alone(site: Site):
    site.remove("content/2023-03-10-c.md")
    site.write("content/deep/2023-03-10-c.md", "---\ntitle: Gamma\ntags: [law]\n---\nThe third.\n")
    assert changes(site) == (set(), set())


def test_a_link_to_what_is_taken_back_becomes_plain_text(site: Site):
    site.replace("content/2022-01-10-a.md", "title: Alpha", "title: Alpha\ndraft: true")
    written, removed = changes(site)
    assert {B, "about/index.html"} <= written
    assert A in removed
    assert "/2022/01/10/a/" not in site.page("/about/")


def test_an_article_between_two_changes_the_neighbours_on_both_sides(site: Site):
    site.write("content/2022-05-05-d.md", "---\ntitle: Between\n---\nText.\n")
    written, _ = changes(site)
    assert written == {
        "2022/05/05/d/index.html",
        B,
        C,
        "index.html",
        "archive/index.html",
        "2022/index.html",
        "2022/02/index.html",
        "2022/05/index.html",
        "2023/03/index.html",
    }


def test_a_page_in_the_footer_that_is_renamed_rewrites_every_page(site: Site):
    site.write("newsgen.yaml", "title: Archive\nbase_url: https://example.org/\nfooter: [pages/about.md]\n")
    site.build()
    site.replace("content/pages/about.md", "About", "About us")
    written, _ = changes(site)
    assert written == {path for path in site.tree() if path.endswith(".html")}


def test_fewer_taxonomies_leave_the_page_of_all_years_without_them(site: Site):
    site.write("newsgen.yaml", "title: Archive\nbase_url: https://example.org/\ntaxonomies: [tags]\n")
    written, removed = changes(site)
    assert "archive/index.html" in written
    assert "authors/index.html" in removed
    assert "/authors/" not in site.page("/archive/")


def test_months_for_a_taxonomy_are_linked_from_its_years(site: Site):
    site.add(SHOW_ALL)
    site.build()
    settings = "title: Archive\nbase_url: https://example.org/\ntaxonomies: {tags: {archive: month}, section: {}}\n"
    site.write("newsgen.yaml", settings)
    written, _ = changes(site)
    assert TAG_YEAR in written
    assert "tags/torture/2022/01/index.html" in written
    assert "/tags/torture/2022/01/" in site.page("/tags/torture/2022/")


def test_a_picture_that_is_no_longer_public_leaves_the_lists(tmp_path: Path):
    site = Site(
        tmp_path / "site",
        """
        -- content/2022-01-01-a/index.md --
        ---
        title: Owner
        ---
        Text.
        -- content/2022-01-01-a/photo.jpg --
        photo
        -- content/2022-02-02-b.md --
        ---
        title: Borrower
        image: 2022-01-01-a/photo.jpg
        ---
        Text.
        """,
    )
    site.add(SHOW_ALL)
    site.build()
    assert "photo.jpg" in site.page("/2022/02/")
    site.replace("content/2022-01-01-a/index.md", "title: Owner", "title: Owner\nslug: moved")
    site.build()
    assert "/2022/01/01/moved/photo.jpg" in site.page("/2022/02/")
    site.replace("content/2022-01-01-a/index.md", "title: Owner", "title: Owner\ndraft: true")
    site.build()
    assert "photo.jpg" not in site.page("/2022/02/")


def test_a_term_of_a_taxonomy_that_is_spelled_anew_is_named_anew(tmp_path: Path):
    site = Site(tmp_path / "site", HEADED)
    site.add(SHOW_ALL)
    for name in ("places_seen", "places-seen"):
        site.write("newsgen.yaml", f"title: Archive\nbase_url: https://example.org/\ntaxonomies: [{name}]\n")
        site.replace("content/2023-03-10-c.md", "tags: [law]", f"tags: [law]\n{name}: [Kyiv]")
        site.build()
    assert "places_seen" not in site.page("/places-seen/kyiv/")
    assert "places_seen" not in site.page("/places-seen/")


def test_an_altered_file_is_made_again_and_a_stray_one_removed(site: Site):
    (site.output / A).write_text("altered")
    (site.output / B).unlink()
    site.write("build/stray/deep.html", "stray")
    assert changes(site) == ({A, B}, {"stray/deep.html"})
    assert not (site.output / "stray").exists()


def test_a_stray_file_is_removed_also_when_nothing_else_changed(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scan, "TICK_NS", 0)
    site.build()
    for path in ("stray.html", "2022/stray.html", "2022/01/10/a/stray.html"):
        site.write(f"build/{path}", "stray")
        assert changes(site) == (set(), {path})


def test_a_fault_that_comes_to_an_unchanged_site_is_told(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scan, "TICK_NS", 0)
    site.build()
    (tmp_path / "outside.md").write_text("---\ntitle: Outside\n---\n")
    (site.folder / "content/linked.md").symlink_to(tmp_path / "outside.md")
    assert [problem.message for problem in site.problems()] == ["this link leads out of the site"]


def test_a_template_that_is_a_link_is_followed(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scan, "TICK_NS", 0)
    theme = tmp_path / "theme.html"
    theme.write_text("one")
    (site.folder / "templates").mkdir()
    (site.folder / "templates/_footer.html").symlink_to(theme)
    site.build()
    theme.write_text("two")
    written, _ = changes(site)
    assert A in written


@pytest.mark.parametrize("name", ["style.css~", "logo.orig", "data.tmp"])
def test_an_asset_of_any_name_is_looked_at(site: Site, monkeypatch: pytest.MonkeyPatch, name: str):
    monkeypatch.setattr(scan, "TICK_NS", 0)
    for text in ("one", "other"):
        site.write(f"templates/assets/{name}", text)
        site.build()
        copy = Site(site.folder.with_name(f"clean-{text}"), HEADED)
        copy.write(f"templates/assets/{name}", text)
        copy.build()
        assert site.tree() == copy.tree()
    site.write("templates/_footer.html", f'{{% include "assets/{name}" %}}')
    site.build()
    site.write(f"templates/assets/{name}", "included")
    site.build()
    assert "included" in site.page("/")


def test_the_clock_alone_brings_out_and_takes_back(site: Site):
    site.replace(
        "content/2023-03-10-c.md", "title: Gamma", "title: Gamma\nembargo: 2026-11-20 10:00\nexpires: 2026-11-21"
    )
    assert C in changes(site, at="2026-11-20 09:59")[1]
    assert C in changes(site, at="2026-11-20 10:00")[0]
    assert changes(site, at="2026-11-21 23:59") == (set(), set())
    assert C in changes(site, at="2026-11-22 00:00")[1]
    assert C in changes(site, at="2026-11-20 10:00")[0]


def test_what_expires_before_it_opens_is_told_as_expired(site: Site, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scan, "TICK_NS", 0)
    site.replace("content/2023-03-10-c.md", "title: Gamma", "title: Gamma\nembargo: 2026-11-30\nexpires: 2026-11-21")
    assert [held.reason for held in site.build(at="2026-11-20 12:00").held] == ["embargo"]
    assert [held.reason for held in site.build(at="2026-11-22 12:00").held] == ["expired"]


def test_problems_leave_everything_as_it_was(site: Site):
    before = site.tree()
    site.replace("content/2022-01-10-a.md", "title: Alpha", "title: Omega")
    site.write("content/broken.md", "---\ntitle: Broken\ndate: 31.09.2022\n---\n")
    site.problems()
    assert site.tree() == before
    site.remove("content/broken.md")
    assert A in changes(site)[0]


def test_keep_going_leaves_the_page_of_a_broken_article_as_it_was(site: Site):
    site.replace("content/2022-01-10-a.md", "title: Alpha", "title: [Alpha")
    assert changes(site, keep_going=True) == (set(), set())
    site.replace("content/2022-02-10-b.md", "The second", "The other")
    assert changes(site, keep_going=True) == ({B}, set())
    site.replace("content/2022-01-10-a.md", "title: [Alpha", "title: Mended")
    assert A in changes(site)[0]


def test_keep_going_shows_nothing_of_a_broken_article_that_may_be_taken_back(site: Site):
    site.replace("content/2022-01-10-a.md", "title: Alpha", "title: [Alpha\ndraft: true")
    written, removed = changes(site, keep_going=True)
    assert A in removed
    assert {B, "index.html"} <= written
    assert not any(b"Alpha" in data for data in site.tree().values())


def test_keep_going_leaves_no_page_of_a_broken_article_that_has_expired(site: Site):
    site.replace("content/2022-01-10-a.md", "title: Alpha", "title: Alpha\nexpires: 2026-11-20")
    site.build()
    site.write("content/2022-01-10-a.md", "---\ntitle: [Garbled\n---\n")
    assert changes(site, keep_going=True) == (set(), set())
    assert A in changes(site, keep_going=True, at="2026-11-22 00:00")[1]


def test_a_retracted_article_does_not_stay_because_another_takes_its_address(site: Site):
    site.replace(
        "content/2022-01-10-a.md", "title: Alpha", "title: Alpha\nretracted: {date: 2026-01-02, reason: Wrong.}"
    )
    site.replace("content/2022-02-10-b.md", "title: Beta", "title: Beta\npermalink: /2022/01/10/a/")
    site.build(keep_going=True)
    assert not any(b"The first." in data for data in site.tree().values())


def test_another_output_folder_is_brought_up_to_date_by_itself(site: Site):
    site.replace("content/2022-01-10-a.md", "The first", "The very first")
    site.build(output="other")
    assert changes(site) == ({A}, set())
    assert site.tree() == site.tree("other")


def test_another_order_of_taxonomies_reaches_the_page_of_all_years(site: Site, monkeypatch: pytest.MonkeyPatch):
    """The order of a mapping is part of the configuration, though equal mappings may differ in it."""
    monkeypatch.setattr(scan, "TICK_NS", 0)
    settings = "title: Archive\nbase_url: https://example.org/\ntaxonomies: [{}]\n"
    site.write("newsgen.yaml", settings.format("tags, authors"))
    site.build()
    site.write("newsgen.yaml", settings.format("authors, tags"))
    assert "archive/index.html" in site.build().written
