"""What the tests of harvesting in work with: a museum that harvests, and providers that behave well or badly."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from app.bootstrap import tools_from
from app.core.config import Bounds, Settings
from app.core.text import Text
from app.harvesting.runs import Harvests
from app.pipeline import Tools
from app.storage.harvest_runs import HarvestRun
from app.storage.harvest_sources import NewSource, SourceKind, add_source
from app.storage.institutions import add_institution
from app.storage.records import RecordState, list_records

MUSEUM = "moissonneur"
SOURCE = "depot"
NAMESPACE = "http://www.openarchives.org/OAI/2.0/"
_LIDO = (
    '<lido:lido xmlns:lido="http://www.lido-schema.org"><lido:lidoRecID lido:type="local">{id}</lido:lidoRecID>'
    '<lido:descriptiveMetadata xml:lang="fr"><lido:objectClassificationWrap><lido:objectWorkTypeWrap>'
    "<lido:objectWorkType><lido:term>peinture</lido:term></lido:objectWorkType></lido:objectWorkTypeWrap>"
    "</lido:objectClassificationWrap><lido:objectIdentificationWrap><lido:titleWrap><lido:titleSet>"
    "<lido:appellationValue>{title}</lido:appellationValue></lido:titleSet></lido:titleWrap>"
    '</lido:objectIdentificationWrap></lido:descriptiveMetadata><lido:administrativeMetadata xml:lang="fr">'
    '<lido:recordWrap><lido:recordID lido:type="local">{id}</lido:recordID><lido:recordType><lido:term>item</lido:term>'
    "</lido:recordType><lido:recordSource><lido:legalBodyName><lido:appellationValue>Dépôt</lido:appellationValue>"
    "</lido:legalBodyName></lido:recordSource></lido:recordWrap></lido:administrativeMetadata></lido:lido>"
)


@dataclass(frozen=True)
class Answered:
    """An answer of a provider; `cut` that the connection ends before the body does."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


Answering = Callable[[str, dict[str, str], dict[str, str]], Answered]
"""Answers a request: its path, the arguments of its query, its headers by their names in lower case."""


@dataclass
class Provider:
    """A provider that runs: its address, and what it was asked so far."""

    address: str
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def lists(self) -> list[dict[str, str]]:
        """Return the arguments of the requests for lists of records."""
        return [arguments for _, arguments in self.asked if arguments.get("verb") == "ListRecords"]


@contextmanager
def provider(answering: Answering) -> Iterator[Provider]:
    """Run a provider of this behaviour on a free port until the block ends."""
    running = Provider("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            arguments = dict(parse_qsl(parts.query))
            running.asked.append((parts.path, arguments))
            given = answering(parts.path, arguments, {name.lower(): value for name, value in self.headers.items()})
            self.send_response(given.status)
            for name, value in given.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(given.body) + (10 if given.cut else 0)))
            self.end_headers()
            self.wfile.write(given.body)
            self.close_connection = given.cut

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, name="provider", daemon=True)
    thread.start()
    running.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def harvester(data_dir: Path, outgoing: str = "any", database_url: str = "", **bounds: int) -> Iterator[Tools]:
    """Give the tools of a museum that harvests, without pauses; `outgoing` says whether it goes to any address."""
    settings = Settings(
        data_dir=data_dir,
        database_url=database_url,
        base_url="https://donnees.example.org",
        workers=1,
        chunk_records=100,
        outgoing_addresses=outgoing,
        harvest_pause_ms=0,
        bounds=Bounds(**bounds),
    )
    tools = tools_from(settings)
    if not data_dir.joinpath("added").exists():
        add_institution(tools.database, MUSEUM, Text("Moissonneur", "Harvester"))
        data_dir.joinpath("added").touch()
    yield tools
    tools.database.dispose()


def add(tools: Tools, url: str, kind: SourceKind = "oai-pmh", *, whole: bool = False, **parts: str) -> None:
    """Add the source of the tests."""
    new = NewSource(name=SOURCE, kind=kind, url=url, whole=whole, **parts)  # type: ignore[arg-type]  # parts are texts
    add_source(tools.database, MUSEUM, new, next_run=None, most=10)


def run(tools: Tools) -> HarvestRun:
    """Run the source of the tests, with pauses too short to be felt."""
    return Harvests(tools, retries_s=(0.01, 0.01, 0.01)).run_named(MUSEUM, SOURCE)


def states(tools: Tools) -> dict[str, RecordState]:
    """Return the records that the museum has, and their states."""
    return {one.local_id: one.state for one in list_records(tools.database, MUSEUM, limit=1_000)}


def lido(identifier: str, title: str = "Vue du port") -> str:
    """Return a record in LIDO."""
    return _LIDO.format(id=identifier, title=title)


def entry(identifier: str, metadata: str, datestamp: str = "2024-05-06T07:08:09Z", *, deleted: bool = False) -> str:
    """Return a record of the protocol."""
    status = ' status="deleted"' if deleted else ""
    held = "" if deleted else f"<metadata>{metadata}</metadata>"
    return (
        f"<record><header{status}><identifier>oai:depot:{identifier}</identifier><datestamp>{datestamp}</datestamp>"
        f"</header>{held}</record>"
    )


def answer(content: str) -> Answered:
    """Return an answer of the protocol."""
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?><OAI-PMH xmlns="{NAMESPACE}"><responseDate>2024-06-01T00:00:00Z'
        f'</responseDate><request verb="x">http://x/</request>{content}</OAI-PMH>'
    )
    return Answered(document.encode(), headers={"Content-Type": "text/xml"})


def page(*records: str, token: str | None = None) -> Answered:
    """Return a page of a list."""
    resumed = "" if token is None else f"<resumptionToken>{token}</resumptionToken>"
    return answer(f"<ListRecords>{''.join(records)}{resumed}</ListRecords>")


def error(code: str) -> Answered:
    """Return an error of the protocol."""
    return answer(f'<error code="{code}">{code}</error>')


def described(arguments: dict[str, str], granularity: str = "YYYY-MM-DDThh:mm:ssZ") -> Answered:
    """Return what a provider of LIDO and Dublin Core says of itself."""
    if arguments["verb"] == "Identify":
        return answer(
            f"<Identify><repositoryName>Dépôt</repositoryName><granularity>{granularity}</granularity>"
            "<deletedRecord>persistent</deletedRecord></Identify>"
        )
    if arguments["verb"] == "ListSets":
        return answer("<ListSets><set><setSpec>estampes</setSpec><setName>Estampes</setName></set></ListSets>")
    return answer(
        "<ListMetadataFormats><metadataFormat><metadataPrefix>oai_dc</metadataPrefix><metadataNamespace>"
        "http://www.openarchives.org/OAI/2.0/oai_dc/</metadataNamespace></metadataFormat><metadataFormat>"
        "<metadataPrefix>lido</metadataPrefix><metadataNamespace>http://www.lido-schema.org</metadataNamespace>"
        "</metadataFormat></ListMetadataFormats>"
    )
