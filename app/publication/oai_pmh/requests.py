"""Read a request of the protocol: its verb, and exactly the arguments that the verb takes (OAI-PMH 2.0, section 4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from msgspec import Struct

from app.publication.oai_pmh.dates import interval
from app.publication.oai_pmh.faults import Fault

_LONGEST = 4_096  # characters of an argument: an identifier of 512 letters, percent-encoded, is shorter

_LISTED = frozenset({"from", "until", "set", "metadataPrefix", "resumptionToken"})
# The arguments that each verb takes, and those it cannot do without (unless a resumption token stands for them).
_ARGUMENTS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = MappingProxyType(
    {
        "Identify": (frozenset(), frozenset()),
        "ListMetadataFormats": (frozenset({"identifier"}), frozenset()),
        "ListSets": (frozenset({"resumptionToken"}), frozenset()),
        "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset({"identifier", "metadataPrefix"})),
        "ListIdentifiers": (_LISTED, frozenset({"metadataPrefix"})),
        "ListRecords": (_LISTED, frozenset({"metadataPrefix"})),
    }
)


class OaiRequest(Struct, frozen=True):
    """A request that has the form of the protocol.

    `arguments` are as they were given, for the answer's `request` element; `start` and `end` are the moments of `from`
    and of `until`, the latter exclusive.
    """

    verb: str
    arguments: Mapping[str, str]
    start: datetime | None = None
    end: datetime | None = None

    def get(self, name: str) -> str | None:
        """Return an argument, or None where it was not given."""
        return self.arguments.get(name)


def read_request(given: Iterable[tuple[str, str]]) -> OaiRequest:
    """Return the request that these arguments make; raise Fault badVerb or badArgument."""
    arguments: dict[str, str] = {}
    repeated: list[str] = []
    for name, value in given:
        if name in arguments:
            repeated.append(name)
        arguments[name] = value
    verb = _verb(arguments, repeated)
    _check(verb, arguments, repeated)
    start, end = interval(arguments.get("from"), arguments.get("until"))
    return OaiRequest(verb, arguments, start, end)


def _verb(arguments: Mapping[str, str], repeated: list[str]) -> str:
    verb = arguments.get("verb")
    if verb is None or verb not in _ARGUMENTS or "verb" in repeated:
        listed = ", ".join(_ARGUMENTS)
        raise Fault(
            "badVerb",
            f"Il faut un seul « verb », l'un de: {listed}.",
            f"There must be one “verb”, one of: {listed}.",
        )
    return verb


def _check(verb: str, arguments: Mapping[str, str], repeated: list[str]) -> None:
    allowed, required = _ARGUMENTS[verb]
    given = arguments.keys() - {"verb"}
    if repeated:
        name = repeated[0][:40]
        raise Fault("badArgument", f"« {name} » est répété.", f"“{name}” is repeated.")
    unknown = sorted(given - allowed)
    if unknown:
        name = unknown[0][:40]
        raise Fault("badArgument", f"{verb} ne prend pas d'argument « {name} ».", f"{verb} takes no argument “{name}”.")
    if "resumptionToken" in given:
        if len(given) > 1:
            raise Fault(
                "badArgument",
                "« resumptionToken » ne se joint à aucun autre argument.",
                "“resumptionToken” goes with no other argument.",
            )
        return
    missing = sorted(required - given)
    if missing:
        raise Fault("badArgument", f"Il manque « {missing[0]} ».", f"“{missing[0]}” is missing.")
    for name in given:
        if not arguments[name] or len(arguments[name]) > _LONGEST:
            raise Fault("badArgument", f"« {name} » est vide ou trop long.", f"“{name}” is empty or too long.")
