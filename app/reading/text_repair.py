"""What is repaired in a value, and what is only proposed: control characters, lost accents, accents encoded twice."""

from __future__ import annotations

import re
from typing import NamedTuple

from app.core.finding import Rule
from app.reading.rules import (
    C1_CHARACTERS,
    CONTROL_CHARACTERS,
    DOUBLE_ENCODING,
    LOST_CHARACTERS,
    LOST_LIGATURE,
    SEPARATOR_CHARACTERS,
    UNDECODABLE_BYTES,
)

REPLACEMENT = "\ufffd"

_SURROGATES = re.compile("[\ud800-\udfff]+")
_C1 = re.compile("[\x80-\x9f]")
# Vertical tab and form feed are line breaks inside a cell; FS, GS, RS and US part repeated values (FileMaker, MARC).
_BREAKS, _SEPARATORS = re.compile("[\x0b\x0c]"), re.compile("[\x1c-\x1f]+")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1b\x7f\ufeff]")
_SECOND = {code: bytes([code]).decode("cp1252", "ignore") or chr(code) for code in range(0x80, 0xC0)}
_CONTINUATION = "".join(_SECOND.values()) + "".join(map(chr, range(0x80, 0xA0)))
_TWICE = re.compile(f"Ã[{_CONTINUATION}]|Â[\xa0-\xbf]|Å[“’\x93\x92]|â[€\x80][{_CONTINUATION}]")
_ANY = re.compile(f"[\ud800-\udfff{REPLACEMENT}\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff]|{_TWICE.pattern}")


# Where French words lack their œ: ISO-8859-1 does not have it, and some exports leave out what they cannot write.
_LOST_OE = re.compile(
    r"(?:\b|(?<=\bman)|(?<=\bdés))(?=uvr(?:e|es|er|é|és|ée|ées|ier|iers)\b)"
    r"|(?<=\bb)(?=ufs\b)|(?<=\bv)(?=ux\b)|(?<=\bsacré-c)(?=ur\b)",  # not Chur, Nud: a town, a title
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w'’-]*")


class Flaw(NamedTuple):
    """One thing that is wrong with a value: the rule, the value to show, the arguments of the rule's sentences."""

    rule: Rule
    value: str
    arguments: dict[str, str]


def repaired(text: str, encoding: str) -> tuple[str, tuple[Flaw, ...]]:
    """Return the value without what no text may hold, and what was or may be repaired in it.

    Undecodable bytes (lone surrogates) become U+FFFD, control characters go or become the break they stood for.
    Everything else stays as it was written, with a proposed reading (`fix`). `encoding` is the file's, for the message.
    """
    lost = _LOST_OE.search(text) is not None
    if not lost and ((text.isascii() and text.isprintable()) or not _ANY.search(text)):
        return text, ()
    flaws: list[Flaw] = []
    escaped = _SURROGATES.findall(text)
    if escaped:
        value = _SURROGATES.sub(lambda found: REPLACEMENT * len(found.group()), text)
        written = " ".join(_bytes_of(run).hex(" ").upper() for run in escaped[:10])
        fix = _SURROGATES.sub(lambda found: _bytes_of(found.group()).decode("cp1252", "replace"), text)
        flaws.append(Flaw(UNDECODABLE_BYTES, value, {"bytes": written, "encoding": encoding, "fix": fix}))
        text = value
    elif REPLACEMENT in text:
        flaws.append(Flaw(LOST_CHARACTERS, text, {}))
    text = _without_controls(text, flaws)
    if lost:
        fix = _LOST_OE.sub(_ligature, text)
        words = ", ".join(_WORD.match(text, found.start())[0] for found in _LOST_OE.finditer(text))  # type: ignore[index]  # it matches nothing, too
        flaws.append(Flaw(LOST_LIGATURE, text, {"words": words, "fix": fix}))
    if _TWICE.search(text):
        flaws.append(Flaw(DOUBLE_ENCODING, text, {"fix": decoded_once(text)}))
    elif _C1.search(text):
        flaws.append(Flaw(C1_CHARACTERS, text, {"fix": _C1.sub(lambda found: _SECOND[ord(found.group())], text)}))
    return text, tuple(flaws)


def decoded_once(text: str) -> str:
    """Return the text with each sequence of doubly encoded characters read as what it was, where it can be."""
    return _TWICE.sub(lambda found: _decoded_sequence(found.group()), text)


def _ligature(found: re.Match[str]) -> str:
    after = found.string[found.end() : found.end() + 2]
    return "Œ" if not found.start() or (len(after) > 1 and after.isupper()) else "œ"


def _decoded_sequence(sequence: str) -> str:
    try:
        return b"".join(_as_byte(character) for character in sequence).decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return sequence


def _as_byte(character: str) -> bytes:
    return character.encode("latin-1") if character <= "\xff" else character.encode("cp1252")


def _bytes_of(run: str) -> bytes:
    # A surrogate of PEP 383 is one byte; any other stood as an escape in JSON, and has no byte of its own.
    return b"".join(bytes([ord(one) - 0xDC00]) if "\udc80" <= one <= "\udcff" else b"\xff" for one in run)


def _without_controls(text: str, flaws: list[Flaw]) -> str:
    separators = _BREAKS.findall(text) + _SEPARATORS.findall(text)
    controls = _CONTROLS.findall(text)
    if separators:
        flaws.append(Flaw(SEPARATOR_CHARACTERS, text, {"characters": _names("".join(separators))}))
        text = _SEPARATORS.sub("; ", _BREAKS.sub("\n", text))
    if controls:
        flaws.append(Flaw(CONTROL_CHARACTERS, text, {"characters": _names("".join(controls))}))
        text = _CONTROLS.sub("", text)
    return text


def _names(characters: str) -> str:
    return ", ".join(sorted({f"U+{ord(character):04X}" for character in characters}))
