"""The one root of errors: what went wrong, in both languages, with the advice that puts it right."""

from __future__ import annotations

from typing import ClassVar

from app.core.text import Text


class ConcordanceError(Exception):
    """Anything this service refuses or cannot do. A subclass says title, HTTP status and advice once, for every door.

    `kind` is the stable last part of the problem's type (RFC 9457, section 3.1.1); `detail` says what this case was;
    `bound` names the limit that was passed, where there is one.
    """

    kind: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    title: ClassVar[Text] = Text(fr="Erreur interne", en="Internal error")
    advice: ClassVar[Text] = Text(
        fr="Réessayez; si l'erreur revient, donnez le numéro de la demande à la personne qui exploite le service.",
        en="Try again; if it comes back, give the request's number to whoever operates the service.",
    )

    def __init__(self, detail: Text, *, bound: str | None = None) -> None:
        """Keep the detail of this case, and the name of the bound that was passed if one was."""
        super().__init__(detail.en)
        self.detail = detail
        self.bound = bound


class InputError(ConcordanceError):
    """What was sent cannot be understood at all."""

    kind = "bad-input"
    status = 400
    title = Text(fr="Demande incompréhensible", en="The request cannot be understood")
    advice = Text(fr="Corrigez la demande et renvoyez-la.", en="Correct the request and send it again.")


class UnreadableFile(InputError):
    """A file from which no record can be read: wrong format, encrypted, empty, damaged from its first byte."""

    kind = "unreadable-file"
    status = 422
    title = Text(fr="Fichier illisible", en="The file cannot be read")
    advice = Text(
        fr="Exportez le fichier à nouveau, ou nommez son format.",
        en="Export the file again, or name its format.",
    )


class UnknownName(InputError):
    """A format, crosswalk, institution, record or submission that does not exist."""

    kind = "unknown-name"
    status = 404
    title = Text(fr="Nom inconnu", en="Unknown name")
    advice = Text(fr="Vérifiez l'orthographe, ou demandez la liste.", en="Check the spelling, or ask for the list.")


class BoundPassed(InputError):
    """A bound on size, rows, depth, expansion or time was passed; `bound` is its name in the settings."""

    kind = "bound-passed"
    status = 413
    title = Text(fr="Limite dépassée", en="A bound was passed")
    advice = Text(
        fr="Divisez l'envoi, ou demandez que la limite nommée soit relevée.",
        en="Split the delivery, or ask for the named bound to be raised.",
    )


class CrosswalkError(InputError):
    """A crosswalk that cannot be used; the detail names the line."""

    kind = "crosswalk"
    status = 422
    title = Text(fr="Table de correspondance incorrecte", en="The crosswalk is not correct")
    advice = Text(fr="Corrigez la ligne nommée.", en="Correct the line that is named.")


class NotAllowed(ConcordanceError):
    """No key, an unknown or revoked key, or a key of another institution."""

    kind = "not-allowed"
    status = 403
    title = Text(fr="Accès refusé", en="Access refused")
    advice = Text(
        fr="Utilisez une clé de cet établissement qui n'a pas été révoquée.",
        en="Use a key of this institution that has not been revoked.",
    )


class Conflict(ConcordanceError):
    """The state is not what the request supposed (another version, another body under the same idempotency key)."""

    kind = "conflict"
    status = 409
    title = Text(fr="Conflit", en="Conflict")
    advice = Text(fr="Relisez l'état actuel, puis recommencez.", en="Read the present state, then try again.")


class StorageFull(ConcordanceError):
    """The disk or the database refused to write; what was committed before stays."""

    kind = "storage-full"
    status = 507
    title = Text(fr="Espace de stockage épuisé", en="No storage space left")
    advice = Text(
        fr="Libérez de l'espace, puis renvoyez la même livraison: elle reprendra où elle s'est arrêtée.",
        en="Free some space, then send the same delivery again: it will resume where it stopped.",
    )
