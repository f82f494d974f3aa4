"""What each kind of edit asks of a session: most show at once, and none shows what is to be held back."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests import photographs
from tests.served import Served
from tests.sites import NOON, Site

from newsgen import settings
from newsgen.order import Order
from newsgen.serve import lastbuild, shelf
from newsgen.serve.answer import Answer, Shown, path_of
from newsgen.serve.intake import Due
from newsgen.serve.names import admitted
from newsgen.serve.panel import dressed
from newsgen.serve.policy import admit

SITE = """
-- content/pages/about.md --
---
title: About
---
Us.
-- content/one.md --
---
title: First headline
date: 2022-01-01
tags: [court]
---
First text.
-- content/two.md --
---
title: Second headline
date: 2022-01-02
tags: [court]
image: photo.jpg
image_alt: A photo
aliases: [/old/]
---
Second text.
-- content/photo.jpg --
photo
-- content/three.md --
---
title: Third headline
date: 2022-01-03
corrections: [{date: 2022-01-04, text: Mended.}]
---
Third text.
-- static/note.txt --
note
-- templates/page.html --
{% extends "newsgen/page.html" %}
"""
ONE, TWO, THREE = (f"2022/01/0{number}/{name}/index.html" for number, name in enumerate(("one", "two", "three"), 1))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    site = Site(tmp_path / "site", SITE)
    site.build()
    site.record()
    return site


Open = Callable[..., Served]


@pytest.fixture
def serve(site: Site) -> Iterator[Open]:
    opened: list[Served] = []

    def start(*, drafts: bool = False) -> Served:
        opened.append(Served(site, drafts=drafts))
        return opened[-1]

    yield start
    for each in opened:
        each.close()


def clean(site: Site, tmp_path: Path) -> dict[str, bytes]:
    """What a build of these files alone writes."""
    copy = Site(tmp_path / "copy")
    shutil.rmtree(copy.folder)
    for path in site.folder.rglob("*"):
        inside = path.relative_to(site.folder)
        if path.is_file() and inside.parts[0] not in {"build", ".newsgen"}:
            copy.write(inside.as_posix(), path.read_bytes())
    copy.build()
    tree = copy.tree()
    del tree[".newsgen-output"]
    return tree


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("content/one.md", "First text.", "Other *text*."),
        ("content/one.md", "First headline", "Another headline"),
        ("content/one.md", "tags: [court]", "tags: [court]\nsummary: In short."),
        ("content/one.md", "tags: [court]", "tags: [court]\nsources: [{title: A book}]"),
        ("content/one.md", "First text.", "See [two](two.md#part)."),
        ("content/two.md", "Second headline", "Another headline"),
        ("content/two.md", "A photo", "Another photo"),
        ("content/three.md", "Third text.", "Other text."),
        ("content/pages/about.md", "Us.", "Them."),
        ("templates/page.html", "%}", "%}{# other #}"),
        ("static/note.txt", "note", "another note"),
    ],
)
def test_an_edit_that_moves_nothing_is_shown_without_planning(
    site: Site, serve: Open, tmp_path: Path, path: str, old: str, new: str
):
    served = serve()
    site.replace(path, old, new)
    assert served.session.take([path]) == Due.SHOWING
    assert served.tree() == clean(site, tmp_path)


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("content/one.md", "2022-01-01", "2022-01-05"),
        ("content/one.md", "[court]", "[court, trial]"),
        ("content/one.md", "tags: [court]", "draft: true"),
        ("content/one.md", "tags: [court]", "updated: 2022-01-03"),
        ("content/one.md", "tags: [court]", "retracted: {reason: Wrong.}"),
        ("content/one.md", "First text.", "A [file](photo.jpg)."),
        ("content/two.md", "/old/", "/older/"),
        ("content/three.md", "Third headline", "Another headline"),
        ("content/pages/about.md", "title: About", "title: About us"),
    ],
)
def test_an_edit_that_others_depend_on_is_planned(
    site: Site, serve: Open, tmp_path: Path, path: str, old: str, new: str
):
    served = serve()
    before = served.tree()
    site.replace(path, old, new)
    due = served.session.take([path])
    assert due == Due.PLANNING
    assert served.tree() == before
    served.finish(due)
    assert served.tree() == clean(site, tmp_path)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("newsgen.yaml", "title: Register\nbase_url: https://example.org/r/\nlanguages: [en, ru]\n"),
        ("content/terms.yaml", "tags: {court: {labels: {en: The court}}}\n"),
        ("templates/words.yaml", "en: {Archive: All of it}\n"),
        ("templates/article.html", "{{ page.title }}\n"),
        ("templates/assets/style.css", "p {}\n"),
        ("static/more/file.txt", "more\n"),
        ("content/four.md", "---\ntitle: Fourth\ndate: 2022-01-03\n---\nText.\n"),
        ("content/one.ru.md", "---\ntitle: First\ndate: 2022-01-01\n---\nText.\n"),
    ],
)
def test_what_is_new_is_shown(site: Site, serve: Open, tmp_path: Path, path: str, text: str):
    served = serve()
    site.write(path, text)
    served.notice()
    assert served.tree() == clean(site, tmp_path)
    if path != "newsgen.yaml":
        site.remove(path)
        served.notice()
        assert served.tree() == clean(site, tmp_path)


def test_the_same_settings_in_another_order_are_others(site: Site, serve: Open, tmp_path: Path):
    told = "title: Register\nbase_url: https://example.org/\nlanguage: en\nlanguages: {{{}}}\n"
    site.write("newsgen.yaml", told.format("en: {title: One}, ru: {title: Two}"))
    served = serve()
    site.write("newsgen.yaml", told.format("ru: {title: Two}, en: {title: One}"))
    served.notice()
    assert served.tree() == clean(site, tmp_path)


@pytest.mark.parametrize(
    ("path", "first", "second"),
    [
        ("content/terms.yaml", "tags: {court: {labels: {en: Court}}}\n", "tags: {court: {labels: {en: Trials}}}\n"),
        ("templates/words.yaml", "en: {Archive: All of it}\n", "en: {Archive: Everything}\n"),
        ("templates/assets/style.css", "p {}\n", "q {}\n"),
        ("templates/article.html", "{{ page.title }}\n", "{{ page.date.day }}\n"),
    ],
)
@pytest.mark.parametrize("told", [True, False], ids=["told", "not told"])
def test_what_all_pages_depend_on_is_followed_also_where_only_a_look_finds_it(
    site: Site, serve: Open, tmp_path: Path, path: str, first: str, second: str, *, told: bool
):
    site.write(path, first)
    served = serve()
    site.write(path, second)
    if told:
        served.notice()
    else:
        served.finish(Due.LOOKING)
    assert served.tree() == clean(site, tmp_path)


def test_a_renamed_file_keeps_its_old_address(site: Site, serve: Open, tmp_path: Path):
    served = serve()
    (site.folder / "content/one.md").rename(site.folder / "content/first.md")
    served.notice()
    assert served.show(ONE).answer.status == 301
    assert served.tree() == clean(site, tmp_path)
    # The text by which it is recognised is changed in the new file.
    site.replace("content/first.md", "First text.", "Quite another text.")
    site.replace("content/first.md", "First headline", "Quite another headline")
    served.notice()
    assert served.show(ONE).answer.status == 410
    assert served.tree() == clean(site, tmp_path)


def test_a_broken_file_stays_what_it_was(site: Site, serve: Open):
    served = serve()
    site.replace("content/one.md", "title:", "title")
    assert served.notice() == Due.SHOWING
    assert "First text." in served.text(ONE)
    assert [problem.path for problem in served.show("index.html").problems] == ["content/one.md"]
    site.replace("content/one.md", "title", "title:")
    site.replace("content/one.md", "First text.", "Mended text.")
    assert served.notice() == Due.SHOWING
    assert "Mended text." in served.text(ONE)
    assert not served.session.problems


def test_a_file_that_is_empty_for_a_moment_is_no_problem_yet(site: Site, serve: Open):
    served = serve()
    site.write("content/one.md", "")
    assert served.session.take(["content/one.md"]) == Due.NOTHING
    assert served.session.unsettled
    assert not served.errors()
    served.finish(Due.LOOKING)
    assert [problem.path for problem in served.errors()] == ["content/one.md"]
    assert "First text." in served.text(ONE)


def test_a_broken_file_that_may_be_a_draft_is_not_shown(site: Site, serve: Open):
    served = serve()
    site.replace("content/one.md", "date: 2022-01-01", "date: 2022-01-01\ndraft: treu")
    served.notice()
    assert served.show(ONE).answer.status == 410  # it is registered
    assert b"First" not in b"".join(served.tree().values())


def test_where_drafts_are_shown_a_broken_one_stays_what_it_was(site: Site, serve: Open):
    site.write("content/four.md", "---\ntitle: Fourth\ndate: 2022-01-04\ndraft: true\n---\nFourth text.\n")
    served = serve(drafts=True)
    assert "Fourth text." in served.text("2022/01/04/four/index.html")
    site.replace("content/four.md", "title: Fourth", "title")
    served.notice()
    assert "Fourth text." in served.text("2022/01/04/four/index.html")
    assert served.errors()


def test_a_dead_link_is_told_and_the_page_is_shown_without_it(site: Site, serve: Open):
    served = serve()
    site.replace("content/one.md", "First text.", "A [dead](nothing.md) link.")
    served.notice()
    assert "A <a>dead</a> link." in served.text(ONE)
    assert [problem.message for problem in served.errors()] == ['link to "nothing.md": there is no such file']
    site.replace("content/one.md", "nothing.md", "two.md")
    served.notice()
    assert not served.errors()
    site.remove("content/two.md")
    served.notice()
    assert [problem.message for problem in served.errors()] == ['link to "two.md": there is no such file']


def test_two_files_with_one_address_are_told(site: Site, serve: Open):
    served = serve()
    site.write("content/other.md", "---\ntitle: Other\ndate: 2022-01-01\nslug: one\n---\nText.\n")
    served.notice()
    assert {problem.path for problem in served.errors()} == {"content/one.md", "content/other.md"}
    site.replace("content/other.md", "Text.", "More text.")
    served.notice()
    assert {problem.path for problem in served.errors()} == {"content/one.md", "content/other.md"}
    site.remove("content/other.md")
    served.notice()
    assert not served.errors()


def test_an_edit_while_the_site_is_planned_is_not_lost(
    site: Site, serve: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    served = serve()
    install = served.session._install

    def edit_first(*arguments: object) -> Due:
        site.replace("content/one.md", "First text.", "Text with a [link](two.md).")
        site.replace("content/one.md", "First headline", "Headline of the last moment")
        assert served.session.take(["content/one.md"]) == Due.SHOWING
        return install(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(served.session, "_install", edit_first)
    site.write("content/four.md", "---\ntitle: Fourth\ndate: 2022-01-04\n---\nText.\n")
    due = served.session.take(["content/four.md"])
    left = served.session.refresh(due)
    monkeypatch.undo()
    served.finish(left)
    assert served.tree() == clean(site, tmp_path)


def test_time_opens_and_closes_what_is_served(site: Site, serve: Open):
    site.write("content/four.md", "---\ntitle: Fourth\ndate: 2022-01-04\nembargo: 2026-11-21 09:00\n---\nText.\n")
    served = serve()
    assert served.show("2022/01/04/four/index.html").answer.status == 404
    assert served.session.next_change == NOON.replace(day=21, hour=9)
    served.now = NOON + dt.timedelta(days=1)
    served.finish(Due.PLANNING)
    assert served.show("2022/01/04/four/index.html").answer.status == 200
    assert served.session.next_change is None


def test_a_site_without_a_state_is_served_from_its_files(site: Site, serve: Open, tmp_path: Path):
    expected = clean(site, tmp_path)
    (site.folder / ".newsgen/state.db").write_bytes(b"damaged")
    assert serve().tree() == expected
    (site.folder / ".newsgen/state.db").unlink()
    assert serve().tree() == expected


def test_a_state_that_is_lost_meanwhile_is_not_missed(site: Site, serve: Open, tmp_path: Path):
    served = serve()
    served.text(ONE)
    (site.folder / ".newsgen/state.db").unlink()
    site.build(clean=True)
    assert served.tree() == clean(site, tmp_path)
    (site.folder / ".newsgen/state.db").write_bytes(b"damaged")
    assert served.tree() == clean(site, tmp_path)


def bytes_of(answer: Answer) -> bytes:
    return Path(answer.file).read_bytes() if answer.file else answer.body


class TestLastBuild:
    """The last build is shown before anything is planned, for as long as it is right."""

    def find(self, site: Site, *, drafts: bool = False, at: dt.datetime = NOON) -> lastbuild.LastBuild | None:
        config = settings.load(site.folder)
        order = Order(site.folder, site.output, at, drafts=drafts)
        return lastbuild.find(order, config, shelf.look(site.folder, config))

    @pytest.fixture(autouse=True)
    def long_ago(self, monkeypatch: pytest.MonkeyPatch, site: Site) -> None:
        monkeypatch.setattr("newsgen.scan.TICK_NS", 0)
        site.build()

    def test_its_pages_are_those_of_a_session(self, site: Site, serve: Open):
        last = self.find(site)
        assert last is not None
        known = {path: last.answer(path) for path in serve().tree()}
        waits = {path for path, answer in known.items() if answer is None}
        assert waits == {"old/index.html"}
        for path in set(known) - waits:
            shown, mine = serve().show(path), known[path]
            assert mine is not None
            assert (mine.status, mine.type, mine.page) == (shown.answer.status, shown.answer.type, shown.answer.page)
            assert bytes_of(mine) == bytes_of(shown.answer)
            if mine.page:
                assert shown.is_marked(Shown(mine).mark)

    @pytest.mark.parametrize("path", ["content/one.md", "templates/page.html", "static/note.txt", "urls.txt"])
    def test_it_is_not_right_after_an_edit(self, site: Site, path: str):
        (site.folder / path).write_bytes((site.folder / path).read_bytes() + b"\n")
        assert self.find(site) is None

    def test_it_is_not_what_drafts_are_shown_in(self, site: Site):
        assert self.find(site, drafts=True) is None

    def test_it_is_not_right_at_another_time(self, site: Site):
        site.write("content/four.md", "---\ntitle: Fourth\ndate: 2022-01-04\nembargo: 2026-11-21 09:00\n---\nText.\n")
        site.build()
        assert self.find(site) is not None
        assert self.find(site, at=NOON + dt.timedelta(days=1)) is None

    def test_a_file_that_was_altered_there_is_not_shown(self, site: Site):
        (site.output / "index.html").write_text("altered")
        last = self.find(site)
        assert last is not None
        assert last.answer("index.html") is None
        assert last.answer("nothing.html") is None


SOURCES = {"script-src": "h/x.js", "connect-src": "h/changes", "style-src": "h/x.css"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("default-src 'none'", "default-src 'none'; script-src h/x.js; connect-src h/changes; style-src h/x.css"),
        (
            "default-src 'none'; style-src 'self'",
            "default-src 'none'; style-src 'self'; script-src h/x.js; connect-src h/changes",
        ),
        (
            "default-src https: ; script-src 'none'",
            "default-src https:; script-src h/x.js; connect-src https: h/changes; style-src https: h/x.css",
        ),
        ("default-src 'self'", "default-src 'self'"),
        ("img-src 'self'", "img-src 'self'"),
        (
            "script-src-elem 'none'; script-src 'self'; default-src 'self'",
            "script-src-elem h/x.js; script-src 'self'; default-src 'self'",
        ),
        ("SCRIPT-SRC a; script-src b", "script-src a h/x.js"),
        ("", ""),
    ],
)
def test_a_policy_admits_what_is_added_and_nothing_else(before: str, after: str):
    page = '<META content="{}" http-equiv=\'Content-Security-Policy\'><meta name="x" content="default-src">'
    assert admit(page.format(before), SOURCES) == page.format(after)


def test_a_page_without_a_policy_or_a_body_gets_the_script_all_the_same():
    page = dressed("<p>Text", mark="m", problems=(), held=None, zone="UTC", host="localhost:1")
    assert page.startswith("<p>Text<!--newsgen serve-->")
    assert '<script src="/_newsgen/reload.js" data-mark="m"></script>' in page


@pytest.mark.parametrize(
    ("header", "bound", "yes"),
    [
        ("localhost:8000", "127.0.0.1", True),
        ("[::1]:8000", "::1", True),
        ("127.0.0.1", "localhost", True),
        ("desk.example:8000", "desk.example", True),
        ("192.0.2.1:8000", "192.0.2.1", True),
        ("192.0.2.1:8000", "127.0.0.1", False),
        ("192.0.2.1:8000", "0.0.0.0", True),  # noqa: S104 - compared with
        ("[2001:db8::1]", "::", True),
        ("attacker.example", "0.0.0.0", False),  # noqa: S104 - compared with
        ("", "", False),
    ],
)
def test_a_server_is_called_by_the_names_that_it_has(header: str, bound: str, yes: bool):
    assert admitted(header, bound) is yes


@pytest.mark.parametrize("place", ["static", "content/2022/09"])
def test_a_recording_that_is_replaced_is_shown_as_it_is_now(site: Site, serve: Open, place: str):
    first, second = photographs.mp3(), photographs.mp3() * 3
    site.write(f"{place}/2022-09-28-talk.mp3", first)
    site.write("content/2022/09/2022-09-28-talk.md", "---\ntitle: A\n---\n![Talk](2022-09-28-talk.mp3)\n")
    served = serve()
    site.write(f"{place}/2022-09-28-talk.mp3", second)
    served.finish(served.notice())
    name = "2022-09-28-talk.mp3" if place == "static" else "2022/09/28/talk/2022-09-28-talk.mp3"
    shown = served.session.show(name)
    assert shown is not None
    assert shown.answer.status == 200


@pytest.mark.parametrize("root", ["/%D0%B0/", "/archive/", "/"])
def test_a_page_is_found_below_a_root_as_browsers_write_it(root: str):
    assert path_of(f"{root}2022/", root) == "2022/index.html"
    assert path_of("/elsewhere/", "/%D0%B0/") is None
