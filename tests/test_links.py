"""Links between files: they become addresses, or words without a link, or errors with their line."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest
from tests.sites import Site, picture

from newsgen.errors import Problem

A = "content/2022/2022-09-28-a.md"


def article(body: str, front: str = "title: A") -> str:
    return f"---\n{front}\n---\n{body}\n"


def write(folder: Path, body: str, others: str = "") -> Site:
    site = Site(folder, dedent(others))
    site.write(A, article(body))
    return site


OTHER = """
-- content/2021/2021-01-02-other.md --
---
title: Other
---
## The part

Text.
"""

DRAFT = """
-- content/2022/2022-10-01-secret.md --
---
title: The secret headline
draft: true
---
"""


def links(html: str) -> list[str]:
    text = html.partition('<div class="text">')[2].partition("</div>")[0]
    return re.findall(r'(?:href|src)="([^"]*)"', text)


@pytest.mark.parametrize(
    ("written", "href"),
    [
        ("[o](../2021/2021-01-02-other.md)", "/2021/01/02/other/"),
        ("[o](../2021/2021-01-02-other.md#the-part)", "/2021/01/02/other/#the-part"),
        ("[o][1]\n\n[1]: ../2021/2021-01-02-other.md", "/2021/01/02/other/"),
        ('<a href="../2021/2021-01-02-other.md">o</a>', "/2021/01/02/other/"),
        ("[o](/2021/)", "/2021/"),
        ("[o](https://other.example/a.md)", "https://other.example/a.md"),
        ("[o](mailto:desk@example.org)", "mailto:desk@example.org"),
        ("[o](#below)", "#below"),
    ],
)
def test_a_link_to_a_file_becomes_its_address_and_others_stay(tmp_path: Path, written: str, href: str):
    site = write(tmp_path, written, OTHER)
    site.build()
    assert links(site.page("/2022/09/28/a/")) == [href]


def test_a_link_follows_its_target_to_a_new_address(tmp_path: Path):
    site = write(tmp_path, "[o](../2021/2021-01-02-other.md)", OTHER)
    site.build()
    site.replace("content/2021/2021-01-02-other.md", "title: Other", "title: Other\nslug: moved")
    site.build()
    assert links(site.page("/2022/09/28/a/")) == ["/2021/01/02/moved/"]


def test_a_link_from_the_root_gets_the_path_of_the_site(tmp_path: Path):
    site = write(
        tmp_path, "[o](/2021/)", OTHER + "-- newsgen.yaml --\ntitle: T\nbase_url: https://example.org/archive/\n"
    )
    site.build()
    assert links(site.page("/2022/09/28/a/")) == ["/archive/2021/"]


def dead(site: Site) -> Problem:
    [problem] = [each for each in site.problems() if each.is_error]
    return problem


def test_a_link_to_no_file_is_an_error_with_its_line(tmp_path: Path):
    problem = dead(write(tmp_path, "One.\n\nTwo [o](nothing-like-it.md)."))
    assert (problem.path, problem.line) == (A, 6)
    assert problem.message == 'link to "nothing-like-it.md": there is no such file'
    assert problem.hint == "mend the path, or take the link out"


@pytest.mark.parametrize("written", ["2021-01-02-other.md", "../2021-01-02-other.md", "../2021/2021-01-02-othr.md"])
def test_a_dead_link_shows_the_path_that_was_probably_meant_and_that_path_builds(tmp_path: Path, written: str):
    site = write(tmp_path, f"[o]({written})", OTHER)
    assert dead(site).hint == "write ../2021/2021-01-02-other.md"
    site.replace(A, written, dead(site).hint.removeprefix("write "))
    site.build()


@pytest.mark.parametrize(
    ("body", "front"),
    [("![x](photo.jpg)", ""), ("![x](Photo.jpg)", ""), ("![x](pics/../photo.JPEG)", ""), ("x", "\nimage: Photo.jpg")],
)
def test_a_picture_whose_name_differs_is_told_by_its_own(tmp_path: Path, body: str, front: str):
    site = Site(tmp_path)
    site.write(A, article(body, "title: A" + front))
    site.write("content/2021/photo.jpg", picture("else"))
    site.write("content/2022/photo.JPG", picture("x"))
    problem = dead(site)
    assert re.fullmatch(r'there is no picture ".*hoto.jpe?g"', problem.message, re.IGNORECASE)
    assert problem.hint == "write photo.JPG"


def test_a_recording_that_is_not_there_is_called_one(tmp_path: Path):
    assert dead(write(tmp_path, "![x](speech.mp3)")).message == 'there is no recording "speech.mp3"'


@pytest.mark.parametrize("written", ["www.example.org", "example.org", "www.example.co.uk"])
def test_an_address_without_its_beginning_is_told_whole(tmp_path: Path, written: str):
    problem = dead(write(tmp_path, f"[x]({written})"))
    assert problem.message == f'link to "{written}": the beginning of the address is missing'
    assert problem.hint == f"write https://{written}"


def test_an_address_without_its_beginning_and_with_a_path_is_told_whole(tmp_path: Path):
    [problem] = write(tmp_path, "[x](www.example.org/a/)").build().problems
    assert problem.hint == "write https://www.example.org/a/"


@pytest.mark.parametrize("written", [r"C:\Users\me\cranes.jpg", "file:///home/me/cranes.jpg"])
def test_a_main_picture_on_the_authors_computer_is_an_error(tmp_path: Path, written: str):
    site = Site(tmp_path)
    site.write(A, article("Text.", f"title: A\nimage: {written}"))
    problem = dead(site)
    assert "this address is on your computer" in problem.message
    assert problem.hint == "put the file beside the article and write cranes.jpg"


def test_a_link_to_an_article_whose_file_was_moved_names_where_it_is(tmp_path: Path):
    site = write(tmp_path, "[o](../2021/2021-01-02-other.md)", OTHER)
    site.build()
    (site.folder / "content/x").mkdir()
    (site.folder / "content/2021/2021-01-02-other.md").rename(site.folder / "content/x/2021-01-02-other.md")
    problem = dead(site)
    assert problem.message == 'link to "../2021/2021-01-02-other.md": that file is now content/x/2021-01-02-other.md'
    assert problem.hint == "write ../x/2021-01-02-other.md"


def test_a_file_that_was_moved_and_renamed_is_known_by_the_register(tmp_path: Path):
    site = write(tmp_path, "[o](../2021/2021-01-02-other.md)", OTHER)
    site.build()
    site.record()
    (site.folder / "content/x").mkdir()
    (site.folder / "content/2021/2021-01-02-other.md").rename(site.folder / "content/x/2021-01-02-talks3.md")
    problem = dead(site)
    assert problem.message == 'link to "../2021/2021-01-02-other.md": that file is now content/x/2021-01-02-talks3.md'
    site.replace(A, "../2021/2021-01-02-other.md", problem.hint.removeprefix("write "))
    site.build()


def test_an_article_that_got_another_date_in_its_name_is_the_likely_one(tmp_path: Path):
    site = write(tmp_path, "[o](2022-01-01-a-very-short-talk.md)")
    site.write("content/2019/2019-12-31-a-very-short-talk.md", article("Text.", "title: B"))
    assert dead(site).hint == "write ../2019/2019-12-31-a-very-short-talk.md"


def test_a_dead_link_is_never_mended_with_the_article_itself(tmp_path: Path):
    assert "2022-09-28-a.md" not in dead(write(tmp_path, "[o](2022-09-28-b.md)")).hint


def test_a_picture_that_is_not_there_is_an_error_with_its_line(tmp_path: Path):
    problem = dead(write(tmp_path, "Text.\n\n![p](plan.png)"))
    assert (problem.line, problem.message) == (6, 'there is no picture "plan.png"')


def test_a_link_out_of_the_content_folder_is_an_error(tmp_path: Path):
    problem = dead(write(tmp_path, "[o](../../../newsgen.yaml)"))
    assert problem.message == 'link to "../../../newsgen.yaml": it leaves the content folder'


def test_a_main_picture_that_is_not_there_is_an_error(tmp_path: Path):
    site = Site(tmp_path)
    site.write(A, article("Text.", "title: A\nimage: none.jpg"))
    problem = dead(site)
    assert (problem.line, problem.message) == (3, 'there is no picture "none.jpg"')


def test_a_link_to_a_part_that_is_not_there_is_a_warning(tmp_path: Path):
    site = write(tmp_path, "[o](../2021/2021-01-02-other.md#no-such-part)", OTHER)
    [problem] = site.build().problems
    assert (problem.severity, problem.line) == ("warning", 4)
    assert '"no-such-part"' in problem.message


def test_all_dead_links_of_all_files_are_told_in_one_run(tmp_path: Path):
    site = write(tmp_path, "[o](x.md)\n\n[o](y.md)")
    site.write("content/2022/2022-09-29-b.md", article("[o](z.md)", "title: B"))
    assert [(each.path[-4:], each.line) for each in site.problems()] == [("a.md", 4), ("a.md", 6), ("b.md", 4)]


def test_a_link_to_a_held_back_article_becomes_words_with_a_warning(tmp_path: Path):
    site = write(tmp_path, "See [what comes](2022-10-01-secret.md) soon.", DRAFT)
    [problem] = site.build().problems
    page = site.page("/2022/09/28/a/")
    assert "See what comes soon." in re.sub("<[^>]*>", "", page)
    assert links(page) == []
    assert "secret" not in page
    assert (problem.severity, problem.path, problem.line) == ("warning", A, 4)
    assert "is not public" in problem.message


def test_the_link_comes_by_itself_when_the_article_is_published(tmp_path: Path):
    site = write(tmp_path, "See [what comes](2022-10-01-secret.md) soon.", DRAFT)
    site.build()
    site.replace("content/2022/2022-10-01-secret.md", "draft: true", "draft: false")
    site.build()
    assert links(site.page("/2022/09/28/a/")) == ["/2022/10/01/secret/"]


def test_a_link_to_a_retracted_article_stays_because_its_address_does(tmp_path: Path):
    site = write(tmp_path, "See [it](2022-10-01-gone.md).")
    site.write("content/2022/2022-10-01-gone.md", article("", "title: Gone\nretracted: 2022-11-01"))
    site.build()
    assert links(site.page("/2022/09/28/a/")) == ["/2022/10/01/gone/"]


def test_an_attachment_beside_an_article_goes_with_it(tmp_path: Path):
    site = write(tmp_path, "![p](plan.png) [d](../papers/order.pdf)", "-- content/2022/plan.png --\npng\n")
    site.write("content/papers/order.pdf", "order")
    site.build()
    assert links(site.page("/2022/09/28/a/")) == ["/2022/09/28/a/plan.png", "/2022/09/28/a/order.pdf"]
    assert (site.output / "2022/09/28/a/plan.png").read_bytes() == picture("png")
    assert (site.output / "2022/09/28/a/order.pdf").read_bytes().startswith(b"%PDF-")


def test_a_file_that_no_article_uses_is_not_copied(tmp_path: Path):
    site = write(tmp_path, "Text.", "-- content/2022/notes.txt --\nfor us alone\n")
    site.build()
    assert not any(b"for us alone" in data for data in site.tree().values())


BUNDLE = """
-- content/2022/2022-10-01-report/index.md --
---
title: The report
STATE
---
See [the table](data/table.csv).
-- content/2022/2022-10-01-report/data/table.csv --
canary
"""


def test_a_file_below_the_folder_of_an_article_goes_with_it_at_the_same_place(tmp_path: Path):
    site = Site(tmp_path, BUNDLE.replace("STATE", ""))
    site.build()
    assert (site.output / "2022/10/01/report/data/table.csv").read_text() == "canary\n"


def test_an_article_may_link_to_a_file_in_the_folder_of_another(tmp_path: Path):
    site = write(tmp_path, "[t](2022-10-01-report/data/table.csv)", BUNDLE.replace("STATE", ""))
    site.build()
    assert links(site.page("/2022/09/28/a/")) == ["/2022/10/01/report/data/table.csv"]
    assert not site.exists("/2022/09/28/a/table.csv")


@pytest.mark.parametrize("state", ["draft: true", "embargo: 2027-01-01", "expires: 2022-11-01", "retracted: true"])
def test_the_files_of_an_article_that_is_not_public_are_not_copied(tmp_path: Path, state: str):
    site = write(tmp_path, "[t](2022-10-01-report/data/table.csv)", BUNDLE.replace("STATE", state))
    outcome = site.build()
    assert not any(b"canary" in data for data in site.tree().values())
    assert not any("table" in path for path in site.tree())
    if state != "retracted: true":
        assert links(site.page("/2022/09/28/a/")) == []
        assert "is not public" in outcome.problems[0].message


def test_a_picture_that_only_a_draft_shows_is_not_copied(tmp_path: Path):
    site = Site(tmp_path, "-- content/2022/face.jpg --\ncanary\n")
    site.write(A, article("![f](face.jpg)", "title: A\ndraft: true\nimage: face.jpg"))
    site.build()
    assert not any(b"canary" in data for data in site.tree().values())


SVG = "-- content/2022/plan.svg --\n<svg/>\n"


def test_an_svg_file_beside_an_article_is_not_served_because_it_can_hold_scripts(tmp_path: Path):
    site = write(tmp_path, "![plan](plan.svg)", SVG)
    [problem] = site.build().problems
    assert (problem.severity, problem.line, problem.hint) == ("warning", 4, "put it into static/ and write /plan.svg")
    assert not any(path.endswith("plan.svg") for path in site.tree())


def test_an_svg_file_in_the_folder_of_an_article_is_not_served_either(tmp_path: Path):
    site = Site(tmp_path, BUNDLE.replace("STATE", "") + "-- content/2022/2022-10-01-report/plan.SVG --\n<svg/>\n")
    [problem] = site.build().problems
    assert "plan.SVG" in problem.message
    assert not any(path.endswith("plan.SVG") for path in site.tree())


def test_an_svg_file_is_served_from_static_and_where_authors_are_trusted(tmp_path: Path):
    site = write(tmp_path, "![plan](plan.svg)", SVG + "-- newsgen.yaml --\ntitle: T\nhtml: trusted\n")
    site.add("-- static/map.svg --\n<svg/>\n")
    assert site.build().problems == ()
    assert site.exists("/2022/09/28/a/plan.svg")
    assert site.exists("/map.svg")


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("redirectto: javascript:alert(1)", 3),
        ("redirectto: other.example/story", 3),
        ('sources: [{title: X, url: "javascript:alert(1)"}]', 3),
        ('sources:\n  - {title: X, url: "https://x.example", archived: "data:text/html,x"}', 3),
    ],
)
def test_an_address_elsewhere_must_be_one_that_is_safe_to_follow(tmp_path: Path, front: str, line: int):
    site = Site(tmp_path)
    site.write(A, article("", f"title: A\n{front}"))
    problem = dead(site)
    assert problem.line == line
    assert "is no address to link to" in problem.message


def test_two_attachments_of_one_name_are_an_error_of_the_article(tmp_path: Path):
    site = write(
        tmp_path, "[a](../one/t.csv) [b](../two/t.csv)", "-- content/one/t.csv --\n1\n-- content/two/t.csv --\n2\n"
    )
    problem = dead(site)
    assert problem.path == A
    assert problem.message == 'two files named "t.csv" go with this article'


def test_a_picture_from_another_host_is_left_out_with_a_warning(tmp_path: Path):
    site = Site(tmp_path)
    site.write(A, article("Text.", "title: A\nimage: https://other.example/face.jpg\nimage_alt: A face"))
    [problem] = site.build().problems
    assert not problem.is_error
    assert "other.example" not in site.page("/2022/09/28/a/")


def test_template_code_of_another_system_in_links_is_one_warning(tmp_path: Path):
    site = write(tmp_path, "[o]({{ site.url }}/x) [p]({% link _posts/x.md %})")
    outcome = site.build()
    assert all(not each.is_error for each in outcome.problems)
    assert len({each.cause for each in outcome.problems}) == 1


@pytest.mark.parametrize("name", ["план.png", "a b.png", "a&b'c.png", "50%.png", "a#1.png"])
def test_an_attachment_may_have_any_name_that_can_be_published(tmp_path: Path, name: str):
    site = write(tmp_path, f"![p](<{name.replace('%', '%25').replace('#', '%23')}>)")
    site.write(f"content/2022/{name}", "png")
    site.build()
    assert (site.output / "2022/09/28/a" / name).read_bytes() == picture("png")


def test_a_hundred_dead_links_stay_quick_and_are_all_told(tmp_path: Path):
    site = write(tmp_path, "\n\n".join(f"[o](missing-{number}.md)" for number in range(100)), OTHER)
    assert len(site.problems()) == 100
