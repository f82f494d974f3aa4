"""Pictures as pixels: turned upright, brought to sRGB, made smaller, written as WebP, AVIF or JPEG. Needs Pillow."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from newsgen.filetypes import FileFault, cut_off

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 33_500_000
"""Of a picture that is decoded whole, four bytes each and as much again while it is turned or made smaller: with the
file itself less than 400 MB. A screen of 8K has 33,177,600."""
MOST_JPEG_PIXELS = 250_000_000
"""Of a JPEG that need only be made smaller, which is decoded at a fraction of its size."""
HALVED = 24_000_000
"""Pixels above which a JPEG that must be written anew comes out at half its width and height."""
MOST_SIDE = 65_500
"""Of JPEG itself; of WebP it is 16,383."""
AVIF_LESS = 17
"""A photograph as AVIF at so much less is as near to itself as at a quality as WebP (both 41 dB, at 63 and 80)."""
CARD_WIDTH = 1200
"""Of the picture that other sites show beside a link; that is JPEG, which all of them take."""

_FORMATS = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "avif": "AVIF", "gif": "GIF", "tiff": "TIFF"}
_SCALES = (1, 2, 4, 8)
_TURNS = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}
"""Exif's orientation, and what makes it upright among Pillow's `Transpose`."""


class Raster:
    """A picture whose header was read; its pixels are decoded when they are asked for."""

    def __init__(self, data: bytes, kind: str, profile: bytes = b"") -> None:
        """`profile` is that of its colours, where it was taken out of the file."""
        from PIL import Image, UnidentifiedImageError

        Image.MAX_IMAGE_PIXELS = None  # sizes are judged here, and told
        try:
            self._image: Image.Image = Image.open(io.BytesIO(data), formats=(_FORMATS[kind],))
        except (UnidentifiedImageError, OSError, SyntaxError, ValueError, RuntimeError) as error:
            raise _damaged(error) from error
        self.kind = kind
        self._profile = profile
        self.width, self.height = self._image.size

    def turned(self) -> int:
        """The orientation that the format itself has, where that is not read elsewhere: of AVIF and TIFF."""
        return int(self._image.getexif().get(274, 1) or 1)

    def several(self) -> bool:
        """Whether it holds more than one picture. Their number is not asked for: to count them takes its square."""
        try:
            self._image.seek(1)
        except EOFError:
            return False
        return True

    def check(self, most: int) -> None:
        """Raises FileFault for one of more pixels, before any is decoded."""
        if self.width * self.height > most or max(self.width, self.height) > MOST_SIDE:
            raise _too_large(self.width, self.height)

    def _scale(self, share: int) -> int:
        """How many times smaller a JPEG is decoded: up to its `share`, and so that its points are not too many."""
        points = self.width * self.height
        chosen = max(each for each in _SCALES if each <= share)
        return next((each for each in _SCALES if each >= chosen and points <= MOST_PIXELS * each * each), _SCALES[-1])

    def upright(self, orientation: int, width: int = 0, least: int = 1) -> Image:
        """In sRGB, or grey, with transparency if it has any. With `width`, that wide, but no more than it is.

        A JPEG is decoded at a fraction of its size where that is enough, and as many times smaller as `least` says;
        one of too many points comes out narrower than `width`.
        """
        image = self._image
        if self.kind == "jpeg":
            shown = self.height if orientation >= 5 else self.width
            scale = self._scale(max(least, shown // width if width else 1))
            if scale > 1:
                image.draft(None, (max(1, self.width // scale), max(1, self.height // scale)))
        if image.width * image.height > MOST_PIXELS:
            raise _too_large(self.width, self.height)
        try:
            image.load()
        except (OSError, SyntaxError, ValueError, RuntimeError, struct.error, IndexError, EOFError) as error:
            raise _damaged(error) from error
        profile = self._profile or image.info.get("icc_profile")
        upright = _simple(image)
        if self.kind == "tiff":
            upright = upright.copy()  # Pillow turned it, and would write its tags again
        elif orientation in _TURNS:
            upright = upright.transpose(_TURNS[orientation])  # type: ignore[arg-type]
        upright.info.clear()
        if width and upright.width > width:
            upright = _resized(upright, width)
        return _in_srgb(upright, profile)


def halved(points: int) -> int:
    """The least scale of a JPEG that is written anew."""
    return 2 if points > HALVED else 1


def _too_large(width: int, height: int) -> FileFault:
    message = f"this picture has too many pixels ({width:,} × {height:,})"
    return FileFault(message, "save it smaller: 4,000 pixels wide is enough")


def _damaged(error: Exception) -> FileFault:
    text = str(error)
    if "truncated" in text or "Truncated" in text or "end of file" in text.lower():
        return cut_off()
    return FileFault("this picture is damaged", "open it and save it again")


def _simple(image: Image) -> Image:
    """In one of the modes L, LA, RGB, RGBA, CMYK; 16 bits become 8."""
    if image.mode.startswith("I"):
        wide = image.convert("I")
        return wide.point(lambda value: value / 257).convert("L")
    if image.mode == "F":
        return image.convert("L")
    if image.mode == "P":
        return image.convert("RGBA" if "transparency" in image.info else "RGB")
    if image.mode in {"RGB", "L"} and "transparency" in image.info:
        return image.convert("RGBA")
    if image.mode in {"L", "LA", "RGB", "RGBA", "CMYK"}:
        return image
    return image.convert("RGBA" if image.mode in {"PA", "La", "RGBa"} else "L" if image.mode == "1" else "RGB")


def _in_srgb(image: Image, profile: bytes | None) -> Image:
    from PIL import ImageCms

    space = {"RGB": b"RGB ", "RGBA": b"RGB ", "CMYK": b"CMYK", "L": b"GRAY", "LA": b"GRAY"}[image.mode]
    if profile and profile[16:20] == space and image.mode != "LA":
        target = "RGBA" if image.mode == "RGBA" else "RGB"
        try:
            converted = ImageCms.profileToProfile(
                image, io.BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=target
            )
        except (ImageCms.PyCMSError, ValueError, OSError):
            converted = None  # a profile that is no profile
        if converted is not None:
            converted.info.clear()
            return converted
    return image.convert("RGB") if image.mode == "CMYK" else image


def _resized(image: Image, width: int) -> Image:
    from PIL.Image import Resampling

    height = max(1, round(image.height * width / image.width))
    return image.resize((width, height), Resampling.LANCZOS, reducing_gap=3.0)


def smaller(image: Image, widths: Iterator[int] | list[int]) -> Iterator[Image]:
    """The picture at each width, each made from the one before: give the largest first."""
    for width in widths:
        if width != image.width:
            image = _resized(image, width)
        yield image


def write(image: Image, format_: str, quality: int) -> bytes:
    """As `webp`, `avif` or `jpeg`; a JPEG's transparent parts become white."""
    out = io.BytesIO()
    if format_ == "webp":
        image.save(out, "WEBP", quality=quality, method=4, exif=b"", icc_profile=None)
    elif format_ == "avif":
        image.save(out, "AVIF", quality=max(1, quality - AVIF_LESS), speed=6, max_threads=1, exif=b"", icc_profile=None)
    else:
        _opaque(image).save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def rewritten(image: Image, kind: str, *, lossless: bool) -> bytes:
    """The picture itself, anew in its own format."""
    out = io.BytesIO()
    options: dict[str, Any] = {
        "jpeg": {"quality": 90, "optimize": True},
        "png": {"optimize": False, "compress_level": 6},
        "webp": {"lossless": True} if lossless else {"quality": 92, "method": 4, "exif": b"", "icc_profile": None},
        "avif": {"quality": 90, "speed": 6, "max_threads": 1, "exif": b"", "icc_profile": None},
        "tiff": {"compression": "tiff_adobe_deflate"},
    }[kind]
    (_opaque(image) if kind == "jpeg" else image).save(out, _FORMATS[kind], **options)
    return out.getvalue()


def _opaque(image: Image) -> Image:
    from PIL import Image

    if image.mode not in {"RGBA", "LA"}:
        return image
    ground = Image.new("RGBA", image.size, "white")
    ground.alpha_composite(image.convert("RGBA"))
    return ground.convert("RGB")
