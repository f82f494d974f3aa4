"""What becomes of addresses, asked of the last build: for those who move an archive, and for schedulers."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from tests.sites import Site

from newsgen.cli import main

SITE = """
-- newsgen.yaml --
title: Archive
base_url: https://example.org/archive/
timezone: Asia/Almaty
-- content/2022-09-28-fire-in-the-port.md --
---
title: Fire
aliases: [/old/]
---
-- content/2022-09-29-суд.md --
---
title: Суд
---
-- content/2022-09-30-untrue.md --
---
title: Untrue
retracted: {reason: False.}
---
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site", SITE)
    made.build()
    return made


def run(site: Site, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--site", str(site.folder)])


def check(site: Site, text: str) -> Result:
    site.write("list.txt", text)
    return run(site, "urls", "check", "--against", str(site.folder / "list.txt"))


def test_a_list_of_old_addresses_is_answered_for(site: Site):
    done = check(
        site,
        """\
https://example.org/archive/2022/09/28/fire-in-the-port/
/old
/2022/09/29/%D1%81%D1%83%D0%B4/
/2022/09/30/untrue/
/news/fire-in-the-port.html
/news/quite-another-thing
""",
    )
    assert done.exit_code == 1
    assert done.output.splitlines()[:6] == [
        "served      /2022/09/28/fire-in-the-port/",
        "redirected  /old → /2022/09/28/fire-in-the-port/",
        "served      /2022/09/29/суд/",
        "gone        /2022/09/30/untrue/",
        "unknown     /news/fire-in-the-port.html",
        "unknown     /news/quite-another-thing",
    ]
    assert "6 addresses: 2 served, 1 redirected, 1 gone, 2 unknown" in done.output


def test_aliases_that_would_answer_are_proposed_ready_to_paste(site: Site):
    done = check(site, "/news/fire-in-the-port.html\n/news/fire-in-port\n")
    assert (
        "content/2022-09-28-fire-in-the-port.md: aliases: [/old/, /news/fire-in-the-port.html, /news/fire-in-port/]"
        in done.output
    )


def test_an_address_in_other_capitals_is_told_and_no_alias_proposed_that_would_give_no_page(site: Site):
    done = check(site, "/2022/09/28/Fire-in-the-Port\n/OLD/\n")
    assert done.exit_code == 1
    assert done.output.splitlines() == [
        "unknown     /2022/09/28/Fire-in-the-Port (differs by case only from /2022/09/28/fire-in-the-port/)",
        "unknown     /OLD/ (differs by case only from /old/)",
        "2 addresses: 0 served, 0 redirected, 0 gone, 2 unknown",
    ]


def test_a_sitemap_is_read_too(site: Site):
    done = check(
        site,
        "<?xml version='1.0'?><urlset><url><loc>\nhttps://example.org/archive/old/ </loc></url>"
        "<url><loc>https://example.org/archive/x/?a=1&amp;b=2</loc></url></urlset>",
    )
    assert done.output.splitlines()[:2] == [
        "redirected  /old/ → /2022/09/28/fire-in-the-port/",
        "unknown     /x/?a=1&b=2",
    ]


def test_without_a_list_the_register_is_answered_for(site: Site):
    assert "addresses in all" in run(site, "urls", "record").output
    done = run(site, "urls", "check")
    assert done.exit_code == 0
    assert "redirected  /old/ → /2022/09/28/fire-in-the-port/" in done.output
    assert " 0 unknown" in done.output


def test_before_a_build_there_is_nothing_to_ask(tmp_path: Path):
    done = run(Site(tmp_path, SITE), "urls", "check")
    assert done.exit_code == 2
    assert "Build first" in done.output


def test_the_next_change_is_printed_alone_and_nothing_is_built(tmp_path: Path):
    site = Site(tmp_path, SITE)
    site.write("content/2022-10-01-a.md", "---\ntitle: A\nembargo: 2126-11-28 09:00\n---\n")
    site.write("content/2022-10-02-b.md", "---\ntitle: B\nexpires: 2127-01-01\n---\n")
    done = run(site, "build", "--next-change")
    assert (done.exit_code, done.output) == (0, "2126-11-28T09:00:00+05:00\n")
    assert not site.output.exists()


def test_when_time_alone_changes_nothing_nothing_is_printed(site: Site):
    done = run(site, "build", "--next-change")
    assert (done.exit_code, done.output) == (0, "")
