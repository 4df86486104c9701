"""Choose the form to answer with, by media type and by profile, from the headers or from the address."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from app.core.text import Text
from app.web.data.forms import ALTERNATES, Form
from app.web.data.ranges import Range, media_ranges, profile_ranges
from app.web.errors import NotAcceptable

_JSON_LD_OWN = "http://www.w3.org/ns/json-ld#"  # its profiles say how JSON-LD is written, not what it says
_LONGEST_SHOWN = 120


class Asked(NamedTuple):
    """What a request asks for: two headers, two members of the query, and the form of the address's suffix."""

    accept: str = ""
    accept_profile: str = ""
    profile: str | None = None
    media_type: str | None = None
    suffix: Form | None = None

    @property
    def alternates(self) -> bool:
        """Whether the list of every form is asked for, and not one of them."""
        names = [one.name for one in profile_ranges(self.profile if self.profile is not None else self.accept_profile)]
        return bool(names) and names[0] in {ALTERNATES.iri, ALTERNATES.token, "alt"}


class Chosen(NamedTuple):
    """A form, and the media type under which the client knows it."""

    form: Form
    media_type: str


def choose(asked: Asked, offered: tuple[Form, ...]) -> Chosen:
    """Return the form that is wanted most, the first offered among equals; raise NotAcceptable when none is wanted.

    The query says more than the suffix, and the suffix more than the headers: each replaces what says less. The weights
    of the two dimensions are multiplied: neither comes before the other.
    """
    if asked.suffix is not None and asked.profile is None and asked.media_type is None:
        if asked.suffix in offered:
            return Chosen(asked.suffix, asked.suffix.media_type)
        raise _nothing(asked, offered)
    # A plus sign in a query means a space, and nobody writes %2B.
    written = asked.accept if asked.media_type is None else asked.media_type.replace(" ", "+")
    media = media_ranges(written)
    profiles = profile_ranges(asked.accept_profile if asked.profile is None else asked.profile)
    known = {form.profile.iri for form in offered}
    best, best_quality = None, 0.0
    for form in offered:
        weight = _profile_quality(form, profiles)
        if weight > best_quality:
            for name in form.names:
                quality = weight * _media_quality(name, form, media, known)
                if quality > best_quality:
                    best, best_quality = Chosen(form, name), quality
    if best is None:
        raise _nothing(asked, offered)
    return best


def _profile_quality(form: Form, ranges: tuple[Range, ...]) -> float:
    if not ranges:
        return 1.0
    named = [one.quality for one in ranges if one.name in {form.profile.iri, form.profile.token}]
    return named[0] if named else next((one.quality for one in ranges if one.name == "*"), 0.0)


def _media_quality(name: str, form: Form, ranges: tuple[Range, ...], known: set[str]) -> float:
    """Return the weight of the most specific range that this media type matches (RFC 9110, section 12.5.1)."""
    if not ranges:
        return 1.0 if name == form.media_type else 0.0
    family = f"{name.partition('/')[0]}/*"
    best = (0, 0.0)
    for one in ranges:
        # A wildcard never chooses a nickname: the registered name is answered then.
        if one.name == name:
            rank = 3
        elif name == form.media_type and one.name == family:
            rank = 2
        elif name == form.media_type and one.name == "*/*":
            rank = 1
        else:
            continue
        wanted = [iri for iri in one.profiles if iri in known and not iri.startswith(_JSON_LD_OWN)]
        if wanted:
            if form.profile.iri not in wanted:
                continue
            rank += 1
        if rank > best[0]:
            best = (rank, one.quality)
    return best[1]


def _nothing(asked: Asked, offered: Iterable[Form]) -> NotAcceptable:
    listed = ", ".join(f"{form.media_type} ({form.profile.token})" for form in offered)
    wanted = asked.media_type if asked.media_type is not None else asked.accept
    profile = asked.profile if asked.profile is not None else asked.accept_profile
    said = " ".join(part[:_LONGEST_SHOWN] for part in (wanted, profile) if part)
    return NotAcceptable(
        Text(
            fr=f"Rien n'est offert pour « {said} ». Formes offertes, avec leur profil: {listed}.",
            en=f"Nothing is on offer for “{said}”. Forms on offer, with their profile: {listed}.",
        )
    )
