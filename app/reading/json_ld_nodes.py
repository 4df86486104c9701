"""The nodes of JSON-LD (JSON-LD 1.1, sections 3 and 4): which are about objects, and what their references mean.

Files and the pages of a site say things in the same way, so both are taken apart here. Nothing is ever fetched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

JsonObject: TypeAlias = dict[str, object]
Trail: TypeAlias = tuple[str, ...]
Find: TypeAlias = Callable[[str], "JsonObject | None"]

# What pages say of themselves, of the site and of people, places, files and lists: none of it is an object.
_FURNITURE = frozenset(
    {
        "BreadcrumbList", "WebSite", "WebPage", "CollectionPage", "ItemPage", "AboutPage", "SearchResultsPage",
        "Organization", "Museum", "LocalBusiness", "SearchAction", "SiteNavigationElement", "ListItem", "FAQPage",
        "ImageObject", "Person", "PostalAddress", "WPHeader", "WPFooter", "Group", "Place", "Set", "Type", "Concept",
        "ConceptScheme", "DefinedTerm", "DataCatalog", "Dataset", "Article", "NewsArticle", "BlogPosting", "Event",
        "MediaObject", "VideoObject", "AudioObject", "3DModel", "QuantitativeValue", "PropertyValue", "Country", "City",
        "AdministrativeArea", "State", "GeoCoordinates", "DefinedTermSet", "ContactPoint", "ArchiveOrganization",
        "Library", "ArtGallery", "EducationalOrganization", "CollegeOrUniversity", "GovernmentOrganization", "NGO",
        "Corporation", "ItemList", "DataFeed", "DataFeedItem", "DataDownload", "ImageGallery", "VideoGallery", "Brand",
        "Role", "OrganizationRole", "Offer", "Rating", "AggregateRating", "Review", "Language", "Distance", "Duration",
        "ExhibitionEvent", "PerformingGroup", "ProfilePage", "QAPage", "ContactPage", "MediaGallery",
    }
)  # fmt: skip
PLACE = "\0place"  # where a node that others refer to stands in its file; no source can write this name
_CONTEXT, _GRAPH = "@context", "@graph"
# Under these, a page, a list or a feed has the objects that it is about.
_LEADING = frozenset({"mainEntity", "itemListElement", "item", "dataFeedElement"})
# What is read of an object that another one names: it has a record of its own.
_SHORT = frozenset({"name", "url", "identifier"})
_WAY = "BreadcrumbList"  # the pages above a page
_DEEPEST = 4  # references followed one after another: object, maker, maker's town, its country
MOST_JOINED = 1_000  # references followed in one record; a graph made for it has them multiply


class Node(NamedTuple):
    """A node of a document, the names and positions that lead to it, and whether it is about an object."""

    fields: JsonObject
    trail: Trail
    is_object: bool


def plain_name(name: str) -> str:
    """Return the last word of a property or class, whether it is written whole, with a prefix or by itself."""
    return re.split(r"[/#:]", name)[-1]


def types_of(node: Mapping[str, object]) -> frozenset[str]:
    """Return the classes of a node, by their last words."""
    types = node.get("@type", node.get("type"))
    named = types if isinstance(types, list) else [types]
    return frozenset(plain_name(one) for one in named if isinstance(one, str))


def is_furniture(node: Mapping[str, object]) -> bool:
    """Say whether a node of JSON-LD, by its classes, is about something else than an object."""
    words = types_of(node)
    return bool(words) and words <= _FURNITURE


def identifier_of(node: Mapping[str, object]) -> str:
    """Return the name that a node has in its graph; nothing when it has none."""
    written = node.get("@id", node.get("id"))
    return written if isinstance(written, str) else ""


def is_reference(node: Mapping[str, object]) -> bool:
    """Say whether a node only names another one."""
    return bool(identifier_of(node)) and not any(name not in {"@id", "id", "@type", "type", _CONTEXT} for name in node)


def nodes_of(value: object, trail: Trail = (), context: object = None) -> Iterator[Node]:
    """Yield the nodes that stand at the top of a document, each with the context of the whole.

    A list and a `@graph` are taken apart; of a page, a list or a feed, what it is about comes too.
    """
    waiting: list[tuple[object, Trail, object]] = [(value, trail, context)]
    while waiting:
        found, place, around = waiting.pop()
        if isinstance(found, list):
            waiting += [(child, (*place, str(at)), around) for at, child in reversed(list(enumerate(found)))]
            continue
        if not isinstance(found, dict):
            continue
        around = found.get(_CONTEXT, around)
        graph = found.get(_GRAPH)
        if isinstance(graph, (list, dict)):
            waiting.append((graph, (*place, _GRAPH), around))
            continue
        if is_reference(found):
            continue
        types = types_of(found)
        if not types and any(name in _LEADING for name in place):
            continue  # an entry of a list, or a thing without a class, is no record
        fields = found if _CONTEXT in found or around is None else {_CONTEXT: around, **found}
        other = is_furniture(found)
        yield Node(fields, place, not other)
        if other and _WAY not in types:
            waiting += [
                (child, (*place, name), around)
                for name, child in reversed(list(found.items()))
                if plain_name(name) in _LEADING and isinstance(child, (dict, list))
            ]


def within(node: JsonObject) -> dict[str, JsonObject]:
    """Return the nodes below a node that have a name and something to say, by their names."""
    known: dict[str, JsonObject] = {}
    waiting: list[object] = list(node.values())
    while waiting:
        found = waiting.pop()
        if isinstance(found, list):
            waiting += found
        elif isinstance(found, dict):
            if not is_reference(found) and (name := identifier_of(found)):
                known.setdefault(name, found)
            waiting += found.values()
    return known


class Joining:
    """The references of one object put into words: each is followed a few steps, all of them a bounded number."""

    def __init__(self, find: Find) -> None:
        """Look a reference up with `find`."""
        self._find = find
        self._left = MOST_JOINED
        self.exhausted = False

    def joined(self, node: JsonObject) -> JsonObject:
        """Return the object with what its references lead to in their place; `exhausted` says that some were left."""
        own = within(node)
        around = frozenset({identifier_of(node)} - {""})
        return {name: self._below(value, own, around, _DEEPEST) for name, value in node.items()}

    def _below(self, value: object, own: Mapping[str, JsonObject], around: frozenset[str], depth: int) -> object:
        if isinstance(value, list):
            return [self._below(child, own, around, depth) for child in value]
        if not isinstance(value, dict):
            return value
        if depth and is_reference(value):
            name = identifier_of(value)
            found = None if name in around else own.get(name) or self._find(name)
            if found is None or is_reference(found):
                return value
            if not self._left:
                self.exhausted = True
                return value
            self._left -= 1
            return self._below(_told(found), own, around | {name}, depth - 1)
        return {name: self._below(child, own, around, depth) for name, child in value.items()}


def _told(found: JsonObject) -> JsonObject:
    if is_furniture(found) or not types_of(found):
        return found
    return {name: value for name, value in found.items() if name[:1] in {"@", PLACE[0]} or plain_name(name) in _SHORT}
