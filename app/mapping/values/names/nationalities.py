"""Nationalities and peoples, as biographies name them: `Austrian`, `French and Swiss`, `Française`, `Navajo`."""

from __future__ import annotations

import re
from functools import lru_cache

from app.core.record import Term

# From the biographies of MoMA and Autry, and the French forms of the same countries (masculine; feminines are derived).
_ENGLISH = (
    "Afghan Albanian Algerian American Andorran Angolan Argentine Argentinean Argentinian Armenian Australian "
    "Austrian Azerbaijani Bahamian Bahraini Bangladeshi Basque Belarusian Belgian Beninese Bolivian Bosnian "
    "Brazilian Breton British Bulgarian Burkinabe Burmese Burundian Cambodian Cameroonian Canadian Catalan Chadian "
    "Chilean Chinese Colombian Columbian Congolese Croatian Cuban Cypriot Czech Czechoslovakian Danish Dominican "
    "Dutch Ecuadorian Egyptian Emirati English Estonian Ethiopian European Fijian Filipino Filipina Finnish Finish "
    "Flemish French Gabonese Georgian German Ghanaian Greek Guatemalan Guinean Guyanese Haitian Hawaiian Hispanic "
    "Honduran Hungarian Icelandic Indian Indonesian Iranian Iraqi Irish Israeli Italian Ivorian Jamaican Japanese "
    "Jewish Jordanian Kazakh Kazakhstani Kenyan Korean Kosovar Kurdish Kuwaiti Kyrgyzstani Laotian Latvian Lebanese "
    "Liberian Libyan Lithuanian Luxembourgish Macedonian Malagasy Malawian Malaysian Malian Maltese Mauritanian "
    "Mauritian Mexican Moldovan Mongolian Montenegrin Moroccan Mozambican Namibian Nepalese Nicaraguan Nigerian "
    "Norwegian Nowegian Omani Pakistani Palestinian Panamanian Paraguayan Persian Peruvian Polish Portuguese "
    "Prussian Québécois Quebecois Québécoise Romanian Russian Rwandan Salvadoran Saudi Scottish Senegalese Serbian "
    "Sicilian Singaporean Slovak Slovakian Slovene Slovenian Somali Spanish Sudanese Swedish Swiss Syrian Tahitian "
    "Taiwanese Tajik Tanzanian Thai Tibetan Togolese Trinidadian Tunisian Turkish Ugandan Ukrainian Ukranian "
    "Uruguayan Uzbek Venezuelan Vietnamese Welsh Yugoslav Yugoslavian Zambian Zimbabwean Alsatian Bavarian Bohemian "
    "Venetian Florentine Roman Genoese Austro-Hungarian Afro-American"
)
# Peoples, first those of Canada.
_PEOPLES = (
    "Inuit Inuk Métis Cree Innu Atikamekw Anishinaabe Anishnaabe Algonquin Abenaki Wendat Huron Huron-Wendat Mohawk "
    "Kanien'kehá:ka Mi'kmaq Micmac Maliseet Wolastoqiyik Naskapi Ojibwa Ojibwe Ojibway Haida Tlingit Tsimshian "
    "Nuxalk Kwakwaka'wakw Dene Dine Haudenosaunee Iroquois Oneida Seneca Onondaga Cayuga Tuscarora Blackfoot Nakota "
    "Lakota Sioux Navajo Hopi Zuni Apache Cherokee Choctaw Chumash Crow Wiyot Yurok Passamaquoddy Luiseno Hmong "
    "Pueblo Tewa Salish Maori Māori"
)
_FRENCH = (
    "Français Québécois Canadien Américain Britannique Anglais Écossais Ecossais Irlandais Gallois Belge Suisse "
    "Allemand Autrichien Italien Espagnol Portugais Néerlandais Hollandais Flamand Luxembourgeois Danois Suédois "
    "Norvégien Finlandais Islandais Polonais Tchèque Tchécoslovaque Slovaque Hongrois Roumain Bulgare Grec Turc "
    "Russe Ukrainien Géorgien Arménien Letton Lituanien Estonien Croate Serbe Slovène Bosniaque Macédonien Albanais "
    "Yougoslave Chypriote Maltais Israélien Palestinien Libanais Syrien Irakien Iranien Égyptien Egyptien Tunisien "
    "Algérien Marocain Libyen Sénégalais Malien Ivoirien Camerounais Congolais Béninois Togolais Ghanéen Nigérian "
    "Éthiopien Ethiopien Kényan Malgache Mauricien Rwandais Burkinabé Burkinabè Gabonais Guinéen Tchadien Japonais "
    "Chinois Coréen Vietnamien Cambodgien Laotien Thaïlandais Indonésien Indien Pakistanais Afghan Népalais Tibétain "
    "Mongol Taïwanais Philippin Australien Néo-Zélandais Mexicain Cubain Haïtien Brésilien Argentin Chilien Péruvien "
    "Colombien Vénézuélien Uruguayen Paraguayen Bolivien Équatorien Equatorien Guatémaltèque Salvadorien Jamaïcain "
    "Atikamekw Abénaquis Abénaqui Algonquin Anichinabé Cri Micmac Malécite Mohawk Inuite Métisse Huron-Wendat "
    "Wendate Innue"
)
# Countries that biographies name instead: `(Japan, established 1971)`.
_COUNTRIES_WORDS = (
    "usa u.s.a. us uk u.k. japan france canada germany italy spain switzerland sweden denmark norway poland israel "
    "taiwan iceland vietnam belgium austria netherlands québec quebec états-unis allemagne italie suisse japon "
    "belgique"
)
COUNTRIES = frozenset(_COUNTRIES_WORDS.split())
_JOINED = re.compile(r"\s*(?:,\s*(?:and|et)?|/|–|\band\b|\bet\b|&)\s*", re.IGNORECASE)
_ORIGIN = re.compile(
    r"\s+of \w[\w-]* (?:origin|parents|descent|birth)$|\s+d'origine \w[\w-]*$|\s*\([^()]*\)$", re.IGNORECASE
)
_FIRST_WORD = (
    r"(?:south|north|west|east|central|new|native|african|anglo|saudi|costa|puerto|sri|san|santa|coast|first|burkina|el|"
    r"sierra|chiricahua|nisenan|cochiti|naturalized|sud|nord)"
)
_LAST_WORD = (
    r"(?:american|african|korean|zealander|zealand|africa|korea|rican|lankan|arabian|leonean|nations?|faso|salish|pueblo|"
    r"apache|maidu|irish|africaine?|coréenne?|américaine?|north american)"
)
_TWO_WORDS = re.compile(rf"^(?:{_FIRST_WORD}[ -])+{_LAST_WORD}$", re.IGNORECASE)


def _feminine(masculine: str) -> str:
    for ending, feminine in (("ien", "ienne"), ("éen", "éenne"), ("rec", "recque"), ("urc", "urque"), ("on", "onne")):
        if masculine.endswith(ending):
            return masculine.removesuffix(ending) + feminine
    return masculine if masculine.endswith("e") else masculine + "e"


_KNOWN = frozenset(
    word.casefold()
    for words in (_ENGLISH.split(), _PEOPLES.split(), _FRENCH.split(), map(_feminine, _FRENCH.split()))
    for word in words
) | frozenset(word.casefold() + "s" for word in _FRENCH.split())


@lru_cache(maxsize=4096)
def read_nationalities(text: str) -> tuple[Term, ...]:
    """Return the nationalities that a text names, as it writes them; none unless every one of them is known."""
    named = _ORIGIN.sub("", " ".join(text.split()).strip(" .")).strip("() ").removeprefix("The ")
    parts = [part.strip() for part in _JOINED.split(named) if part.strip()]
    if not parts or not all(_is_nationality(part) for part in parts):
        return ()
    return tuple(Term(label=part) for part in parts)


def _is_nationality(word: str) -> bool:
    folded = word.casefold()
    if folded in _KNOWN or folded in COUNTRIES or _TWO_WORDS.match(folded):
        return True
    pieces = re.split(r"[\s-]+", folded)
    return 1 < len(pieces) <= 3 and all(piece in _KNOWN for piece in pieces)  # noqa: PLR2004  # `Filipino American`
