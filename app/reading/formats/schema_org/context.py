"""What the names of a JSON-LD document mean: its context (JSON-LD 1.1, section 3.1). Nothing is ever fetched."""

from __future__ import annotations

import re
from collections.abc import Mapping

from app.reading.json_ld_nodes import JsonObject

SCHEMA = re.compile(r"https?://(?:www\.)?schema\.org/(?:docs/jsonldcontext\.jsonld(?:\.txt)?)?#?", re.IGNORECASE)
# schema.org's own context gives these names to the keywords, and calls itself this.
_KEYWORDS: Mapping[str, str] = {"id": "@id", "type": "@type"}
_USUAL = frozenset({"schema", "sdo"})
_MOST_TERMS = 2_000
_LONGEST_CHAIN = 5  # of terms defined by each other


class Context:
    """The terms of a document: each name becomes schema.org's own, or stays as it is written."""

    def __init__(
        self, terms: Mapping[str, str], in_languages: frozenset[str] = frozenset(), language: str | None = None
    ) -> None:
        """Take what terms and prefixes stand for, the terms that have a text a language, the language of all texts."""
        self.in_languages = in_languages
        self.language = language
        self._terms = terms
        self._names: dict[str, str] = {}

    def name(self, written: str) -> str:
        """Return schema.org's name for a property, a keyword with its `@`, or the name as it is written."""
        known = self._names.get(written)
        if known is None:
            known = written if written.startswith("@") else self._resolved(written)
            if len(self._names) < _MOST_TERMS:
                self._names[written] = known
        return known

    def _resolved(self, written: str) -> str:
        name = written
        for _ in range(_LONGEST_CHAIN):
            prefix, colon, rest = name.partition(":")
            if name in self._terms:
                name = self._terms[name]
            elif colon and not rest.startswith("//") and prefix in self._terms:
                name = self._terms[prefix] + rest
            elif colon and prefix in _USUAL:
                return rest
            else:
                break
        if name.startswith("@"):
            return name
        schema = SCHEMA.match(name)
        return (name[schema.end() :] or written) if schema else written

    def with_more(self, value: object) -> Context:
        """Return the context with what another one adds; one that stands elsewhere, by its address, adds nothing."""
        if isinstance(value, list):
            context = self
            for one in value[:_MOST_TERMS]:
                context = context.with_more(one)
            return context
        return self._defined(value) if isinstance(value, dict) else self

    def _defined(self, value: JsonObject) -> Context:
        terms, in_languages, language = dict(self._terms), set(self.in_languages), self.language
        for name, meaning in list(value.items())[:_MOST_TERMS]:
            if name == "@language":
                language = meaning if isinstance(meaning, str) else None
            if name.startswith("@"):
                continue
            whole = meaning.get("@id") if isinstance(meaning, dict) else meaning
            if isinstance(whole, str) and whole != name:
                terms[name] = whole
            container = meaning.get("@container") if isinstance(meaning, dict) else None
            if container == "@language" or (isinstance(container, list) and "@language" in container):
                in_languages.add(name)
        return Context(terms, frozenset(in_languages), language)


SCHEMA_ORG = Context(_KEYWORDS)
