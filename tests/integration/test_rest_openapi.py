"""The OpenAPI document: complete, in both languages, and true: what the service answers is what it says it answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.generation.case import Case
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from app.core.record import CatalogueRecord
from app.web.errors import every_kind
from tests.rest import MUSEUM, Service, csv_of, running_service

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 8  # of each operation and mode


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with running_service(tmp_path_factory.mktemp("openapi")) as running:
        yield running


@pytest.fixture(scope="module")
def document(service: Service) -> dict[str, Any]:
    answer: dict[str, Any] = service.client.get("/api/openapi.json").json()
    return answer


def operations(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield f"{method.upper()} {path}", operation


def test_every_route_is_documented_and_every_operation_in_both_languages(document: dict[str, Any]) -> None:
    named = set()
    for name, operation in operations(document):
        for member in ("x-summary", "x-description"):
            assert set(operation[member]) == {"fr", "en"}, name
            assert operation[member]["fr"] != operation[member]["en"], name
        assert operation["operationId"] not in named
        named.add(operation["operationId"])
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), (name, parameter["name"])
    assert {"pushRecords", "putRecord", "getRecord", "withdrawRecord", "getReport", "checkDelivery"} <= named


def test_every_refusal_is_a_problem_with_an_example_in_both_languages(document: dict[str, Any]) -> None:
    for name, operation in operations(document):
        refusals = {status: one for status, one in operation["responses"].items() if int(status) >= 400}
        assert {"422", "500"} <= set(refusals), name
        for status, refusal in refusals.items():
            if name == "GET /healthz" and status == "503":
                continue
            content = refusal["content"]["application/problem+json"]
            assert content["schema"] == {"$ref": "#/components/schemas/Problem"}
            assert {"fr", "en"} <= set(content["examples"])
            french, english = (content["examples"][language]["value"] for language in ("fr", "en"))
            assert french["title"] == english["titles"]["fr"] != english["title"]
            assert french["type"].rpartition("/")[2] in every_kind()
        if operation["security"]:
            assert {"401", "403"} <= set(refusals), name


def test_examples_follow_their_schemas(document: dict[str, Any]) -> None:
    found = 0
    for name, operation in operations(document):
        for holder in (operation.get("requestBody", {}), *operation["responses"].values()):
            for content in holder.get("content", {}).values():
                for example in content.get("examples", {}).values():
                    schema = {**content["schema"], "components": document["components"]}
                    jsonschema.Draft202012Validator(schema).validate(example["value"])
                    found += 1
        assert found, name
    assert found > 100


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    references = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert references <= set(document["components"]["schemas"])
    assert CatalogueRecord.__name__ in references
    assert "HTTPValidationError" not in references


@pytest.mark.slow
# The service runs in this process: its threads may draw random numbers while a case is being made.
@pytest.mark.filterwarnings("ignore:Do not use the `random` module:hypothesis.errors.HypothesisDeprecationWarning")
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["valid", "invalid"])
def test_whatever_is_sent_the_answer_is_one_that_is_documented(
    service: Service, document: dict[str, Any], mode: GenerationMode
) -> None:
    submission = service.push(csv_of("S-1,Le moulin,Rose Tremblay,pas une date")).json()["submission"]
    known = {"slug": MUSEUM, "submission_id": submission, "suffix": "json", "name": "csv"}
    schema = schemathesis.openapi.from_dict(document)
    tried = 0
    for result in schema.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()
        fixed = {name: value for name, value in known.items() if f"{{{name}}}" in operation.path}
        strategy = operation.as_strategy(mode, path_parameters=fixed if mode is GenerationMode.POSITIVE else None)

        @given(case=strategy)
        @settings(
            max_examples=EXAMPLES,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
            derandomize=True,
            database=None,
        )
        def answers_as_documented(case: Case[Any]) -> None:
            nonlocal tried
            tried += 1
            response = case.call(base_url=service.address, headers=service.writer)
            case.validate_response(response, checks=CHECKS)

        with suppress(Unsatisfiable):  # where nothing can be wrong, there is no invalid case
            answers_as_documented()
    assert tried > 100
