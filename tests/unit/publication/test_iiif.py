"""Manifests: read by iiif-prezi3, and saying no more of pictures, sizes, rights and dates than the record does."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from iiif_prezi3 import Manifest

from app.core.record import CatalogueRecord, Event, Media, Note, Rights, TimeSpan, Title
from app.publication.iiif.image_service import image_service
from app.publication.iiif.manifest import has_manifest, nav_date
from app.publication.iiif.words import written
from app.publication.output_format import output_formats
from tests.golden.output import renew

IIIF = output_formats().get("iiif")
PICTURE = Media(url="https://images.example.org/1.jpg")


def told(record: CatalogueRecord) -> dict[str, Any]:
    """Return the manifest of a record, which iiif-prezi3 has read without an error."""
    document: dict[str, Any] = json.loads(IIIF.write(renew.published(record)))
    Manifest.model_validate(document)
    return document


def with_media(*media: Media, **parts: Any) -> dict[str, Any]:
    return told(CatalogueRecord(local_id="A 1", language="fr", media=media, **parts))


@pytest.mark.parametrize("case", renew.cases(), ids=lambda case: case.name)
def test_every_golden_record_with_a_picture_has_a_manifest_that_loads(case: Any) -> None:
    record = renew.published_case(case)
    if has_manifest(record.record):
        document = told(record.record)
        assert document["id"] == f"{record.iri}/manifest"
        assert len(document["items"]) >= 1
    else:
        with pytest.raises(ValueError, match="no picture"):
            IIIF.write(record)


def test_a_manifest_leads_to_everything_else() -> None:
    document = told(renew.published_case(renew.FOLDER / "full").record)
    assert {one["profile"] for one in document["seeAlso"]} >= {
        "https://linked.art/ns/v1/linked-art.json",
        "http://www.lido-schema.org",
        "http://www.europeana.eu/schemas/edm/",
    }
    assert document["homepage"][0]["id"] == "https://data.example.org/musee/object/1994.12.1-3"
    assert document["provider"][0]["homepage"][0]["id"] == "https://musee.example.org/"
    assert document["partOf"][0]["id"] == "https://data.example.org/iiif/musee/collection"
    for pair in document["metadata"]:
        assert set(pair["label"]) == {"fr", "en"}


@pytest.mark.parametrize(
    ("url", "kind", "version", "service"),
    [
        ("https://e.org/iiif/2/x/info.json", "iiif image", 2, "https://e.org/iiif/2/x"),
        ("https://e.org/iiif/3/x/info.json", "iiif image", 3, "https://e.org/iiif/3/x"),
        ("https://e.org/x", "iiif image", 2, "https://e.org/x"),
        ("https://e.org/iiif/a%2Fb/full/843,/0/default.jpg", "image", 2, "https://e.org/iiif/a%2Fb"),
        ("https://e.org/iiif/x/full/^max/0/default.jpg", "image", 3, "https://e.org/iiif/x"),
        ("https://e.org/iiif/x/full/full/0/native.jpg", "image", 1, "https://e.org/iiif/x"),
        ("https://e.org/photos/full/1.jpg", "image", None, None),
    ],
)
def test_an_image_service_is_known_by_its_form(url: str, kind: Any, version: int | None, service: str | None) -> None:
    found = image_service(Media(url=url, kind=kind))
    assert (version, service) == (None, None) if found is None else (found.version, found.address) == (version, service)
    with_media(Media(url=url, kind=kind))


def test_pictures_are_canvases_and_all_else_is_beside_them() -> None:
    document = with_media(
        Media(url="https://e.org/a.mp3", kind="audio", media_type="audio/mpeg"),
        Media(url="https://e.org/1.png", caption="De face"),
        Media(url="https://e.org/m.json", kind="iiif manifest"),
        Media(url="https://e.org/2.jpg", primary=True),
    )
    assert [one["label"] for one in document["items"]] == [
        {"fr": ["De face"]},
        {"fr": ["Image 2"], "en": ["Picture 2"]},
    ]
    assert document["thumbnail"][0]["id"] == "https://e.org/2.jpg"
    assert document["rendering"] == [
        {
            "id": "https://e.org/a.mp3",
            "type": "Sound",
            "label": {"fr": ["Enregistrement sonore"], "en": ["Sound recording"]},
            "format": "audio/mpeg",
        }
    ]
    assert document["seeAlso"][-1]["id"] == "https://e.org/m.json"


def test_a_canvas_has_the_size_of_its_picture_where_that_is_told() -> None:
    document = with_media(msgspec.structs.replace(PICTURE, width=4000, height=3000), PICTURE)
    told_of, untold = document["items"]
    body = told_of["items"][0]["items"][0]["body"]
    assert (told_of["width"], told_of["height"], body["width"], body["height"]) == (4000, 3000, 4000, 3000)
    assert untold["width"] == untold["height"] == 1000
    assert "width" not in untold["items"][0]["items"][0]["body"], "of the picture nothing is claimed"


def test_rights_are_said_of_what_they_are_of() -> None:
    by = Rights(iri="https://creativecommons.org/licenses/by/4.0/deed.fr")
    closed = Rights(iri="http://rightsstatements.org/page/InC/1.0/")
    government = Rights(iri="https://ouvert.canada.ca/fr/licence-du-gouvernement-ouvert-canada", text="LGO")
    same = with_media(msgspec.structs.replace(PICTURE, rights=by), msgspec.structs.replace(PICTURE, rights=by))
    assert same["rights"] == "http://creativecommons.org/licenses/by/4.0/"
    mixed = with_media(msgspec.structs.replace(PICTURE, rights=by), PICTURE, object_rights=closed)
    assert "rights" not in mixed
    assert [one.get("rights") for one in mixed["items"]] == ["http://creativecommons.org/licenses/by/4.0/", None]
    assert with_media(PICTURE, object_rights=closed)["rights"] == "http://rightsstatements.org/vocab/InC/1.0/"
    other = with_media(PICTURE, object_rights=government)
    assert "rights" not in other
    assert other["requiredStatement"]["value"] == {"fr": ["LGO"], "none": [government.iri]}
    assert "requiredStatement" not in with_media(PICTURE)


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        (TimeSpan("1928", earliest="1928-01-01", latest="1928-12-31"), "1928-01-01T00:00:00Z"),
        (
            TimeSpan("12 mai 1928", earliest="1928-05-12", latest="1928-05-12", precision="day"),
            "1928-05-12T00:00:00Z",
        ),
        (TimeSpan("vers 1928", earliest="1928-01-01", latest="1928-12-31", certainty="approximate"), None),
        (TimeSpan("1920-1930", earliest="1920-01-01", latest="1930-12-31", precision="range"), None),
        (TimeSpan("44 av. J.-C.", earliest="-0043-01-01", latest="-0043-12-31"), None),
        (TimeSpan("1 av. J.-C.", earliest="0000-01-01", latest="0000-12-31"), None),
        (TimeSpan("avant 1928", latest="1928-12-31", precision="before"), None),
    ],
)
def test_a_timeline_has_exact_dates_only(date: TimeSpan, expected: str | None) -> None:
    record = CatalogueRecord(local_id="1", media=(PICTURE,), productions=(Event(date=date),))
    assert nav_date(record) == expected
    assert told(record).get("navDate") == expected


def test_a_text_is_never_taken_for_html() -> None:
    document = with_media(PICTURE, notes=(Note(text="<script>alert(1)</script>"),), titles=(Title(text="a < b"),))
    assert document["summary"] == {"fr": ["<span>&lt;script&gt;alert(1)&lt;/script&gt;</span>"]}
    assert document["label"] == {"fr": ["a < b"]}


def test_languages_are_those_that_the_validator_knows() -> None:
    assert written([("a", "es-419"), ("b", "und"), ("c", None), ("d", "fr-CA"), ("a", "es")]) == {
        "es": ["a"],
        "none": ["b", "c"],
        "fr-CA": ["d"],
    }


@given(
    st.text(min_size=1, max_size=40),
    st.text(max_size=60).map(lambda path: f"https://e.org/{path}"),
    st.sampled_from(["image", "iiif image"]),
)
def test_any_text_and_any_address_give_a_manifest_that_loads(text: str, url: str, kind: Any) -> None:
    record = CatalogueRecord(
        local_id=text,
        titles=(Title(text=text),),
        media=(Media(url=url, kind=kind, caption=text, credit=text, media_type=text),),
    )
    if has_manifest(record):
        told(record)
