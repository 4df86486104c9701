"""What the protocol answers where it refuses: its error codes (OAI-PMH 2.0, section 3.6), told in both languages."""

from __future__ import annotations

from typing import Literal, TypeAlias

from app.core.errors import InputError
from app.core.text import Text

FaultCode: TypeAlias = Literal[
    "badArgument",
    "badResumptionToken",
    "badVerb",
    "cannotDisseminateFormat",
    "idDoesNotExist",
    "noRecordsMatch",
    "noMetadataFormats",
    "noSetHierarchy",
]


class Fault(InputError):
    """A request that OAI-PMH answers with an error: the answer is a document of the protocol, under status 200."""

    kind = "oai-pmh"
    title = Text(fr="Demande OAI-PMH refusée", en="OAI-PMH request refused")
    advice = Text(
        fr="Le code d'erreur du protocole dit pourquoi; voir OAI-PMH 2.0, section 3.6.",
        en="The error code of the protocol says why; see OAI-PMH 2.0, section 3.6.",
    )

    def __init__(self, code: FaultCode, fr: str, en: str) -> None:
        """Keep the code of the protocol and the sentence in both languages."""
        super().__init__(Text(fr, en))
        self.code = code
