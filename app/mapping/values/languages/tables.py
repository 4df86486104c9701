"""The codes and names of languages: ISO 639-2 and 639-3, and those names that its registrars do not give."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final

# The languages of the peoples of Québec and its neighbours have no code in ISO 639-2, or are named otherwise here.
# Codes: ISO 639-3. Names: those of the nations, of the Commission de toponymie and of Statistics Canada.
_NEAR_NAMES: Final = {
    "moe": "innu; innu-aimun; montagnais; Montagnais; Innu",
    "atj": "atikamekw; Atikamekw; Attikamek",
    "nsk": "naskapi; Naskapi",
    "alq": "algonquin; anicinabemowin; anishinabemowin; Algonquin",
    "abe": "abénaquis; abénaqui; abénakis; Abenaki; Western Abenaki",
    "pqm": "malécite; malécite-passamaquoddy; wolastoqey; Maliseet; Maliseet-Passamaquoddy",
    "wdt": "wendat; huron; huron-wendat; Wendat; Huron",
    "crl": "cri de l'Est du Nord; Northern East Cree",
    "crj": "cri de l'Est du Sud; Southern East Cree",
    "mic": "micmac; mi'gmaw; mi'kmaq; mi'kmaw; Mi'kmaw",
    "moh": "mohawk; kanien'kéha; kanienkeha; agnier",
    "iu": "inuktitut; inuktut",
    "cr": "cri; Cree; nehiyawewin",
    "oj": "ojibwé; ojibwa; ojibway; Ojibwe; anishinaabemowin; saulteaux",
    "fr": "français; francophone; langue française", "en": "anglais; anglophone; langue anglaise",
    "frm": "moyen français", "fro": "ancien français", "ang": "vieil anglais",
    "de": "deutsch", "es": "español; espagnol; castillan", "it": "italiano", "pt": "português", "sv": "svenska",
    "nl": "nederlands; hollandais; flamand; dutch", "da": "dansk", "no": "norsk", "fi": "suomi", "pl": "polski",
    "la": "latin", "el": "grec; grec moderne; greek", "grc": "grec ancien; ancient greek", "zh": "chinois; mandarin",
    "ro": "roumain; moldave", "fa": "farsi", "he": "hébreu", "ja": "japonais", "ko": "coréen", "ar": "arabe",
    "sgn": "langue des signes; sign language", "ase": "american sign language; asl",
    "fcs": "langue des signes québécoise; lsq", "mul": "multilingue; multilingual; plusieurs langues",
    "zxx": "sans contenu linguistique; no linguistic content; aucune langue",
}  # fmt: skip


@cache
def codes() -> dict[str, str]:
    """Return each language code of two or three letters with the shortest of the same language (RFC 5646, 2.2.1)."""
    table = dict.fromkeys(_data("iso639_3.txt").split(), "")
    shortest = {code: code for code in table}
    for bibliographic, terminologic, two_letters, _, _ in _rows():
        code = two_letters or terminologic or bibliographic
        shortest.update({known: code for known in (bibliographic, terminologic, two_letters) if known})
    return shortest


@cache
def names() -> dict[str, str]:
    """Return each name of a language, French or English, folded by `folded`, with its shortest code.

    A name that two languages share is none of them.
    """
    named: dict[str, set[str]] = {}
    for bibliographic, terminologic, two_letters, english, french in _rows():
        code = two_letters or terminologic or bibliographic
        for name in (*english.split(";"), *french.split(";")):
            for form in _forms(name):
                named.setdefault(folded(form), set()).add(code)
    table = {name: min(of) for name, of in named.items() if len(of) == 1}
    return table | near_names()


@cache
def near_names() -> dict[str, str]:
    """Return the names that a museum of Québec means before any code: `cri` is Cree, not a language of São Tomé."""
    return {folded(name): code for code, listed in _NEAR_NAMES.items() for name in listed.split(";")}


def folded(name: str) -> str:
    """Return a name without case, accents and doubled spaces, as `names` has it."""
    plain = unicodedata.normalize("NFKD", name.replace("\u2019", "'").casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())


def _forms(name: str) -> tuple[str, ...]:
    """Return `langues algonquines` beside `algonquines, langues`, `Old French` beside `French, Old (842-ca. 1400)`."""
    bare = name.partition("(")[0].strip()
    head, _, tail = bare.partition(",")
    return (bare, f"{tail.strip()} {head.strip()}") if tail else (bare,)


def _rows() -> list[tuple[str, str, str, str, str]]:
    rows = []
    for line in _data("iso639_2.txt").splitlines():
        bibliographic, terminologic, two_letters, english, french = line.split("|")
        rows.append((bibliographic, terminologic, two_letters, english, french))
    return rows


def _data(name: str) -> str:
    text = (files("app.mapping.values.languages") / name).read_text(encoding="utf-8")
    return "\n".join(line for line in text.splitlines() if not line.startswith("#"))
