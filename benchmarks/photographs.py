"""Photographs from a seed: 4,000 by 3,000 points, 2 to 4 MB as JPEG, with what a telephone notes."""

from __future__ import annotations

import io
import random
from collections.abc import Iterator

SIZE = (4000, 3000)


def photographs(count: int, distinct: int, seed: int = 1) -> Iterator[bytes]:
    """At most so many are painted, which takes long; the others are these again, with another note in them: no two have
    the same bytes.
    """
    painted = [paint(random.Random(seed * 1000 + number)) for number in range(min(count, distinct))]  # noqa: S311
    for number in range(count):
        yield noted(painted[number % distinct], f"number {number}")


def paint(chance: random.Random) -> bytes:
    """A street: a sky that pales downwards, houses, and the grain of a small sensor."""
    from PIL import Image, ImageDraw, ImageFilter

    width, height = SIZE[0] // 4, SIZE[1] // 4
    image = Image.new("RGB", (width, height))
    draw = ImageDraw.Draw(image)
    for y in range(height):
        draw.line([(0, y), (width, y)], fill=(90 + 100 * y // height, 130 + 60 * y // height, 200 - 90 * y // height))
    for _ in range(120):
        left, top, side = chance.randrange(width), chance.randrange(height // 3, height), chance.randrange(8, 160)
        colour = (chance.randrange(30, 220), chance.randrange(30, 220), chance.randrange(30, 220))
        draw.rectangle((left, top, left + side, top + 2 * side), fill=colour)
    grain = Image.frombytes("L", (SIZE[0] // 2, SIZE[1] // 2), chance.randbytes(SIZE[0] * SIZE[1] // 4))
    grain = grain.filter(ImageFilter.GaussianBlur(0.6)).resize(SIZE)
    whole = Image.blend(image.resize(SIZE, Image.Resampling.BICUBIC), grain.convert("RGB"), chance.uniform(0.2, 0.3))
    exif = Image.Exif()
    exif[271] = "Telephone"
    exif[0x8825] = {1: "N", 2: (55.0, 45.0, 21.0), 3: "E", 4: (37.0, 37.0, 2.0)}
    out = io.BytesIO()
    whole.save(out, "JPEG", quality=87, exif=exif)
    return out.getvalue()


def noted(photograph: bytes, text: str) -> bytes:
    note = text.encode()
    return photograph[:2] + b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note + photograph[2:]
