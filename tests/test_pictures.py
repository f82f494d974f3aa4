"""Pictures and files of a whole site: what readers get, and what never leaves the newsroom."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from tests import photographs
from tests.photographs import TELLTALE, drawn, encoded, jpeg
from tests.pictured import ADDRESS, ARTICLE, FOLDER, images, photo, shown, store, write
from tests.sites import Site

from newsgen import derivatives
from newsgen.filetypes import inspection

# Nothing travels in a file that was not meant to


def everything(folder: Path) -> Site:
    """Every kind of file in every place that it can be published from."""
    site = Site(folder)
    names = {}
    for ending, make in {**photographs.PICTURES, **photographs.RECORDINGS}.items():
        names[ending] = make()
    names["turned.jpg"] = jpeg(orientation=6)
    names["colours.jpg"] = jpeg(icc=photographs.profile())
    text = "\n\n".join(f"![It]({name if '.' in name else f'a.{name}'})" for name in names)
    site.write(ARTICLE, f"---\ntitle: Port\nimage: turned.jpg\nimage_alt: It\n---\n{text}\n")
    site.write("content/2022-09-29-beside.md", "---\ntitle: Beside\n---\n![It](own.jpg) and ![that](/old/a.jpg)\n")
    site.write("content/own.jpg", jpeg())
    for name, data in names.items():
        file = name if "." in name else f"a.{name}"
        site.write(f"{FOLDER}/{file}", data)
        site.write(f"static/old/{file}", data)
    return site


def test_no_file_of_a_site_tells_what_it_told(tmp_path: Path):
    site = everything(tmp_path)
    site.build()
    told = [path for path, data in site.tree().items() if TELLTALE.encode() in data]
    assert told == []
    assert len(site.tree()) > 40
    kept = [path.name for path in (tmp_path / ".newsgen").rglob("*") if path.is_file()]
    assert [name for name in kept if TELLTALE.encode() in next((tmp_path / ".newsgen").rglob(name)).read_bytes()] == []


def tags(folder: Path, exiftool: str) -> list[tuple[str, str, str]]:
    """File, group and tag of all that exiftool finds."""
    ran = subprocess.run(
        [exiftool, "-r", "-j", "-G1", "-a", "-u", str(folder)], capture_output=True, text=True, check=False
    )
    found = []
    for each in json.loads(ran.stdout):
        for key, value in each.items():
            group, _, name = key.rpartition(":")
            found.append((Path(each["SourceFile"]).name, group, f"{name}={value}"))
    return found


@pytest.mark.slow
def test_exiftool_finds_no_more_than_what_a_picture_needs(tmp_path: Path, needs: Callable[..., str]):
    exiftool = needs("exiftool")
    site = everything(tmp_path)
    site.build()
    telling = re.compile(
        r"^(IFD\d|ExifIFD|GPS|XMP.*|IPTC|Photoshop|MPF\d|MakerNotes|ID3v.*|APE|Adobe|UserData|Keys|ItemList|InteropIFD|APP\d+|RIFF-.*)$"
    )
    before = [each for each in tags(tmp_path / "static", exiftool) if telling.match(each[1])]
    groups = {group for _, group, _ in before}
    assert {"GPS", "IFD0", "ExifIFD", "IPTC", "UserData"} <= groups
    assert any(group.startswith("XMP") for group in groups)
    assert any(group.startswith("ID3") for group in groups)
    after = tags(site.output, exiftool)
    # TIFF is made of the tags that Exif took over: those that describe points are no more than the picture.
    points = re.compile(
        r"(SubfileType|ImageWidth|ImageHeight|BitsPerSample|Compression|PhotometricInterpretation|StripOffsets"
        r"|SamplesPerPixel|RowsPerStrip|StripByteCounts|PlanarConfiguration|[XY]Resolution|ResolutionUnit|Predictor)="
    )
    found = [
        each for each in after if telling.match(each[1]) and not (each[0].endswith(".tif") and points.match(each[2]))
    ]
    assert [each for each in found if each[1] != "APP14"] == []
    assert not [each for each in after if TELLTALE in each[2]]
    assert not [
        each for each in after if re.match(r"(Comment|Artist|Author|Software|Orientation|.*Thumbnail.*)=", each[2])
    ]


def test_listed_files_of_static_are_left_alone_and_others_are_not(tmp_path: Path):
    site = Site(tmp_path)
    site.write("newsgen.yaml", "title: T\nfiles: {keep: [press/**]}\n")
    for path in ("press/a.jpg", "b.jpg"):
        site.write(f"static/{path}", jpeg())
    site.write("static/CNAME", "example.org")
    site.build()
    assert (site.output / "press/a.jpg").read_bytes() == jpeg()
    assert TELLTALE.encode() not in (site.output / "b.jpg").read_bytes()
    assert site.page("/CNAME") == "example.org"


def test_what_static_holds_and_newsgen_cannot_clean_is_an_error_unless_it_is_listed(tmp_path: Path):
    site = Site(tmp_path)
    site.write("static/press/a.heic", b"\0\0\0\x18ftypheic" + TELLTALE.encode())
    site.write("static/press/b.jpg", b"version https://example.org/spec")
    found = {problem.path: problem for problem in site.problems()}
    assert set(found) == {"static/press/a.heic", "static/press/b.jpg"}
    assert all(each.is_error for each in found.values())
    assert found["static/press/a.heic"].message == "this picture is in HEIC, which browsers do not show"
    assert "add press/a.heic to keep" in found["static/press/a.heic"].hint
    site.write("newsgen.yaml", "title: T\nfiles: {keep: [press/**]}\n")
    site.build()
    assert TELLTALE.encode() in (site.output / "press/a.heic").read_bytes()


ASSETS = "templates/assets"


def test_the_files_of_the_theme_are_replaced_one_by_one(tmp_path: Path):
    site = Site(tmp_path)
    for name in ("style.css", "own/more.css", ".hidden", "Thumbs.db", "._style.css"):
        site.write(f"{ASSETS}/{name}", "body{}")
    site.build()
    assets = {path: data for path, data in site.tree().items() if path.startswith("assets/")}
    assert sorted(assets) == ["assets/favicon.svg", "assets/own/more.css", "assets/style.css"]
    assert assets["assets/style.css"] == b"body{}"


def test_pictures_of_the_site_s_own_theme_are_cleaned_like_those_of_static(tmp_path: Path):
    site = Site(tmp_path)
    site.write("newsgen.yaml", "title: T\nfiles: {keep: [assets/kept.jpg]}\n")
    for name in ("logo.jpg", "deep/film.mp4", "kept.jpg", "taken.jpg"):
        site.write(f"{ASSETS}/{name}", photographs.mp4() if name.endswith("mp4") else jpeg())
    site.write("static/assets/taken.jpg", encoded(drawn(60, 40), "JPEG"))
    site.build()
    assert [path for path, data in site.tree().items() if TELLTALE.encode() in data] == ["assets/kept.jpg"]
    assert {"assets/logo.jpg", "assets/deep/film.mp4", "assets/taken.jpg"} <= site.tree().keys()
    site.write(f"{ASSETS}/logo.jpg", jpeg()[:3000])
    [problem] = site.problems()
    assert problem.path == f"{ASSETS}/logo.jpg"
    assert problem.hint.endswith(
        "; or, to publish it as it is, add assets/logo.jpg to keep, below files in newsgen.yaml"
    )
    site.remove(f"{ASSETS}/logo.jpg")
    site.build()
    assert not site.exists("/assets/logo.jpg")


def test_a_file_that_vanishes_is_not_one_to_be_left_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    site = write(tmp_path, "Text.")
    site.write("static/a.jpg", photo())
    treat_all = derivatives.treat_all

    def removed(*arguments: object) -> object:
        site.remove("static/a.jpg")
        return treat_all(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(derivatives, "treat_all", removed)
    [problem] = site.problems()
    assert (problem.message, problem.hint) == ("this file vanished while the site was built", "build again")


def test_what_cannot_be_cleaned_is_an_error_with_a_hint(tmp_path: Path):
    site = write(tmp_path, "![It](a.jpg)", a=photo()[:5000])
    site.write("static/b.png", b"\x89PNG\r\n\x1a\n" + photographs.chunk(b"IHDR", bytes(13)))
    found = {problem.path: problem for problem in site.problems()}
    assert found[f"{FOLDER}/a.jpg"].message == "this file is cut off before its end"
    assert found[f"{FOLDER}/a.jpg"].hint
    assert found["static/b.png"].is_error
    assert not site.exists(ADDRESS)
    site.write(f"{FOLDER}/a.jpg", photo())
    site.remove("static/b.png")
    site.build()
    assert site.exists(ADDRESS)


def test_the_bytes_are_looked_at_again_before_they_move(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    site = write(tmp_path, "![It](a.jpg)", a=jpeg(drawn(300, 200)))
    site.build()
    shutil.rmtree(site.output)
    monkeypatch.setattr(inspection, "findings", lambda *_: ("the segment E1",))
    [problem] = [each for each in site.problems() if each.path.endswith("a.jpg")]
    assert problem.message == "this file is not published: the segment E1 is still in it"
    assert not site.exists(f"{ADDRESS}a.jpg")


@pytest.mark.parametrize("name", ["minutes.docx", "names.xlsx", "all.zip", "track.gpx", "README"])
def test_a_file_of_a_kind_that_is_not_listed_is_left_out_with_a_warning(tmp_path: Path, name: str):
    site = write(tmp_path, f"[it]({name})")
    site.write(f"{FOLDER}/{name}", "x")
    [problem] = site.build().problems
    assert (problem.severity, problem.line) == ("warning", 5)
    assert "is left out" in problem.message
    assert not site.exists(ADDRESS + name)
    assert "<a>it</a>" in shown(site)


def test_a_kind_that_is_listed_is_published(tmp_path: Path):
    site = write(tmp_path, "[it](minutes.docx)")
    site.write("newsgen.yaml", "title: T\nfiles: {allow: [docx]}\n")
    site.write(f"{FOLDER}/minutes.docx", "x")
    site.write(f"{FOLDER}/other.pdf", "x")
    [problem] = site.build().problems
    assert site.exists(f"{ADDRESS}minutes.docx")
    assert '"other.pdf" is left out' in problem.message


def test_a_picture_in_a_format_of_phones_is_left_out_with_a_hint(tmp_path: Path):
    site = write(tmp_path, "![It](a.heic)")
    site.write(f"{FOLDER}/a.heic", b"\0\0\0\x18ftypheic" + bytes(40))
    [problem] = site.build().problems
    assert problem.message == '"a.heic" is left out: browsers do not show HEIC'
    assert problem.hint == "save it as JPEG or PNG"


# Light


def test_a_picture_is_offered_in_sizes_with_its_own_behind_a_link(tmp_path: Path):
    site = write(tmp_path, "![Cranes](a.jpg)\n\n![Ships](b.jpg)", a=photo(width=2000, height=1000), b=photo(3))
    site.build()
    [first, second] = images(shown(site))
    assert [each.split()[1] for each in first["srcset"].split(", ")] == ["480w", "960w", "1600w"]
    assert (first["width"], first["height"]) == ("2000", "1000")
    assert first["sizes"] == "(min-width: 40rem) 37rem, calc(100vw - 2.5rem)"
    assert "loading" not in first
    assert second["loading"] == "lazy"
    assert f'<a href="{ADDRESS}a.jpg"><img' in shown(site)
    for each in first["srcset"].split(", "):
        address, width = each.split()
        with Image.open(site.output / address.lstrip("/")) as image:
            assert (image.format, image.width) == ("WEBP", int(width.removesuffix("w")))
    assert first["src"].endswith("-960.webp")


def test_below_the_article_s_picture_all_pictures_wait(tmp_path: Path):
    site = write(tmp_path, "![Cranes](a.jpg)", "image: b.jpg\nimage_alt: Ships", a=photo(), b=photo(3))
    site.build()
    assert images(shown(site))[0]["loading"] == "lazy"
    [lead] = images(site.page(ADDRESS).partition('<div class="text">')[0])
    assert "loading" not in lead
    assert lead["srcset"]


def test_a_small_picture_is_shown_as_it_is(tmp_path: Path):
    site = write(tmp_path, "![Dot](a.jpg)", a=encoded(drawn(60, 40), "JPEG"))
    site.build()
    assert '<p><img src="/2022/09/28/port/a.jpg" width="60" height="40" alt="Dot"></p>' in shown(site)
    assert store(site) == []


def test_a_picture_within_a_link_leads_where_its_author_said(tmp_path: Path):
    site = write(tmp_path, "[![Cranes](a.jpg)](https://example.net/) and ![Ships](a.jpg)", a=photo())
    site.build()
    assert '<a href="https://example.net/"><img src' in shown(site)
    assert shown(site).count(f'<a href="{ADDRESS}a.jpg"><img') == 1


def test_a_width_that_the_author_gives_counts(tmp_path: Path):
    site = write(tmp_path, '<img src="a.jpg" alt="Cranes" width="100" loading="eager">', a=photo())
    site.build()
    [image] = images(shown(site))
    assert (image["width"], image["loading"]) == ("100", "eager")
    assert "height" not in image
    assert "srcset" not in image


@pytest.mark.parametrize("words", ["Queue, width = 5 m", "a srcset=b, loading=eager", "sizes='all' height=2 alt=''"])
def test_words_for_a_picture_that_look_like_attributes_are_words(tmp_path: Path, words: str):
    site = write(tmp_path, f"![First](b.jpg)\n\n![{words}](a.jpg)", a=photo(), b=photo(90))
    site.build()
    [_, picture] = images(shown(site))
    assert {"srcset", "sizes", "width", "height"} <= picture.keys()
    assert picture["loading"] == "lazy"
    assert f'<a href="{ADDRESS}a.jpg"><img' in shown(site)


def test_how_wide_pictures_are_shown_is_a_setting_that_reaches_pages_at_once(tmp_path: Path):
    site = write(tmp_path, "![Cranes](a.jpg)", a=photo(width=1000, height=500))
    site.build()
    site.write("newsgen.yaml", "title: T\nimages: {sizes: 77vw}\n")
    assert f"{ADDRESS.lstrip('/')}index.html" in site.build().written
    assert 'sizes="77vw"' in shown(site)


def test_avif_is_offered_first_where_it_is_asked_for(tmp_path: Path):
    site = write(tmp_path, "![Cranes](a.jpg)", a=photo())
    site.write("newsgen.yaml", "title: T\nimages: {avif: true, widths: [320], quality: 60, sizes: 10em}\n")
    site.build()
    pattern = r'<picture><source type="image/avif" srcset="(\S+)-320.avif 320w" sizes="10em"><img src="(\S+)-320.webp"'
    assert re.search(pattern, shown(site))


def test_a_picture_of_static_is_shown_in_sizes_too(tmp_path: Path):
    site = write(tmp_path, "![Map](/maps/a%20map.jpg)")
    site.write("static/maps/a map.jpg", photo())
    site.write("static/maps/other.jpg", photo(3))
    site.build()
    [image] = images(shown(site))
    assert re.fullmatch(
        r"/maps/a%20map-[0-9a-f]{8}-480\.webp 480w, /maps/a%20map-[0-9a-f]{8}-960\.webp 960w", image["srcset"]
    )
    assert not [path for path in site.tree() if path.startswith("maps/other-")]


def test_the_card_is_a_jpeg_and_none_is_invented(tmp_path: Path):
    site = write(tmp_path, "Text.", "image: a.jpg\nimage_alt: Cranes", a=encoded(drawn(2000, 1000), "PNG"))
    site.write("content/2022-09-29-none.md", "---\ntitle: None\n---\nText.\n")
    site.build()
    card = re.search(r'og:image" content="https://example.org(/\S+-card\.jpg)"', site.page(ADDRESS))
    assert card
    with Image.open(site.output / card[1].lstrip("/")) as image:
        assert (image.format, image.size) == ("JPEG", (1200, 600))
    assert '<meta property="og:image:width" content="1200">' in site.page(ADDRESS)
    assert "og:image" not in site.page("/2022/09/29/none/")


def test_feeds_show_one_form_of_a_picture(tmp_path: Path):
    site = write(tmp_path, "![Cranes](a.jpg)", a=photo())
    site.build()
    [item] = json.loads(site.page("/feed.json"))["items"]
    [image] = images(item["content_html"])
    assert re.fullmatch(r"https://example.org/2022/09/28/port/a-[0-9a-f]{8}-960.webp", image["src"])
    assert "srcset" not in image
    assert "<a href" not in item["content_html"]


def test_the_name_of_a_form_fits_where_the_file_s_name_just_fits(tmp_path: Path):
    name = "ж" * 125
    site = write(tmp_path, f"![Cranes]({name}.jpg)")
    site.write(f"{FOLDER}/{name}.jpg", photo())
    site.build()
    assert len([path for path in site.tree() if path.endswith(".webp")]) == 2


def test_a_picture_of_another_article_s_folder_is_shown_in_sizes_there(tmp_path: Path):
    site = write(tmp_path, "Text.", a=photo())
    site.write("content/2022-09-29-other.md", "---\ntitle: Other\n---\n![Cranes](2022-09-28-port/a.jpg)\n")
    site.build()
    [image] = images(shown(site, "/2022/09/29/other/"))
    assert image["srcset"].startswith(f"{ADDRESS}a-")
    assert all((site.output / each.split()[0].lstrip("/")).exists() for each in image["srcset"].split(", "))


# Writing


def test_caption_and_credit_stand_in_the_page_and_for_machines(tmp_path: Path):
    front = """\
image: b.jpg
image_alt: Ships
images:
  a.jpg: {credit: "A. <Writer>", caption: 'Cranes & ships', alt: Three cranes}
  b.jpg: {credit: B. Writer, caption: Ships at dawn}"""
    site = write(tmp_path, "![](a.jpg)", front, a=photo(), b=photo(3))
    outcome = site.build()
    assert outcome.problems == ()
    assert '<figcaption>Cranes &amp; ships · <span class="credit">A. &lt;Writer&gt;</span></figcaption>' in shown(site)
    assert images(shown(site))[0]["alt"] == "Three cranes"
    assert '<figcaption>Ships at dawn · <span class="credit">B. Writer</span></figcaption>' in site.page(ADDRESS)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', site.page(ADDRESS))
    assert found
    article = json.loads(found[1])["@graph"][0]
    assert [(each["caption"], each["creditText"], each["url"].rpartition("/")[2]) for each in article["image"]] == [
        ("Ships at dawn", "B. Writer", "b.jpg"),
        ("Cranes & ships", "A. <Writer>", "a.jpg"),
    ]


def test_the_text_s_own_caption_counts_and_the_credit_stands_behind_it(tmp_path: Path):
    site = write(
        tmp_path, '![Cranes](a.jpg "At dusk.")', "images: {a.jpg: {credit: A. Writer, caption: Other}}", a=photo()
    )
    site.build()
    assert '<figcaption>At dusk. · <span class="credit">A. Writer</span></figcaption></figure>' in shown(site)


def test_a_figure_of_the_author_s_own_gets_the_credit(tmp_path: Path):
    text = '<figure><img src="a.jpg" alt="Cranes"><figcaption>Mine</figcaption></figure>'
    site = write(tmp_path, text, "images: {a.jpg: {credit: A. Writer}}", a=photo())
    site.build()
    assert '<figcaption>Mine · <span class="credit">A. Writer</span></figcaption>' in shown(site)


def test_several_pictures_in_a_paragraph_are_a_gallery(tmp_path: Path):
    site = write(tmp_path, '![A](a.jpg "First") ![B](b.jpg)\n![C](a.jpg)\n\n![D](b.jpg) words', a=photo(), b=photo(3))
    site.build()
    gallery = re.search(r'<div class="gallery">(.*?)</div>', shown(site), re.DOTALL)
    assert gallery
    assert gallery[1].count("<figure>") == 3
    assert "<figcaption>First</figcaption>" in gallery[1]
    sizes = [each["sizes"] for each in images(shown(site))]
    assert [each.startswith("(min-width: 40rem) 18rem") for each in sizes] == [True, True, True, False]


def test_recordings_get_a_player(tmp_path: Path):
    site = write(tmp_path, '![The speech](a.mp3)\n\n![The march](b.mp4 "On Monday")\n\n![](https://example.net/c.mp4)')
    site.write(f"{FOLDER}/a.mp3", photographs.mp3())
    site.write(f"{FOLDER}/b.mp4", photographs.mp4())
    site.build()

    def player(kind: str, name: str, words: str) -> str:
        link = f'<a href="{ADDRESS}{name}">{words}</a>'
        return f'<{kind} src="{ADDRESS}{name}" controls preload="metadata" aria-label="{words}">{link}</{kind}>'

    assert f"<p>{player('audio', 'a.mp3', 'The speech')}</p>" in shown(site)
    film = player("video", "b.mp4", "The march")
    assert f"<figure>{film}<figcaption>On Monday</figcaption></figure>" in shown(site)
    assert '<a href="https://example.net/c.mp4">' in shown(site)
    assert site.exists(f"{ADDRESS}a.mp3")


def test_missing_alternative_text_is_a_warning_unless_the_author_means_it(tmp_path: Path):
    text = 'Text.\n\n![](a.jpg)\n\n![](a.jpg "Caption")\n\n<img src="a.jpg" alt="">\n\n<img src="a.jpg">'
    site = write(tmp_path, text, "image: a.jpg", a=photo())
    found = site.build().problems
    assert {each.severity for each in found} == {"warning"}
    assert [each.line for each in found] == [3, 7, 9, 13]
    assert len({each.cause for each in found}) == 1


def test_words_for_a_picture_that_is_not_there_name_the_nearest(tmp_path: Path):
    site = write(tmp_path, "![Cranes](cranes.jpg)", "images: {crane.jpg: {credit: A. Writer}}", cranes=photo())
    [problem] = site.build().problems
    assert (problem.severity, problem.line) == ("warning", 3)
    assert problem.message == 'images: the text shows no picture "crane.jpg"; did you mean "cranes.jpg"?'


def test_a_picture_that_does_not_exist_is_an_error_at_its_line_with_the_nearest_name(tmp_path: Path):
    site = write(tmp_path, "Text.\n\n![Cranes](crane.jpg)", cranes=photo())
    [problem] = site.problems()
    assert (problem.path, problem.line) == (ARTICLE, 7)
    assert problem.hint == "write cranes.jpg"


def test_trusted_scripts_are_no_pictures(tmp_path: Path):
    script = "<script>\nlet a = '<img src=\"a.mp4\"  />'\n</script>"
    site = write(tmp_path, f'{script}\n\n<!-- <p><img src="b.mp4"></p> -->\n\n![Film](c.mp4)')
    site.write("newsgen.yaml", "title: T\nhtml: trusted\n")
    site.write(f"{FOLDER}/c.mp4", photographs.mp4())
    site.build()
    assert script in shown(site)
    assert "<video" in shown(site)
    assert shown(site).count("<video") == 1
