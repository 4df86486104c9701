"""The AAT's concepts of languages, by BCP 47 language subtag: graphs are written and read with them.

Source: Getty Vocabularies, Art & Architecture Thesaurus, the languages below 300388288.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class LanguageConcept(NamedTuple):
    """A language: its BCP 47 subtag, the number of its concept in the AAT, the concept's English label."""

    tag: str
    number: int
    label: str


# The first two lines are Québec's own languages.
_LANGUAGES = """
fr 300388306 French; en 300388277 English; atj 300387886 Atikamekw; moe 300388906 Montagnais; nsk 300388947 Naskapi
moh 300388892 Mohawk; mic 300388867 Micmac; cr 300388182 Cree; oj 300389015 Ojibwa
af 300387782 Afrikaans; ar 300387843 Arabic; bg 300388034 Bulgarian; bn 300387971 Bengali; bs 300388023 Bosnian
ca 300388072 Catalan; cs 300388191 Czech; cy 300389555 Welsh; da 300388204 Danish; de 300388344 German
el 300388361 Greek; es 300389311 Spanish; fa 300388296 Farsi; fi 300388299 Finnish; ga 300388467 Irish
grc 300387827 Ancient Greek; gu 300388371 Gujarati; he 300388401 Hebrew; hi 300388412 Hindi; hr 300388185 Croatian
hu 300388770 Hungarian; id 300388460 Indonesian; is 300388449 Icelandic; it 300388474 Italian; ja 300388486 Japanese
ka 300388343 Georgian; ko 300388633 Korean; la 300388693 Latin; lt 300388723 Lithuanian; mk 300388760 Macedonian
nl 300388256 Dutch; no 300388992 Norwegian; pl 300389109 Polish; pt 300389115 Portuguese; ro 300389157 Romanian
ru 300389168 Russian; sk 300389290 Slovak; sl 300389291 Slovenian; sq 300387803 Albanian; sr 300389247 Serbian
sv 300389336 Swedish; ta 300389365 Tamil; te 300389389 Telugu; th 300389405 Thai; tr 300389470 Turkish
ur 300389502 Urdu; zh 300388113 Chinese; und 300389645 undetermined
"""
AAT_LANGUAGES: Final = tuple(
    LanguageConcept(tag, int(number), label)
    for tag, number, label in (entry.split(maxsplit=2) for entry in _LANGUAGES.strip().replace("\n", ";").split(";"))
)
