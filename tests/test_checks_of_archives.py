"""The rules that look at a whole archive: what each finds, and what it lets pass."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sites import Site, picture

from newsgen.checks.finding import Finding

PNG = picture("x")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")


def article(site: Site, name: str, front: str = "", body: str = "Text.", title: str = "") -> None:
    title = title or f"About {name}"
    site.write(f"content/{name}.md", f"---\ntitle: {title}\n{front}---\n\n{body}\n")


def places(findings: list[Finding]) -> list[str]:
    return [f"{finding.problem.path.removeprefix('content/')}:{finding.problem.line}" for finding in findings]


def test_an_address_at_which_nothing_is_published_is_found_and_the_likely_one_named(site: Site):
    article(site, "2022-09-28-port-strike")
    article(
        site,
        "2022-09-29-b",
        body="[a](/2022/09/28/port-strike/)\n[b](/2022/09/28/port-strike)\n[c](/posts/port-strike)\n",
    )
    [finding] = site.check("dead-link")
    assert places([finding]) == ["2022-09-29-b.md:7"]
    assert finding.problem.hint == "did you mean /2022/09/28/port-strike/?"


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/2022/",
        "/2022/09/",
        "/tags/",
        "/tags/port/",
        "/feed.xml",
        "/archive/",
        "/about/",
        "/map.png",
        "/2022/?page=2",
    ],
)
def test_whatever_is_published_may_be_linked_to(site: Site, address: str):
    site.write("static/map.png", PNG)
    article(site, "pages/about")
    article(site, "2022-09-28-a", "tags: [port]\n", f"[a]({address})")
    assert site.check("dead-link") == []


def test_the_path_of_the_site_does_not_belong_into_an_address(site: Site):
    site.write("newsgen.yaml", "title: Archive\nbase_url: https://example.org/archive/\n")
    article(
        site,
        "2022-09-28-a",
        body="[a](/2022/)\n[b](/archive/2022/)\n[c](https://example.org/archive/2022/)\n[d](https://example.org/archive/2021/)",
    )
    assert places(site.check("dead-link")) == ["2022-09-28-a.md:6", "2022-09-28-a.md:8"]


def test_links_to_parts_of_other_pages_are_followed(site: Site):
    article(site, "2022-09-28-a", body="## Who spoke")
    article(
        site,
        "2022-09-29-b",
        body="[a](/2022/09/28/a/#who-spoke)\n[b](/2022/09/28/a/#nobody)\n[c](2022-09-28-a.md#no)\n[d](/2022/#x)",
    )
    assert places(site.check("dead-anchor")) == ["2022-09-29-b.md:6", "2022-09-29-b.md:7"]


def test_a_link_to_a_former_address_names_the_present_one(site: Site):
    article(site, "2022-09-28-a", "aliases: /old/\n")
    article(site, "2022-09-29-b", body="[a](/old/)\n[b](/2022/09/28/a/)")
    [finding] = site.check("moved-link")
    assert (places([finding]), finding.problem.hint) == (["2022-09-29-b.md:5"], "write /2022/09/28/a/")


def test_a_link_to_what_was_withdrawn_is_dead(site: Site):
    article(site, "2022-09-28-a")
    article(site, "2022-09-29-b", body="[a](/2022/09/28/a/)")
    site.build()
    site.record()
    site.remove("content/2022-09-28-a.md")
    [finding] = site.check("dead-link")
    assert "withdrawn" in finding.problem.message


def test_a_link_to_what_is_not_public_yet_is_told_in_private(site: Site):
    article(site, "2022-09-28-a", "draft: true\n")
    article(site, "2022-09-29-b", body="[a](/2022/09/28/a/)\n[b](2022-09-28-a.md)")
    found = site.check("unpublished-link")
    assert places(found) == ["2022-09-29-b.md:5", "2022-09-29-b.md:6"]
    assert all(finding.problem.private for finding in found)
    assert site.check("dead-link") == []


def test_a_picture_by_an_address_must_be_there(site: Site):
    site.write("static/port.png", PNG)
    article(site, "2022-09-28-a", "image: /port.png\nimage_alt: A\n", "![a](/port.png)\n\n![b](/gone.png)")
    article(site, "2022-09-29-b", "image: /gone.png\n")
    found = site.check("missing-picture")
    assert places(found) == ["2022-09-28-a.md:9", "2022-09-29-b.md:3"]
    assert "static/gone.png" in found[0].problem.hint


def test_the_main_picture_needs_alternative_text_that_says_something(site: Site):
    site.write("content/port.png", PNG)
    article(site, "2022-09-28-a", "image: port.png\n")
    article(site, "2022-09-29-b", "image: port.png\nimage_alt: port.png\n")
    article(site, "2022-09-30-c", "image: port.png\nimage_alt: The port\n")
    article(site, "2022-10-01-d", "image: /gone.png\n")
    assert places(site.check("missing-alt")) == ["2022-09-28-a.md:3"], (
        "a picture that is not there lacks more than words"
    )
    assert places(site.check("poor-alt")) == ["2022-09-29-b.md:3"]


def test_images_that_nothing_refers_to_are_found(site: Site):
    for name in ("linked", "shown", "main", "extra", "named", "styled", "idle"):
        site.write(f"static/{name}.png", PNG)
    site.write("content/beside.png", PNG)
    site.write("content/idle beside.jpg", PNG)
    site.write("static/favicon.ico", PNG)
    site.write("static/apple-touch-icon.png", PNG)
    site.write("static/data.csv", "1,2")
    site.write("static/site.css", "body { background: url(styled.png) }")
    site.write("templates/words.yaml", "")
    site.write("templates/footer.html", '<img src="/named.png" alt="">')
    article(
        site,
        "2022-09-28-a",
        "image: /main.png\nextra: {hero: {file: img/extra.png}}\n",
        "![](/shown.png) [a](/linked.png)",
    )
    article(site, "2022-09-29-b", "draft: true\n", "![](beside.png)")
    assert [finding.problem.path for finding in site.check("unused-image")] == [
        "content/idle beside.jpg",
        "static/idle.png",
    ]


def test_images_of_a_folder_with_an_article_that_does_not_show_them_are_unused(site: Site):
    site.write("content/2022-09-28-a/index.md", "---\ntitle: A\n---\n\n![Port](port.png)\n")
    site.write("content/2022-09-28-a/port.png", PNG)
    site.write("content/2022-09-28-a/idle.png", PNG)
    assert [finding.problem.path for finding in site.check("unused-image")] == ["content/2022-09-28-a/idle.png"]


def test_what_an_expired_or_a_broken_article_shows_is_not_called_unused(site: Site):
    site.write("content/a.png", PNG)
    site.write("content/b/b.png", PNG)
    article(site, "2022-09-28-a", "expires: 2022-10-01\n", "![A](a.png)")
    site.write("content/b/2022-09-28-b.md", "---\ntitle: [\n---\n\n![B](b.png)\n")
    assert site.check("unused-image") == []


def test_an_image_that_another_systems_code_names_is_wanted(site: Site):
    site.write("static/img/port.png", PNG)
    article(site, "2022-09-28-a", body='{% image "img/port.png" "Port" %}')
    assert site.check("unused-image") == []


def test_a_headline_is_measured_as_readers_see_it(site: Site):
    article(site, "2022-09-28-a", title="x" * 110)
    article(site, "2022-09-28-b", title="x" * 111)
    article(site, "2022-09-28-c", title="法" * 55)
    article(site, "2022-09-28-d", title="法" * 56)
    article(site, "2022-09-28-e", title="x" * 108 + "&#8217;")
    assert places(site.check("long-headline")) == ["2022-09-28-b.md:2", "2022-09-28-d.md:2"]
    site.write("newsgen.yaml", "title: Archive\nchecks: {headline: 10}\n")
    assert len(site.check("long-headline")) == 5


def test_two_articles_with_one_headline_are_found_once_in_a_language(site: Site):
    site.write("newsgen.yaml", "title: Archive\nlanguages: [en, ru]\n")
    article(site, "2022-09-28-a", title="The trial")
    article(site, "2022-09-29-b", title="“The Trial”!")
    article(site, "2022-09-30-c", title="The trial")
    article(site, "2022-09-30-d", "lang: ru\n", title="The trial")
    article(site, "2022-09-30-e", title="The trials")
    [finding] = site.check("duplicate-headline")
    assert places([finding]) == ["2022-09-30-c.md:2"]
    assert "2022-09-29-b.md and of 1 more" in finding.problem.message


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("COURT ADJOURNS THE TRIAL", True),
        ("СУД ОТЛОЖИЛ ДЕЛО", True),
        ("UN, OSCE, EU: who", False),
        ("NATO OSCE", False),
        ("法院 ADJOURNS 推迟审判推迟审判推迟审判", False),
        ("UNESCO", False),
    ],
)
def test_capitals_throughout_are_found(site: Site, title: str, found: bool):
    article(site, "2022-09-28-a", title=f"'{title}'")
    assert bool(site.check("headline-capitals")) == found


@pytest.mark.parametrize(
    "text",
    ["Fish &amp; chips", "It&#8217;s over", "The <em>end</em>", "A **bold** word", "An *italic* word", "See [a](b)"],
)
def test_markup_in_plain_text_is_found(site: Site, text: str):
    article(site, "2022-09-28-a", f"summary: 'It says: {text}'\n", title=f"'{text}'")
    assert places(site.check("headline-markup")) == ["2022-09-28-a.md:2"]
    assert places(site.check("summary-markup")) == ["2022-09-28-a.md:3"]


@pytest.mark.parametrize("text", ["AT&T; and others", "a < b > c", "5 * 3 * 2", "snake_case_name", "*", "R&D"])
def test_signs_in_plain_text_pass(site: Site, text: str):
    article(site, "2022-09-28-a", f"summary: '{text}'\n", title=f"'{text}'")
    assert site.check("headline-markup", "summary-markup") == []


def test_a_missing_summary_is_found_where_others_of_its_year_have_one(site: Site):
    for day in range(1, 5):
        article(site, f"2021-01-0{day}-a")
        article(site, f"2022-01-0{day}-a", "summary: What it is.\n" if day > 1 else "")
    assert places(site.check("missing-summary")) == ["2022-01-01-a.md:2"]


def test_an_archive_without_summaries_is_told_once(site: Site):
    for day in range(1, 5):
        article(site, f"2021-01-0{day}-a")
    [finding] = site.check("missing-summary")
    assert finding.problem.path == "newsgen.yaml"


def test_a_summary_is_neither_long_nor_the_headline_again(site: Site):
    article(site, "2022-09-28-a", f"summary: {'x' * 501}\n")
    article(site, "2022-09-28-b", f"summary: {'x' * 500}\n")
    article(site, "2022-09-28-c", "summary: The trial.\n", title="The trial")
    article(site, "2022-09-28-d", "summary: The trial goes on.\n", title="The trial")
    assert places(site.check("long-summary")) == ["2022-09-28-a.md:3"]
    assert places(site.check("repeated-summary")) == ["2022-09-28-c.md:2"]


def test_dates_before_the_archive_began(site: Site):
    article(site, "1970-01-01-epoch")
    for day in range(1, 25):
        article(site, f"2015-01-{day:02d}-a")
    assert places(site.check("early-date")) == ["1970-01-01-epoch.md:2"]
    site.write("newsgen.yaml", "title: Archive\nchecks: {began: 2016}\n")
    assert len(site.check("early-date")) == 25
    site.write("newsgen.yaml", "title: Archive\nchecks: {began: 1970}\n")
    assert site.check("early-date") == []


def test_an_archive_with_a_few_old_articles_and_no_gap_has_no_early_date(site: Site):
    for year in range(1980, 2005):
        article(site, f"{year}-01-01-a")
    assert site.check("early-date") == []


def test_dates_that_contradict_each_other(site: Site):
    article(site, "2022-09-28-a", "updated: 2022-09-27\n")
    article(site, "2022-09-28-b", "updated: 2022-09-28\ncorrections: [{date: 2022-10-01, text: A}]\n")
    article(site, "2022-09-28-c", "corrections: [{date: 2021-10-01, text: A}]\n")
    article(site, "2026-12-28-d", "expires: 2026-12-01\n")
    assert places(site.check("dates-out-of-order")) == ["2022-09-28-a.md:3", "2022-09-28-c.md:3", "2026-12-28-d.md:2"]


def test_a_date_far_ahead_is_found_in_private(site: Site):
    article(site, "2036-09-28-a")
    article(site, "2027-09-28-b")
    [finding] = site.check("distant-date")
    assert places([finding]) == ["2036-09-28-a.md:2"]
    assert finding.problem.private


@pytest.mark.parametrize(
    ("date", "found"),
    [
        ("2021-03-04", True),
        ("2022-06-04", True),
        ("2022-04-03", True),
        ("2022-03-05", False),
        ("2022-03-04", False),
        ("2020-12-31", False),
        ("2022-02-28", False),
    ],
)
def test_a_slip_between_the_file_name_and_the_date_is_found(site: Site, date: str, found: bool):
    article(site, "2022-03-04-a", f"date: {date}\n")
    assert places(site.check("file-name-date")) == (["2022-03-04-a.md:3"] if found else [])


def test_a_forgotten_draft_is_found_in_private(site: Site):
    article(site, "2026-01-28-a", "draft: true\n")
    article(site, "2026-11-01-b", "draft: true\n")
    article(site, "2026-01-28-c")
    [finding] = site.check("old-draft")
    assert places([finding]) == ["2026-01-28-a.md:2"]
    assert finding.problem.private
    assert finding.problem.hint == "finish it, or write: silence: [old-draft]"


SECTIONS = "title: Archive\nbase_url: https://example.org/\nsections:\n  - News\n  - Reports\n"


@pytest.mark.parametrize("section", ["Nwes", "Newss", "new"])
def test_a_section_that_is_nearly_one_of_the_mastheads_is_found(site: Site, section: str):
    site.write("newsgen.yaml", SECTIONS)
    article(site, "2022-09-27-z", "section: News\n")
    article(site, "2022-09-28-a", f"section: {section}\n")
    [finding] = site.check("misspelt-section")
    assert places([finding]) == ["2022-09-28-a.md:3"]
    assert finding.problem.hint.startswith("write: section: News;")


def test_other_sections_and_those_of_the_masthead_in_other_letters_pass(site: Site):
    site.write("newsgen.yaml", SECTIONS)
    for number, section in enumerate(("News", "news", "NEWS", "Opinion", "Reports 2")):
        article(site, f"2022-09-0{number + 1}-a", f"section: {section}\n")
    assert site.check("misspelt-section") == []


def test_a_section_with_more_articles_than_the_one_it_is_like_is_no_slip(site: Site):
    site.write("newsgen.yaml", SECTIONS)
    for number in range(4):
        article(site, f"2022-09-0{number + 1}-a", "section: New\n")
    assert site.check("misspelt-section") == []


def test_a_slip_in_a_section_is_told_once(site: Site):
    site.write("newsgen.yaml", SECTIONS)
    for number in range(9):
        article(site, f"2022-09-0{number + 1}-a", "section: Reports\n")
    article(site, "2022-10-01-b", "section: Report\n")
    assert [each.rule for each in site.check("misspelt-section", "similar-terms")] == ["misspelt-section"]


def test_a_section_of_the_masthead_without_an_article_is_found(site: Site):
    site.write("newsgen.yaml", SECTIONS.replace("Reports", "Raports"))
    article(site, "2022-09-28-a", "section: Reports\n")
    [finding] = site.check("empty-section")
    assert (finding.problem.path, finding.problem.line) == ("newsgen.yaml", 5)
    assert finding.problem.message == 'sections: no article is in "Raports"'
    assert finding.problem.hint == "did you mean Reports?"


def test_sections_that_became_one_for_want_of_brackets_are_found(site: Site):
    site.write("newsgen.yaml", 'title: Archive\nbase_url: https://example.org/\nsections: ["News, Reports"]\n')
    article(site, "2022-09-28-a", "section: News\n")
    [finding] = site.check("empty-section")
    assert finding.problem.line == 3
    assert finding.problem.hint == "if these are several, write: sections: [News, Reports]"


@pytest.mark.parametrize(("articles", "found"), [(9, 0), (10, 2)])
def test_a_new_site_may_have_sections_to_be_filled(site: Site, articles: int, found: int):
    site.write("newsgen.yaml", SECTIONS)
    for number in range(articles):
        article(site, f"2022-09-{number + 1:02}-a", "section: Opinion\n")
    assert len(site.check("empty-section")) == found


def tagged(site: Site, *counted: tuple[str, int], key: str = "tags", lang: str = "en") -> None:
    for number, (tag, count) in enumerate(counted):
        for each in range(count):
            article(site, f"2022-{number + 1:02d}-{each + 1:02d}-t", f'{key}: "{tag}"\nlang: {lang}\n')


@pytest.mark.parametrize(
    ("rare", "common", "lang"),
    [
        ("protest", "protests", "en"),
        ("agency", "agencies", "en"),
        ("political prisoner", "political prisoners", "en"),
        ("tortrue", "torture", "en"),
        ("corruptoin", "corruption", "en"),
        ("coruption", "corruption", "en"),
        ("политическая репрессия", "политические репрессии", "ru"),
        ("суд", "суды", "ru"),
        ("сот", "соттар", "kk"),
        ("Presse", "Pressen", "de"),
    ],
)
def test_terms_that_were_meant_to_be_one_are_found(site: Site, rare: str, common: str, lang: str):
    site.write("newsgen.yaml", "title: Archive\nlanguages: [en, ru, kk, de]\n")
    tagged(site, (rare, 1), (common, 6), lang=lang)
    [finding] = site.check("similar-terms")
    assert places([finding]) == ["2022-01-01-t.md:3"]
    assert f'"{rare}", 1 article, is nearly "{common}", 6 articles' in finding.problem.message


@pytest.mark.parametrize(
    ("rare", "common", "lang"),
    [
        ("policy", "police", "en"),
        ("migration", "emigration", "en"),
        ("covid-18", "covid-19", "en"),
        ("2021", "2022", "en"),
        ("new", "news", "en"),
        ("Iran", "Iraq", "en"),
        ("house", "horse", "en"),
        ("право", "права" * 2, "ru"),
    ],
)
def test_terms_that_only_look_alike_pass(site: Site, rare: str, common: str, lang: str):
    site.write("newsgen.yaml", "title: Archive\nlanguages: [en, ru]\n")
    tagged(site, (rare, 1), (common, 6), lang=lang)
    assert site.check("similar-terms") == []


def test_names_of_people_differ_by_their_last_letter(site: Site):
    tagged(site, ("А. Маратов", 1), ("А. Маратова", 6), key="authors")
    assert site.check("similar-terms") == []
    tagged(site, ("Almsa Maratova", 1), ("Almas Maratova", 6), key="authors")
    assert len(site.check("similar-terms")) == 1


def test_terms_that_the_glossary_joins_are_one(site: Site):
    tagged(site, ("protest", 1), ("protests", 6))
    site.write("content/terms.yaml", "tags:\n  protests:\n    synonyms: [protest]\n")
    assert site.check("build-error") == []
    assert site.check("similar-terms") == []


def test_one_term_in_two_spellings_is_found_at_the_rarer(site: Site):
    tagged(site, ("open data", 1), ("Open Data", 3), ("open-data", 2))
    found = site.check("term-spelling")
    assert places(found) == ["2022-01-01-t.md:3", "2022-03-01-t.md:3"]
    assert found[0].problem.hint == "write Open Data"


def test_the_same_text_twice_is_found(site: Site):
    site.write("newsgen.yaml", "title: Archive\nlanguages: [en, ru]\n")
    article(site, "2022-09-28-a", body="The court adjourned. " * 20)
    article(site, "2022-09-29-b", body="The court adjourned. " * 20)
    article(site, "2022-09-28-a.ru", body="The court adjourned. " * 20)
    article(site, "2022-09-28-c", body="Short.")
    article(site, "2022-09-29-d", body="Short.")
    same, translation = sorted(site.check("duplicate-text"), key=lambda finding: finding.problem.path, reverse=True)
    assert places([same, translation]) == ["2022-09-29-b.md:2", "2022-09-28-a.ru.md:2"]
    assert "translation" in translation.problem.hint


def test_spoilt_and_mixed_letters_are_found_in_headlines_and_terms_too(site: Site):
    article(site, "2022-09-28-a", "summary: It\u00e2\u20ac\u2122s over\n", title="Caf\u00c3\u00a9")
    article(site, "2022-09-28-b", "tags: [Cуд]\n", title="Суд oтложен")
    assert places(site.check("garbled-text")) == ["2022-09-28-a.md:2", "2022-09-28-a.md:3"]
    assert places(site.check("mixed-letters")) == ["2022-09-28-b.md:2", "2022-09-28-b.md:3"]
