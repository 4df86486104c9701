"""OAI-PMH 2.0 over a real server: its verbs, its errors, its schema, its sets, its tokens; and real harvesters."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from lxml import etree
from oaipmh_scythe import HTTPConfig, Scythe
from oaipmh_scythe.models import Header, Record, Set
from sickle import Sickle
from sqlalchemy import insert

from app.projections.feed_sets import SetFollower
from app.storage.database import writing
from app.storage.harvest_tables import harvest_sources
from app.storage.institutions import institution_key
from app.storage.record_origins import HarvestedRecord, RunKeys, write_origins
from app.web.feeds import oai_lists
from tests.feed_service import LICENCE, canonical, feed_service, iri, put, withdraw
from tests.integration.oai_service import OAI, error_code, headers, oai, token_of
from tests.rest import MUSEUM, OTHER, Service
from tests.shared import SHARED, needs_shared

RECORDS = 23
REPOSITORY = "https://depot.example.org/oai"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(oai_lists, "_RECORDS", 5)
        patch.setattr(oai_lists, "_HEADERS", 7)
        patch.setattr(oai_lists, "_SETS", 2)
        with feed_service(tmp_path_factory.mktemp("oai")) as running:
            for number in range(1, RECORDS + 1):
                put(running, number, f"Paysage « {number} » & <autres>")
            for number in (4, 9):
                withdraw(running, number)
            for letter, kind in (("a", "Peinture à l'huile"), ("b", "Peinture à l'huile"), ("c", "Sculpture")):
                canonical(
                    running,
                    f"T-{letter}",
                    f"Titre {letter}",
                    object_types=[{"label": kind}],
                    keeper={"name": "Musée d'essai", "department": "Beaux-arts"},
                    record_rights={"iri": LICENCE},
                )
            yield running


def walk(service: Service, verb: str, path: str = "/oai", **arguments: str) -> Iterator[etree._Element]:
    """Yield the pages of a list, each asked for with the token of the one before."""
    document = oai(service, path, verb=verb, metadataPrefix="oai_dc", **arguments)
    yield document
    while token := token_of(document):
        document = oai(service, path, verb=verb, resumptionToken=token)
        yield document


def test_identify_tells_what_the_repository_does(service: Service) -> None:
    told = oai(service, verb="Identify").find(f"{OAI}Identify")
    assert told is not None
    assert told.findtext(f"{OAI}baseURL") == f"{service.address}/oai"
    assert told.findtext(f"{OAI}deletedRecord") == "persistent"
    assert told.findtext(f"{OAI}granularity") == "YYYY-MM-DDThh:mm:ssZ"
    text = etree.tostring(told, encoding="unicode")
    assert 'xml:lang="fr"' in text
    assert 'xml:lang="en"' in text
    one = oai(service, f"/{MUSEUM}/oai", verb="Identify").find(f"{OAI}Identify")
    assert one is not None
    assert one.findtext(f"{OAI}repositoryName") == "Musée d'essai | Test Museum"


@pytest.mark.parametrize("path", ["/oai", f"/{MUSEUM}/oai"])
@pytest.mark.parametrize("verb", ["ListRecords", "ListIdentifiers"])
def test_a_list_has_every_record_once_and_counts_them(service: Service, path: str, verb: str) -> None:
    seen: list[str] = []
    states: dict[str, str] = {}
    for page in walk(service, verb, path):
        token = page.find(f".//{OAI}resumptionToken")
        assert token is not None
        assert token.get("cursor") == str(len(seen))
        assert token.get("completeListSize") == str(RECORDS + 3)
        seen += headers(page)
        states |= headers(page)
    assert len(seen) == len(set(seen)) == RECORDS + 3
    assert states[iri(service, 4)] == states[iri(service, 9)] == "deleted"
    assert sum(state == "deleted" for state in states.values()) == 2


def test_another_institution_has_nothing_of_this_one(service: Service) -> None:
    assert error_code(oai(service, f"/{OTHER}/oai", verb="ListRecords", metadataPrefix="oai_dc")) == "noRecordsMatch"
    wanted = {"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": iri(service, 1)}
    assert error_code(oai(service, f"/{OTHER}/oai", **wanted)) == "idDoesNotExist"
    assert error_code(oai(service, **wanted)) is None
    assert service.client.get("/personne/oai", params={"verb": "Identify"}).status_code == 404


@pytest.mark.parametrize("prefix", ["oai_dc", "linked-art", "edm", "lido", "mods"])
def test_each_format_has_every_published_record(service: Service, prefix: str) -> None:
    offered = [e.text for e in oai(service, verb="ListMetadataFormats").iter(f"{OAI}metadataPrefix")]
    if prefix not in offered:
        pytest.skip(f"{prefix} is no output format here")
    document = oai(service, verb="ListRecords", metadataPrefix=prefix)
    found = document.findall(f".//{OAI}metadata")
    assert found
    assert all(len(one) == 1 for one in found)


def test_sets_are_institutions_collections_and_types(service: Service) -> None:
    assert SetFollower(service.tools.database).caught_up(10.0)
    specs: list[str] = []
    document = oai(service, verb="ListSets")
    while True:
        specs += [element.text or "" for element in document.iter(f"{OAI}setSpec")]
        if not (token := token_of(document)):
            break
        document = oai(service, verb="ListSets", resumptionToken=token)
    assert specs == sorted(specs)
    assert {f"institution-{MUSEUM}", f"institution-{OTHER}", "type-peinture-a-l-huile", "type-sculpture"} <= set(specs)
    collection = next(spec for spec in specs if spec.startswith(f"institution-{MUSEUM}:"))
    canonicals = {f"{service.address}/{MUSEUM}/object/T-{letter}" for letter in "abc"}
    assert set(headers(oai(service, verb="ListRecords", metadataPrefix="oai_dc", set=collection))) == canonicals
    painted = headers(oai(service, verb="ListIdentifiers", metadataPrefix="oai_dc", set="type-peinture-a-l-huile"))
    assert len(painted) == 2
    whole = [h for page in walk(service, "ListIdentifiers", set=f"institution-{MUSEUM}") for h in headers(page)]
    assert len(whole) == RECORDS + 3
    for spec in ("institution-personne", "type-rien", "n'importe quoi"):
        assert error_code(oai(service, verb="ListRecords", metadataPrefix="oai_dc", set=spec)) == "noRecordsMatch"


def test_a_record_that_is_withdrawn_stays_in_its_sets_as_deleted(service: Service) -> None:
    canonical(service, "T-z", "Passager", object_types=[{"label": "Estampe"}])
    arguments = {"verb": "ListIdentifiers", "metadataPrefix": "oai_dc", "set": "type-estampe"}
    record = f"{service.address}/{MUSEUM}/object/T-z"
    assert headers(oai(service, **arguments)) == {record: "active"}
    canonical(service, "T-z", "Passager", object_types=[{"label": "Gravure"}])
    assert error_code(oai(service, **arguments)) == "noRecordsMatch"
    arguments["set"] = "type-gravure"
    service.client.delete(f"/api/v1/institutions/{MUSEUM}/records/T-z", headers=service.writer)
    assert headers(oai(service, **arguments)) == {record: "deleted"}


BAD = [
    ({}, "badVerb"),
    ({"verb": "Foo"}, "badVerb"),
    ({"verb": "Identify", "set": "a"}, "badArgument"),
    ({"verb": "ListRecords"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": ""}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "marc21"}, "cannotDisseminateFormat"),
    ({"verb": "GetRecord", "metadataPrefix": "oai_dc"}, "badArgument"),
    ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "oai:nobody:1"}, "idDoesNotExist"),
    ({"verb": "GetRecord", "metadataPrefix": "oai_dc", "identifier": "x" * 5000}, "badArgument"),
    ({"verb": "ListMetadataFormats", "identifier": "oai:nobody:1"}, "idDoesNotExist"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "hier"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-02-30"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "9999-12-31"}, "badArgument"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-01-02", "until": "2026-01-01"}, "badArgument"),
    (
        {"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-01-01", "until": "2026-01-02T00:00:00Z"},
        "badArgument",
    ),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "until": "1999-01-01"}, "noRecordsMatch"),
    ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2999-01-01"}, "noRecordsMatch"),
    ({"verb": "ListRecords", "resumptionToken": "n'importe quoi"}, "badResumptionToken"),
    ({"verb": "ListRecords", "resumptionToken": "A" * 4000}, "badResumptionToken"),
    ({"verb": "ListRecords", "resumptionToken": "a", "metadataPrefix": "oai_dc"}, "badArgument"),
]


@pytest.mark.parametrize(("arguments", "code"), BAD, ids=lambda value: str(value)[:60])
def test_what_is_wrong_is_told_by_the_codes_of_the_protocol(
    service: Service, arguments: dict[str, str], code: str
) -> None:
    for answer in (
        service.client.get("/oai", params=arguments),
        service.client.post("/oai", data=arguments),
    ):
        assert answer.status_code == 200
        document = etree.fromstring(answer.content)
        assert error_code(document) == code
        sentence = document.findtext(f"{OAI}error") or ""
        assert " | " in sentence  # in both languages
        request = document.find(f"{OAI}request")
        assert request is not None
        assert bool(request.attrib) is (code not in {"badVerb", "badArgument"})


def test_a_repeated_argument_and_a_control_character_are_refused_in_valid_xml(service: Service) -> None:
    repeated = service.client.get("/oai?verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc")
    assert error_code(etree.fromstring(repeated.content)) == "badArgument"
    odd = service.client.get("/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=%00%01%FF%3Cscript%3E")
    assert error_code(etree.fromstring(odd.content)) == "idDoesNotExist"


def test_a_form_that_is_too_large_is_refused(service: Service) -> None:
    answer = service.client.post("/oai", data={"verb": "Identify", "set": "x" * 200_000})
    assert answer.status_code == 413
    assert answer.json()["bound"] == "max_header_bytes"


def test_a_token_that_was_altered_or_belongs_elsewhere_is_refused(service: Service) -> None:
    token = token_of(oai(service, verb="ListRecords", metadataPrefix="oai_dc"))
    assert error_code(oai(service, verb="ListRecords", resumptionToken=token)) is None
    assert error_code(oai(service, verb="ListIdentifiers", resumptionToken=token)) == "badResumptionToken"
    assert error_code(oai(service, f"/{MUSEUM}/oai", verb="ListRecords", resumptionToken=token)) == "badResumptionToken"
    raw = bytearray(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    for place in range(0, len(raw), 5):
        changed = raw.copy()
        changed[place] ^= 1
        altered = base64.urlsafe_b64encode(changed).decode().rstrip("=")
        assert error_code(oai(service, verb="ListRecords", resumptionToken=altered)) == "badResumptionToken"


def test_from_and_until_are_inclusive_to_the_second(service: Service) -> None:
    record = oai(service, verb="GetRecord", metadataPrefix="oai_dc", identifier=iri(service, 3))
    stamp = record.findtext(f".//{OAI}datestamp") or ""
    at = datetime.strptime(stamp, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    within = [h for page in walk(service, "ListIdentifiers", from_=stamp, until=stamp) for h in headers(page)]
    assert iri(service, 3) in within
    later = f"{at + timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}"
    document = oai(service, verb="ListIdentifiers", metadataPrefix="oai_dc", from_=later)
    assert iri(service, 3) not in headers(document)
    today = [h for page in walk(service, "ListIdentifiers", from_=stamp[:10], until=stamp[:10]) for h in headers(page)]
    assert iri(service, 3) in today


def test_real_harvesters_read_everything(service: Service) -> None:
    expected = {h: s for page in walk(service, "ListIdentifiers") for h, s in headers(page).items()}
    with Scythe(f"{service.address}/oai") as scythe:
        listed = [one for one in scythe.list_records(metadata_prefix="oai_dc") if isinstance(one, Record)]
        read = {one.header.identifier: one for one in listed}
        assert {name: "deleted" if one.deleted else "active" for name, one in read.items()} == expected
        assert read[iri(service, 1)].metadata["title"]
        assert scythe.identify().protocolVersion == "2.0"
        assert f"institution-{MUSEUM}" in {one.setSpec for one in scythe.list_sets() if isinstance(one, Set)}
    with Scythe(f"{service.address}/oai", http_config=HTTPConfig(http_method="POST")) as scythe:
        named = [one for one in scythe.list_identifiers(metadata_prefix="oai_dc") if isinstance(one, Header)]
        assert {one.identifier for one in named} == set(expected)
    sickle = Sickle(f"{service.address}/oai")
    records = {one.header.identifier: one for one in sickle.ListRecords(metadataPrefix="oai_dc")}
    assert {name: "deleted" if one.deleted else "active" for name, one in records.items()} == expected
    assert sickle.GetRecord(identifier=iri(service, 2), metadataPrefix="oai_dc").metadata["title"]


def harvested(service: Service, *found: HarvestedRecord) -> None:
    """Note that records of the museum came from a repository."""
    values = {
        "name": "depot", "kind": "oai-pmh", "url": REPOSITORY, "schedule": "", "whole": False, "allow_private": False,
        "asked_whole": False, "failures": 0, "lease": 0, "holder": "", "created": 0,
    }  # fmt: skip
    with writing(service.tools.database) as connection:
        owner = institution_key(connection, MUSEUM)
        added = insert(harvest_sources).values(institution_id=owner, **values).returning(harvest_sources.c.id)
        write_origins(connection, RunKeys(owner, connection.execute(added).scalar_one(), 1), REPOSITORY, found)


def test_a_harvested_record_tells_where_it_came_from(service: Service) -> None:
    namespace = "http://www.lido-schema.org"
    harvested(
        service,
        HarvestedRecord("N-1", "oai:depot.example.org:1&2", "2024-03-01T12:00:00Z", namespace),
        HarvestedRecord("N-2", "https://depot.example.org/fichier.csv", "", ""),
    )
    space = "{http://www.openarchives.org/OAI/2.0/provenance}"
    record = oai(service, verb="GetRecord", metadataPrefix="lido", identifier=iri(service, 1))
    origin = record.find(f".//{OAI}about/{space}provenance/{space}originDescription")
    assert origin is not None
    assert origin.get("altered") == "true"
    datetime.strptime(origin.get("harvestDate") or "", "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert [(child.tag.removeprefix(space), child.text) for child in origin] == [
        ("baseURL", REPOSITORY),
        ("identifier", "oai:depot.example.org:1&2"),
        ("datestamp", "2024-03-01T12:00:00Z"),
        ("metadataNamespace", namespace),
    ]
    listed = [page for document in walk(service, "ListRecords") for page in document.iter(f"{space}provenance")]
    assert len(listed) == 1, "a file at an address is no repository, and what was delivered has no origin"


@needs_shared
def test_every_answer_follows_the_protocols_schema(service: Service) -> None:
    assert SHARED is not None
    suite: Path = SHARED / "suites" / "oai-xsd"
    schema = etree.XMLSchema(etree.parse(suite / "all.xsd"))
    pages = [
        oai(service, verb="Identify"),
        oai(service, verb="ListMetadataFormats"),
        oai(service, verb="ListSets"),
        oai(service, verb="GetRecord", metadataPrefix="oai_dc", identifier=iri(service, 1)),
        oai(service, verb="GetRecord", metadataPrefix="oai_dc", identifier=iri(service, 4)),
        *walk(service, "ListRecords"),
        *walk(service, "ListIdentifiers"),
        *(oai(service, **arguments) for arguments, _ in BAD),
    ]
    for page in pages:
        schema.assertValid(page)
