"""Pictures, recordings and documents that tell more than they show, made byte by byte."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable

from PIL import Image, ImageCms

TELLTALE = "telltale"
"""Stands in everything that a file must not tell."""

_TOLD = TELLTALE.encode()
XMP = (
    '<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""'
    f' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:City="{TELLTALE}"/></rdf:RDF></x:xmpmeta>'
    '<?xpacket end="w"?>'
).encode()
"""Adobe's metadata, well-formed."""


def drawn(width: int = 1200, height: int = 800, mode: str = "RGB") -> Image.Image:
    """Not one like its mirror or its turned self: red above left, green above right, blue below."""
    image = Image.radial_gradient("L").resize((width, height)).convert("RGB")
    image.paste((200, 30, 30), (0, 0, width // 4, height // 4))
    image.paste((30, 160, 30), (width - width // 4, 0, width, height // 4))
    image.paste((30, 30, 200), (0, height - height // 4, width // 4, height))
    small = max(1, width // 4), max(1, height // 4)
    points = random.Random(1).randbytes(small[0] * small[1])  # noqa: S311 - the same each time
    noise = Image.frombytes("L", small, points).resize((width, height)).convert("RGB")
    return Image.blend(image, noise, 0.15).convert(mode)


def exif(orientation: int = 1) -> bytes:
    """With a maker, a place and a thumbnail."""
    made = Image.Exif()
    made[271] = TELLTALE
    made[274] = orientation
    made[0x8769] = {37500: _TOLD * 4}
    made[0x8825] = {1: "N", 2: (55.0, 45.0, 21.0), 3: "E", 4: (37.0, 37.0, 2.0), 29: "2022:09:28"}
    return made.tobytes()


def encoded(image: Image.Image, format_: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, format_, **options)
    return out.getvalue()


def profile() -> bytes:
    """Of Display P3's colours, from a device that says whose it is."""
    plain = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    tags = {}
    for number in range(struct.unpack_from(">I", plain, 128)[0]):
        tag, at, size = struct.unpack_from(">4sII", plain, 132 + 12 * number)
        tags[bytes(tag)] = bytes(plain[at : at + size])
    for tag, xyz in {
        b"rXYZ": (0.51512, 0.2412, -0.00105),
        b"gXYZ": (0.29198, 0.69225, 0.04189),
        b"bXYZ": (0.1571, 0.06657, 0.78407),
    }.items():
        tags[tag] = b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(each * 65536) for each in xyz))
    tags[b"cprt"] = b"text\0\0\0\0" + _TOLD + b"\0"
    tags[b"meta"] = b"text\0\0\0\0" + _TOLD + b"\0"
    header = bytes(plain[:48]) + b"TELL" + bytes(plain[52:128])
    place = 132 + 12 * len(tags)
    table = body = b""
    for tag, data in tags.items():
        table += struct.pack(">4sII", tag, place + len(body), len(data))
        body += data + bytes(-len(data) % 4)
    whole = header + struct.pack(">I", len(tags)) + table + body
    return struct.pack(">I", len(whole)) + whole[4:]


def segment(marker: int, payload: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(payload) + 2) + payload


def jpeg(
    image: Image.Image | None = None, *, orientation: int = 1, icc: bytes | None = None, **options: object
) -> bytes:
    """With everything that a JPEG can tell."""
    image = image or drawn()
    plain = encoded(image, "JPEG", quality=85, exif=exif(orientation), comment=_TOLD, icc_profile=icc, **options)
    thumbnail = segment(0xE0, b"JFXX\0\x10" + encoded(drawn(32, 32), "JPEG", comment=_TOLD))
    xmp = segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + XMP)
    iptc = segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0" + struct.pack(">I", 13) + b"\x1c\x02\x50\0\x08" + _TOLD)
    index = segment(0xE2, b"MPF\0MM\0*" + bytes(60))
    maker = segment(0xEB, b"HDR_RI" + _TOLD)
    second = encoded(drawn(64, 64), "JPEG", comment=_TOLD)
    return plain[:2] + thumbnail + xmp + iptc + index + maker + plain[2:] + second + _TOLD


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(image: Image.Image | None = None, *, orientation: int = 1, icc: bytes | None = None) -> bytes:
    plain = encoded(image or drawn(), "PNG", icc_profile=icc)
    told = (
        chunk(b"tEXt", b"Author\0" + _TOLD)
        + chunk(b"zTXt", b"Comment\0\0" + zlib.compress(_TOLD))
        + chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP)
        + chunk(b"eXIf", exif(orientation).removeprefix(b"Exif\0\0"))
        + chunk(b"tIME", struct.pack(">HBBBBB", 2022, 9, 28, 10, 30, 0))
        + chunk(b"vpAg", _TOLD)
    )
    return plain[:33] + told + plain[33:] + _TOLD


def gif(frames: int = 1) -> bytes:
    images = [
        drawn(300, 200).convert("P").point(lambda value, shift=number: (value + shift) % 256)
        for number in range(frames)
    ]
    plain = encoded(images[0], "GIF", save_all=True, append_images=images[1:], comment=_TOLD, loop=0)
    xmp = b"\x21\xff\x0bXMP DataXMP" + XMP + b"\x01" + bytes(range(255, -1, -1)) + b"\0\0"
    return plain[:-1] + xmp + b"\x3b" + _TOLD


def webp(image: Image.Image | None = None, *, orientation: int = 1, **options: object) -> bytes:
    return encoded(image or drawn(), "WEBP", exif=exif(orientation), xmp=XMP, **options) + _TOLD


def avif(*, orientation: int = 1) -> bytes:
    return encoded(drawn(400, 300), "AVIF", exif=exif(orientation), xmp=XMP, speed=9)


def tiff(image: Image.Image | None = None, *, orientation: int = 1) -> bytes:
    tags = Image.Exif()
    tags[274] = orientation
    tags[315] = TELLTALE
    return encoded(image or drawn(), "TIFF", exif=tags, description=TELLTALE, software=TELLTALE) + _TOLD


PICTURES: dict[str, Callable[..., bytes]] = {
    "jpg": jpeg,
    "png": png,
    "gif": gif,
    "webp": webp,
    "avif": avif,
    "tif": tiff,
}


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def mp4(handler: bytes = b"vide", more: bytes = b"", film: bytes = b"film") -> bytes:
    """A track without samples: what newsgen looks at is all there. `more` stands beside its description."""
    when = struct.pack(">II", 3_746_000_000, 3_746_000_001)
    mvhd = box(b"mvhd", bytes(4) + when + struct.pack(">II", 1000, 0) + bytes(80))
    place = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", 18, 0x15C7) + b"+55.7500+037.6170/" + _TOLD))
    entry = bytes(6) + b"\0\1" + bytes(4) + b"TELL" + bytes(8) + struct.pack(">HH", 64, 48) + bytes(14)
    entry += bytes([len(_TOLD)]) + _TOLD.ljust(31, b"\0") + b"\0\x18\xff\xff" + box(b"avcC", b"settings")
    trak = track(handler, box(b"avc1", entry), place, more)
    moov = box(b"moov", mvhd + trak + place + box(b"meta", _TOLD))
    return box(b"ftyp", b"isom\0\0\2\0isom") + moov + box(b"uuid", bytes(16) + XMP) + box(b"mdat", film)


def track(handler: bytes, entry: bytes, beside: bytes = b"", more: bytes = b"", tables: bytes = b"") -> bytes:
    when = struct.pack(">II", 3_746_000_000, 3_746_000_001)
    tkhd = box(b"tkhd", bytes(4) + when + struct.pack(">I", 1) + bytes(72))
    mdhd = box(b"mdhd", bytes(4) + when + struct.pack(">II", 1000, 0) + bytes(4))
    hdlr = box(b"hdlr", bytes(8) + handler + bytes(12) + _TOLD + b"\0")
    alias = box(b"alis", b"\0\0\0\1" + b"/Users/" + _TOLD + b"/march.mov")
    dinf = box(b"dinf", box(b"dref", bytes(4) + struct.pack(">I", 1) + alias))
    stbl = box(b"stbl", box(b"stsd", bytes(4) + struct.pack(">I", 1) + entry) + tables)
    data_handler = box(b"hdlr", bytes(4) + b"dhlralis" + bytes(12) + _TOLD + b"\0")
    minf = box(b"minf", box(b"vmhd", bytes(12)) + data_handler + dinf + stbl + more)
    return box(b"trak", tkhd + box(b"mdia", mdhd + hdlr + minf) + beside)


def mp3() -> bytes:
    frames = (b"\xff\xfb\x90\0" + bytes(413)) * 4
    text = b"TIT2" + struct.pack(">IH", len(_TOLD) + 1, 0) + b"\0" + _TOLD
    before = b"ID3\x04\0\0" + struct.pack(">I", len(text)) + text
    ape = _TOLD
    behind = ape + b"APETAGEX" + struct.pack("<IIII", 2000, 32 + len(ape), 1, 0) + bytes(8)
    return before + frames + behind + b"TAG" + _TOLD.ljust(125, b"\0")


def wav() -> bytes:
    def part(kind: bytes, body: bytes) -> bytes:
        return kind + struct.pack("<I", len(body)) + body + bytes(len(body) % 2)

    body = part(b"fmt ", struct.pack("<HHIIHH", 1, 1, 8000, 8000, 1, 8)) + part(b"bext", _TOLD)
    body += (
        part(b"LIST", b"INFOIART" + struct.pack("<I", 8) + _TOLD) + part(b"data", b"sounding") + part(b"id3 ", _TOLD)
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WAVE" + body


def flac() -> bytes:
    def block(kind: int, body: bytes) -> bytes:
        return bytes([kind]) + len(body).to_bytes(3, "big") + body

    blocks = block(0, bytes(34)) + block(4, _TOLD) + block(6, _TOLD) + block(0x80 | 1, bytes(8))
    return b"fLaC" + blocks + b"\xff\xf8sound"


def ogg(comments: int = 1) -> bytes:
    """Opus, its comments over as many pages as they need."""
    sys = TELLTALE.encode()
    words = b"OpusTags" + struct.pack("<I", 4) + sys[:4]
    words += struct.pack("<I", comments) + b"".join(struct.pack("<I", len(sys)) + sys for _ in range(comments))
    pages = [_page(0, 2, [b"OpusHead" + bytes(11)])]
    lacing = [255] * (len(words) // 255) + [len(words) % 255]
    at = 0
    while lacing:
        now, lacing = lacing[:200], lacing[200:]
        body = words[at : at + sum(now)]
        pages.append(_page(len(pages), 1 if at else 0, now, body))
        at += sum(now)
    return b"".join([*pages, _page(len(pages), 4, [b"sound"])])


def _page(number: int, flags: int, parts: list[bytes] | list[int], body: bytes = b"") -> bytes:
    if not body:
        body = b"".join(parts)  # type: ignore[arg-type]
        parts = [len(part) for part in parts]  # type: ignore[arg-type]
    head = b"OggS\0" + bytes([flags]) + bytes(8) + struct.pack("<III", 7, number, 0) + bytes([len(parts)])
    page = head + bytes(parts) + body  # type: ignore[arg-type]
    return page[:22] + struct.pack("<I", checksum(page)) + page[26:]


def checksum(page: bytes) -> int:
    """Of RFC 3533: a polynomial, bit by bit."""
    value = 0
    for byte in page[:22] + bytes(4) + page[26:]:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1) ^ (0x104C11DB7 if value & 0x80000000 else 0)
    return value


def element(name: str, body: bytes) -> bytes:
    return bytes.fromhex(name) + (len(body) | 1 << 28).to_bytes(4, "big") + body


def webm() -> bytes:
    info = element("1549A966", element("2AD7B1", b"\x0f\x42\x40") + element("7BA9", _TOLD) + element("4D80", _TOLD))
    private = _laced(b"\x01vorbis" + bytes(23), vorbis_comments(), b"\x05vorbis" + bytes(9))
    track = element("D7", b"\1") + element("536E", _TOLD) + element("86", b"A_VORBIS") + element("63A2", private)
    tracks = element("1654AE6B", element("AE", track))
    chapters = element("1043A770", element("45B9", element("B6", element("80", element("85", _TOLD)))))
    tags = element("1254C367", element("7373", _TOLD))
    cluster = element("1F43B675", element("E7", b"\0") + element("A3", b"\x81\0\0\0film"))
    inside = info + tracks + chapters + element("EC", _TOLD) + cluster + tags
    return element("1A45DFA3", element("4282", b"webm")) + element("18538067", inside)


def vorbis_comments() -> bytes:
    said = struct.pack("<I", len(_TOLD)) + _TOLD
    return b"\x03vorbis" + said + struct.pack("<I", 1) + said + b"\1"


def _laced(*packets: bytes) -> bytes:
    """As Xiph does it: lengths of all but the last before them."""
    return bytes([len(packets) - 1, *(len(each) for each in packets[:-1])]) + b"".join(packets)


RECORDINGS: dict[str, Callable[[], bytes]] = {
    "mp4": mp4,
    "mp3": mp3,
    "wav": wav,
    "flac": flac,
    "ogg": ogg,
    "webm": webm,
}


def pdf(filters: tuple[str, ...] = ("/DCTDecode",), photo: bytes = b"", **more: object) -> bytes:
    """With an author, XMP, and a photograph that has its own, as it stands within these filters."""
    import pikepdf

    document = pikepdf.new()
    document.add_blank_page(page_size=(200, 200))
    photograph = pikepdf.Stream(document, photo or jpeg(drawn(64, 48)))
    names = [pikepdf.Name(each) for each in filters]
    photograph.Filter = names[0] if len(names) == 1 else pikepdf.Array(names)
    photograph.Type, photograph.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    photograph.Width, photograph.Height = 64, 48
    photograph.ColorSpace, photograph.BitsPerComponent = pikepdf.Name.DeviceRGB, 8
    for key, value in more.items():
        photograph[f"/{key}"] = value
    page = document.pages[0]
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=photograph))
    page.Contents = pikepdf.Stream(document, b"q 100 0 0 100 0 0 cm /Im0 Do Q")
    page.PieceInfo = pikepdf.Dictionary(Program=pikepdf.String(TELLTALE))
    document.docinfo["/Author"] = TELLTALE
    document.Root.Metadata = pikepdf.Stream(document, XMP)
    document.Root.Metadata.Type, document.Root.Metadata.Subtype = pikepdf.Name.Metadata, pikepdf.Name.XML
    out = io.BytesIO()
    document.save(out, fix_metadata_version=False)
    return out.getvalue()
