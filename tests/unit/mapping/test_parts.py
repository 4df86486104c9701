"""Parts that several fields make together: measures shown and in pieces, events of a kind that the source says."""

import pytest

from app.core.finding import Finding
from app.core.record import Dimension
from app.mapping.parts import Measure, build_dimensions, build_event, build_measure, identified
from app.mapping.values.event_kinds import read_event_kind


def measured(**fields: object) -> Measure:
    made = build_measure(dict(fields), [])
    assert made is not None
    return made


def test_a_measure_without_a_part_takes_that_of_the_text() -> None:
    measures = tuple(measured(kind="height", value=value, unit="cm") for value in ("41", "22"))
    findings: list[Finding] = []
    made = build_dimensions({"texts": ("Mått 22 x 17 cm", "Ram 41 x 35 cm"), "measures": measures}, findings)
    assert made is not None
    assert [(one.kind, one.value, one.part) for one in made.dimensions] == [
        ("height", 41.0, "Ram"),
        ("height", 22.0, None),
        ("width", 17.0, None),
        ("width", 35.0, "Ram"),
    ]
    assert findings == []


def test_a_measure_in_another_unit_is_the_same_measure() -> None:
    made = build_dimensions(
        {"texts": ("H. 22,5 cm",), "measures": (measured(kind="height", value="225", unit="mm"),)}, []
    )
    assert made is not None
    assert made.dimensions == (Dimension(kind="height", value=225.0, unit="mm"),)


def test_nothing_measured_is_nothing() -> None:
    assert build_measure({"kind": "height", "unit": "cm"}, []) is None
    assert build_measure({"kind": "height", "value": "000.0", "unit": "cm"}, []) is None
    assert build_dimensions({}, []) is None


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("http://terminology.lido-schema.org/lido00012", "production"),
        ("http://terminology.lido-schema.org/lido00001", "acquisition"),
        ("http://terminology.lido-schema.org/eventType/publication", "publication"),
        ("http://vocab.getty.edu/aat/300054713", "production"),
        ("Herstellung", "production"),
        ("Exhibition (Activity)", "exhibition"),
        ("utställning", "exhibition"),
        ("Commande", None),
    ],
)
def test_the_kind_of_an_event(written: str, kind: str | None) -> None:
    assert read_event_kind(written) == kind


def test_an_event_of_an_unknown_kind_keeps_its_word() -> None:
    made = build_event({"kind_words": ("Commande",), "note": "1599"}, [])
    assert made is not None
    assert (made.kind, made.title) == ("other", "Commande")
    assert build_event({"kinds": ("acquisition",)}, []) is None


def test_identifiers_go_where_they_belong() -> None:
    ulan = "http://vocab.getty.edu/ulan/500004242"
    assert identified({"identifiers": [ulan, "877"]}, single=False) == {"same_as": (ulan,), "id": "877"}
    assert identified({"identifiers": [ulan]}, single=False) == {"same_as": (ulan,), "id": "ulan-500004242"}
    assert identified({"identifiers": ["x", ulan]}, single=True) == {"id": ulan}
