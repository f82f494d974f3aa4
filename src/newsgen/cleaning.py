"""What is published of a file, from its bytes: cleaned, and as pictures of several sizes.

Pure: bytes become bytes, and a record of what was made of them.
"""

from __future__ import annotations

import logging
import struct
import warnings
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import msgspec

from newsgen import fingerprint
from newsgen.config import Images
from newsgen.filetypes import (
    PICTURES,
    TREATED,
    FileFault,
    check_kind,
    damaged,
    flac,
    gif,
    inspection,
    isobmff,
    jpeg,
    kind_of,
    mpeg,
    ogg,
    pdf,
    png,
    riff,
    webm,
)
from newsgen.fingerprint import Digest
from newsgen.treatment import Recipe, Treated, Use, Variant

HEAD = 4096
"""Bytes by which text is told from what is none."""
MOST_BYTES = 40_000_000
"""Of a picture."""
MOST_WEBP_SIDE = 16_383
CARD_QUALITY = 82
CARD = "card.jpg"
SMALL = 8_000
"""Bytes up to which a picture is shown as it is."""
SMALLEST_CARD = 200
"""Pixels: sites pass over what is narrower."""
_PNG_HEADER = 33
"""Bytes before what describes colours."""
NEAR = 1.15
"""A picture gets a size of its own width beside the configured ones where it is wider than these by so much."""


def treat(
    data: bytes, path: str, key: Digest, use: Use, recipe: Recipe, *, beside: bool
) -> tuple[Treated, dict[str, bytes]]:
    """The record, and what was made, by name: variants and, under "", the file itself where it is written anew."""
    kind = kind_of(data)
    try:
        check_kind(path, kind, data[:HEAD], beside=beside)
        if kind in PICTURES:
            with _damage_told():
                return _picture(data, kind, key, use, recipe.images)
        if kind == "pdf" and not recipe.pikepdf:
            warning = "this PDF is published as it is, and may name its author, programs and places"
            hint = "install what cleans it: pip install 'newsgen[pdf]'"
            return Treated(key, "", fingerprint.of_bytes(data), len(data), warning=warning, hint=hint), {}
        if kind in TREATED:
            clean = cleaned(data, kind)
            _inspect(clean, kind)
            stored = kind == "pdf"
            treated = Treated(key, kind, fingerprint.of_bytes(clean), len(clean), stored=stored)
            return treated, {"": clean} if stored else {}
    except FileFault as fault:
        return Treated(key, kind, b"", 0, fault=fault.message, hint=fault.hint), {}
    return Treated(key, "", fingerprint.of_bytes(data), len(data)), {}


def cleaned(data: bytes, kind: str) -> bytes:
    """The file without what it tells beside what it shows, its pixels and its sound as they were."""
    with _damage_told():
        return _CLEAN[kind](data)


_DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What is raised where a file says of itself what is not so: decoders trust numbers that they read, each in its way."""


@contextmanager
def _damage_told() -> Iterator[None]:
    """Raises FileFault for whatever else damaged bytes bring about, and lets no decoder write to the terminal."""
    logging.getLogger("PIL").setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of metadata, none of which is kept
            yield
    except FileFault:
        raise
    except _DAMAGE as error:
        raise damaged() from error


_CLEAN: dict[str, Callable[[bytes], bytes]] = {
    "jpeg": lambda data: jpeg.read(data).clean,
    "png": lambda data: png.trimmed(png.read(data).clean),
    "webp": lambda data: riff.webp(data).clean,
    "gif": lambda data: gif.read(data).clean,
    "avif": lambda data: data,
    "tiff": lambda data: data,
    "wav": riff.wave,
    "mp3": mpeg.clean,
    "mp4": isobmff.clean,
    "flac": flac.clean,
    "ogg": ogg.clean,
    "webm": webm.clean,
    "pdf": pdf.clean,
}


def _inspect(data: bytes, kind: str) -> None:
    _refuse(inspection.findings(data, kind))


def _refuse(found: tuple[str, ...]) -> None:
    if found:
        what = ", ".join(found[:3])
        raise FileFault(f"this file cannot be cleaned: {what} would stay in it", "open it and export it anew")


class _Look(msgspec.Struct, frozen=True):
    """A picture as its own format describes it."""

    clean: bytes | None
    """None where it must be written anew."""
    orientation: int
    animated: bool = False
    lossless: bool = True
    buffered: bool = True
    source: bytes = b""
    """What it is written anew from, if not from the file."""
    profile: bytes = b""
    own: bytes = b""
    """As in `png.Png`."""


def _look(data: bytes, kind: str) -> _Look:
    if kind == "jpeg":
        found = jpeg.read(data)
        good = found.orientation == 1 and found.colours and found.components != 4
        return _Look(found.clean if good else None, found.orientation, buffered=found.buffered)
    if kind == "png":
        drawn = png.read(data)
        good = drawn.animated or (drawn.orientation == 1 and drawn.colours)
        clean = drawn.clean if good else None
        profile = drawn.profile
        return _Look(clean, drawn.orientation, drawn.animated, source=drawn.clean, profile=profile, own=drawn.own)
    if kind == "webp":
        web = riff.webp(data)
        good = web.animated or (web.orientation == 1 and web.colours)
        return _Look(web.clean if good else None, web.orientation, web.animated, web.lossless)
    if kind == "gif":
        moving = gif.read(data)
        return _Look(moving.clean, 1, moving.frames > 1)
    from newsgen.raster import Raster

    raster = Raster(data, kind)
    if raster.several():
        hint = "save its pages as a PDF" if kind == "tiff" else "save it as WebM or MP4"
        raise FileFault(f"this {kind.upper()} file holds several pictures", hint)
    orientation = raster.turned()
    good = orientation == 1 and not inspection.findings(data, kind)
    return _Look(data if good else None, orientation)


def _picture(data: bytes, kind: str, key: Digest, use: Use, images: Images) -> tuple[Treated, dict[str, bytes]]:
    from newsgen import raster

    if len(data) > MOST_BYTES:
        raise FileFault(f"this picture has {len(data) // 1_000_000} MB", "save it smaller: 5 MB is plenty")
    look = _look(data, kind)
    source = look.source or data
    decodable = raster.MOST_PIXELS if look.buffered or kind != "jpeg" else raster.MOST_JPEG_PIXELS
    offered = bool(use) and not look.animated and not look.own
    picture = raster.Raster(look.clean or source, kind, look.profile)
    picture.check(decodable if offered or look.clean is None else raster.MOST_JPEG_PIXELS)
    clean = look.clean if kind != "png" or look.clean is None else png.trimmed(look.clean)
    found = () if clean is None else inspection.findings(clean, kind)
    if found and kind != "gif" and not look.animated:
        clean, picture = None, raster.Raster(source, kind, look.profile)
    stored = clean is None
    image = None
    width, height = picture.width, picture.height
    if clean is None:
        picture.check(decodable)
        image = picture.upright(look.orientation, least=raster.halved(width * height) if kind == "jpeg" else 1)
        clean = raster.rewritten(image, kind, lossless=look.lossless)
        if look.own:
            clean = clean[:_PNG_HEADER] + look.own + clean[_PNG_HEADER:]
        width, height = image.size
        found = inspection.findings(clean, kind)
    _refuse(found)
    made: dict[str, bytes] = {"": clean} if stored else {}
    variants: tuple[Variant, ...] = ()
    card = None
    if offered:
        widths = sizes(width, height, images.widths) if len(clean) > SMALL else []
        wide = max([*widths, *([min(width, raster.CARD_WIDTH)] if use == "card" else [])], default=0)
        if image is None and wide:
            image = picture.upright(look.orientation, wide)
        if image and wide:
            wide = min(wide, image.width)
            widths = [min(each, image.width) for each in widths]
        for each in raster.smaller(image, sorted({*widths, wide}, reverse=True)) if image and wide else ():
            if use == "card" and card is None and each.width == wide:
                card = _card(each, width, kind, made)
            if each.width in widths:
                variants += tuple(_variants(each, images, len(clean), made))
    digest = fingerprint.of_bytes(clean)
    ordered = tuple(sorted(variants, key=lambda variant: (variant.format, variant.width)))
    return Treated(key, kind, digest, len(clean), width, height, stored, ordered, card), made


def sizes(width: int, height: int, configured: tuple[int, ...]) -> list[int]:
    """The widths in which a picture is shown, never above its own, smallest first.

    >>> sizes(1200, 800, (480, 960, 1600))
    [480, 960, 1200]
    """
    most = min(width, width * MOST_WEBP_SIDE // height)
    chosen = sorted({each for each in configured if each <= most})
    largest = chosen[-1] if chosen else 0
    if largest < max(configured) and most > largest * NEAR:
        chosen.append(most)
    return [each for each in chosen if each]


def _card(image: object, width: int, kind: str, made: dict[str, bytes]) -> Variant | None:
    """None for a picture that is a card as it is, or cannot be one."""
    from newsgen import raster

    if width < SMALLEST_CARD or (kind == "jpeg" and width <= raster.CARD_WIDTH):
        return None
    card = next(raster.smaller(image, [min(image.width, raster.CARD_WIDTH)]))  # type: ignore[arg-type, attr-defined]
    made[CARD] = raster.write(card, "jpeg", CARD_QUALITY)
    return Variant(CARD, card.width, card.height, fingerprint.of_bytes(made[CARD]), len(made[CARD]))


def _variants(image: object, images: Images, most: int, made: dict[str, bytes]) -> list[Variant]:
    """In each format, unless that saves nothing against the file itself, which has `most` bytes."""
    from newsgen import raster

    found = []
    width, height = image.size  # type: ignore[attr-defined]
    for format_ in ("webp", "avif") if images.avif else ("webp",):
        data = raster.write(image, format_, images.quality)  # type: ignore[arg-type]
        if len(data) < most:
            name = f"{width}.{format_}"
            made[name] = data
            found.append(Variant(name, width, height, fingerprint.of_bytes(data), len(data)))
    return found
