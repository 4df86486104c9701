"""The lines of a notice: which are tags, and how the lines of a value become one.

A line is a tag, those after it are its value. A value line that ends in ` -` goes on in the next; `#` is a line break
inside a value; `//` ends the notice. The tags are those of the data dictionaries of the French ministry of culture.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

END: Final = "//"
_GOES_ON: Final = " -"
_BREAK: Final = "#"
_JOCONDE: Final = """
REF REFMIS MANQUANT MANQUANT_COM ADPT APPL APTN ATTR AUTR BIBL COMM CONTACT COOR COPY DACQ DATA DATION DDPT DECV DENO
DEPO DESC DESY DIFFU DIMS DMAJ DMIS DOMN DREP ECOL EPOQ ETAT EXPO GENE GEOHI HIST IMAGE IMG INSC INV LABEL LABO LARC
LIEUX REGION DPT VILLE_M NOMOFF LOCA LOCA2 LOCA3 MILL MILU MOSA MSGCOM MUSEO NSDA ONOM PAUT PDAT PDEC PEOC PERI PERU
PHOT PINS PLIEUX PREP PUTI RANG REDA REFIM REFMEM REFMER REFPAL REPR RETIF SREP STAT TECH TICO TITR TOUT UTIL VIDEO WWW
LVID HISTORIQUE BASE PRODUCTEUR
"""
_BUILDINGS_AND_FURNISHINGS: Final = """
SUPMIS RENV DENQ DBOR NOMS ETUD DOSS GENR PDEN VOCA ACTU PART REFP PARN COLL REG COM INSEE PLOC AIRE CANT LIEU ADRS EDIF
REFE CADA ZONE COORM IMPL HYDR SCLE SCLD SCLX DATE JDAT JATT PERS REMP DEPL MURS TOIT PLAN ETAG VOUT ELEV COUV ESCA ENER
VERT TYPO PROT DPRO PPRO APRO MHPP SITE INTE REMA OBS PSTA AFFE PAFF VISI MICR MFICH WEB DOSURL CATE STRU MATR REFA NUMA
ORIG PINT AUTP LEG DATPV NUMI SENS ACQU EXPLOI NUMTI LBASE EMPL
"""
TAGS: Final = frozenset((_JOCONDE + _BUILDINGS_AND_FURNISHINGS).split())


def fields_of(lines: Sequence[str]) -> Iterator[tuple[str, str, int]]:
    """Yield each tag with its value and the position of its line; lines before the first tag come under `""`.

    A tag whose value is missing comes with a blank one.
    """
    tag, at = "", 0
    value: list[str] = []
    for position, written in enumerate(lines):
        line = written.strip()
        if line in TAGS:
            if tag or value:
                yield tag, _joined(value), at
            tag, value, at = line, [], position
        elif line:
            value.append(line)
    if tag or value:
        yield tag, _joined(value), at


def _joined(lines: list[str]) -> str:
    """Return the lines of a value as one text: a line that goes on is joined, another begins a line of its own."""
    made = ""
    for number, line in enumerate(lines):
        goes_on = line.endswith(_GOES_ON) and number + 1 < len(lines)
        made += line.removesuffix(_GOES_ON).rstrip() + " " if goes_on else line + "\n"
    return "\n".join(part.strip() for part in made.strip().split(_BREAK))
