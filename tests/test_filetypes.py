"""Files are published without what they tell beside what they show; what cannot be told apart is refused."""

from __future__ import annotations

import base64
import io
import struct
import time
import warnings
import zlib
from collections.abc import Callable, Iterator

import pytest
from PIL import Image, ImageChops, ImageCms
from tests import photographs
from tests.photographs import PICTURES, RECORDINGS, TELLTALE, box, chunk, drawn, encoded, exif, profile

from newsgen import cleaning, treatment
from newsgen.config import Config, Images
from newsgen.filetypes import FileFault, icc, inspection, isobmff, kind_of, pdf
from newsgen.treatment import Treated, Use

TOLD = TELLTALE.encode()
RECIPE = treatment.recipe(Config(title="T"))


def treated(data: bytes, name: str, use: Use = "") -> tuple[Treated, dict[str, bytes]]:
    return cleaning.treat(data, name, b"key", use, RECIPE, beside=True)


def published(data: bytes, name: str) -> bytes:
    record, made = treated(data, name)
    assert record.fault == ""
    return made[""] if record.stored else cleaning.cleaned(data, record.kind)


def opened(data: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of metadata, which is damaged on purpose
        image = Image.open(io.BytesIO(data))
        image.load()
    return image


def corners(image: Image.Image) -> list[str]:
    """The colours that stand out, clockwise from above left."""
    plain = image.convert("RGB")
    right, low = plain.width - plain.width // 10, plain.height - plain.height // 10
    places = [
        (plain.width // 10, plain.height // 10),
        (right, plain.height // 10),
        (right, low),
        (plain.width // 10, low),
    ]
    found = []
    for place in places:
        red, green, blue = plain.getpixel(place)  # type: ignore[misc]
        strongest = max(red, green, blue)
        found.append("" if strongest - min(red, green, blue) < 60 else "rgb"[(red, green, blue).index(strongest)])
    return found


@pytest.mark.parametrize("ending", PICTURES)
def test_a_picture_tells_nothing_and_shows_the_same(ending: str):
    told = PICTURES[ending]()
    assert TOLD in told
    clean = published(told, f"a.{ending}")
    assert TOLD not in clean
    assert corners(opened(clean)) == corners(opened(told))


@pytest.mark.parametrize("ending", ["jpg", "png", "gif", "webp"])
def test_what_needs_no_turning_keeps_every_point(ending: str):
    told = PICTURES[ending]()
    record, made = treated(told, f"a.{ending}")
    assert not record.stored
    assert made == {}
    before, after = opened(told).convert("RGB"), opened(published(told, f"a.{ending}")).convert("RGB")
    assert ImageChops.difference(before, after).getbbox() is None


@pytest.mark.parametrize("ending", RECORDINGS)
def test_a_recording_tells_nothing(ending: str):
    told = RECORDINGS[ending]()
    assert TOLD in told
    assert TOLD not in published(told, f"a.{ending}")


@pytest.mark.parametrize("ending", RECORDINGS)
def test_what_is_clean_stays_as_it_is(ending: str):
    clean = published(RECORDINGS[ending](), f"a.{ending}")
    assert published(clean, f"a.{ending}") == clean


@pytest.mark.parametrize(
    ("ending", "sound"), [("mp3", b"\xff\xfb\x90"), ("wav", b"sounding"), ("flac", b"\xff\xf8sound"), ("ogg", b"sound")]
)
def test_the_sound_stays(ending: str, sound: bytes):
    assert sound in published(RECORDINGS[ending](), f"a.{ending}")


def test_nothing_moves_in_a_video():
    told = photographs.mp4()
    clean = isobmff.clean(told)
    assert len(clean) == len(told)
    assert clean.index(b"film") == told.index(b"film")
    assert clean.count(struct.pack(">I", 3_746_000_000)) == 0


@pytest.mark.parametrize("handler", [b"meta", b"camm", b"data"])
def test_a_video_with_a_track_of_places_is_refused(handler: bytes):
    record, _ = treated(photographs.mp4(handler), "a.mp4")
    assert "neither picture nor sound" in record.fault
    assert "ffmpeg" in record.hint


def test_a_track_of_timecodes_becomes_free_space_with_its_samples():
    start = box(b"ftyp", b"qt  \0\0\0\0qt  ") + box(b"mdat", b"film" + b"\x07\x08\x09\x0a" + b"more")
    entry = box(b"tmcd", bytes(26) + box(b"name", b"\0\x08\0\0" + TOLD))
    where = struct.pack(">III", 0, 1, start.index(b"\x07\x08"))
    tables = box(b"stsz", bytes(4) + struct.pack(">II", 4, 1)) + box(b"stco", where)
    shown = photographs.track(b"vide", b"", box(b"tref", box(b"tmcd", b"\0\0\0\2") + box(b"chap", b"\0\0\0\3")))
    told = start + box(b"moov", shown + photographs.track(b"tmcd", entry, tables=tables))
    assert inspection.findings(told, "mp4") != ()
    clean = published(told, "a.mov")
    assert len(clean) == len(told)
    assert TOLD not in clean
    assert b"tmcd" not in clean
    assert b"film\0\0\0\0more" in clean
    assert clean.count(b"trak") == clean.count(b"chap") == 1


def test_a_video_with_notes_of_the_camera_between_its_pictures_is_refused():
    notes = bytes.fromhex("0000004006051117ee8c60f84d11d98cd60800200c9a66") + b"MDPM" + TOLD
    told = photographs.mp4(film=b"film" + notes)
    record, _ = treated(told, "a.mp4")
    assert record.fault.startswith("this video has notes of the camera between its pictures")
    assert "ffmpeg" in record.hint
    assert "notes of a camera" in inspection.findings(told, "mp4")


def test_a_video_whose_pictures_are_elsewhere_or_whose_header_is_packed_is_refused():
    elsewhere = box(
        b"dinf", box(b"dref", bytes(4) + struct.pack(">I", 1) + box(b"url ", bytes(4) + b"file:///" + TOLD))
    )
    assert treated(photographs.mp4(more=elsewhere), "a.mov")[0].fault.endswith("in another file")
    packed = box(b"ftyp", b"qt  \0\0\0\0qt  ") + box(b"moov", box(b"cmov", TOLD))
    assert "compressed header" in treated(packed, "a.mov")[0].fault
    assert inspection.findings(packed, "mp4") != ()


@pytest.mark.parametrize(
    ("kind", "after"),
    [(b"hdlr", b"hdlr"), (b"mvhd", b"\0\0\0\1"), (b"stsd", TOLD), (b"dref", b"file"), (b"trak", b"tmcd")],
)
def test_the_inspection_sees_each_thing_in_a_video_that_tells(kind: bytes, after: bytes):
    clean = published(photographs.mp4(), "a.mp4")
    assert inspection.findings(clean, "mp4") == ()
    begin = clean.index(kind) + 4
    at = {b"hdlr": 24, b"mvhd": 4, b"stsd": 8 + 50, b"dref": 8 + 12, b"trak": 4 + 92}[kind]
    told = clean[: begin + at] + after + clean[begin + at + len(after) :]
    assert inspection.findings(told, "mp4") != ()


def test_nothing_hides_behind_the_headers_of_a_video():
    clean = published(photographs.mp4(), "a.mp4")
    inside = clean.index(b"mdhd")
    without_end = clean[: inside - 4] + bytes(4) + clean[inside:]
    assert treated(without_end, "a.mp4")[0].fault == "this file is cut off before its end"
    header = box(b"mvhd", bytes(100) + TOLD)
    told = box(b"ftyp", b"isom\0\0\0\0isom") + box(b"moov", header)
    assert inspection.findings(told, "mp4") != ()
    assert TOLD not in published(told, "a.mp4")


def test_comments_in_a_webm_file_that_cannot_be_found_are_a_fault():
    for name in (b"\3v]rbis", b"\4vorbis"):
        broken = photographs.webm().replace(b"\3vorbis", name)
        assert treated(broken, "a.webm")[0].fault == "this file is damaged"
        assert inspection.findings(broken, "webm") != ()


def test_what_shows_the_film_stays_in_a_video():
    clean = published(photographs.mp4(), "a.mp4")
    assert struct.pack(">HH", 64, 48) in clean
    assert b"\0\x18\xff\xff" + box(b"avcC", b"settings") in clean
    assert TOLD not in clean


@pytest.mark.parametrize("comments", [1, 9000])
def test_the_checksums_of_an_ogg_file_hold_when_its_comments_are_blank(comments: int):
    clean = published(photographs.ogg(comments), "a.ogg")
    at, pages = 0, 0
    while at < len(clean):
        end = at + 27 + clean[at + 26] + sum(clean[at + 27 : at + 27 + clean[at + 26]])
        assert struct.unpack_from("<I", clean, at + 22)[0] == photographs.checksum(clean[at:end])
        at, pages = end, pages + 1
    assert pages == (3 if comments == 1 else 5)


def test_a_pdf_tells_nothing_nor_do_its_pictures():
    pikepdf = pytest.importorskip("pikepdf")
    told = photographs.pdf()
    record, made = treated(told, "a.pdf")
    assert (record.fault, record.stored) == ("", True)
    with pikepdf.open(io.BytesIO(made[""])) as document:
        assert "/Metadata" not in document.Root
        assert "/Author" not in document.trailer.get("/Info", {})
        assert "/PieceInfo" not in document.pages[0].obj
        photograph = document.pages[0].Resources.XObject.Im0
        assert TOLD not in photograph.read_raw_bytes()
        assert opened(photograph.read_raw_bytes()).size == (64, 48)
    assert TOLD not in made[""]
    assert treated(told, "a.pdf")[1] == made


def test_a_locked_a_broken_and_a_signed_pdf_are_refused():
    pikepdf = pytest.importorskip("pikepdf")
    locked, signed = io.BytesIO(), io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))
        document.Root.AcroForm = pikepdf.Dictionary(SigFlags=3)
        document.save(signed)
    assert treated(locked.getvalue(), "a.pdf")[0].fault == "this PDF is locked"
    assert "signed" in treated(signed.getvalue(), "a.pdf")[0].fault
    assert treated(b"%PDF-1.7\nnothing", "a.pdf")[0].fault == "this PDF is damaged"


FRAME = b"\xff\xfb\x90\0" + bytes(413)
ID3 = b"ID3\4\0\x10\0\0\0\x12TIT2\0\0\0\x08\0\0" + TOLD
"""A tag with the mark of a footer, which is the same with other letters."""
ID3_FOOTER = b"3DI\4\0\x10\0\0\0\x12"
LYRICS = b"LYRICSBEGIN" + TOLD + b"LYRICSEND"
OLD_TAG = b"TAG" + TOLD.ljust(125, b"\0")


@pytest.mark.parametrize(
    ("before", "between", "behind"),
    [
        (b"", b"", ID3 + ID3_FOOTER),
        (b"", b"", LYRICS),
        (b"", b"", LYRICS + OLD_TAG),
        (b"", b"", ID3 + ID3_FOOTER + OLD_TAG),
        (b"", ID3.replace(b"\x10", b"\0"), b""),
        (b"", OLD_TAG + ID3.replace(b"\x10", b"\0"), OLD_TAG),
        (b"", TOLD * 20, b""),
        (ID3 + ID3_FOOTER + ID3.replace(b"\x10", b"\0"), b"", b""),
        (b"", b"", FRAME[:200] + OLD_TAG),
        (b"", LYRICS + OLD_TAG, FRAME[:200] + TOLD),
    ],
)
def test_tags_before_behind_and_between_the_frames_of_an_mp3_are_cut_out(before: bytes, between: bytes, behind: bytes):
    told = before + FRAME * 20 + between + FRAME * 20 + behind
    if TOLD in told:
        assert inspection.findings(told, "mp3") != ()
    clean = published(told, "a.mp3")
    assert TOLD not in clean
    assert clean.count(FRAME) in {39, 40}
    assert len(clean) % len(FRAME) == 0


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (b"\xff\xfb\x92\0", 418),  # MPEG 1, layer III, 128 kbit/s, 44,100 Hz, padded
        (b"\xff\xfd\xa4\0", 576),  # layer II, 192 kbit/s, 48,000 Hz
        (b"\xff\xf3\x84\0", 192),  # MPEG 2, layer III, 64 kbit/s, 24,000 Hz
        (b"\xff\xe3\x48\0", 288),  # MPEG 2.5, layer III, 32 kbit/s, 8,000 Hz
        (b"\xff\xf5\x80\0", 417),  # MPEG 2, layer II, 64 kbit/s, 22,050 Hz
    ],
)
def test_an_mp3_of_whatever_rate_stays_whole(head: bytes, size: int):
    sound = (head + b"\x55" * (size - 4)) * 30
    assert published(sound, "a.mp3") == sound
    assert published(ID3 + ID3_FOOTER + sound + OLD_TAG, "a.mp3") == sound


@pytest.mark.parametrize("behind", [b"", OLD_TAG, ID3 + ID3_FOOTER, LYRICS + OLD_TAG, ID3 + ID3_FOOTER + OLD_TAG])
@pytest.mark.parametrize("before", [b"", ID3 + ID3_FOOTER, ID3.replace(b"\x10", b"\0") * 2])
def test_tags_around_a_flac_file_are_cut_off(before: bytes, behind: bytes):
    plain = published(photographs.flac(), "a.flac")
    told = before + plain + behind
    assert kind_of(told) == "flac"
    if told != plain:
        assert inspection.findings(told, "flac") != ()
    assert published(told, "a.flac") == plain


def test_each_of_several_ogg_streams_loses_its_comments():
    one = photographs.ogg()
    other = one.replace(bytes(8) + struct.pack("<I", 7), bytes(8) + struct.pack("<I", 9))
    clean = published(one, "a.ogg")
    for chained in (one + one, one + one.replace(b"telltale", b"TELLTALE"), clean + one, one + other + one):
        assert inspection.findings(chained, "ogg") != ()
        found = published(chained, "a.ogg")
        assert TOLD not in found.lower()
        assert len(found) == len(chained)
        assert found.count(b"sound") == chained.count(b"sound")


def test_large_comments_of_an_ogg_file_take_no_memory_of_their_own():
    import tracemalloc

    words = b"OpusTags" + struct.pack("<I", 4) + b"text" + struct.pack("<I", 0) + b"A" * 2_000_000
    pages = [photographs._page(0, 2, [b"OpusHead" + bytes(11)])]
    lacing = [255] * (len(words) // 255) + [len(words) % 255]
    whole = b"OggS\0" + bytes(9) + struct.pack("<III", 7, 1, 0)
    for number in range(0, len(lacing), 200):
        now = lacing[number : number + 200]
        pages.append(whole + bytes([len(now), *now]) + words[255 * number : 255 * number + sum(now)])
    data = b"".join(pages)
    tracemalloc.start()
    clean = cleaning.cleaned(data, "ogg")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert b"AAAA" not in clean
    assert peak < 5 * len(data)


FILTERS: dict[str, tuple[tuple[str, ...], Callable[[bytes], bytes]]] = {
    "one": (("/DCTDecode",), lambda data: data),
    "letters": (("/ASCII85Decode", "/DCTDecode"), lambda data: base64.a85encode(data, wrapcol=80) + b"~>"),
    "digits": (("/ASCIIHexDecode", "/DCTDecode"), lambda data: data.hex(" ", 40).encode() + b">"),
    "packed": (("/FlateDecode", "/DCTDecode"), zlib.compress),
    "both": (
        ("/ASCII85Decode", "/FlateDecode", "/DCTDecode"),
        lambda data: b"<~" + base64.a85encode(zlib.compress(data)) + b"~>",
    ),
}


def photographs_of(data: bytes) -> list[tuple[str, bytes, object]]:
    """Filter, bytes as they lie in the file, and what the filter is told, of each picture of a PDF."""
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as document:
        return [
            (str(each.Filter), each.read_raw_bytes(), repr(each.get("/DecodeParms")))
            for each in document.objects
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image"
        ]


@pytest.mark.parametrize("how", FILTERS)
def test_a_photograph_in_a_pdf_is_cleaned_within_whatever_filters(how: str):
    pikepdf = pytest.importorskip("pikepdf")
    filters, pack = FILTERS[how]
    told = photographs.pdf(filters, pack(photographs.jpeg(drawn(64, 48))))
    assert inspection.findings(told, "pdf") != ()
    record, made = treated(told, "a.pdf")
    assert (record.fault, record.hint) == ("", "")
    [(named, photograph, settings)] = photographs_of(made[""])
    assert (named, settings) == ("/DCTDecode", "None")
    assert TOLD not in photograph
    assert corners(opened(photograph)) == corners(drawn(64, 48))
    assert inspection.findings(made[""], "pdf") == ()
    listed = photographs.pdf(photo=photographs.jpeg(drawn(64, 48)), Filter=pikepdf.Array([pikepdf.Name.DCTDecode]))
    assert TOLD not in photographs_of(treated(listed, "a.pdf")[1][""])[0][1]


def test_how_a_photograph_in_a_pdf_has_its_colours_stays():
    pikepdf = pytest.importorskip("pikepdf")
    told = photographs.pdf(DecodeParms=pikepdf.Dictionary(ColorTransform=0))
    assert "ColorTransform" in str(photographs_of(treated(told, "a.pdf")[1][""])[0][2])


def test_a_photograph_in_a_pdf_that_cannot_be_cleaned_refuses_the_pdf(monkeypatch: pytest.MonkeyPatch):
    pikepdf = pytest.importorskip("pikepdf")
    whole = photographs.jpeg(drawn(64, 48))
    lossless = photographs.segment(0xC3, b"\x08\0\x30\0\x40\3")
    predicted = pikepdf.Array([pikepdf.Dictionary(Predictor=12), pikepdf.Dictionary()])
    found = {
        "cut off": photographs.pdf(photo=whole[:900]),
        "lossless": photographs.pdf(photo=whole[:2] + lossless + whole[2:]),
        "no such thing": photographs.pdf(photo=b"points"),
        "not last": photographs.pdf(("/DCTDecode", "/FlateDecode"), whole),
        "unknown": photographs.pdf(("/LZWDecode", "/DCTDecode"), whole),
        "no letters": photographs.pdf(("/ASCII85Decode", "/DCTDecode"), b"\xff\xfe"),
        "predictor": photographs.pdf(("/FlateDecode", "/DCTDecode"), zlib.compress(whole), DecodeParms=predicted),
        "elsewhere": photographs.pdf(photo=whole, F=pikepdf.String("a.jpg"), FFilter=pikepdf.Name.DCTDecode),
    }
    monkeypatch.setattr(pdf, "MOST_BYTES", 1000)
    found["too large"] = photographs.pdf(("/FlateDecode", "/DCTDecode"), zlib.compress(whole))
    for name, data in found.items():
        record, made = treated(data, "a.pdf")
        assert (name, record.fault) == (name, "this PDF has a photograph that cannot be cleaned")
        assert record.hint == "print it to a new PDF"
        assert made == {}
    record, _ = treated(photographs.pdf(("/JPXDecode",), b"jp2"), "a.pdf")
    assert record.fault == "this PDF has a picture in JPEG 2000, which newsgen cannot clean"
    assert record.hint


def test_a_pdf_is_opened_again_before_it_is_published(monkeypatch: pytest.MonkeyPatch):
    pytest.importorskip("pikepdf")
    monkeypatch.setattr(pdf, "_strip", lambda *_: None)
    record, made = treated(photographs.pdf(), "a.pdf")
    assert "this file cannot be cleaned" in record.fault
    assert made == {}


def test_without_what_cleans_it_a_pdf_is_named_in_a_warning():
    recipe = treatment.Recipe(Images(), "1", "")
    record, made = cleaning.treat(b"%PDF-1.7\n", "a.pdf", b"", "", recipe, beside=True)
    assert (record.kind, made) == ("", {})
    assert "may name its author" in record.warning
    assert "newsgen[pdf]" in record.hint


@pytest.mark.parametrize("orientation", range(2, 9))
@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
def test_a_picture_is_upright(ending: str, orientation: int):
    make = PICTURES[ending]
    clean = published(make(drawn(300, 200), orientation=orientation), f"a.{ending}")
    assert TOLD not in clean
    expected = {
        2: ["g", "r", "b", ""],
        3: ["", "b", "r", "g"],
        4: ["b", "", "g", "r"],
        5: ["r", "b", "", "g"],
        6: ["b", "r", "g", ""],
        7: ["", "g", "r", "b"],
        8: ["g", "", "b", "r"],
    }[orientation]
    assert corners(opened(clean)) == expected
    assert opened(clean).getexif().get(274, 1) == 1


def test_an_avif_picture_is_upright():
    record, made = treated(photographs.avif(orientation=6), "a.avif")
    assert (record.width, record.height) == (300, 400)
    assert opened(made[""]).size == (300, 400)


# Colours


def shown_as(data: bytes) -> tuple[int, ...]:
    """The colour above left as a browser would show it."""
    image = opened(data)
    own = image.info.get("icc_profile")
    if own:
        srgb = ImageCms.createProfile("sRGB")
        image = ImageCms.profileToProfile(image, io.BytesIO(own), srgb, outputMode="RGB")  # type: ignore[assignment]
    return tuple(image.convert("RGB").getpixel((5, 5)))  # type: ignore[arg-type]


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) <= 4 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("make", [photographs.jpeg, photographs.png])
def test_colours_stay_and_their_profile_names_nobody(make):
    told = make(icc=profile())
    record, made = treated(told, "a.jpg", "shown")
    clean = published(told, "a.jpg")
    assert not record.stored
    assert opened(clean).info["icc_profile"] == icc.neutral(profile())
    assert TOLD not in icc.neutral(profile())  # type: ignore[operator]
    assert near(shown_as(clean), shown_as(told))
    assert near(shown_as(made["960.webp"]), shown_as(told))
    assert not near(shown_as(told), tuple(opened(told).convert("RGB").getpixel((5, 5))))  # type: ignore[arg-type]


def test_a_profile_that_only_says_srgb_is_left_out():
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert "icc_profile" not in opened(published(photographs.jpeg(icc=srgb), "a.jpg")).info


def test_a_profile_that_is_no_profile_does_no_harm():
    for bad in (b"telltale" * 40, profile()[:200], profile()[:128] + b"\xff" * 200):
        assert TOLD not in published(photographs.jpeg(icc=bad), "a.jpg")


def test_cmyk_becomes_what_browsers_show():
    record, made = treated(encoded(drawn(mode="CMYK"), "JPEG"), "a.jpg", "shown")
    assert record.stored
    assert opened(made[""]).mode == "RGB"
    assert corners(opened(made[""])) == corners(opened(made["480.webp"])) == corners(drawn())


def test_sixteen_bits_are_shown_in_eight():
    points = ((9_000 if x < 450 else 40_000) + (900 * y + x) % 977 * 7 for y in range(900) for x in range(900))
    grey = Image.frombytes("I;16", (900, 900), b"".join(point.to_bytes(2, "little") for point in points))
    record, made = treated(encoded(grey, "PNG"), "a.png", "shown")
    assert not record.stored
    shown = opened(made["480.webp"]).convert("L")
    assert abs(shown.getpixel((400, 240)) - (40_000 + 3400) // 257) < 8  # type: ignore[operator]
    assert abs(shown.getpixel((80, 240)) - (9_000 + 3400) // 257) < 8  # type: ignore[operator]


def test_transparency_stays_and_is_white_on_a_card():
    image = drawn(mode="RGBA")
    image.putalpha(Image.linear_gradient("L").resize(image.size).point(lambda value: 0 if value < 128 else 255))
    record, made = treated(encoded(image, "PNG"), "a.png", "card")
    assert opened(made["960.webp"]).convert("RGBA").getpixel((480, 20))[3] == 0  # type: ignore[index]
    assert record.card
    assert opened(made["card.jpg"]).getpixel((600, 20)) == (255, 255, 255)


def with_table(size: int = 1_100_000) -> bytes:
    """A profile of a table, as printers have it: it cannot be reduced to numbers, nor told from none."""
    body = b"mft2" + bytes(size)
    head = profile()[:128] + struct.pack(">I", 1) + struct.pack(">4sII", b"A2B0", 144, len(body)) + body
    return struct.pack(">I", len(head)) + head[4:]


def beginning(plain: bytes, *chunks: bytes) -> bytes:
    """A PNG with these chunks before its picture."""
    return plain[:33] + b"".join(chunks) + plain[33:]


def test_a_png_with_a_large_profile_or_much_text_is_no_damaged_one():
    plain = encoded(drawn(64, 48), "PNG")
    large = chunk(b"iCCP", b"x\0\0" + zlib.compress(with_table()))
    text = chunk(b"zTXt", b"Raw\0\0" + zlib.compress(b"a" * 1_500_000))
    turned = chunk(b"eXIf", exif(6).removeprefix(b"Exif\0\0"))
    for data, size in ((beginning(plain, large), (64, 48)), (beginning(plain, turned, text), (48, 64))):
        record, made = treated(data, "a.png", "shown")
        assert (record.fault, record.stored) == ("", True)
        assert opened(made[""]).size == size
        assert "icc_profile" not in opened(made[""]).info


def test_a_profile_of_a_png_that_cannot_be_kept_is_applied_whatever_its_size():
    swapped = bytearray(profile())
    tags = {bytes(swapped[at : at + 4]): at for at in range(132, 132 + 12 * 12, 12)}
    red, green = tags[b"rXYZ"], tags[b"gXYZ"]
    swapped[red : red + 4], swapped[green : green + 4] = b"gXYZ", b"rXYZ"
    swapped += bytes(1_100_000)
    swapped[:4] = struct.pack(">I", len(swapped))
    told = beginning(encoded(drawn(64, 48), "PNG"), chunk(b"iCCP", b"x\0\0" + zlib.compress(bytes(swapped))))
    assert corners(opened(published(told, "a.png")))[:2] == ["g", "r"]


LINEAR = chunk(b"gAMA", struct.pack(">I", 100_000))
OF_SRGB = chunk(b"gAMA", struct.pack(">I", 45_455)) + chunk(
    b"cHRM", struct.pack(">8I", 31_270, 32_900, 64_000, 33_000, 30_000, 60_000, 15_000, 6_000)
)
WIDE = chunk(b"cHRM", struct.pack(">8I", 31_270, 32_900, 68_000, 32_000, 26_500, 69_000, 15_000, 6_000))


@pytest.mark.parametrize("own", [LINEAR, WIDE, chunk(b"cICP", b"\x0c\x0d\0\1")])
def test_a_png_with_colours_of_its_own_keeps_them_and_is_shown_as_it_is(own: bytes):
    told = beginning(encoded(drawn(), "PNG"), own)
    record, made = treated(told, "a.png", "card")
    assert (record.fault, record.variants, record.card, record.width, made) == ("", (), None, 1200, {})
    assert own in cleaning.cleaned(told, "png")
    turned = beginning(encoded(drawn(60, 40), "PNG"), own, chunk(b"eXIf", exif(6).removeprefix(b"Exif\0\0")))
    clean = published(turned, "a.png")
    assert own in clean
    assert opened(clean).size == (40, 60)


@pytest.mark.parametrize("own", [OF_SRGB, LINEAR + chunk(b"sRGB", b"\0"), chunk(b"cICP", b"\1\x0d\0\1") + LINEAR])
def test_a_png_that_says_in_other_words_that_it_is_srgb_is_shown_in_sizes(own: bytes):
    record, made = treated(beginning(encoded(drawn(), "PNG"), own), "a.png", "card")
    assert record.card
    assert "960.webp" in made
    with_profile = beginning(photographs.png(icc=profile()), LINEAR)
    assert treated(with_profile, "a.png", "shown")[0].variants


# Sizes


def test_a_picture_is_shown_in_three_sizes_and_never_above_its_own():
    def widths(width: int) -> list[int]:
        record, made = treated(encoded(drawn(width, 300), "JPEG", quality=95), "a.jpg", "shown")
        for variant in record.variants:
            assert opened(made[variant.name]).size == (variant.width, variant.height)
            assert abs(variant.height - 300 * variant.width / width) <= 1
        return [variant.width for variant in record.variants]

    assert widths(2000) == [480, 960, 1600]
    assert widths(1600) == [480, 960, 1600]
    assert widths(1200) == [480, 960, 1200]
    assert widths(1000) == [480, 960]
    assert widths(400) == [400]


def test_avif_is_made_where_it_is_asked_for():
    recipe = treatment.Recipe(Images(widths=(480,), avif=True), "1", "")
    record, made = cleaning.treat(photographs.jpeg(), "a.jpg", b"", "shown", recipe, beside=True)
    assert [variant.name for variant in record.variants] == ["480.avif", "480.webp"]
    assert opened(made["480.avif"]).size == (480, 320)


def test_a_form_that_saves_nothing_is_not_made():
    plain = encoded(Image.new("P", (2000, 1000), 3), "PNG")
    assert treated(plain, "a.png", "shown")[0].variants == ()


def test_what_moves_is_shown_as_it_is():
    frames = [drawn(600, 400), drawn(600, 400).transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    for ending, format_ in (("gif", "GIF"), ("png", "PNG"), ("webp", "WEBP")):
        moving = encoded(frames[0], format_, save_all=True, append_images=frames[1:], duration=100, loop=0)
        record, _ = treated(moving, f"a.{ending}", "card")
        assert (record.fault, record.variants, record.card, record.width) == ("", (), None, 600)
        assert opened(published(moving, f"a.{ending}")).n_frames == 2  # type: ignore[attr-defined]


def test_a_very_tall_picture_is_shown_as_far_as_webp_goes():
    tall = encoded(drawn(100, 20_000).quantize(32), "PNG")
    record, _ = treated(tall, "a.png", "shown")
    assert record.fault == ""
    assert [variant.height for variant in record.variants] == [16_200]


def test_a_jpeg_is_never_decoded_to_more_points_than_are_allowed(monkeypatch: pytest.MonkeyPatch):
    from newsgen import raster

    monkeypatch.setattr(raster, "MOST_PIXELS", 300_000)
    decoded: list[int] = []
    simple = raster._simple

    def noted(image: Image.Image) -> Image.Image:
        decoded.append(image.width * image.height)
        return simple(image)

    monkeypatch.setattr(raster, "_simple", noted)
    pictures = {
        "plain": encoded(drawn(), "JPEG"),
        "turned": photographs.jpeg(orientation=6),
        "in four colours": encoded(drawn(mode="CMYK"), "JPEG"),
        "odd": encoded(drawn(1201, 801), "JPEG"),
    }
    for name, data in pictures.items():
        record, made = treated(data, "a.jpg", "card")
        assert (name, record.fault) == (name, "")
        shapes = [opened(each).size for each in made.values()]
        assert max(max(shape) for shape in shapes) in {600, 601}
        assert {variant.width for variant in record.variants} <= {400, 401, 480, 600, 601}
        assert len({variant.width for variant in record.variants}) > 0
    assert max(decoded) <= 300_000
    assert "too many pixels" in treated(encoded(drawn(), "JPEG", progressive=True), "a.jpg", "shown")[0].fault


def test_a_jpeg_of_many_points_that_is_written_anew_is_as_much_smaller_as_it_must_be(monkeypatch: pytest.MonkeyPatch):
    from newsgen import raster

    monkeypatch.setattr(raster, "HALVED", 500_000)
    assert opened(published(photographs.jpeg(orientation=6), "a.jpg")).size == (400, 600)
    monkeypatch.setattr(raster, "MOST_PIXELS", 100_000)
    assert opened(published(photographs.jpeg(orientation=6), "a.jpg")).size == (200, 300)


# What is refused


def header(width: int, height: int) -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", b"x")
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("use", ["", "shown"])
def test_a_bomb_is_refused_by_its_header(use: Use):
    record, _ = treated(header(50_000, 50_000), "a.png", use)
    assert record.fault == "this picture has too many pixels (50,000 × 50,000)"
    assert "save it smaller" in record.hint


def test_a_picture_too_large_to_decode_is_refused():
    assert "too many pixels" in treated(header(8_000, 8_000), "a.png", "shown")[0].fault


def test_a_file_too_large_for_a_picture_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cleaning, "MOST_BYTES", 1000)
    assert "MB" in treated(photographs.jpeg(), "a.jpg")[0].fault


@pytest.mark.parametrize("ending", ["jpg", "png", "gif", "webp", "avif", "tif"])
def test_a_picture_that_is_cut_off_is_refused(ending: str):
    whole = encoded(drawn(), {"jpg": "JPEG", "tif": "TIFF"}.get(ending, ending.upper()))
    for part in (0.4, 0.9):
        record, made = treated(whole[: int(len(whole) * part)], f"a.{ending}", "shown")
        assert record.fault in {"this file is cut off before its end", "this picture is damaged"}
        assert made == {}
        assert record.hint


@pytest.mark.parametrize("ending", [*PICTURES, *RECORDINGS, "pdf"])
@pytest.mark.parametrize("seed", range(12))
def test_damage_anywhere_ends_in_a_word_and_not_in_a_crash(ending: str, seed: int):
    import random

    make = {**PICTURES, **RECORDINGS, "pdf": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 20}[ending]
    chance = random.Random(seed)  # noqa: S311 - it is to come again
    data = bytearray(make())
    for _ in range(chance.choice([1, 20, 400])):
        data[chance.randrange(8, len(data))] = chance.randrange(256)
    if seed % 3 == 0:
        del data[chance.randrange(16, len(data)) :]
    record, made = treated(bytes(data), f"a.{ending}", "card")
    if not record.fault:
        clean = made[""] if record.stored else cleaning.cleaned(bytes(data), record.kind) if record.kind else b""
        assert inspection.findings(clean, record.kind) == ()


def with_form(form: object) -> bytes:
    import pikepdf

    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.AcroForm = form
        out = io.BytesIO()
        document.save(out, fix_metadata_version=False)
    return out.getvalue()


def contradictory() -> dict[str, bytes]:
    """Files whose parts are not as long, or not what, they must be, by a name with their ending."""
    start = box(b"ftyp", b"isom\0\0\0\0isom")
    found = {
        "no-handler.mp4": start + box(b"moov", box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + b"vide" + bytes(4))))),
        "empty-header.mp4": start + box(b"moov", box(b"mvhd", b"")),
        "short-header.mp4": start + box(b"moov", box(b"mvhd", bytes(6))),
        "long-header.mp4": start + box(b"moov", box(b"mvhd", b"\1" + bytes(12))),
    }
    web = encoded(drawn(64, 64), "WEBP")
    inner = struct.pack("<4sI", b"VP8X", 0) + web[12:]
    found["empty-flags.webp"] = b"RIFF" + struct.pack("<I", 4 + len(inner)) + b"WEBP" + inner
    small = Image.new("RGB", (8, 8))
    pages = encoded(small, "TIFF", save_all=True, append_images=[small])
    first = struct.unpack_from("<I", pages, 4)[0]
    behind = first + 2 + 12 * struct.unpack_from("<H", pages, first)[0]
    for number, place in enumerate((0xFFFFFFF0, 2, 9, first + 1, len(pages) - 1, len(pages) - 3)):
        found[f"next-{number}.tif"] = pages[:behind] + struct.pack("<I", place) + pages[behind + 4 :]
    return found


@pytest.mark.parametrize("name", contradictory())
def test_a_file_that_contradicts_itself_is_refused_in_words(name: str, capfd: pytest.CaptureFixture[str]):
    record, made = treated(contradictory()[name], name, "card")
    assert record.fault
    assert record.hint
    assert made == {}
    assert capfd.readouterr().err == ""
    if name.endswith(".mp4"):
        assert record.fault == "this file is damaged"


def test_a_pdf_whose_parts_are_of_the_wrong_kind_ends_in_a_word():
    pikepdf = pytest.importorskip("pikepdf")
    forms = (5, pikepdf.Array([1]), pikepdf.Dictionary(SigFlags=pikepdf.Array([1])))
    for form in forms:
        record, _ = treated(with_form(form), "a.pdf")
        assert record.fault in {"", "this PDF is damaged"}


def test_decoders_say_nothing_on_the_terminal(capfd: pytest.CaptureFixture[str]):
    odd = photographs.tiff(drawn(32, 32))
    first = struct.unpack_from("<I", odd, 4)[0]
    for number in range(struct.unpack_from("<H", odd, first)[0]):
        at = first + 2 + 12 * number
        for value in (0, 1, 9, 0xFFFF):
            treated(odd[: at + 4] + struct.pack("<I", value) + odd[at + 8 :], "a.tif", "shown")
    assert capfd.readouterr() == ("", "")


def boxes(data: bytes, at: int, end: int) -> Iterator[int]:
    while at + 8 <= end:
        size, name = struct.unpack_from(">I4s", data, at)
        yield from (at, at + 8, at + size)
        if name in {b"moov", b"trak", b"mdia", b"minf", b"stbl", b"dinf", b"udta", b"iprp", b"ipco"}:
            yield from boxes(data, at + 8, at + size)
        elif name in {b"meta", b"stsd", b"dref"}:
            yield from boxes(data, at + (12 if name == b"meta" else 16), at + size)
        at += max(size, 8)


def riff_chunks(data: bytes) -> Iterator[int]:
    at = 12
    while at + 8 <= len(data):
        size = struct.unpack_from("<I", data, at + 4)[0]
        yield from (at, at + 8, at + 8 + size)
        at += 8 + size + size % 2


def elements(data: bytes, at: int, end: int) -> Iterator[int]:
    while at < end:
        inside = at + 9 - data[at].bit_length() + 4
        after = inside + (struct.unpack_from(">I", data, inside - 4)[0] & 0x0FFFFFFF)
        yield from (at, inside - 4, inside, after)
        if inside - at == 8:
            yield from elements(data, inside, after)
        at = after


def png_chunks(data: bytes) -> Iterator[int]:
    at = 8
    while at + 12 <= len(data):
        yield from (at, at + 8)
        at += 12 + struct.unpack_from(">I", data, at)[0]


def segments(data: bytes) -> Iterator[int]:
    at = 2
    while data[at + 1] != 0xDA:
        yield from (at, at + 4)
        at += 2 + struct.unpack_from(">H", data, at + 2)[0]
    yield from (at, at + 4, len(data) - 2)


def entries(data: bytes) -> Iterator[int]:
    first = struct.unpack_from("<I", data, 4)[0]
    yield from (4, first)
    for number in range(struct.unpack_from("<H", data, first)[0] + 1):
        yield from (first + 2 + 12 * number, first + 6 + 12 * number)


def pages(data: bytes) -> Iterator[int]:
    for at in range(len(data)):
        if data[at : at + 4] == b"OggS":
            yield from (at, at + 5, at + 14, at + 26)


def either_end(data: bytes) -> Iterator[int]:
    yield from range(min(len(data), 100))
    yield from range(max(0, len(data) - 60), len(data))


PLACES: dict[str, Callable[[bytes], Iterator[int]]] = {
    "mp4": lambda data: boxes(data, 0, len(data)),
    "avif": lambda data: boxes(data, 0, len(data)),
    "webp": riff_chunks,
    "wav": riff_chunks,
    "webm": lambda data: elements(data, 0, len(data)),
    "png": png_chunks,
    "jpeg": segments,
    "tiff": entries,
    "ogg": pages,
}
"""Where the parts of a file begin and end, those within others too."""


def small(ending: str) -> bytes:
    if ending == "avif":
        return encoded(drawn(16, 16), "AVIF", exif=exif(6), speed=10)
    if ending == "gif":
        return encoded(drawn(8, 8).quantize(4), "GIF", comment=TOLD, transparency=1)
    if ending in PICTURES:
        return PICTURES[ending](drawn(16, 12), orientation=6)
    return {**PICTURES, **RECORDINGS}[ending]()


@pytest.mark.parametrize("ending", [*PICTURES, *RECORDINGS])
def test_a_cut_or_a_change_at_any_part_s_beginning_ends_in_a_word(ending: str, capfd: pytest.CaptureFixture[str]):
    whole = small(ending)
    places = sorted({at for at in PLACES.get(kind_of(whole), either_end)(whole) if at < len(whole)})
    changed = [whole[: at + more] for at in places for more in (0, 1, 5)]
    for at in places:
        for byte in range(at, min(at + 8, len(whole))):
            values = {0, 1, 0x7F, 0xFF, whole[byte] ^ 1} - {whole[byte]}
            changed += [whole[:byte] + bytes([value]) + whole[byte + 1 :] for value in values]
        numbers = (b"\0\0\0\0", b"\xff\xff\xff\xff", b"\0\0\0\1", b"\7\0\0\0")
        changed += [whole[:at] + number + whole[at + 4 :] for number in numbers]
    for data in changed:
        record, made = treated(data, f"a.{ending}", "card")
        if record.fault:
            assert record.hint
            continue
        clean = made[""] if record.stored else cleaning.cleaned(data, record.kind)
        assert inspection.findings(clean, record.kind) == ()
        if record.kind in {"mp4", "ogg", "webm"}:
            assert len(clean) == len(data)
    assert capfd.readouterr() == ("", "")


def test_a_file_is_what_it_is_and_not_what_its_name_says():
    record, _ = treated(photographs.png(), "photo.jpg", "shown")
    assert (record.kind, record.fault) == ("png", "")
    assert TOLD not in published(photographs.png(), "photo.jpg")
    assert TOLD not in published(photographs.jpeg(), "table.csv")


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"<html>", "a.jpg", "this file is named .jpg and is no picture"),
        (b"\0\0\0\x18ftypheic" + bytes(40), "a.jpg", "this picture is in HEIC, which browsers do not show"),
        (b"PK\x03\x04" + bytes(40), "a.pdf", "this file is named .pdf and is a ZIP"),
        (b"%PDF-1.7", "a.mp3", "this file is named .mp3 and is a PDF"),
        (b"words", "a.mp4", "this file is named .mp4 and is no recording"),
        (b"PK\x03\x04" + bytes(40), "a.csv", "this file is named .csv and holds no text"),
        (b"a\0b" + bytes(40), "a.txt", "this file is named .txt and holds no text"),
        (b"", "a.png", "this file is named .png and is no picture"),
    ],
)
def test_a_file_that_is_not_what_its_name_promises_is_refused(data: bytes, name: str, message: str):
    record, _ = treated(data, name)
    assert record.fault == message
    assert record.hint


@pytest.mark.parametrize("text", ["a,b\n1,2\n", "а,б", "\ufeffа,б", "", "ID3,ID4", "The skipper", "BMW,2", "xxxxftyp"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_text_is_published_as_it_is(text: str, encoding: str):
    record, _ = treated(text.encode(encoding), "a.csv")
    assert (record.kind, record.fault) == ("", "")


UNCLEANED = {
    "heic": box(b"ftyp", b"heic\0\0\0\0heic") + TOLD,
    "jxl": b"\0\0\0\x0cJXL \r\n\x87\n" + box(b"Exif", TOLD),
    "bare.jxl": b"\xff\x0a" + TOLD,
    "jp2": b"\0\0\0\x0cjP  \r\n\x87\n" + box(b"uuid", TOLD),
    "j2k": b"\xff\x4f\xff\x51" + TOLD,
    "big.tif": b"II+\0" + TOLD,
    "psd": b"8BPS" + TOLD,
    "bmp": b"BM" + bytes(12) + TOLD,
    "rf64.wav": b"RF64\xff\xff\xff\xffWAVEbext" + TOLD,
    "aiff": b"FORM\0\0\0\x10AIFFAUTH" + TOLD,
    "aifc": b"FORM\0\0\0\x10AIFCAUTH" + TOLD,
    "caf": b"caff\0\1\0\0info" + TOLD,
    "avi": b"RIFF\x10\0\0\0AVI LIST" + TOLD,
    "wma": bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + TOLD,
}
"""Pictures and recordings that tell, and cannot be cleaned, by the ending that they have."""


@pytest.mark.parametrize("beside", [True, False])
@pytest.mark.parametrize("name", UNCLEANED)
def test_what_tells_and_cannot_be_cleaned_is_refused_by_whatever_name(name: str, beside: bool):
    for path in (f"a.{name}", "a.dat", "a"):
        record, made = cleaning.treat(UNCLEANED[name], path, b"key", "", RECIPE, beside=beside)
        assert record.fault.startswith("this picture is in " if "browsers" in record.fault else "this recording is in ")
        assert record.hint.startswith("save it as ")
        assert made == {}


@pytest.mark.parametrize("name", ["a.jpg", "a.TIFF", "a.mp4", "a.mp3", "a.flac", "a.pdf", "a.webm", "a.oga"])
@pytest.mark.parametrize("data", [b"", b"version https://example.org/spec", b"\xde\xad\xbe\xef" * 20, b"\0" * 200])
def test_a_name_that_promises_what_is_cleaned_is_held_to_it_in_static_too(name: str, data: bytes):
    record, _ = cleaning.treat(data, name, b"key", "", RECIPE, beside=False)
    assert record.fault.startswith(f"this file is named .{name[2:].lower()} and is no ")
    assert record.hint


@pytest.mark.parametrize(
    "before",
    [
        box(b"free", b""),
        box(b"wide", b""),
        box(b"pnot", bytes(12)),
        box(b"uuid", bytes(16) + TOLD),
        struct.pack(">I4sQ", 1, b"mdat", 24) + b"pictures",
        struct.pack(">I4s", 0x01000010, b"mdat") + bytes(0x01000008),
    ],
    ids=["free", "wide", "pnot", "uuid", "64-bit mdat", "mdat of 16 MB"],
)
def test_a_film_without_a_beginning_of_its_own_is_known_and_cleaned(before: bytes):
    data = before + photographs.mp4()[20:]
    record, _ = cleaning.treat(data, "a.dat", b"key", "", RECIPE, beside=False)
    assert (record.kind, record.fault) == ("mp4", "")
    assert TOLD not in cleaning.cleaned(data, "mp4")


def test_a_film_of_a_size_that_could_be_letters_is_known():
    assert kind_of(struct.pack(">I4s", 0x20202020, b"mdat") + b"\0film") == "mp4"


def test_a_pdf_with_something_before_it_is_a_pdf():
    pytest.importorskip("pikepdf")
    for before in (b"\n", b"\xef\xbb\xbf", b"HTTP/1.1 200 OK\r\n\r\n", b"\0" * 1000):
        record, made = treated(before + photographs.pdf(), "a.pdf")
        assert (record.kind, record.fault) == ("pdf", "")
        assert TOLD not in made[""]


@pytest.mark.parametrize(
    "text", ["the free press", "our uuid", "all wide", "A PDF begins with %PDF- and a number", "function(){}", "ID3"]
)
def test_words_that_stand_where_a_format_has_its_own_are_text(text: str):
    record, _ = cleaning.treat(text.encode(), "a.html", b"key", "", RECIPE, beside=False)
    assert (record.kind, record.fault) == ("", "")


def test_several_pages_of_a_tiff_are_refused():
    pages = encoded(drawn(), "TIFF", save_all=True, append_images=[drawn()])
    assert treated(pages, "a.tif")[0].fault == "this TIFF file holds several pictures"


def test_whether_a_tiff_has_several_pages_is_asked_without_reading_them_all():
    entries = ((256, 1), (257, 1), (258, 8), (259, 1), (262, 1), (273, 8), (278, 1), (279, 1))
    tags = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries)
    size = 2 + len(tags) + 4
    whole = b"II*\0" + struct.pack("<I", 16) + bytes(8)
    count = 20_000
    for number in range(1, count + 1):
        whole += struct.pack("<H", len(entries)) + tags + struct.pack("<I", 16 + size * number if number < count else 0)
    begin = time.process_time()
    assert treated(whole, "a.tif")[0].fault == "this TIFF file holds several pictures"
    assert time.process_time() - begin < 2


# The second look


@pytest.mark.parametrize("ending", [*PICTURES, *RECORDINGS])
def test_the_inspection_finds_by_itself_what_a_file_tells(ending: str):
    told = {**PICTURES, **RECORDINGS}[ending]()
    assert inspection.findings(told, kind_of(told)) != ()
    clean = published(told, f"a.{ending}")
    assert inspection.findings(clean, kind_of(clean)) == ()


def test_a_control_block_of_a_gif_holds_its_four_bytes_alone():
    plain = encoded(drawn(64, 48).quantize(4), "GIF", transparency=1)
    told = bytearray(plain)
    at = plain.index(b"\x21\xf9\x04") + 7
    told[at:at] = b"\x08" + TOLD
    assert inspection.findings(bytes(told), "gif") != ()
    assert published(bytes(told), "a.gif") == published(plain, "a.gif")
    short = plain[: at - 5] + b"\3" + plain[at - 4 : at - 1] + plain[at:]
    assert treated(short, "a.gif")[0].fault == "this file is damaged"


def test_what_stands_behind_the_points_of_a_png_is_cut_off():
    plain = encoded(drawn(64, 48), "PNG")
    end = plain.index(b"IEND") - 4
    for behind in (chunk(b"IDAT", TOLD), chunk(b"IDAT", b"") + chunk(b"IDAT", TOLD * 9)):
        told = plain[:end] + behind + plain[end:]
        assert inspection.findings(told, "png") != ()
        assert published(told, "a.png") == plain
    at = plain.index(b"IDAT")
    size = struct.unpack_from(">I", plain, at - 4)[0]
    body = plain[at + 4 : at + 4 + size]
    told = plain[: at - 4] + chunk(b"IDAT", body + TOLD) + plain[at + 8 + size :]
    assert published(told, "a.png") == plain


@pytest.mark.parametrize("interlaced", [False, True])
@pytest.mark.parametrize(
    ("form", "bits"), [((8, 2), 24), ((8, 0), 8), ((1, 0), 1), ((8, 6), 32), ((4, 3), 4), ((16, 0), 16)]
)
@pytest.mark.parametrize("size", [(1, 1), (3, 5), (13, 9), (64, 48)])
def test_the_inspection_knows_how_many_points_a_png_has(
    form: tuple[int, int], bits: int, size: tuple[int, int], interlaced: bool
):
    width, height = size
    grids = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    grids = grids if interlaced else [(0, 0, 1, 1)]
    rows = b""
    for column, row, across, down in grids:
        across_, down_ = len(range(column, width, across)), len(range(row, height, down))
        rows += bytes((1 + (across_ * bits + 7) // 8) * down_) if across_ else b""
    head = struct.pack(">IIBBBBB", width, height, *form, 0, 0, interlaced)
    palette = chunk(b"PLTE", bytes(3)) if form[1] == 3 else b""

    def whole(points: bytes) -> bytes:
        parts = chunk(b"IHDR", head), palette, chunk(b"IDAT", zlib.compress(points)), chunk(b"IEND", b"")
        return b"\x89PNG\r\n\x1a\n" + b"".join(parts)

    assert opened(whole(rows)).size == size
    assert inspection.findings(whole(rows), "png") == ()
    assert inspection.findings(whole(rows + b"x"), "png") != ()
    assert TOLD not in zlib.decompress(published_points(whole(rows + TOLD)))


def published_points(data: bytes) -> bytes:
    clean = published(data, "a.png")
    at = clean.index(b"IDAT")
    return clean[at + 4 : at + 4 + struct.unpack_from(">I", clean, at - 4)[0]]


def test_a_picture_that_only_says_behind_its_points_that_it_moves_is_turned():
    plain = beginning(encoded(drawn(64, 48), "PNG"), chunk(b"eXIf", exif(6).removeprefix(b"Exif\0\0")))
    end = plain.index(b"IEND") - 4
    told = plain[:end] + chunk(b"acTL", struct.pack(">II", 1, 0)) + plain[end:]
    assert opened(published(told, "a.png")).size == (48, 64)


def test_a_picture_that_moves_and_hides_something_behind_a_frame_is_refused():
    frames = [drawn(64, 48), drawn(64, 48).transpose(Image.Transpose.FLIP_LEFT_RIGHT)]
    moving = encoded(frames[0], "PNG", save_all=True, append_images=frames[1:])
    assert treated(moving, "a.png")[0].fault == ""
    at = moving.index(b"fdAT")
    size = struct.unpack_from(">I", moving, at - 4)[0]
    told = moving[: at - 4] + chunk(b"fdAT", moving[at + 4 : at + 4 + size] + TOLD) + moving[at + 8 + size :]
    assert "cannot be cleaned" in treated(told, "a.png")[0].fault


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_blocks": 1}])
def test_bytes_that_fill_before_a_marker_are_no_reason_to_write_a_jpeg_anew(options: dict[str, object]):
    plain = encoded(drawn(64, 48), "JPEG", **options)
    filled = plain[:-2] + b"\xff\xff" + plain[-2:]
    filled = filled.replace(b"\xff\xd0", b"\xff\xff\xd0").replace(b"\xff\xda", b"\xff\xff\xff\xda")
    record, made = treated(filled, "a.jpg")
    assert (record.fault, record.stored, made) == ("", False, {})
    assert published(filled, "a.jpg") == published(plain, "a.jpg")


def hidden() -> dict[str, bytes]:
    """Clean pictures, each with one thing added that tells."""
    jpg, png_, web = (published(PICTURES[name](), f"a.{name}") for name in ("jpg", "png", "webp"))
    return {
        "jpg comment": jpg[:2] + photographs.segment(0xFE, TOLD) + jpg[2:],
        "jpg exif": jpg[:2] + photographs.segment(0xE1, exif()) + jpg[2:],
        "jpg unknown": jpg[:2] + photographs.segment(0xE9, TOLD) + jpg[2:],
        "jpg thumbnail": jpg[:2] + photographs.segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\1\1\0\0\0") + jpg[2:],
        "jpg long": jpg[:2] + photographs.segment(0xDD, b"\0\0" + TOLD) + jpg[2:],
        "jpg behind": jpg + TOLD,
        "jpg profile": jpg[:2] + photographs.segment(0xE2, b"ICC_PROFILE\0\1\1" + profile()) + jpg[2:],
        "png text": png_[:33] + chunk(b"tEXt", b"Author\0" + TOLD) + png_[33:],
        "png time": png_[:33] + chunk(b"tIME", bytes(7)) + png_[33:],
        "png behind": png_ + TOLD,
        "webp behind": web + TOLD,
    }


@pytest.mark.parametrize("what", hidden())
def test_one_thing_that_tells_is_enough_to_refuse_a_file(what: str, monkeypatch: pytest.MonkeyPatch):
    data = hidden()[what]
    kind = kind_of(data)
    assert inspection.findings(data, kind) != ()
    with pytest.raises(FileFault, match="cannot be cleaned"):
        cleaning._inspect(data, kind)
