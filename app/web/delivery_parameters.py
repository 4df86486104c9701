"""How a delivery is to be read: what the address, or the fields of a form, say about it."""

from __future__ import annotations

from typing import Annotated, get_args

import msgspec
from fastapi import Query
from msgspec import Struct, structs

from app.core.source import DeliveryMode
from app.core.text import Text
from app.mapping.canonical import CANONICAL
from app.pipeline import Tools
from app.web.desk import Desk
from app.web.errors import invalid_parameters
from app.web.problems import ParameterError
from app.web.received_file import ReceivedFile

_OPTIONS = ("encoding", "delimiter", "sheet", "records", "main")
_LONGEST = 200


class DeliveryParameters(Struct, frozen=True):
    """What is said of a delivery; what is not said is recognised. `options` are those of the source format."""

    format: str | None
    crosswalk: str | None
    mode: DeliveryMode
    options: dict[str, str]

    def with_form(self, fields: dict[str, str]) -> DeliveryParameters:
        """Return the same with what a form says where the address said nothing; raise InvalidParameters."""
        mode = self.mode
        if "mode" in fields:
            if fields["mode"] not in get_args(DeliveryMode):
                message = Text(fr="« partial » ou « full » est attendu.", en="“partial” or “full” is expected.")
                raise invalid_parameters((ParameterError("mode", message),))
            mode = msgspec.convert(fields["mode"], type=DeliveryMode)
        options = {name: fields[name] for name in _OPTIONS if fields.get(name)} | self.options
        return structs.replace(
            self,
            format=self.format or fields.get("format") or None,
            crosswalk=self.crosswalk or fields.get("crosswalk") or None,
            mode=mode,
            options=options,
        )

    def for_file(self, received: ReceivedFile, desk: Desk) -> DeliveryParameters:
        """Return the same with what the file's own media type says: its format, and its charset as its encoding."""
        options = self.options
        if received.charset and "encoding" not in options:
            options = {**options, "encoding": received.charset[:_LONGEST]}
        return structs.replace(self, format=self.format or desk.media_types.get(received.media_type), options=options)


def delivery_parameters(  # noqa: PLR0913, PLR0917  # each is a parameter of the address, for the documentation
    source_format: Annotated[
        str | None,
        Query(alias="format", max_length=_LONGEST, description="Format | Source format (/api/v1/formats)"),
    ] = None,
    crosswalk: Annotated[
        str | None,
        Query(max_length=_LONGEST, description="Table de correspondance | Crosswalk (/api/v1/crosswalks)"),
    ] = None,
    mode: Annotated[
        DeliveryMode,
        Query(description="full: les notices absentes de la livraison sont retirées | absent records are withdrawn"),
    ] = "partial",
    encoding: Annotated[
        str | None, Query(max_length=_LONGEST, description="Encodage, sinon détecté | Encoding, else detected")
    ] = None,
    delimiter: Annotated[
        str | None, Query(max_length=_LONGEST, description="Séparateur, sinon détecté | Delimiter, else detected")
    ] = None,
    sheet: Annotated[
        str | None, Query(max_length=_LONGEST, description="Feuille d'un classeur | Sheet of a workbook")
    ] = None,
    records: Annotated[
        str | None,
        Query(max_length=_LONGEST, description="Où sont les notices dans un arbre | Where in a tree the records are"),
    ] = None,
    main: Annotated[
        str | None,
        Query(
            max_length=_LONGEST,
            description="Table principale d'une archive ZIP de tables | Main table of a ZIP archive of tables",
        ),
    ] = None,
) -> DeliveryParameters:
    """Return what the address says of a delivery."""
    given = zip(_OPTIONS, (encoding, delimiter, sheet, records, main), strict=True)
    return DeliveryParameters(source_format, crosswalk, mode, {name: value for name, value in given if value})


def check_names(parameters: DeliveryParameters, institution: str | None, tools: Tools) -> None:
    """Raise UnknownName when the format or the crosswalk that is named does not exist, before anything is received."""
    if parameters.format is not None and parameters.format != CANONICAL:
        tools.formats.get(parameters.format)
    if parameters.crosswalk is not None and parameters.crosswalk != CANONICAL:
        tools.find_crosswalk(parameters.crosswalk, institution)
