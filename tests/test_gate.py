"""What is public at a moment and what is not, and that nothing of the latter is anywhere."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.sites import Site

from newsgen.article import Article, Moment, Retraction
from newsgen.dates import Dates
from newsgen.gate import divide, judge

NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
ALMATY = Dates("Asia/Almaty", ("en",))
UTC = Dates("UTC", ("en",))


def article(day: str = "2022-09-28", **values: object) -> Article:
    return Article(
        source="a.md",
        title="A",
        date=Moment(dt.date.fromisoformat(day)),
        lang="en",
        address="/a/",
        body=b"",
        ref=b"",
        card=b"",
        digest=b"",
        **values,  # type: ignore[arg-type]
    )


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def test_an_article_of_the_past_is_public_and_time_changes_nothing():
    verdict = judge(article(), NOW, UTC)
    assert (verdict.public, verdict.changes) == (True, None)


def test_a_draft_is_held_back_until_someone_says_otherwise():
    verdict = judge(article(draft=True), NOW, UTC)
    assert (verdict.public, verdict.reason, verdict.changes) == (False, "draft", None)


def test_an_embargo_ends_at_its_moment_and_not_before():
    end = at("2026-11-28T09:00+05:00")
    held = article(embargo=end)
    before = judge(held, end - dt.timedelta(seconds=1), ALMATY)
    assert (before.public, before.reason, before.changes) == (False, "embargo", end)
    assert judge(held, end, ALMATY).public


def test_an_article_expires_at_its_moment_and_not_before():
    end = at("2026-11-21T00:00+05:00")
    held = article(expires=end)
    before = judge(held, end - dt.timedelta(seconds=1), ALMATY)
    assert (before.public, before.changes) == (True, end)
    after = judge(held, end, ALMATY)
    assert (after.public, after.reason) == (False, "expired")


def test_a_day_to_come_opens_when_it_begins_in_the_sites_zone():
    tomorrow = article("2026-11-21")
    begins = at("2026-11-20T19:00+00:00")
    before = judge(tomorrow, begins - dt.timedelta(seconds=1), ALMATY)
    assert (before.public, before.reason, before.changes) == (False, "future", begins)
    assert judge(tomorrow, begins, ALMATY).public
    assert not judge(tomorrow, begins, UTC).public


def test_an_embargo_before_the_articles_day_does_not_open_it_early():
    held = article("2026-12-24", embargo=at("2026-12-01T00:00+00:00"))
    assert judge(held, at("2026-12-02T00:00+00:00"), UTC).reason == "future"


def test_an_embargo_beyond_the_articles_day_holds_it():
    held = article("2026-11-21", embargo=at("2026-12-01T00:00+00:00"))
    assert judge(held, at("2026-11-22T00:00+00:00"), UTC).reason == "embargo"


def test_what_is_retracted_and_still_a_draft_was_never_public():
    assert judge(article(draft=True, retracted=Retraction()), NOW, UTC).reason == "draft"


def test_what_was_retracted_and_expires_leaves_nothing():
    assert judge(article(retracted=Retraction(), expires=at("2026-01-01T00:00+00:00")), NOW, UTC).reason == "expired"


def test_the_gate_knows_when_time_alone_will_next_change_something():
    gate = divide(
        [
            article(expires=at("2027-01-01T00:00+00:00")),
            article(embargo=at("2026-12-01T00:00+00:00")),
            article(draft=True),
        ],
        NOW,
        UTC,
    )
    assert gate.next_change == at("2026-12-01T00:00+00:00")


def test_what_stays_of_a_retracted_article_is_its_headline_and_the_reason():
    gate = divide(
        [article(retracted=Retraction(reason="False"), summary="Canary", terms=(("tags", ("x",)),))], NOW, UTC
    )
    [gone] = gate.retracted
    assert gate.articles == ()
    assert gone.retraction.reason == "False"
    assert not hasattr(gone, "summary")
    assert not hasattr(gone, "terms")


CANARIES = """
-- newsgen.yaml --
title: T
languages: [en, ru]
days: true
-- content/2022-09-27-open.md --
---
title: Open
---
[x](2022-09-28-canaryfile.md) [y](2022-09-28-canaryfile.md#canarypart)
-- content/2022-09-27-open.ru.md --
---
title: Открыто
---
-- content/2022-09-28-canaryfile.md --
---
title: Canarytitle
section: Canarysection
tags: [Canarytag]
authors: [Canaryauthor]
summary: Canarysummary
image: canarypicture.png
image_alt: Canaryalt
image_credit: Canarycredit
aliases: [/canaryalias/]
slug: canaryslug
translation_key: canarykey
sources: [{title: Canarysource, url: "https://canary.example/"}]
corrections: [{date: 2022-10-01, text: Canarycorrection}]
extra: {note: Canaryextra}
canarykey2: Canaryunknown
STATE
---
## Canarypart

Canarybody ![c](canarybody.png)
-- content/canarypicture.png --
canary
-- content/canarybody.png --
canary
"""

LINKS = "[x](2022-09-28-canaryfile.md) [y](2022-09-28-canaryfile.md#canarypart)"
STATES = ["draft: true", "embargo: 2027-01-01", "expires: 2022-12-31", "date: 2027-05-05", "published: false"]


def leaks(site: Site) -> list[str]:
    """Where the word stands: in a name or in the bytes of a file, in the output or in the state."""
    found = [path for path, data in site.tree().items() if b"canary" in data.lower() or "canary" in path.lower()]
    state = site.folder / ".newsgen"
    return found + [str(path) for path in state.rglob("*") if path.is_file() and b"canary" in path.read_bytes().lower()]


@pytest.mark.parametrize("state", STATES)
def test_nothing_of_what_is_held_back_is_in_the_output_or_in_the_state(tmp_path: Path, state: str):
    site = Site(tmp_path, CANARIES.replace("STATE", state).replace(LINKS, ""))
    site.build()
    assert leaks(site) == []
    assert not site.exists("/2022/09/28/")


@pytest.mark.parametrize("state", STATES)
def test_nothing_of_what_was_public_and_is_held_back_stays(tmp_path: Path, state: str):
    site = Site(tmp_path, CANARIES.replace("STATE", "").replace(LINKS, ""))
    site.build()
    assert site.exists("/2022/09/28/canaryslug/")
    site.replace("content/2022-09-28-canaryfile.md", "canarykey2", f"{state}\ncanarykey2")
    site.build()
    assert leaks(site) == []


def test_a_link_to_what_is_held_back_leaves_nothing_of_it_on_the_page(tmp_path: Path):
    site = Site(tmp_path, CANARIES.replace("STATE", "draft: true"))
    site.build()
    assert [path for path in leaks(site) if ".newsgen" not in path] == []


def test_a_draft_with_a_translation_leaves_no_trace_on_it(tmp_path: Path):
    site = Site(
        tmp_path,
        "-- newsgen.yaml --\ntitle: T\nlanguages: [en, ru]\n"
        "-- content/2022-09-28-a.md --\n---\ntitle: Canary\ndraft: true\n---\n"
        "-- content/2022-09-28-a.ru.md --\n---\ntitle: А\n---\n",
    )
    site.build()
    assert 'class="translations"' not in site.page("/ru/2022/09/28/a/")
    assert leaks(site) == []


def test_an_embargoed_article_appears_by_itself_when_its_time_has_come(tmp_path: Path):
    site = Site(tmp_path, "-- content/2022-09-28-a.md --\n---\ntitle: A\nembargo: 2026-11-28 09:00\n---\n")
    before = site.build(at="2026-11-28T08:59:59+00:00")
    assert not site.exists("/2022/09/28/a/")
    assert before.next_change == at("2026-11-28T09:00+00:00")
    after = site.build(at="2026-11-28T09:00:00+00:00")
    assert site.exists("/2022/09/28/a/")
    assert "2022/09/28/a/index.html" in after.written


def test_an_expired_article_disappears_by_itself_when_its_day_is_over(tmp_path: Path):
    site = Site(
        tmp_path,
        "-- newsgen.yaml --\ntitle: T\ntimezone: Asia/Almaty\n"
        "-- content/2022-09-28-a.md --\n---\ntitle: A\nexpires: 2026-11-28\n---\n",
    )
    site.build(at="2026-11-28T18:59:59+00:00")
    assert site.exists("/2022/09/28/a/")
    outcome = site.build(at="2026-11-28T19:00:00+00:00")
    assert not site.exists("/2022/09/28/a/")
    assert "2022/09/28/a/index.html" in outcome.removed


def test_drafts_are_shown_where_they_are_asked_for_and_say_so(tmp_path: Path):
    site = Site(tmp_path, CANARIES.replace("STATE", "draft: true"))
    site.build(drafts=True, output="preview")
    page = (site.folder / "preview/2022/09/28/canaryslug/index.html").read_text("utf-8")
    assert "Canarytitle" in page
    assert '<p class="held">' in page
    site.build()
    assert [path for path in leaks(site) if ".newsgen" not in path] == []


def test_a_preview_leaves_nothing_of_drafts_in_the_state(tmp_path: Path):
    site = Site(tmp_path, CANARIES.replace("STATE", "draft: true").replace(LINKS, ""))
    site.build(drafts=True, output="preview")
    site.build()
    assert leaks(site) == []


def test_the_page_of_a_broken_file_does_not_name_a_neighbour_that_was_deleted(tmp_path: Path):
    site = Site(
        tmp_path,
        """
        -- content/2022-09-28-first.md --
        ---
        title: A headline to be forgotten
        ---
        Text.
        -- content/2022-09-29-second.md --
        ---
        title: Second
        ---
        Text that stays.
        """,
    )
    site.build()
    assert "A headline to be forgotten" in site.page("/2022/09/29/second/")
    site.remove("content/2022-09-28-first.md")
    site.replace("content/2022-09-29-second.md", "title: Second", "title: [Second")
    site.build(keep_going=True)
    page = site.page("/2022/09/29/second/")
    assert "Text that stays." in page
    assert "A headline to be forgotten" not in page


def test_a_build_at_the_first_day_of_all_holds_everything_back():
    gate = divide([article()], at("0001-01-01T00:00+00:00"), Dates())
    assert [held.reason for held in gate.held] == ["future"]
