"""The examples of the documentation: one small delivery, and what is answered to it, in French and in English."""

from __future__ import annotations

from typing import Any

from app.web.documentation import JSON, Content, Example
from app.web.report_answers import submission_address

_ID = "0199e2a4-7c1b-7f3a-9d52-6a1f0c9be834"
_WHERE = submission_address(_ID)

CSV_DELIVERY = Example(
    fr='Numéro d\'inventaire,Titre,Artiste,Date\n1978.12,Le moulin,"Tremblay, Rose",vers 1905\n',
    en='Accession Number,Title,Artist,Date\n1978.12,The Mill,"Tremblay, Rose",c. 1905\n',
)


def _record(language: str, title: str, name: str) -> dict[str, Any]:
    return {
        "local_id": "1978.12",
        "language": language,
        "identifiers": [{"value": "1978.12"}],
        "titles": [{"text": title}],
        "object_names": [{"label": name}],
        "productions": [
            {
                "date": {"text": "1905", "earliest": "1905-01-01", "latest": "1905-12-31"},
                "contributions": [{"agent": {"name": "Tremblay, Rose", "kind": "person"}}],
            }
        ],
    }


RECORD = Example(fr=_record("fr", "Le moulin", "tableau"), en=_record("en", "The Mill", "painting"))
JSON_DELIVERY = Example(fr=[RECORD.fr], en=[RECORD.en])

DELIVERY_BODIES = (
    Content("text/csv", example=CSV_DELIVERY),
    Content(JSON, example=JSON_DELIVERY),
    Content("application/zip"),
    Content("application/octet-stream"),
    Content("multipart/form-data"),
)


def _report(column: str) -> dict[str, Any]:
    finding = {
        "severity": "warning",
        "rule": "value.date-unreadable",
        "message": {
            "fr": "La date « l'an passé » n'est pas comprise.",
            "en": "The date “l'an passé” is not understood.",
        },
        "source": {"file": "inventaire.csv", "row": 42, "column": column, "value": "l'an passé"},
        "fix": {"fr": "Écrivez l'année en chiffres.", "en": "Write the year in digits."},
        "record": "1978.53",
    }
    return {
        "file": "inventaire.csv",
        "records": 60,
        "counts": {
            "records": 60, "created": 58, "updated": 2, "unchanged": 0, "withdrawn": 0,
            "withheld": 0, "duplicates": 0, "rejected": 0, "findings": 1, "kept_back": 0,
        },
        "rules": [{**{key: finding[key] for key in ("rule", "severity", "message", "fix")}, "records": 1, "findings": 1,
                   "examples": [finding["source"]]}],
        "loss": [{"column": "Tiroir", "records": 60, "examples": ["B-12", "B-14"]}],
        "institution": "musee-des-rives",
        "submission": _ID,
        "status": "done",
        "mode": "partial",
        "format": "csv",
        "crosswalk": "csv",
        "links": {"self": _WHERE, "report": f"{_WHERE}/report", "report.csv": f"{_WHERE}/report.csv"},
        "findings": [finding],
    }  # fmt: skip


REPORT = Example(fr=_report("Date de création"), en=_report("Date"))


def _submission(file: str) -> dict[str, Any]:
    return {
        "id": _ID,
        "institution": "musee-des-rives",
        "status": "running",
        "mode": "full",
        "file": file,
        "counts": {
            "records": 12500, "created": 12480, "updated": 0, "unchanged": 0, "withdrawn": 0,
            "withheld": 310, "duplicates": 20, "rejected": 0, "findings": 4102, "kept_back": 12,
        },
        "progress": {"records": 12500, "bytes_read": 9437184, "bytes_total": 41943040, "fraction": 0.225},
        "created": "2026-02-03T14:05:09Z",
        "started": "2026-02-03T14:05:09Z",
        "links": {"self": _WHERE, "report": f"{_WHERE}/report", "report.html": f"{_WHERE}/report.html"},
        "format": "csv",
        "crosswalk": "csv",
    }  # fmt: skip


SUBMISSION = Example(fr=_submission("collection.csv"), en=_submission("collection-en.csv"))


def _stored(record: dict[str, Any], name: str) -> dict[str, Any]:
    return {
        "institution": "musee-des-rives",
        "local_id": "1978.12",
        "iri": "https://concordance.example.org/musee-des-rives/object/1978.12",
        "label": name,
        "state": "published",
        "version": 3,
        "published_version": 3,
        "created": "2026-02-03T14:05:09Z",
        "updated": "2026-02-03T14:05:09Z",
        "submission": _ID,
        "tier": 2,
        "links": {"self": "/api/v1/institutions/musee-des-rives/records/1978.12", "submission": _WHERE},
        "change": "updated",
        "record": record,
    }


STORED_RECORD = Example(fr=_stored(RECORD.fr, "Le moulin"), en=_stored(RECORD.en, "The Mill"))
