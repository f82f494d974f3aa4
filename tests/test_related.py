"""Related articles and the corrections of the whole site."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from tests import crawl
from tests.sites import Site

from newsgen import related, settings


@given(st.lists(st.integers(0, 30), max_size=80))
def test_those_with_most_shared_terms_come_first_and_of_these_the_latest(candidates: list[int]):
    best = sorted(set(candidates), key=lambda place: (candidates.count(place), place), reverse=True)
    assert related.choose(list(candidates)) == tuple(best[: related.SHOWN])


def article(title: str, day: int, tags: str, more: str = "") -> str:
    return f"---\ntitle: {title}\ndate: 2022-01-{day:02d}\ntags: [{tags}]\n{more}---\nText.\n"


def related_of(site: Site, address: str) -> list[str]:
    block = re.search(r'<section class="related".*?</section>', site.page(address), re.DOTALL)
    return re.findall(r"<a [^>]*>(.*?)</a>", block[0]) if block else []


def test_earlier_articles_that_share_terms_are_shown_newest_first(tmp_path: Path):
    site = Site(tmp_path / "site")
    site.write("content/a.md", article("Both", 1, "court, police"))
    site.write("content/b.md", article("One", 2, "court"))
    site.write("content/c.md", article("Other", 3, "police"))
    site.write("content/d.md", article("None", 4, "harvest"))
    site.write("content/e.md", article("Last", 5, "court, police"))
    site.build()
    assert related_of(site, "/2022/01/05/e/") == ["Other", "One", "Both"]
    assert related_of(site, "/2022/01/01/a/") == []
    assert related_of(site, "/2022/01/04/d/") == []


def test_a_new_article_changes_no_related_article_of_an_older_one(tmp_path: Path):
    site = Site(tmp_path / "site")
    for day in range(1, 9):
        site.write(f"content/p{day}.md", article(f"P{day}", day, "court"))
    site.build()
    site.write("content/p9.md", article("P9", 9, "court"))
    pages = [path for path in site.build().written if re.match(r"2022/01/\d\d/p", path)]
    assert pages == ["2022/01/08/p8/index.html", "2022/01/09/p9/index.html"]


def test_a_retitled_article_renders_those_to_which_it_is_related(tmp_path: Path):
    site = Site(tmp_path / "site")
    for day, tags in enumerate(["court", "harvest", "court", "harvest"], 1):
        site.write(f"content/p{day}.md", article(f"P{day}", day, tags))
    site.build()
    site.replace("content/p1.md", "P1", "First")
    pages = [path for path in site.build().written if re.match(r"2022/01/\d\d/p", path)]
    assert pages == ["2022/01/01/p1/index.html", "2022/01/02/p2/index.html", "2022/01/03/p3/index.html"]


CORRECTED = "corrections: [{date: 2023-02-03, text: A name was wrong.}, {date: 2022-05-06, text: A date was wrong.}]\n"


def test_corrections_of_all_articles_stand_together_by_year(tmp_path: Path):
    site = Site(tmp_path / "site")
    site.write("content/a.md", article("A", 1, "", CORRECTED))
    site.build()
    assert "A name was wrong." in site.page("/corrections/2023/")
    assert "A date was wrong." in site.page("/corrections/2022/")
    assert "A name was wrong." not in site.page("/corrections/2022/")
    assert 'href="/corrections/2023/"' in site.page("/corrections/")
    assert 'href="/corrections/2023/"' in site.page("/archive/")
    assert 'href="/corrections/2023/"' in site.page("/2022/01/01/a/")
    assert crawl.unreachable(site, settings.load(site.folder)) == ["404.html"]


def test_a_retracted_article_stands_among_the_corrections_with_its_date_and_reason(tmp_path: Path):
    site = Site(tmp_path / "site")
    site.write("content/a.md", article("A", 1, "", CORRECTED))
    site.write("content/b.md", article("B", 2, "", "retracted: {date: 2023-03-04, reason: It was <made> up.}\n"))
    site.write("content/c.md", article("C", 3, "", "retracted: true\n"))
    site.build()
    listed = re.findall(r'<section class="correction">(.*?)</section>', site.page("/corrections/2023/"), re.DOTALL)
    assert len(listed) == 2
    assert 'href="/2022/01/02/b/"' in listed[0]
    assert "March 4, 2023" in listed[0]
    assert "<strong>Retracted</strong> It was &lt;made&gt; up." in listed[0]
    assert "strong" not in listed[1]
    assert '<h2><a href="/2022/01/03/c/">C</a></h2>\n<p><strong>Retracted</strong>' in site.page("/corrections/2022/")
    assert 'href="/corrections/2023/"' in site.page("/2022/01/02/b/")
    assert 'href="/corrections/2022/"' in site.page("/2022/01/03/c/")
    assert crawl.unreachable(site, settings.load(site.folder)) == ["404.html"]


def test_one_more_retraction_writes_the_page_of_its_year_and_what_counts_it(tmp_path: Path):
    site = Site(tmp_path / "site")
    for day in range(1, 6):
        site.write(
            f"content/p{day}.md", article(f"P{day}", day, "", "retracted: 2021-01-01\n" if day < 3 else CORRECTED)
        )
    site.build()
    site.write("content/p0.md", article("P0", 6, "", "retracted: {date: 2020-05-06}\n"))
    assert set(site.build().written) == {
        "2022/01/06/p0/index.html",
        "archive/index.html",
        "corrections/2020/index.html",
        "corrections/2021/index.html",
        "corrections/index.html",
    }
    site.replace("content/p1.md", "2021-01-01", "{date: 2021-01-01, reason: Wrong.}")
    assert set(site.build().written) == {"2022/01/01/p1/index.html", "corrections/2021/index.html"}


def test_a_page_of_the_site_s_own_at_that_address_leads_to_the_years(tmp_path: Path):
    site = Site(tmp_path / "site")
    site.write("content/a.md", article("A", 1, "", CORRECTED))
    site.write("content/pages/corrections.md", "---\ntitle: How we correct\n---\nWrite to us.\n")
    site.build()
    page = site.page("/corrections/")
    assert "Write to us." in page
    assert 'href="/corrections/2022/"' in page
    site.remove("content/pages/corrections.md")
    site.build()
    assert "<h1>Corrections</h1>" in site.page("/corrections/")


def test_without_corrections_there_is_no_such_page(tmp_path: Path):
    site = Site(tmp_path / "site")
    site.write("content/a.md", article("A", 1, ""))
    site.build()
    assert not site.exists("/corrections/")
