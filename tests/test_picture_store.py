"""What is made of a picture is made once, kept, and forgotten with what is withdrawn."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest
from tests.photographs import drawn, jpeg
from tests.pictured import ADDRESS, ARTICLE, FOLDER, images, photo, store, write
from tests.served import Served
from tests.sites import Site

from newsgen import cleaning
from newsgen.serve import planning
from newsgen.survey import MARKER


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were treated."""
    names: list[str] = []
    treat = cleaning.treat

    def counted(data: bytes, path: str, *rest: object, **more: object) -> object:
        names.append(Path(path).name)
        return treat(data, path, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(cleaning, "treat", counted)
    return names


def _records(site: Site) -> list[bytes]:
    from newsgen.statefile import open_state

    state = open_state(site.folder / ".newsgen" / "state.db")
    try:
        return list(state.treated().values())
    finally:
        state.close()


# Made once


def test_nothing_is_made_again(tmp_path: Path, made: list[str]):
    site = write(
        tmp_path, "![Cranes](a.jpg)\n\n![Ships](b.jpg)", "image: b.jpg\nimage_alt: Ships", a=photo(), b=photo(3)
    )
    site.build()
    assert sorted(made) == ["a.jpg", "b.jpg"]
    whole = site.tree()
    site.replace(ARTICLE, "Cranes", "Three cranes")
    assert site.build().written
    # A checkout in continuous integration has new times.
    for name in ("a.jpg", "b.jpg"):
        os.utime(site.folder / FOLDER / name, (1, 1))
    site.build()
    shutil.rmtree(site.output)
    site.build()
    (site.folder / ".newsgen" / "state.db").unlink()
    shutil.rmtree(site.output)
    site.build()
    assert sorted(made) == ["a.jpg", "b.jpg"]
    assert site.tree().keys() == whole.keys()


def test_a_changed_picture_is_made_again_and_what_it_was_is_removed(tmp_path: Path, made: list[str]):
    site = write(tmp_path, "![Cranes](a.jpg)\n\n![Ships](b.jpg)", a=photo(), b=photo(3))
    site.build()
    before, kept = set(site.tree()), set(store(site))
    site.write(f"{FOLDER}/a.jpg", photo(7))
    outcome = site.build()
    assert made[2:] == ["a.jpg"]
    after = set(site.tree())
    assert len(before - after) == len(after - before) == 2
    assert all(re.search(r"/a-[0-9a-f]{8}-\d+\.webp$", path) for path in before - after)
    assert ADDRESS.lstrip("/") + "index.html" in outcome.written
    assert set(store(site)) == kept


def test_settings_decide_what_is_made(tmp_path: Path, made: list[str]):
    site = write(tmp_path, "![Cranes](a.jpg)", a=photo())
    site.build()
    site.write("newsgen.yaml", "title: Archive\nbase_url: https://example.org/\nimages: {quality: 50}\n")
    site.build()
    assert made == ["a.jpg", "a.jpg"]
    assert store(site) == ["480.webp", "960.webp", "record"]


def test_an_incremental_build_gives_what_a_clean_one_gives(tmp_path: Path):
    site = write(tmp_path, "![Cranes](a.jpg)\n\n![Ships](b.jpg)", a=photo(), b=jpeg(drawn(900, 600), orientation=6))
    site.build(jobs=2)
    site.write(f"{FOLDER}/a.jpg", photo(9))
    site.build(jobs=1)
    incremental = site.tree()
    shutil.rmtree(site.folder / ".newsgen")
    shutil.rmtree(site.output)
    site.build(jobs=2)
    assert site.tree() == incremental


def test_several_processes_make_many_pictures(tmp_path: Path):
    text = "\n\n".join(f"![It](p{number}.jpg)" for number in range(9))
    site = write(tmp_path, text)
    for number in range(9):
        site.write(f"{FOLDER}/p{number}.jpg", photo(number))
    site.build(jobs=2)
    assert len([path for path in site.tree() if path.endswith("-480.webp")]) == 9


def test_what_is_damaged_in_the_store_is_noticed_and_made_again(tmp_path: Path):
    site = write(tmp_path, "![Cranes](a.jpg)", a=photo())
    site.build()
    good = site.tree()
    kept = next((site.folder / ".newsgen" / "pictures").rglob("960.webp"))
    kept.write_bytes(kept.read_bytes()[:-9] + b"telltale!")
    shutil.rmtree(site.output)
    assert site.problems()[0].hint == "build again"
    site.build()
    assert site.tree() == good


@pytest.mark.parametrize("name", ["480.webp", "card.jpg", "whole", "record"])
@pytest.mark.parametrize("stateless", [False, True])
def test_what_is_missing_in_the_store_is_made_again_by_that_build(tmp_path: Path, name: str, stateless: bool):
    turned = jpeg(drawn(2000, 1400), orientation=6)
    site = write(tmp_path, "Text.", "image: a.jpg\nimage_alt: Cranes", a=turned)
    site.build()
    good, kept = site.tree(), store(site)
    next((site.folder / ".newsgen" / "pictures").rglob(name)).unlink()
    shutil.rmtree(site.output)
    assert site.build(clean=stateless).problems == ()
    assert site.tree() == good
    # The state remembers what the record says.
    assert set(kept) - set(store(site)) <= ({"record"} if not stateless else set())


def test_a_preview_does_without_what_is_missing_in_the_store_and_leaves_the_rest(tmp_path: Path):
    site = write(tmp_path, "![Cranes](a.jpg)", a=photo())
    site.build()
    next((site.folder / ".newsgen" / "pictures").rglob("480.webp")).unlink()
    kept = store(site)
    site.build(drafts=True, output="preview")
    assert site.tree("preview").keys() == site.tree().keys()
    assert store(site) == kept


def test_strays_in_the_store_hold_no_build_up_and_are_removed(tmp_path: Path):
    site = write(tmp_path, "![Cranes](a.jpg)", a=photo())
    site.build()
    good, kept = site.tree(), store(site)
    pictures = site.folder / ".newsgen" / "pictures"
    [first] = pictures.iterdir()
    for place in (pictures, first):
        (place / ".DS_Store").write_bytes(b"x")
        (place / "stray").mkdir()
        (place / "stray" / "deep").mkdir()
    site.write("content/2022-09-29-next.md", "---\ntitle: Next\n---\n")
    site.build()
    assert store(site) == kept
    [key] = first.iterdir()
    shutil.rmtree(key)
    key.write_bytes(b"a file in the place of a folder")
    shutil.rmtree(site.output)
    site.build()
    made = {path: data for path, data in good.items() if path.endswith(".webp")}
    assert made.items() <= site.tree().items()
    assert store(site) == kept


# What is not public


def test_what_is_withdrawn_leaves_the_store_in_that_build(tmp_path: Path):
    site = write(tmp_path, "![Cranes](a.jpg)", "expires: 2026-12-01", a=photo())
    site.build()
    assert store(site)
    site.build(at="2026-12-02 12:00")
    assert store(site) == []
    assert _records(site) == []
    assert not [path for path in site.tree() if path.endswith((".webp", ".jpg"))]


def test_of_what_is_held_back_nothing_is_made(tmp_path: Path, made: list[str]):
    site = write(tmp_path, "![Cranes](a.jpg)", "draft: true\nimage: b.jpg\nimage_alt: B", a=photo(), b=photo(3))
    site.build()
    assert (made, store(site)) == ([], [])


def test_a_preview_shows_the_pictures_of_drafts_and_leaves_none(tmp_path: Path):
    site = write(tmp_path, "![Cranes](a.jpg)", "draft: true", a=photo())
    site.write("content/2022-09-29-open.md", "---\ntitle: Open\n---\n![Ships](b.jpg)\n")
    site.write("content/b.jpg", photo(3))
    site.build()
    kept = store(site)
    site.build(drafts=True, output="preview")
    assert [path for path in site.tree("preview") if path.endswith("-960.webp")]
    assert store(site) == kept
    assert len(_records(site)) == 1


# While a site is served


def test_what_is_served_is_what_a_build_writes_also_after_a_picture_changed(tmp_path: Path):
    site = write(tmp_path / "site", "![Cranes](a.jpg)", a=jpeg(drawn(900, 600), orientation=6), b=photo(3))
    served = Served(site)
    try:
        for _ in range(3):
            expected = Site(tmp_path / "copy")
            shutil.copytree(site.folder, expected.folder, dirs_exist_ok=True)
            expected.build()
            tree = expected.tree()
            del tree[MARKER]
            assert served.tree() == tree
            if "b.jpg" not in served.text("2022/09/28/port/index.html"):
                site.replace(ARTICLE, "![Cranes](a.jpg)", "![Cranes](a.jpg)\n\n![Ships](b.jpg)")
            else:
                site.write(f"{FOLDER}/b.jpg", photo(7))
            served.notice()
    finally:
        served.close()
    assert store(site) == []


def test_a_changed_picture_of_the_theme_is_shown_as_it_is_now(tmp_path: Path):
    site = write(tmp_path / "site", "Text.")
    site.write("templates/assets/logo.jpg", jpeg())
    served = Served(site)
    try:
        site.write("templates/assets/logo.jpg", jpeg(drawn(90, 60)))
        served.notice()
        site.build()
        assert served.tree()["assets/logo.jpg"] == site.tree()["assets/logo.jpg"]
    finally:
        served.close()


def test_a_site_that_was_never_built_is_served_before_all_its_pictures_are_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(planning, "MOST_PICTURES", 1)
    site = write(tmp_path / "site", "![Cranes](a.jpg)\n\n![Ships](b.jpg)", a=photo(), b=photo(3))
    served = Served(site)
    found = images(served.text("2022/09/28/port/index.html"))
    served.close()
    assert [("srcset" in each, each["width"]) for each in found] == [(True, "1000"), (False, "1000")]
