"""What only a web request can get wrong; everything else that is refused comes from below, and is answered alike."""

from __future__ import annotations

from app.core.errors import BoundPassed, ConcordanceError, InputError, NotAllowed, UnknownName
from app.core.text import Text
from app.publication.reports.report import FindingEntry
from app.storage.submissions import SubmissionState
from app.web.problems import ParameterError, Suggestion


class KeyMissing(NotAllowed):
    """The request carries no key, or one that is not known; answered with WWW-Authenticate (RFC 6750, section 3)."""

    kind = "key-missing"
    status = 401
    title = Text(fr="Clé absente ou inconnue", en="Key missing or unknown")
    advice = Text(
        fr="Envoyez l'en-tête « Authorization: Bearer » suivi d'une clé de l'établissement.",
        en="Send the header “Authorization: Bearer” followed by a key of the institution.",
    )


class NoSuchPage(UnknownName):
    """No page and no operation has this address."""

    kind = "no-such-page"
    title = Text(fr="Page introuvable", en="There is no such page")
    advice = Text(
        fr="Vérifiez l'adresse, ou partez de la page d'accueil.",
        en="Check the address, or start from the home page.",
    )


class NoSuchThing(UnknownName):
    """No published record, agent, place, concept or set has this address; what has a similar one is suggested."""

    kind = "no-such-thing"
    title = Text(fr="Rien à cette adresse", en="Nothing at this address")
    advice = Text(
        fr="Vérifiez l'identifiant, ou cherchez dans la collection de l'établissement.",
        en="Check the identifier, or search the institution's collection.",
    )

    def __init__(self, detail: Text, suggestions: tuple[Suggestion, ...] = ()) -> None:
        """Tell what was asked for, and what may have been meant."""
        super().__init__(detail)
        self.suggestions = suggestions


class Withdrawn(UnknownName):
    """The record existed and was withdrawn; its address never names anything else."""

    kind = "withdrawn"
    status = 410
    title = Text(fr="Notice retirée", en="Record withdrawn")
    advice = Text(
        fr="Renvoyez la notice si elle doit reparaître.", en="Send the record again if it should appear again."
    )


class MethodNotAllowed(InputError):
    """The address exists, but not for this method."""

    kind = "method-not-allowed"
    status = 405
    title = Text(fr="Méthode non permise", en="Method not allowed")
    advice = Text(
        fr="Employez une des méthodes que nomme l'en-tête « Allow ».",
        en="Use one of the methods that the header “Allow” names.",
    )


class NotAcceptable(InputError):
    """Nothing is offered in a form that the Accept header takes."""

    kind = "not-acceptable"
    status = 406
    title = Text(fr="Forme non offerte", en="Form not on offer")
    advice = Text(
        fr="Demandez l'un des types de média nommés, ou omettez l'en-tête « Accept ».",
        en="Ask for one of the media types that are named, or leave the header “Accept” out.",
    )


class SlowDelivery(BoundPassed):
    """The body of the request comes too slowly, or has stopped."""

    kind = "slow-delivery"
    status = 408
    title = Text(fr="Envoi trop lent", en="The delivery comes too slowly")
    advice = Text(
        fr="Renvoyez le fichier; s'il est grand, compressez-le avec gzip.",
        en="Send the file again; if it is large, compress it with gzip.",
    )


class DeliveryCut(InputError):
    """The client closed the connection before the end of its body."""

    kind = "delivery-cut"
    title = Text(fr="Envoi interrompu", en="The delivery was cut off")
    advice = Text(fr="Renvoyez le fichier entier.", en="Send the whole file again.")


class InvalidParameters(InputError):
    """A parameter of the address or a header is missing, or is not of its kind."""

    kind = "invalid-parameters"
    status = 422
    title = Text(fr="Paramètre incorrect", en="Parameter not correct")
    advice = Text(
        fr="Corrigez le paramètre nommé; la documentation donne ses valeurs possibles.",
        en="Correct the parameter that is named; the documentation gives its possible values.",
    )
    errors: tuple[ParameterError, ...] = ()


class NotThisRecord(InputError):
    """The body of a PUT is not exactly the one record that the address names."""

    kind = "not-this-record"
    status = 422
    title = Text(fr="Pas la notice annoncée", en="Not the record announced")
    advice = Text(
        fr="Envoyez une seule notice, dont l'identifiant est celui de l'adresse.",
        en="Send one record, whose identifier is the one in the address.",
    )


class Busy(ConcordanceError):
    """Too many deliveries are being processed at this moment, or the database does not answer."""

    kind = "busy"
    status = 503
    title = Text(fr="Service momentanément indisponible", en="Service unavailable for the moment")
    advice = Text(
        fr="Réessayez dans quelques secondes, ou ajoutez l'en-tête « Prefer: respond-async ».",
        en="Try again in a few seconds, or add the header “Prefer: respond-async”.",
    )


class RejectedRecord(InputError):
    """The one record that was sent cannot be stored at all; its findings say why."""

    kind = "rejected-record"
    status = 422
    title = Text(fr="Notice rejetée", en="Record rejected")
    advice = Text(fr="Corrigez ce que nomment les constats.", en="Correct what the findings name.")

    def __init__(self, detail: Text, submission: str, findings: tuple[FindingEntry, ...]) -> None:
        """Tell the findings of the record, and the submission that they are kept with."""
        super().__init__(detail)
        self.submission = submission
        self.findings = findings


class StoppedDelivery(ConcordanceError):
    """A delivery that was begun and could not be brought to its end: it is told as the problem that stopped it."""

    kind = "stopped-delivery"
    status = 422
    title = Text(fr="Livraison interrompue", en="The delivery stopped")
    advice = Text(
        fr="Lisez le rapport: il dit ce qui a été enregistré avant l'arrêt, et pourquoi la livraison s'est arrêtée.",
        en="Read the report: it says what was stored before the stop, and why the delivery stopped.",
    )

    def __init__(self, state: SubmissionState) -> None:
        """Tell the problem of this submission, which has one."""
        problem = state.problem
        super().__init__(problem.detail if problem else self.title, bound=problem.bound if problem else None)
        self.state = state


def invalid_parameters(errors: tuple[ParameterError, ...]) -> InvalidParameters:
    """Return the error that names these parameters."""
    error = InvalidParameters(
        Text(
            fr="; ".join(f"{one.parameter}: {one.message.fr}" for one in errors),
            en="; ".join(f"{one.parameter}: {one.message.en}" for one in errors),
        )
    )
    error.errors = errors
    return error


def every_kind() -> dict[str, type[ConcordanceError]]:
    """Return each kind of problem that this service may answer with, by its name: one page explains each."""
    kinds: dict[str, type[ConcordanceError]] = {}
    waiting: list[type[ConcordanceError]] = [ConcordanceError]
    while waiting:
        error = waiting.pop(0)
        kinds.setdefault(error.kind, error)
        waiting.extend(error.__subclasses__())
    return kinds
