"""What lies in the folder of an article goes with it, unless it may belong to what is not public."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.served import Served
from tests.sites import NOON, Site

from newsgen import report, settings
from newsgen.commands import purge
from newsgen.errors import Problem

DOSSIER = """
-- content/2022-09-28-dossier/index.md --
---
title: The dossier
---
![The house](house.jpg) and [the table](data/table.csv).
-- content/2022-09-28-dossier/house.jpg --
house
-- content/2022-09-28-dossier/unnamed.jpg --
lies there
-- content/2022-09-28-dossier/data/table.csv --
1
-- content/2022-09-28-dossier/data/raw.csv --
2
"""
FOLDER = "content/2022-09-28-dossier"
INDEX = f"{FOLDER}/index.md"
ADDRESS = "2022/09/28/dossier/"


def article(body: str = "Text.", front: str = "title: Another") -> str:
    return f"---\n{front}\n---\n{body}\n"


def beside(site: Site, output: str = "build") -> set[str]:
    """The files that are published and are no pages."""
    return {path for path in site.tree(output) if path.endswith((".jpg", ".csv", ".webp"))}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site", DOSSIER)


def test_what_lies_beside_an_article_goes_with_it_and_what_lies_below_if_a_text_names_it(site: Site):
    problems = site.build().problems
    assert beside(site) == {f"{ADDRESS}{name}" for name in ("house.jpg", "unnamed.jpg", "data/table.csv")}
    [problem] = problems
    assert (problem.path, problem.severity, problem.private) == (INDEX, "warning", True)
    assert problem.message.startswith("1 file in its folder is left out")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (INDEX, "[All](data/raw.csv)"),
        (INDEX, "[All](/2022/09/28/dossier/data/raw.csv)"),
        ("content/2022-09-29-other.md", "[All](2022-09-28-dossier/data/raw.csv)"),
        ("content/2022-09-28-dossier/part.md", "[All](data/raw.csv)"),
    ],
)
def test_a_file_further_below_may_be_named_by_any_public_text(site: Site, path: str, text: str):
    site.write(path, article(text, "title: Another\ndate: 2022-09-29"))
    if path == INDEX:
        site.write(path, article(f"{text} ![x](house.jpg) [x](data/table.csv)"))
    assert site.build().problems == ()
    assert f"{ADDRESS}data/raw.csv" in beside(site)


def test_a_file_may_be_named_in_what_is_for_the_site_s_own_templates(site: Site):
    site.replace(INDEX, "title: The dossier", "title: The dossier\nextra: {tables: [{file: data/raw.csv}]}")
    assert site.build().problems == ()
    assert f"{ADDRESS}data/raw.csv" in beside(site)


HELD = ["draft: true", "embargo: 2027-01-01", "expires: 2022-11-01", "retracted: true", "draft: true\ndate: 2022-02-31"]


@pytest.mark.parametrize("state", HELD)
@pytest.mark.parametrize("name", ["part-two.md", "index.ru.md", "sub/index.md", "sub/part.md"])
def test_pictures_of_what_is_not_public_do_not_go_with_the_article_beside_it(site: Site, name: str, state: str):
    site.write("newsgen.yaml", "title: T\nbase_url: https://example.org/\nlanguages: [en, ru]\n")
    folder = (site.folder / FOLDER / name).parent
    front = f"title: What comes\ndate: 2022-09-28\n{state}"
    front = front.replace("date: 2022-09-28\n", "") if "2022-02-31" in state else front
    site.write(f"{FOLDER}/{name}", article("![x](witness.jpg)", front))
    site.write(str((folder / "witness.jpg").relative_to(site.folder)), "witness")
    site.write(str((folder / "not-yet-named.jpg").relative_to(site.folder)), "witness")
    site.build(keep_going=True)
    assert beside(site) == {f"{ADDRESS}{name}" for name in ("house.jpg", "data/table.csv")}
    assert not any(b"witness" in data for data in site.tree().values())


def test_a_picture_that_only_a_draft_elsewhere_names_goes_with_nothing(site: Site):
    site.write("content/2022-10-01-later.md", article("![x](2022-09-28-dossier/unnamed.jpg)", "title: L\ndraft: true"))
    site.build()
    assert f"{ADDRESS}unnamed.jpg" not in beside(site)
    site.write("content/2022-10-01-later.md", article("![x](2022-09-28-dossier/unnamed.jpg)", "title: L"))
    site.build()
    assert f"{ADDRESS}unnamed.jpg" in beside(site)


def test_what_a_draft_and_a_public_text_name_is_public(site: Site):
    site.write(f"{FOLDER}/part.md", article("![x](house.jpg)", "title: L\ndate: 2022-10-01\ndraft: true"))
    site.build()
    assert f"{ADDRESS}house.jpg" in beside(site)


def test_a_preview_shows_all_and_leaves_the_next_build_as_it_was(site: Site):
    site.write(f"{FOLDER}/part.md", article("![x](unnamed.jpg)", "title: L\ndate: 2022-10-01\ndraft: true"))
    site.build(drafts=True, output="preview")
    assert "2022/10/01/part/unnamed.jpg" in beside(site, "preview")
    site.build()
    assert not any(path.endswith("unnamed.jpg") for path in beside(site))


SUB = """
-- content/2022-09-28-dossier/sub/index.md --
---
title: The witness
date: 2022-10-02
---
![The witness](face.jpg)
-- content/2022-09-28-dossier/sub/face.jpg --
witness
-- content/2022-09-28-dossier/sub/other.jpg --
witness
"""


@pytest.mark.parametrize("recorded", [False, True])
@pytest.mark.parametrize("how", ["deleted", "purged"])
@pytest.mark.parametrize("stateless", [False, True])
def test_files_of_a_deleted_article_do_not_go_with_the_one_around_it(
    site: Site, how: str, recorded: bool, stateless: bool
):
    site.add(SUB)
    site.build()
    assert "2022/10/02/sub/face.jpg" in beside(site)
    if recorded:
        site.record()
    if how == "purged":
        purge.purge(settings.load(site.folder), site.folder, site.output, "/2022/10/02/sub/", NOON, lambda _: True)
    else:
        site.remove(f"{FOLDER}/sub/index.md")
    outcome = site.build(clean=stateless)
    assert not any("face" in path or "other" in path for path in site.tree())
    assert not any(b"witness" in data for data in site.tree().values())
    assert not any("face" in problem.message for problem in outcome.problems)
    assert "files in its folder" not in report.github(outcome.problems)


def test_a_picture_of_a_deleted_article_goes_where_a_public_text_names_it(site: Site):
    site.add(SUB)
    site.replace(INDEX, "and [the table]", "![Face](sub/face.jpg) and [the table]")
    site.build()
    assert f"{ADDRESS}sub/face.jpg" not in beside(site)
    site.remove(f"{FOLDER}/sub/index.md")
    site.build()
    assert f"{ADDRESS}sub/face.jpg" in beside(site)
    assert not any("other.jpg" in path for path in beside(site))


def test_where_an_article_was_deleted_that_the_register_knows_only_what_is_named_goes_with_the_others(site: Site):
    site.write(f"{FOLDER}/part.md", article("![x](face.jpg)", "title: Part\ndate: 2022-10-02"))
    site.write(f"{FOLDER}/face.jpg", "witness")
    site.build()
    site.record()
    site.remove(f"{FOLDER}/part.md")
    site.build(clean=True)
    assert beside(site) == {f"{ADDRESS}{name}" for name in ("house.jpg", "data/table.csv")}


@pytest.mark.parametrize("kept", [False, True])
def test_an_article_that_was_renamed_leaves_the_files_beside_it_as_they_were(site: Site, kept: bool):
    front = "title: Part\ndate: 2022-10-02\nslug: part" if kept else "title: Part\ndate: 2022-10-02"
    site.write(f"{FOLDER}/part.md", article("Its text.", front))
    site.build()
    site.record()
    site.remove(f"{FOLDER}/part.md")
    site.write(f"{FOLDER}/piece.md", article("Its text.", front))
    site.build()
    assert f"{ADDRESS}unnamed.jpg" in beside(site)


@pytest.mark.parametrize("named", [False, True])
def test_a_picture_of_a_purged_article_does_not_go_with_the_one_in_whose_folder_it_lies(site: Site, named: bool):
    front = "title: Jane Doe\ndate: 2022-10-02\nimage: portrait.jpg\nimage_alt: Jane"
    site.write(f"{FOLDER}/jane-doe.md", article("![x](jane-face.jpg) [Statement](jane.csv)", front))
    for name in ("jane-face.jpg", "portrait.jpg", "jane.csv"):
        site.write(f"{FOLDER}/{name}", "witness")
    site.build()
    site.record()
    if named:
        site.replace(INDEX, "and [the table]", "![Face](jane-face.jpg) and [the table]")
    purged = purge.purge(
        settings.load(site.folder), site.folder, site.output, "/2022/10/02/jane-doe/", NOON, lambda _: True
    )
    assert purged is not None
    assert [path.rpartition("/")[2] for path in purged.beside] == ["jane-face.jpg", "jane.csv", "portrait.jpg"]
    site.build(clean=True)
    site.record()
    site.build()
    left = {"house.jpg", "data/table.csv", "unnamed.jpg", *(["jane-face.jpg"] if named else [])}
    assert beside(site) == {f"{ADDRESS}{name}" for name in left}
    assert named or "jane" not in (site.folder / "urls.txt").read_text("utf-8")


def told(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.message for problem in problems if problem.path == "content/2022-10-05-elsewhere.md"]


@pytest.mark.parametrize("state", ["draft: true", "retracted: true"])
def test_a_file_of_what_was_withdrawn_is_neither_linked_nor_shown_elsewhere(site: Site, state: str):
    text = "![House](2022-09-28-dossier/house.jpg)\n\n[House](2022-09-28-dossier/house.jpg)"
    front = "title: Elsewhere\nimage: 2022-09-28-dossier/house.jpg\nimage_alt: House"
    site.write("content/2022-10-05-elsewhere.md", article(text, front))
    site.build()
    assert "house.jpg" in site.page("/2022/10/05/elsewhere/")
    site.replace(INDEX, "title: The dossier", f"title: The dossier\n{state}")
    outcome = site.build()
    assert not any(b"house.jpg" in data for data in site.tree().values())
    assert len(told(outcome.problems)) == 3
    assert all("is not public" in message for message in told(outcome.problems))


def test_of_a_retracted_article_and_its_translation_the_files_go_with_the_one_that_is_public(site: Site):
    site.write("newsgen.yaml", "title: T\nbase_url: https://example.org/\nlanguages: [en, ru]\n")
    site.write(f"{FOLDER}/index.ru.md", article("![x](house.jpg)"))
    site.replace(INDEX, "title: The dossier", "title: The dossier\nretracted: true")
    site.build()
    assert beside(site) == {f"ru/{ADDRESS}house.jpg"}


def test_while_a_site_is_served_a_file_comes_with_the_link_that_names_it(site: Site):
    site.write("content/2022-10-05-elsewhere.md", article("Text."))
    served = Served(site)
    try:
        assert f"{ADDRESS}data/raw.csv" not in served.tree()
        site.write("content/2022-10-05-elsewhere.md", article("Text [all](2022-09-28-dossier/data/raw.csv)."))
        served.notice()
        assert f"{ADDRESS}data/raw.csv" in served.tree()
    finally:
        served.close()
