"""What a SPARQL query may be refused for, or ended for: each names its bound where it has one."""

from __future__ import annotations

from app.core.errors import BoundPassed, ConcordanceError, InputError, NotAllowed
from app.core.text import Text


class MalformedQuery(InputError):
    """The text is no SPARQL 1.1 query (SPARQL 1.1 Protocol, section 2.1.4: 400); the detail says where."""

    kind = "malformed-query"
    status = 400
    title = Text(fr="Requête SPARQL mal formée", en="Malformed SPARQL query")
    advice = Text(
        fr="Corrigez la requête à la ligne et à la colonne nommées. Les mises à jour ne sont pas des requêtes.",
        en="Correct the query at the line and column that are named. Updates are not queries.",
    )


class UnsupportedQuery(InputError):
    """The query is well formed, and uses a function of its own that the store does not have."""

    kind = "unsupported-query"
    status = 400
    title = Text(fr="Fonction inconnue", en="Unknown function")
    advice = Text(
        fr="Employez les fonctions de SPARQL 1.1 et celles de XPath qu'il nomme.",
        en="Use the functions of SPARQL 1.1, and those of XPath that it names.",
    )


class QueryTooLarge(BoundPassed):
    """The text of the query is larger, or nested deeper, than allowed."""

    kind = "query-too-large"
    title = Text(fr="Requête trop grande", en="The query is too large")
    advice = Text(fr="Simplifiez la requête, ou divisez-la.", en="Simplify the query, or split it.")


class QueryEnded(BoundPassed):
    """The query passed a bound on time, memory or size of its results while it ran, and was ended.

    It is no fault of the service and sending it again would end alike: hence a status of the 400s.
    """

    kind = "query-ended"
    status = 422
    title = Text(fr="Requête interrompue", en="The query was ended")
    advice = Text(
        fr=(
            "Restreignez la requête: un sujet ou un type précis, moins de motifs sans variable commune, LIMIT. Pour "
            "tout avoir, prenez les fichiers de données complets."
        ),
        en=(
            "Narrow the query: a given subject or type, fewer patterns that share no variable, LIMIT. To have "
            "everything, take the complete data files."
        ),
    )


class QueriesWaiting(ConcordanceError):
    """Too many queries run or wait at this moment."""

    kind = "queries-waiting"
    status = 503
    title = Text(fr="Trop de requêtes en ce moment", en="Too many queries at this moment")
    advice = Text(fr="Réessayez dans quelques secondes.", en="Try again in a few seconds.")


class ServiceRefused(NotAllowed):
    """The query wants the service to fetch from another endpoint, which the operator has not allowed."""

    kind = "service-refused"
    status = 403
    title = Text(fr="SERVICE non permis", en="SERVICE not allowed")
    advice = Text(
        fr="Interrogez l'autre point d'accès vous-même, ou demandez qu'il soit ajouté à la liste permise.",
        en="Query the other endpoint yourself, or ask for it to be added to the list of those allowed.",
    )


class EngineFailed(ConcordanceError):
    """The store could not evaluate the query, for a reason of its own."""

    kind = "engine-failed"
    status = 500
    title = Text(fr="La requête n'a pas pu être évaluée", en="The query could not be evaluated")


class StoreAway(ConcordanceError):
    """The remote store does not answer, or answers what is no SPARQL result."""

    kind = "store-away"
    status = 502
    title = Text(fr="L'entrepôt de triplets ne répond pas", en="The triple store does not answer")
    advice = Text(
        fr="Réessayez plus tard; si cela dure, prévenez la personne qui exploite le service.",
        en="Try again later; if it lasts, tell whoever operates the service.",
    )
