"""A text that exists in both of Québec's working languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

LanguageCode: TypeAlias = Literal["fr", "en"]
LANGUAGES: tuple[LanguageCode, ...] = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in French and in English, either of which may hold `{named}` places for values."""

    fr: str
    en: str

    def in_language(self, language: str) -> str:
        """Return the English form for `en`, the French form for everything else (French comes first)."""
        return self.en if language == "en" else self.fr

    def fill(self, values: dict[str, str]) -> Text:
        """Return the same text with each `{name}` replaced by its value; a name without a value stays as it is."""
        return Text(_fill(self.fr, values), _fill(self.en, values))

    def as_dict(self) -> dict[str, str]:
        """Return `{"fr": ..., "en": ...}`, the shape reports and problem documents use."""
        return {"fr": self.fr, "en": self.en}


def _fill(template: str, values: dict[str, str]) -> str:
    # str.format would let a museum's value reach attributes ({x.__class__}); a plain replacement cannot.
    for name, value in values.items():
        template = template.replace("{" + name + "}", value)
    return template
