"""The named periods that catalogues of France, Québec and Canada date by, with the years of their regime, reign or era.

« époque second Empire » is 1852-1870; several periods of one cell are the time from the first to the last. A *style*
is no period (a « style Louis XVI » is made at any later time), nor is a name whose years are nowhere settled (« époque
contemporaine »): they stay unread.

Sources: for the regimes of France, University of Warwick, *French Political Regimes*, the Hundred Days counted in with
the First Empire; reigns from accession to death or fall; Edo, Meiji and Qing as Joconde writes them.
"""

from __future__ import annotations

import re

from app.mapping.values.dates.days import Stretch, years
from app.mapping.values.dates.phrases import read_phrase
from app.mapping.values.dates.span import Span, closed, hull
from app.mapping.values.dates.tokens import tokens

_YEARS = """
francois ier, francois 1er: 1515-1547
henri ii: 1547-1559
charles ix: 1560-1574
henri iii: 1574-1589
henri iv: 1589-1610
louis xiii: 1610-1643
louis xiv: 1643-1715
regence: 1715-1723
louis xv: 1715-1774
louis xvi: 1774-1792
revolution, revolution francaise: 1789-1799
premiere republique, 1re republique, ire republique: 1792-1804
directoire: 1795-1799
consulat: 1799-1804
premier empire, 1er empire, ier empire, empire, napoleon ier, napoleon 1er: 1804-1815
restauration: 1814-1830
louis xviii: 1814-1824
charles x: 1824-1830
louis-philippe, louis philippe, monarchie de juillet: 1830-1848
deuxieme republique, seconde republique, 2e republique, iie republique: 1848-1852
second empire, 2nd empire, 2e empire, napoleon iii: 1852-1870
troisieme republique, 3e republique, iiie republique, third republic: 1870-1940
belle epoque, belle-epoque: 1871-1914
quatrieme republique, 4e republique, ive republique: 1946-1958
premiere guerre mondiale, first world war, world war i: 1914-1918
entre-deux-guerres, interwar: 1918-1939
seconde guerre mondiale, deuxieme guerre mondiale, second world war, world war ii: 1939-1945
nouvelle-france, nouvelle france, new france, regime francais: 1534-1763
bas-canada, lower canada: 1791-1841
tudor: 1485-1603
elizabethan: 1558-1603
jacobean: 1603-1625
georgian: 1714-1830
victorian, victorienne, victoria: 1837-1901
edwardian, edouardienne, edward vii: 1901-1910
ming: 1368-1644
qing, quing: 1644-1912
edo: 1603-1868
meiji: 1868-1912
taisho: 1912-1926
showa: 1926-1989
"""
# Without « époque » these are words with another sense, or too much of one.
_NEED_A_MARKER = frozenset(("restauration", "revolution", "empire", "regence", "consulat", "victoria", "tudor", "ming"))


def _table() -> dict[str, Stretch]:
    found: dict[str, Stretch] = {}
    for line in _YEARS.strip().splitlines():
        names, _, span = line.partition(": ")
        first, last = span.split("-")
        found.update(dict.fromkeys(names.split(", "), years(int(first), int(last))))
    return found


_PERIODS = _table()
_NAME = "|".join(re.escape(name) for name in sorted(_PERIODS, key=len, reverse=True))
_MARKER = r"epoque|periode|period|regne|reign|ere|era|dynastie|dynasty"
_PERIOD = re.compile(
    rf"(?P<marker>(?:(?:(?:{_MARKER}|sous)\b|(?:the|le|la|de|du|of)\b|[dl]')\ ?)*)(?P<name>{_NAME})"
    rf"(?P<behind>\ (?:{_MARKER}))?(?:\ \((?P<given>[0-9][0-9 –-]+)\))?\ ?(?P<doubt>\(?\?\)?)?",
)
_BETWEEN_PERIODS = re.compile(r" ?; ?|(?<!^)(?<!epoque) (?=epoque )")
_A_MARKER = re.compile(rf"{_MARKER}|sous")


def read_period(text: str) -> Span | None:
    """Return the years of a folded text that names one or several periods and nothing else; None for any other text."""
    spans: list[Span] = []
    for part in _BETWEEN_PERIODS.split(text):
        match = _PERIOD.fullmatch(part)
        if match is None:
            return None
        marked = match["behind"] or _A_MARKER.search(match["marker"])
        if not marked and match["name"] in _NEED_A_MARKER:
            return None
        span = _given(match["given"]) if match["given"] else closed(_PERIODS[match["name"]], "period")
        if span is None:
            return None
        spans.append(span._replace(certainty="uncertain") if match["doubt"] else span)
    return hull(spans)


def _given(written: str) -> Span | None:
    """Return the years that the cell itself gives for the period: « époque Meiji (1868-1912) »."""
    span = read_phrase(tokens(written))
    return None if span is None else span._replace(precision="period")
