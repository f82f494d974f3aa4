"""No address that was published once dies silently, whatever an editor does in a browser."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from tests.sites import YEARS, Site

from newsgen import register, settings
from newsgen.commands import urls
from newsgen.errors import ProblemsFound, UsageError
from newsgen.register import Entry

CONFIG = "title: Archive\nbase_url: https://example.org/\n"
ATOM = "{http://www.w3.org/2005/Atom}"
ARTICLE = "---\ntitle: {title}\n{front}---\n{body}\n"


def article(title: str = "Report", body: str = "What was found.", **front: str) -> str:
    return ARTICLE.format(title=title, body=body, front="".join(f"{key}: {value}\n" for key, value in front.items()))


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Two articles, published and recorded."""
    made = Site(tmp_path / "site", f"-- newsgen.yaml --\n{CONFIG}{YEARS}")
    made.write("content/2022-09-28-report.md", article(tags="[trial]"))
    made.write("content/2022-10-02-other.md", article("Other", "Something else."))
    made.build()
    made.record()
    return made


def text(site: Site) -> str:
    return (site.folder / "urls.txt").read_text("utf-8")


def entries(site: Site) -> dict[str, Entry]:
    known, problems = register.parse(text(site))
    assert problems == ()
    return {entry.address: entry for entry in known.entries}


def target(site: Site, address: str) -> str:
    """Where the page at an address leads to."""
    page = site.page(address)
    assert 'http-equiv="refresh"' in page
    return page.split("url=")[1].split('"')[0]


OLD = "/2022/09/28/report/"


def test_the_register_holds_a_line_for_each_page_in_the_order_of_addresses(site: Site):
    lines = text(site).splitlines()[1:]
    assert lines == sorted(lines)
    assert {OLD, "/2022/", "/2022/09/", "/tags/trial/", "/"} <= set(entries(site))
    assert entries(site)[OLD].source == "2022-09-28-report.md"
    assert not [address for address in entries(site) if address.startswith(("/assets", "/404"))]


def test_recording_again_changes_nothing(site: Site):
    before = text(site)
    site.record(at="2027-01-01T00:00:00+00:00")
    assert text(site) == before


def test_a_build_says_nothing_of_addresses_that_are_all_answered(site: Site):
    assert [problem for problem in site.build().problems if problem.path == "urls.txt"] == []


def test_a_renamed_file_is_recognised_and_its_old_address_leads_to_it(site: Site):
    (site.folder / "content/2022-09-28-report.md").rename(site.folder / "content/2022-09-28-findings.md")
    outcome = site.build()
    assert target(site, OLD) == "/2022/09/28/findings/"
    [told] = [problem.message for problem in outcome.problems if problem.path == "urls.txt"]
    assert (
        told
        == "1 registered address leads from now on to where the page is: /2022/09/28/report/ → /2022/09/28/findings/"
    )


def test_a_renamed_file_is_recognised_by_its_text_when_it_has_another_headline(site: Site):
    site.remove("content/2022-09-28-report.md")
    site.write("content/2022-11-01-findings.md", article("Findings"))
    site.build()
    assert target(site, OLD) == "/2022/11/01/findings/"


@pytest.mark.parametrize("name", ["2022-09-28-findings", "2022-11-01-report"])
def test_a_renamed_file_is_recognised_by_its_headline_when_it_has_another_text(site: Site, name: str):
    site.remove("content/2022-09-28-report.md")
    site.write(f"content/{name}.md", article(body="Rewritten."))
    site.build()
    assert target(site, OLD) == f"/{name[:10].replace('-', '/')}/{name[11:]}/"


def test_a_renamed_page_is_recognised_by_its_headline_too(site: Site):
    site.write("content/pages/about.md", article("About"))
    site.build()
    site.record()
    site.remove("content/pages/about.md")
    site.write("content/pages/who-we-are.md", article("About", "Rewritten."))
    site.build()
    assert target(site, "/about/") == "/who-we-are/"


def test_another_article_with_the_headline_of_a_deleted_one_inherits_nothing(followed: Site):
    followed.remove("content/2022-09-28-report.md")
    followed.write("content/2022-11-01-findings.md", article(body="Of another week."))
    followed.build()
    assert "withdrawn" in followed.page(OLD)
    assert ids(followed)["Report"] == "/2022/11/01/findings/"


def test_a_headline_that_comes_back_recognises_no_file(site: Site):
    site.write("content/2022-10-05-report.md", article(body="Of the second week."))
    site.build()
    site.record()
    site.remove("content/2022-09-28-report.md")
    site.build()
    site.record()
    site.remove("content/2022-10-05-report.md")
    site.write("content/2022-10-12-report.md", article(body="Of the third week."))
    site.build()
    assert "withdrawn" in site.page(OLD)
    assert "withdrawn" in site.page("/2022/10/05/report/")


def test_a_file_that_was_there_all_along_inherits_no_address(site: Site):
    site.write("content/2022-10-03-twin.md", article())
    site.build()
    site.record()
    site.remove("content/2022-09-28-report.md")
    site.build()
    assert "withdrawn" in site.page(OLD)


def test_a_redated_article_leads_from_its_old_day(site: Site):
    site.replace("content/2022-09-28-report.md", "title: Report", "title: Report\ndate: 2022-12-24")
    site.build()
    assert target(site, OLD) == "/2022/12/24/report/"


def test_a_retitled_article_stays_where_it_is(site: Site):
    site.replace("content/2022-09-28-report.md", "title: Report", "title: Corrected")
    outcome = site.build()
    assert "Corrected" in site.page(OLD)
    assert outcome.problems == ()


def test_another_pattern_of_addresses_keeps_every_old_one(site: Site):
    site.write("newsgen.yaml", "title: Archive\nbase_url: https://example.org/\npermalink: /{year}/{slug}.html\n")
    site.build()
    assert target(site, OLD) == "/2022/report.html"


def test_moves_after_moves_lead_straight_to_the_last_place_and_back(site: Site):
    site.replace("content/2022-09-28-report.md", "title: Report", "title: Report\ndate: 2022-12-24")
    site.build()
    site.record()
    site.replace("content/2022-09-28-report.md", "2022-12-24", "2022-12-31")
    site.build()
    site.record()
    assert target(site, OLD) == "/2022/12/31/report/"
    assert target(site, "/2022/12/24/report/") == "/2022/12/31/report/"
    site.replace("content/2022-09-28-report.md", "date: 2022-12-31\n", "")
    site.build()
    assert "What was found." in site.page(OLD)
    assert target(site, "/2022/12/31/report/") == OLD


def test_a_deleted_article_leaves_a_page_that_says_nothing_of_it(site: Site):
    site.remove("content/2022-09-28-report.md")
    outcome = site.build()
    page = site.page(OLD)
    assert "What was published at this address has been withdrawn." in page
    assert '<meta name="robots" content="noindex">' in page
    assert "Report" not in page
    assert "found" not in page
    assert any("from now on that the page was withdrawn" in problem.message for problem in outcome.problems)
    site.record()
    assert entries(site)[OLD].kind == "gone"
    assert site.build().problems == ()


def test_a_restored_article_is_back_at_its_address(site: Site):
    site.remove("content/2022-09-28-report.md")
    site.build()
    site.record()
    site.write("content/2022-09-28-report.md", article(tags="[trial]"))
    site.build()
    assert "What was found." in site.page(OLD)
    site.record()
    assert entries(site)[OLD].kind == "article"


def test_an_article_that_is_drafted_again_leaves_the_same_page_as_a_deleted_one(site: Site):
    site.replace("content/2022-09-28-report.md", "title: Report", "title: Report\ndraft: true")
    drafted = (site.build(), site.page(OLD))[1]
    site.remove("content/2022-09-28-report.md")
    site.build()
    assert site.page(OLD) == drafted
    assert "withdrawn" in drafted


def test_an_archive_page_that_empties_stays_and_lists_nothing(site: Site):
    site.remove("content/2022-09-28-report.md")
    site.build()
    page = site.page("/2022/09/")
    assert "September 2022" in page
    assert "report" not in page.lower()
    assert "/2022/09/" not in site.page("/2022/")


def test_a_term_that_nothing_public_has_leaves_a_page_without_its_name(site: Site):
    site.replace("content/2022-09-28-report.md", "[trial]", "[court]")
    site.build()
    for address in ("/tags/trial/", "/tags/trial/2022/"):
        assert "withdrawn" in site.page(address)
        assert "trial" not in site.page(address).replace(address, "").lower()


def test_a_year_of_a_term_that_empties_stays_while_the_term_is_there(site: Site):
    site.write("content/2023-01-01-next.md", article("Next", "More.", tags="[trial]"))
    site.build()
    site.record()
    site.replace("content/2023-01-01-next.md", "[trial]", "[]")
    site.build()
    assert "trial, 2023" in site.page("/tags/trial/2023/")


def test_days_that_have_no_page_any_more_lead_to_their_month(site: Site):
    site.write("newsgen.yaml", "title: Archive\ndays: true\n")
    site.build()
    site.record()
    site.write("newsgen.yaml", "title: Archive\n")
    site.build()
    assert target(site, "/2022/09/28/") == "/2022/09/"


def test_a_page_that_takes_a_registered_address_has_it(site: Site):
    site.remove("content/2022-09-28-report.md")
    site.write("static/2022/09/28/report/index.html", "<p>by hand</p>")
    site.build()
    assert site.page(OLD) == "<p>by hand</p>"


def test_a_file_in_the_place_of_a_folder_holds_no_build_up(site: Site):
    site.remove("content/2022-09-28-report.md")
    site.remove("content/2022-10-02-other.md")
    site.write("static/2022", "a file")
    site.build()
    assert (site.output / "2022").read_text() == "a file"


def test_a_broken_article_is_neither_moved_nor_gone(site: Site):
    site.replace("content/2022-09-28-report.md", "title: Report", "title: Report\ndate: 2022-02-31")
    site.build(keep_going=True)
    assert "What was found." in site.page(OLD)


def test_removal_is_not_held_up_by_another_file(site: Site):
    site.remove("content/2022-09-28-report.md")
    site.write("content/2022-10-05-broken.md", article(date="2022-02-31"))
    site.build(keep_going=True)
    assert "withdrawn" in site.page(OLD)


def ids(site: Site) -> dict[str, str]:
    """The ids of articles by their titles: as Atom, JSON Feed and RSS have them, which must be the same."""
    atom = ET.parse(site.output / "feed.xml").getroot()
    found = {each.findtext(f"{ATOM}title"): each.findtext(f"{ATOM}id") for each in atom.iter(f"{ATOM}entry")}
    items = json.loads((site.output / "feed.json").read_bytes())["items"]
    assert found == {item["title"]: item["id"] for item in items}
    rss = ET.parse(site.output / "rss.xml").getroot()
    assert found == {item.findtext("title"): item.findtext("guid") for item in rss.iter("item")}
    return {str(title): str(name).removeprefix("https://example.org") for title, name in found.items()}


@pytest.fixture
def followed(site: Site) -> Site:
    """The same, with all kinds of feeds."""
    site.write("newsgen.yaml", "title: Archive\nbase_url: https://example.org/\nfeeds: {rss: true}\n")
    site.build()
    return site


def test_an_article_keeps_its_id_in_feeds_wherever_it_moves(followed: Site):
    site, file = followed, "content/2022-09-28-report.md"
    assert ids(site)["Report"] == OLD
    site.replace(file, "title: Report", "title: Report\ndate: 2022-12-24")
    for turn in range(2):
        site.build(at=f"2026-11-2{turn + 1}T00:00:00+00:00")
        assert ids(site)["Report"] == OLD
        site.record(at=f"2026-11-2{turn + 1}T00:00:00+00:00")
    site.replace(file, "title: Report", "title: Findings\nslug: findings")
    (site.folder / file).rename(site.folder / "content/other-name.md")
    site.build()
    assert ids(site)["Findings"] == OLD
    assert site.exists("/2022/12/24/findings/")


def test_a_renamed_and_retitled_file_keeps_its_id_from_the_build_that_finds_it(followed: Site):
    followed.remove("content/2022-09-28-report.md")
    followed.write("content/2022-11-01-findings.md", article("Findings"))
    followed.build()
    assert ids(followed) == {"Findings": OLD, "Other": "/2022/10/02/other/"}


def test_without_a_register_an_id_is_the_present_address(followed: Site):
    followed.remove("urls.txt")
    followed.replace("content/2022-09-28-report.md", "title: Report", "title: Report\ndate: 2022-12-24")
    followed.build(accept_loss=100)
    assert ids(followed)["Report"] == "/2022/12/24/report/"


def test_a_first_address_that_another_article_has_taken_names_that_one(followed: Site):
    followed.replace("content/2022-09-28-report.md", "title: Report", "title: Report\ndate: 2022-12-24")
    followed.write("content/2022-09-28-report-2.md", article("Second", "New.", slug="report"))
    followed.build()
    assert ids(followed)["Second"] == OLD
    assert ids(followed)["Report"] == "/2022/12/24/report/"


def test_an_alias_that_was_there_from_the_beginning_is_no_id(followed: Site):
    followed.write("content/2022-11-01-moved.md", article("Moved", "Long.", aliases="[/0/]"))
    followed.build()
    followed.record(at="2026-12-01T00:00:00+00:00")
    followed.build(clean=True)
    assert ids(followed)["Moved"] == "/2022/11/01/moved/"


def aliased(site: Site, *, old: bool) -> str:
    """An article with an alias from the beginning, moved, recorded and moved again; as `old` registers have it."""
    file = "content/2022-11-01-moved.md"
    site.write(file, article("Moved", "Long.", aliases="[/0/]"))
    site.build()
    site.record(at="2026-12-01T00:00:00+00:00")
    site.replace(file, "title: Moved", "title: Moved\nslug: second")
    site.build()
    site.record(at="2026-12-02T00:00:00+00:00")
    if old:
        site.replace("urls.txt", "/0/\talias", "/0/\tformer")
    return file


@pytest.mark.parametrize("old", [False, True])
def test_an_alias_is_no_id_when_its_article_moves(followed: Site, old: bool):
    file = aliased(followed, old=old)
    for turn in range(3):
        followed.build(clean=True)
        assert ids(followed)["Moved"] == "/2022/11/01/moved/"
        followed.record(at="2026-12-03T00:00:00+00:00")
        if turn == 0:
            followed.replace(file, "slug: second", "slug: third")
    assert entries(followed)["/2022/11/01/second/"].kind == "former"


def test_an_alias_that_was_taken_out_is_still_no_id(followed: Site):
    followed.replace(aliased(followed, old=False), "aliases: [/0/]\n", "")
    followed.build()
    followed.record(at="2026-12-03T00:00:00+00:00")
    assert target(followed, "/0/") == "/2022/11/01/second/"
    assert entries(followed)["/0/"].kind == "alias"
    assert ids(followed)["Moved"] == "/2022/11/01/moved/"


def test_a_first_address_that_is_kept_as_an_alias_is_still_the_id(followed: Site):
    file = aliased(followed, old=False)
    followed.replace(file, "[/0/]", "[/0/, /2022/11/01/moved/]")
    followed.build()
    followed.record(at="2026-12-03T00:00:00+00:00")
    assert entries(followed)["/2022/11/01/moved/"].kind == "former"
    followed.build(clean=True)
    assert ids(followed)["Moved"] == "/2022/11/01/moved/"


def test_a_register_that_does_not_tell_aliases_is_brought_up_to_date(followed: Site):
    followed.write("content/2022-11-01-moved.md", article("Moved", "Long.", aliases="[/0/]"))
    followed.build()
    followed.record()
    followed.replace("urls.txt", "/0/\talias", "/0/\tformer")
    followed.record()
    assert entries(followed)["/0/"].kind == "alias"


FILED = "content/2022-09-28-filed/"
FILE = "/2022/09/28/filed/evidence.pdf"


@pytest.fixture
def filed(tmp_path: Path) -> Site:
    """An article with a document and a picture beside it, published and recorded."""
    made = Site(tmp_path / "filed", "-- newsgen.yaml --\ntitle: Archive\nhosts: [apache]\n")
    made.write(f"{FILED}index.md", article("Filed", "See [the document](evidence.pdf)."))
    made.write(f"{FILED}evidence.pdf", "what was found")
    made.write(f"{FILED}photo.jpg", "seen")
    made.build()
    made.record()
    return made


def gone_rules(site: Site) -> list[str]:
    path = site.output / ".htaccess"
    return [line for line in path.read_text().splitlines() if line.endswith("[G]")] if path.exists() else []


def test_files_that_go_with_articles_are_registered_but_pictures_are_not(filed: Site):
    assert entries(filed)[FILE].kind == "file"
    assert not [address for address in entries(filed) if address.endswith(".jpg")]


def test_a_file_that_moves_with_its_article_is_served_at_its_old_address_too(filed: Site):
    filed.replace(f"{FILED}index.md", "title: Filed", "title: Filed\ndate: 2022-12-24")
    for _ in range(2):
        filed.build()
        assert filed.tree()[FILE[1:]] == filed.tree()["2022/12/24/filed/evidence.pdf"]
        filed.record()
    assert entries(filed)[FILE].kind == "file"
    assert not gone_rules(filed)
    (filed.folder / FILED).rename(filed.folder / "content/2022-12-25-again")
    filed.build()
    assert filed.tree()[FILE[1:]] == filed.tree()["2022/12/24/filed/evidence.pdf"]


def test_a_renamed_file_is_recognised_by_its_bytes(filed: Site):
    (filed.folder / FILED / "evidence.pdf").rename(filed.folder / FILED / "ruling.pdf")
    filed.replace(f"{FILED}index.md", "evidence.pdf", "ruling.pdf")
    filed.build()
    assert filed.tree()[FILE[1:]] == filed.tree()["2022/09/28/filed/ruling.pdf"]


def test_addresses_that_differ_in_case_alone_hold_no_build_up(filed: Site):
    filed.replace(f"{FILED}index.md", "title: Filed", "title: Filed\npermalink: /2022/09/28/FILED/")
    (filed.folder / FILED / "evidence.pdf").rename(filed.folder / FILED / "Evidence.pdf")
    filed.replace(f"{FILED}index.md", "evidence.pdf", "Evidence.pdf")
    filed.build()
    filed.record()
    assert {FILE, "/2022/09/28/FILED/Evidence.pdf"} <= entries(filed).keys()
    filed.replace(f"{FILED}index.md", "/2022/09/28/FILED/", "/elsewhere/")
    filed.build()
    assert target(filed, "/2022/09/28/FILED/") == "/elsewhere/"
    assert filed.tree()["2022/09/28/FILED/Evidence.pdf"].startswith(b"%PDF-")


def test_an_article_can_take_the_address_of_a_file_as_its_folder(filed: Site):
    filed.replace(f"{FILED}index.md", "title: Filed", "title: Filed\ndate: 2022-12-24")
    filed.write("content/2022-10-01-more.md", article("More", "More.", permalink=f"{FILE}/"))
    filed.build()
    assert "More." in filed.page(f"{FILE}/")


def test_a_file_that_was_taken_out_is_gone_for_hosts_that_can_say_so(filed: Site):
    filed.remove(f"{FILED}evidence.pdf")
    filed.replace(f"{FILED}index.md", "[the document](evidence.pdf)", "it")
    filed.build()
    assert FILE[1:] not in filed.tree()
    assert any("evidence" in rule for rule in gone_rules(filed))


@pytest.mark.parametrize("how", ["deleted", "drafted", "retracted"])
def test_the_files_of_a_withdrawn_article_are_gone_with_it_and_no_loss_of_their_own(filed: Site, how: str):
    if how == "deleted":
        for name in ("index.md", "evidence.pdf", "photo.jpg"):
            filed.remove(FILED + name)
    else:
        filed.replace(
            f"{FILED}index.md", "title:", "draft: true\ntitle:" if how == "drafted" else "retracted: 2022-10-01\ntitle:"
        )
    for _ in range(2):
        outcome = filed.build()
        assert FILE[1:] not in filed.tree()
        assert any("evidence" in rule for rule in gone_rules(filed))
        filed.record()
    assert not [problem for problem in outcome.problems if "registered" in problem.message]
    told, whole = urls.check(settings.load(filed.folder), filed.folder, filed.output, None)
    assert f"gone        {FILE}" in told
    assert whole


def test_another_article_at_an_address_begins_anew(site: Site):
    site.remove("content/2022-09-28-report.md")
    site.write("content/x.md", article("Elsewhere", "New.", date="2022-09-28", permalink=OLD))
    site.build()
    site.record(at="2026-12-01T00:00:00+00:00")
    assert entries(site)[OLD].since == "2026-12-01T00:00:00Z"


def many(folder: Path, count: int = 30) -> Site:
    site = Site(folder)
    for number in range(count):
        site.write(f"content/2022-09-{number % 28 + 1:02d}-a{number}.md", article(f"A{number}", f"Text {number}."))
    site.build()
    site.record()
    return site


def test_a_loss_that_looks_like_an_accident_is_refused_until_its_number_is_given(tmp_path: Path):
    site = many(tmp_path)
    for number in range(25):
        site.remove(f"content/2022-09-{number % 28 + 1:02d}-a{number}.md")
    before = site.tree()
    for keep_going in (False, True):
        [problem] = [each for each in site.problems(keep_going=keep_going) if each.is_error]
        assert problem.message == "25 of 37 addresses would be lost at once: their files are gone"
        assert "--accept-loss 25" in problem.hint
        assert site.tree() == before
    with pytest.raises(ProblemsFound):
        site.build(accept_loss=24)
    site.build(accept_loss=25)
    assert "withdrawn" in site.page("/2022/09/01/a0/")
    site.record()
    site.build()


def test_a_few_losses_are_no_accident(tmp_path: Path):
    site = many(tmp_path)
    for number in range(20):
        site.remove(f"content/2022-09-{number % 28 + 1:02d}-a{number}.md")
    site.build()


def test_drafting_many_articles_again_is_no_accident(tmp_path: Path):
    site = many(tmp_path)
    for number in range(25):
        site.replace(f"content/2022-09-{number % 28 + 1:02d}-a{number}.md", "title", "draft: true\ntitle")
    site.build()
    assert "withdrawn" in site.page("/2022/09/01/a0/")


@pytest.mark.parametrize("how", ["deleted", "emptied"])
def test_a_site_that_had_a_register_is_not_built_without_it(site: Site, how: str):
    site.build()
    if how == "deleted":
        site.remove("urls.txt")
    else:
        site.write("urls.txt", "")
    [problem] = site.problems()
    assert "register" in problem.message
    count = int(problem.hint.rsplit(" ", 1)[1])
    site.build(accept_loss=count)
    site.build()


def test_a_preview_needs_no_leave_to_lose_addresses(tmp_path: Path):
    site = many(tmp_path)
    for path in (site.folder / "content").iterdir():
        path.unlink()
    site.build(drafts=True, output="preview")


def test_nothing_can_be_recorded_before_a_build(tmp_path: Path):
    with pytest.raises(UsageError, match="Build first"):
        Site(tmp_path).record()


def test_an_address_survives_two_renames_of_which_the_first_changed_no_file_of_the_site(tmp_path: Path):
    site = Site(tmp_path, "-- newsgen.yaml --\ntitle: A\n")
    site.write("content/a.md", "---\ntitle: A\ndate: 2022-09-28\n---\nText of an article.\n")
    site.build()
    site.record()
    (site.folder / "content/a.md").rename(site.folder / "content/b.md")
    site.build()
    site.record()
    site.write("content/b.md", "---\ntitle: A\ndate: 2022-09-28\nslug: b\n---\nText of an article.\n")
    (site.folder / "content/b.md").rename(site.folder / "content/c.md")
    site.build()
    site.record()
    site.build()
    assert "/2022/09/28/b/" in site.page("/2022/09/28/a/")


def test_a_file_keeps_its_address_when_its_folder_was_renamed_before(tmp_path: Path):
    site = Site(tmp_path, "-- newsgen.yaml --\ntitle: A\nfiles: {allow: [csv]}\n")
    front = "---\ntitle: A\ndate: 2022-09-{}\nslug: a\n---\n[Data](doc.csv)\n"
    site.write("content/a/index.md", front.format(28))
    site.write("content/a/doc.csv", "1,2\n")
    site.build()
    site.record()
    (site.folder / "content/a").rename(site.folder / "content/b")
    site.build()
    site.record()
    site.write("content/b/index.md", front.format(29))
    site.build()
    assert (site.output / "2022/09/28/a/doc.csv").read_text() == "1,2\n"
