"""A source as somebody asks for it: checked, completed, named."""

from __future__ import annotations

import re
import time
from datetime import datetime
from importlib.metadata import version
from urllib.parse import urlsplit

from msgspec import Struct

from app.core.errors import Conflict, InputError
from app.core.text import Text
from app.harvesting.asking import Asking
from app.harvesting.datestamps import moment_of
from app.harvesting.oai_place import OaiPlace, written_place
from app.harvesting.oai_repository import OaiRepository, Repository, without_request
from app.harvesting.recognising import kind_of
from app.harvesting.schedule import schedule_named
from app.intake.push import discard
from app.intake.safe_http import SafeClient, pinned_address
from app.pipeline import Tools
from app.storage.harvest_pages import KeptPage, kept_of
from app.storage.harvest_runs import list_runs
from app.storage.harvest_sources import HarvestSource, NewSource, SourceKind, change_source, get_source, remove_source
from app.storage.submissions import fail_submission

KINDS: tuple[SourceKind, ...] = ("oai-pmh", "file", "sitemap", "change-discovery")
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_LONGEST_URL = 2_048
_LOOK_RETRIES_S = (1.0, 3.0)


class AskedSource(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A source as it is asked for; what is missing is found out, and `name` is made of the address.

    `from_date` and `until` bound what an OAI-PMH repository is asked for the first time (and `until` each time).
    """

    url: str
    name: str | None = None
    kind: SourceKind | None = None
    set_spec: str | None = None
    metadata_prefix: str | None = None
    format: str | None = None
    crosswalk: str | None = None
    schedule: str = "never"
    whole: bool = False
    allow_private: bool = False
    from_date: str | None = None
    until: str | None = None


def checked_source(asked: AskedSource, institution: str, tools: Tools) -> NewSource:
    """Return the source that is asked for; its address is asked what kind it is unless the kind is said.

    Raises InputError for what cannot be, UnknownName for a format or crosswalk, UnsafeAddress, Unreachable.
    """
    if len(asked.url) > _LONGEST_URL:
        raise InputError(
            Text(
                fr=f"Une adresse a {_LONGEST_URL} caractères au plus.",
                en=f"An address has {_LONGEST_URL} characters at most.",
            )
        )
    any_host = tools.settings.outgoing_addresses == "any" or asked.allow_private
    pinned_address(asked.url, any_host=any_host)
    name = asked.name if asked.name is not None else _name_from(asked.url, asked.set_spec)
    if not _NAME.fullmatch(name):
        raise InputError(
            Text(
                fr=f"« {name[:80]} » ne peut pas nommer une source: de 1 à 63 lettres minuscules sans accent, chiffres "
                "et traits d'union.",
                en=f"“{name[:80]}” cannot name a source: 1 to 63 lower case letters without accents, digits and "
                "hyphens.",
            )
        )
    if asked.format is not None:
        tools.formats.get(asked.format)
    if asked.crosswalk is not None:
        tools.find_crosswalk(asked.crosswalk, institution)
    if asked.whole and (asked.from_date or asked.until):
        raise InputError(
            Text(
                fr="Un moissonnage de tout n'a ni début ni fin.",
                en="A harvest of everything has neither start nor end.",
            )
        )
    kind = asked.kind or _kind(asked, tools)
    url, copied = without_request(asked.url) if kind == "oai-pmh" else (asked.url, {})
    return NewSource(
        name=name,
        kind=kind,
        url=url,
        set_spec=asked.set_spec or copied.get("set") or None,
        metadata_prefix=asked.metadata_prefix or copied.get("metadataPrefix") or None,
        format=asked.format,
        crosswalk=asked.crosswalk,
        schedule=schedule_named(asked.schedule),
        whole=asked.whole,
        allow_private=asked.allow_private,
        from_place=_first_place(asked),
    )


def client_for(tools: Tools, *, allow_private: bool) -> SafeClient:
    """Return a client that goes where this source may: to any host only by the operator's leave."""
    settings = tools.settings
    return SafeClient(
        any_host=settings.outgoing_addresses == "any" or allow_private,
        user_agent=f"Concordance/{version('concordance')} (+{settings.contact})",
    )


def repository_at(url: str, tools: Tools, *, allow_private: bool) -> Repository:
    """Return what the OAI-PMH repository at an address says of itself; raise HarvestRefused when there is none."""
    with client_for(tools, allow_private=allow_private) as client:
        asking = Asking(client, time.sleep, pause_s=tools.settings.harvest_pause_ms / 1000, retries_s=_LOOK_RETRIES_S)
        return OaiRepository(url, asking, tools.settings.bounds).described()


def remove(tools: Tools, institution: str, name: str) -> HarvestSource:
    """Remove a source and what is kept of its pages; raise UnknownName, Conflict while it is being harvested."""
    kept = kept_of(tools.database, get_source(tools.database, institution, name))
    removed = remove_source(tools.database, institution, name)
    _let_go(tools, kept)
    return removed


def change(tools: Tools, institution: str, name: str, new: NewSource, *, next_run: datetime | None) -> HarvestSource:
    """Change a source; what is kept of a run that it ends is let go. Raises UnknownName, Conflict as `remove`."""
    changed = change_source(tools.database, institution, name, new, next_run=next_run)
    running = any(run.status == "running" for run in list_runs(tools.database, changed, 1))
    if not running:
        _let_go(tools, kept_of(tools.database, changed))
    return changed


def _let_go(tools: Tools, kept: tuple[KeptPage, ...]) -> None:
    ended = Conflict(
        Text(
            fr="La source a changé, ou n'existe plus, avant que sa page soit versée.",
            en="The source was changed or removed before its page was brought in.",
        )
    )
    for page in kept:
        fail_submission(tools.database, page.submission, ended)
        discard(page.path)


def _kind(asked: AskedSource, tools: Tools) -> SourceKind:
    with client_for(tools, allow_private=asked.allow_private) as client:
        asking = Asking(client, time.sleep, pause_s=0.0, retries_s=_LOOK_RETRIES_S)
        return kind_of(asked.url, asking, tools.settings.bounds)


def _first_place(asked: AskedSource) -> str | None:
    for written in (asked.from_date, asked.until):
        if written is not None and moment_of(written) is None:
            raise InputError(Text(fr=f"« {written[:40]} » n'est pas une date.", en=f"“{written[:40]}” is not a date."))
    if asked.from_date is None and asked.until is None:
        return None
    return written_place(OaiPlace(since=asked.from_date or "", until=asked.until or ""))


def _name_from(url: str, set_spec: str | None) -> str:
    """Return a name for a source from its host, and its set if it has one."""
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    words = re.sub(r"[^a-z0-9]+", "-", f"{host} {set_spec or ''}".lower()).strip("-")
    return words[:63].strip("-")
