"""The settings: one frozen object, read once from the environment; every bound has its reason beside it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from app.core.errors import InputError
from app.core.text import Text

MEGABYTE = 1024 * 1024
_WEB_ADDRESS = re.compile(r"https?://[^\s/?#<>\"{}|\\^`]+(/[^\s?#<>\"{}|\\^`]*)?")  # every identifier begins with it
_CHOICES = {
    "log_level": ("debug", "info", "warning", "error", "critical"),
    "outgoing_addresses": ("public", "any"),
}


def resources() -> Path:
    """Return the folder that holds ontology/, shapes/ and alembic/: inside the wheel, or beside app/ in a checkout."""
    package = Path(__file__).parents[1]
    bundled = package / "_resources"
    return bundled if bundled.is_dir() else package.parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What no input may pass. The name of the field is the name of the bound in errors and in the environment."""

    max_upload_bytes: int = 2048 * MEGABYTE  # a million records of 2 kB; a larger delivery is cut into parts
    max_body_bytes_inline: int = 1 * MEGABYTE  # up to here a push is answered at once, within a request's patience
    max_records_inline: int = 500  # the same, counted in records: half a second of work
    max_records: int = 5_000_000  # more than the largest collection we know of in one file
    max_record_bytes: int = 4 * MEGABYTE  # a thousand times an ordinary record
    max_cell_bytes: int = 1 * MEGABYTE  # a long essay is 100 kB; 10 MB in one cell is a broken quote
    max_columns: int = 2_000  # the widest export met has 300
    max_depth: int = 64  # the deepest catalogue tree met is 12 levels
    max_expanded_bytes: int = 8192 * MEGABYTE  # what a compressed file may become, in all
    max_expansion_ratio: int = 200  # gzip reaches 30 on real catalogues; a bomb reaches 1,000
    max_companion_bytes: int = 1024 * MEGABYTE  # joined tables are indexed on disk, once
    max_entity_characters: int = 64 * 1024  # what one XML entity may become: a name or a sentence; a bomb, millions
    max_members: int = 200_000  # files in one archive: the largest met has 3,247
    max_findings_per_record: int = 200  # a record that breaks every rule has about 40
    max_page: int = 1_000  # rows of a report page
    slow_record_ms: int = 250  # a record slower than this is named in the log: it is 500 times the usual
    max_check_bytes: int = 16 * MEGABYTE  # a file checked with a key while the client waits: some ten seconds of work
    max_header_bytes: int = 64 * 1024  # an address and its headers: browsers send 2 kB
    max_pushes_waiting: int = 64  # answered at once, they wait some seconds; the next is told to come back
    max_subscriptions: int = 20  # webhooks of one institution: it has a few systems, each told twice
    max_sources: int = 50  # what one institution has harvested: a few repositories, each cut into its sets
    max_harvest_page_bytes: int = 64 * MEGABYTE  # a page of a repository: a thousand records of 60 kB
    max_harvest_pages: int = 200_000  # of one run: a list of 20 million records that never ends is a fault
    harvest_turn_s: int = 6 * 3600  # a run that takes longer makes room for others, and goes on afterwards
    max_search_window: int = 10_000  # results by relevance that pages lead to: each costs all those before it
    receive_timeout_s: int = 30  # a client that sends nothing for so long has gone
    max_query_bytes: int = 128 * 1024  # the text of a SPARQL query: a list of 1,500 identifiers fits
    max_query_depth: int = 100  # brackets within brackets: the engine's own stack holds about a thousand
    query_timeout_s: int = 20  # an ordinary query takes a hundredth of a second; whoever wants all takes the dumps
    query_memory_bytes: int = 512 * MEGABYTE  # for one query: a million rows to sort
    query_result_bytes: int = 100 * MEGABYTE  # for one answer: half a million rows
    max_slow_queries: int = 12  # at once, behind all others; each may take its memory
    max_queries_waiting: int = 64  # for a turn that comes within a tenth of a second


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an operator may set, each by an environment variable `CONCORDANCE_` + the field's name in capitals."""

    data_dir: Path = Path("var")  # everything the service keeps is below it
    database_url: str = ""  # empty: an SQLite file in data_dir
    base_url: str = "http://127.0.0.1:8000"  # the public address; identifiers are made from it, so set it once
    validation_engine: str = "shacl"  # or "pyshacl", where the compiled engine is not to be had
    workers: int = 0  # processes that map and validate; 0: one a core
    chunk_records: int = 500  # records in one transaction: at most so much is done again after a kill
    log_level: str = "info"
    outgoing_addresses: str = "public"  # or "any": webhooks and harvests may then reach hosts of a closed network
    harvest_pause_ms: int = 500  # between two requests to one host: others want something of it too
    dump_interval_s: int = 3600  # dumps are made anew when the log moved and they are so old; 0: never
    contact: str = "concordance@example.org"  # whom harvesters write to: OAI-PMH names an address
    sparql_query_url: str = ""  # of a remote SPARQL 1.1 store in the embedded one's stead, with one of the next two
    sparql_update_url: str = ""  # where it takes SPARQL Update: only what changes is sent
    sparql_graph_store_url: str = ""  # where it takes whole graphs, if it takes no update
    sparql_user: str = ""  # for the remote store, by Basic or Digest as it asks
    sparql_password: str = ""
    sparql_services: str = ""  # endpoints that SERVICE may call, separated by spaces; none: nothing leaves the machine
    bounds: Bounds = field(default_factory=Bounds)

    def __post_init__(self) -> None:
        """Make the data folder absolute: the processes that evaluate queries work in another directory."""
        object.__setattr__(self, "data_dir", self.data_dir.absolute())

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'concordance.sqlite'}"

    @property
    def processes(self) -> int:
        """How many processes map and validate: the setting, or the cores this process may use."""
        return self.workers or len(os.sched_getaffinity(0))


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Return the settings that these environment variables give; raise InputError for one that cannot be read."""
    values: dict[str, object] = {}
    for setting in fields(Settings):
        written = environment.get(f"CONCORDANCE_{setting.name.upper()}")
        if written is not None and setting.name != "bounds":
            values[setting.name] = _read(setting.name, written, str(setting.type))
    bounds: dict[str, int] = {}
    for bound in fields(Bounds):
        written = environment.get(f"CONCORDANCE_{bound.name.upper()}")
        if written is not None:
            bounds[bound.name] = _whole_number(bound.name, written)
    return Settings(**values, bounds=Bounds(**bounds))  # type: ignore[arg-type]  # each value was read by its field's type


def _read(name: str, written: str, kind: str) -> object:
    if kind == "Path":
        return Path(written)
    if kind == "int":
        return _whole_number(name, written)
    if name == "base_url":
        return _web_address(name, written).rstrip("/")
    return _one_of(name, written, _CHOICES[name]) if name in _CHOICES else written


def _one_of(name: str, written: str, choices: tuple[str, ...]) -> str:
    chosen = written.strip().lower()
    if chosen not in choices:
        variable, listed = f"CONCORDANCE_{name.upper()}", ", ".join(choices)
        raise InputError(
            Text(
                fr=f"{variable} doit être l'un de {listed}, et non « {written} ».",
                en=f"{variable} must be one of {listed}, not “{written}”.",
            )
        )
    return chosen


def _web_address(name: str, written: str) -> str:
    if not _WEB_ADDRESS.fullmatch(written):
        variable = f"CONCORDANCE_{name.upper()}"
        raise InputError(
            Text(
                fr=f"{variable} doit être une adresse comme https://donnees.musee.example, et non « {written} ».",
                en=f"{variable} must be an address like https://data.museum.example, not “{written}”.",
            )
        )
    return written


def _whole_number(name: str, written: str) -> int:
    if not written.strip().isdecimal():
        variable = f"CONCORDANCE_{name.upper()}"
        raise InputError(
            Text(
                fr=f"{variable} doit être un nombre entier, et non « {written} ».",
                en=f"{variable} must be a whole number, not “{written}”.",
            )
        )
    return int(written)
