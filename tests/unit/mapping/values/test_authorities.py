"""Identifiers of authorities: as an address, a CURIE, or a bare number beside the name of its list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mapping.values.authorities import AUTHORITIES, authority_address, authority_key, best_address

ULAN = "http://vocab.getty.edu/ulan/500115493"


@pytest.mark.parametrize(
    ("written", "source", "expected"),
    [
        ("https://vocab.getty.edu/page/ulan/500115493", "", ULAN),
        ("http://vocab.getty.edu/ulan/500115493-agent", "", ULAN),
        ("vocab.getty.edu/ulan/500115493", "", ULAN),
        ("ulan:500115493", "", ULAN),
        ("ULAN ID: 500115493", "", ULAN),
        ("500115493", "ULAN", ULAN),
        ("500115493", "http://vocab.getty.edu/ulan/", ULAN),
        ("500115493", "Union List of Artist Names", ULAN),
        ("500115493", "", None),
        ("300033618", "AAT", "http://vocab.getty.edu/aat/300033618"),
        ("aat:300033618", "", "http://vocab.getty.edu/aat/300033618"),
        ("500115493", "AAT", None),
        ("http://vocab.getty.edu/tgn/7009861", "", "http://vocab.getty.edu/tgn/7009861"),
        ("(DE-588)118529579", "", "https://d-nb.info/gnd/118529579"),
        ("http://d-nb.info/gnd/4004469-5", "", "https://d-nb.info/gnd/4004469-5"),
        ("11852957x", "GND", "https://d-nb.info/gnd/11852957X"),
        ("https://viaf.org/viaf/147742988/", "", "http://viaf.org/viaf/147742988"),
        ("147742988", "viaf", "http://viaf.org/viaf/147742988"),
        ("https://www.wikidata.org/wiki/Q5582", "", "http://www.wikidata.org/entity/Q5582"),
        ("wd:Q5582", "", "http://www.wikidata.org/entity/Q5582"),
        ("Q5582", "", "http://www.wikidata.org/entity/Q5582"),
        ("http://sws.geonames.org/2802361", "", "https://sws.geonames.org/2802361/"),
        ("https://www.geonames.org/2802361/belgium.html", "", "https://sws.geonames.org/2802361/"),
        ("2802361", "GeoNames", "https://sws.geonames.org/2802361/"),
        ("https://nomenclature.info/nom/1234", "", "https://nomenclature.info/nom/1234"),
        ("1234", "Nomenclature", "https://nomenclature.info/nom/1234"),
        ("0000 0001 2134 5678", "ISNI", "https://isni.org/isni/0000000121345678"),
        ("https://isni.org/isni/0000000121345678", "", "https://isni.org/isni/0000000121345678"),
        ("http://id.loc.gov/vocabulary/relators/prt", "", "http://id.loc.gov/vocabulary/relators/prt"),
        ("11H(PETER)", "Iconclass", "https://iconclass.org/11H(PETER)"),
        ("8757", "Nationalmuseum Sweden artist ID; NSID", None),
        ("http://hdl.handle.net/10796/1", "", None),
        ("NM 1290", "local", None),
        ("", "ULAN", None),
    ],
)
def test_what_is_written_becomes_one_address(written: str, source: str, expected: str | None) -> None:
    assert authority_address(written, source) == expected


@pytest.mark.parametrize("authority", AUTHORITIES, ids=lambda one: one.key)
def test_each_name_is_of_one_authority(authority: object) -> None:
    others = [one for one in AUTHORITIES if one is not authority]
    assert all(set(authority.names).isdisjoint(one.names) for one in others)  # type: ignore[attr-defined]  # parametrised


@given(st.text(max_size=60), st.text(max_size=30))
def test_an_address_is_read_as_itself(written: str, source: str) -> None:
    address = authority_address(written, source)
    assert address is None or authority_address(address) == address


def test_museums_lists_are_preferred() -> None:
    aat, other = "http://vocab.getty.edu/aat/300033618", "http://uri.gbv.de/terminology/x/1"
    assert best_address([other, "http://viaf.org/viaf/1", aat]) == aat
    assert best_address([other]) == other
    assert best_address([]) is None
    assert authority_key(ULAN) == "ulan-500115493"
    assert authority_key(other) == other
