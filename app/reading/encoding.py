"""Which encoding a delivered text is in: its mark, UTF-8 if it can be, else what museums' older programs write."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass

from charset_normalizer import from_bytes

from app.core.errors import BoundPassed, UnreadableFile
from app.core.text import Text
from app.reading.bytes_in import HEAD, DeliveredBytes

UTF_8 = "utf-8"
SCANNED_BLOCK = 256 * 1024
SAMPLE = 64 * 1024  # bytes of non-ASCII lines that a legacy encoding is judged on
ENOUGH = 1024  # non-ASCII characters after which the question is settled: chance does not make so many
PEEKED = 4096

# Longest first: the mark of UTF-32 little-endian begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, UTF_8),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What collections programs write that do not write Unicode, the likeliest first: Windows (a superset of ISO-8859-1 in
# printable characters), the old Macintosh (FileMaker), DOS.
LEGACY = ("cp1252", "mac_roman", "cp850")
_NAMES = {"cp1252": "Windows-1252", "mac_roman": "Mac OS Roman", "cp850": "CP850 (DOS)"}

_SMALL, _CAPITAL = "àâäæçéèêëîïôöœùûüÿñáíóúãõßøåšž", "ÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜÑÁÍÓÚÃÕØÅŠŽ"
# Signs where French and English have them: no small accent after a figure, no capital after a small letter.
_LIKELY = re.compile(
    f"(?<![0-9])[{_SMALL}]|(?<![a-z])[{_CAPITAL}]|(?<=\\w)’(?=\\w)|(?<!\\w)[«“‘](?=\\S)"
    "|[»”’…×\u00a0©®](?!\\w)|(?<=\\d)[–½¼¾°]|(?<= )[–—½¼¾](?=\\W)"
)
_LINE_WITH_ACCENT = re.compile(rb"[^\n\r]*[\x80-\xff][^\n\r]*")
_ESCAPED = re.compile("[\udc80-\udcff]")
_WIDE = re.compile(r"[^\x00-\x7f]")
_STRAY_NULS = 3  # in the beginning of a short text, beside one in a hundred characters; what is no text has many


@dataclass(frozen=True, slots=True)
class Encoding:
    """An encoding by Python's name for it; the bytes of the mark before the text; whether it is only a good guess."""

    name: str
    mark: int = 0
    guessed: bool = False

    @property
    def label(self) -> str:
        """What a person calls it."""
        return _NAMES.get(self.name, self.name.upper())


def encoding_of(source: DeliveredBytes, declared: str | None) -> Encoding:
    """Return the encoding of a text file; `declared` (the option `encoding`) wins over everything but a mark.

    The file is scanned until its encoding is certain, at worst to its end: the first accent of a catalogue may come
    late. Raises UnreadableFile for a declared encoding that does not exist.
    """
    beginning = next(source.blocks(PEEKED), b"")
    for mark, name in _MARKS:
        if beginning.startswith(mark):
            return Encoding(name, len(mark))
    if declared:
        return Encoding(_known(declared))
    wide = _utf_16(beginning)
    return wide or _scanned(_until_bound(source))


def decoded_head(head: bytes) -> str | None:
    """Return the beginning of a file as text, without its last line if that may be cut; None when it is no text."""
    found = next((Encoding(name, len(mark)) for mark, name in _MARKS if head.startswith(mark)), None)
    encoding = found or _utf_16(head) or _scanned(iter((head,)))
    text = head[encoding.mark :].decode(encoding.name, "replace")
    if text.count("\0") > _STRAY_NULS + len(text) // 100:
        return None
    return text[: text.rfind("\n") + 1] or text if len(head) >= HEAD else text


def _known(declared: str) -> str:
    try:
        found = codecs.lookup(declared.strip())
        "é".encode(found.name, "replace")
    except (LookupError, ValueError, TypeError):
        # A name with a NUL, or a codec that turns bytes into bytes, is no encoding of a text.
        raise UnreadableFile(
            Text(
                fr=f"L'encodage « {declared[:40]} » n'existe pas (essayez utf-8 ou cp1252).",
                en=f"There is no encoding “{declared[:40]}” (try utf-8 or cp1252).",
            )
        ) from None
    return {"utf-16": "utf-16-le", "utf-32": "utf-32-le", "utf-8-sig": UTF_8, "iso8859-1": "cp1252"}.get(
        found.name, found.name
    )


def _utf_16(beginning: bytes) -> Encoding | None:
    """Return UTF-16 without a mark where every other byte is mostly zero, as in any European text."""
    low, high = beginning[0::2], beginning[1::2]
    if len(high) < 2:  # noqa: PLR2004  # one character tells nothing
        return None
    empty_low, empty_high = low.count(0) / len(low), high.count(0) / len(high)
    if empty_high > 0.7 and empty_low < 0.05:  # noqa: PLR2004  # a table has few characters beyond U+00FF
        return Encoding("utf-16-le", guessed=True)
    if empty_low > 0.7 and empty_high < 0.05:  # noqa: PLR2004  # the same
        return Encoding("utf-16-be", guessed=True)
    return None


def _until_bound(source: DeliveredBytes) -> Iterator[bytes]:
    # The records before a bound are still read, so that what comes before it must suffice here too.
    try:
        yield from source.blocks(SCANNED_BLOCK)
    except BoundPassed:
        return


def _scanned(blocks: Iterator[bytes]) -> Encoding:
    decoder = codecs.getincrementaldecoder(UTF_8)("surrogateescape")
    wide = invalid = 0
    sample = bytearray()
    for block in blocks:
        text = decoder.decode(block)
        if text.isascii():
            continue
        escaped = len(_ESCAPED.findall(text))
        invalid += escaped
        wide += len(_WIDE.findall(text)) - escaped
        if escaped and len(sample) < SAMPLE:
            sample += b"\n".join(_LINE_WITH_ACCENT.findall(block))[:SAMPLE]
        if wide + invalid > ENOUGH:
            break
    invalid += len(_ESCAPED.findall(decoder.decode(b"", final=True)))
    # A legacy text holds next to no valid sequence of UTF-8; a damaged UTF-8 text holds few invalid ones.
    return Encoding(UTF_8) if invalid <= wide else Encoding(_legacy(bytes(sample)), guessed=True)


def _legacy(sample: bytes) -> str:
    """Return the legacy encoding in which the sample's accents stand where French and English texts have them."""
    likely = {name: len(_LIKELY.findall(sample.decode(name, "ignore"))) for name in LEGACY}
    best = [name for name in LEGACY if likely[name] == max(likely.values())]
    if len(best) == 1:
        return best[0]
    found = from_bytes(sample, cp_isolation=best).best()
    return found.encoding if found and found.encoding in best else best[0]
