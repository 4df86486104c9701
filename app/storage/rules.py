"""What the store has to say of a record or of a delivery, that nothing before it could know."""

from __future__ import annotations

from app.core.finding import Rule, Severity
from app.core.text import Text

DUPLICATE_IDENTIFIER = Rule(
    id="storage.duplicate-identifier",
    severity=Severity.VIOLATION,
    message=Text(
        fr="L'identifiant « {identifier} » est déjà celui d'une autre notice de la même livraison (ligne ou chemin: "
        "{first}). La première est gardée; celle-ci n'est pas enregistrée.",
        en="The identifier “{identifier}” is already that of another record of the same delivery (row or path: "
        "{first}). The first one is kept; this one is not stored.",
    ),
    remedy=Text(
        fr="Donnez à chaque notice un identifiant qui lui est propre, ou retirez celle qui est en trop.",
        en="Give each record an identifier of its own, or remove the one too many.",
    ),
)

SUPERSEDED = Rule(
    id="storage.superseded",
    severity=Severity.INFO,
    message=Text(
        fr="La notice « {identifier} » a été envoyée ou retirée de nouveau après cette livraison: c'est l'envoi le "
        "plus récent qui compte.",
        en="The record “{identifier}” was sent or withdrawn again after this delivery: the latest one counts.",
    ),
    remedy=Text(
        fr="Rien à faire, sauf si cette livraison devait l'emporter: envoyez-la alors de nouveau.",
        en="Nothing to do, unless this delivery was meant to prevail: then send it again.",
    ),
)

WITHDRAWAL_SUSPENDED = Rule(
    id="storage.withdrawal-suspended",
    severity=Severity.WARNING,
    message=Text(
        fr="Cette livraison se dit complète, mais {rejected} de ses {records} notices sont illisibles ou sans "
        "identifiant: les {absent} notices qu'on n'y a pas trouvées n'ont donc pas été retirées.",
        en="This delivery says that it is full, but {rejected} of its {records} records cannot be read or have no "
        "identifier: the {absent} records not found in it were therefore not withdrawn.",
    ),
    remedy=Text(
        fr="Corrigez les notices refusées et renvoyez la livraison complète, ou retirez les notices une à une.",
        en="Put the rejected records right and send the full delivery again, or withdraw the records one by one.",
    ),
)

RULES: tuple[Rule, ...] = (DUPLICATE_IDENTIFIER, SUPERSEDED, WITHDRAWAL_SUSPENDED)
