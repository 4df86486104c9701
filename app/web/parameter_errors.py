"""What the framework found wrong with a parameter, in French and in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.core.text import Text
from app.web.problems import ParameterError

_LONGEST_NAME = 80

# The error types of pydantic that our parameters can meet; places are members of its context.
_SENTENCES: Mapping[str, Text] = {
    "missing": Text(fr="ce paramètre est obligatoire.", en="this parameter is required."),
    "int_parsing": Text(fr="un nombre entier est attendu.", en="a whole number is expected."),
    "bool_parsing": Text(fr="« true » ou « false » est attendu.", en="“true” or “false” is expected."),
    "literal_error": Text(fr="valeurs possibles: {expected}.", en="possible values: {expected}."),
    "enum": Text(fr="valeurs possibles: {expected}.", en="possible values: {expected}."),
    "greater_than_equal": Text(fr="le plus petit nombre permis est {ge}.", en="the least number allowed is {ge}."),
    "less_than_equal": Text(fr="le plus grand nombre permis est {le}.", en="the greatest number allowed is {le}."),
    "string_too_long": Text(fr="au plus {max_length} caractères.", en="at most {max_length} characters."),
    "string_too_short": Text(fr="au moins {min_length} caractères.", en="at least {min_length} characters."),
    "string_pattern_mismatch": Text(fr="la forme attendue est {pattern}.", en="the form expected is {pattern}."),
}
_OTHER = Text(fr="cette valeur n'est pas permise.", en="this value is not allowed.")


def parameter_error(found: Mapping[str, Any]) -> ParameterError:
    """Return one error of the framework (`loc`, `type`, `ctx`) as we tell it; the value itself is not repeated."""
    place = [str(part) for part in found.get("loc", ())]
    name = ".".join(place[1:] or place)[:_LONGEST_NAME]
    context = {key: str(value).replace(" or ", ", ") for key, value in (found.get("ctx") or {}).items()}
    return ParameterError(name, _SENTENCES.get(str(found.get("type")), _OTHER).fill(context))
