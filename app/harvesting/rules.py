"""What is said of pages that were harvested."""

from __future__ import annotations

from app.core.finding import Rule, Severity
from app.core.text import Text

PAGE_DAMAGED = Rule(
    "harvest.page-damaged",
    Severity.WARNING,
    Text(
        fr="La page reçue est endommagée ({problem}); ce qui peut en être lu l'a été.",
        en="The page that was received is damaged ({problem}); what can be read of it was.",
    ),
    Text(
        fr="Signalez-le à qui tient la source; la page sera relue au prochain moissonnage complet.",
        en="Tell whoever keeps the source; the page is read again at the next harvest of everything.",
    ),
)
LIST_CUT_SHORT = Rule(
    "harvest.list-cut-short",
    Severity.WARNING,
    Text(
        fr="La page endommagée ne dit plus comment continuer: la liste s'arrête ici. Le prochain moissonnage "
        "reprendra à la même date.",
        en="The damaged page does not say how to go on any more: the list ends here. The next harvest will begin at "
        "the same date.",
    ),
    Text(fr="Signalez-le à qui tient la source.", en="Tell whoever keeps the source."),
)
ENTRY_UNREAD = Rule(
    "harvest.entry-unread",
    Severity.WARNING,
    Text(
        fr="L'entrée « {value} » de la source n'a donné aucune notice.",
        en="The entry “{value}” of the source has given no record.",
    ),
    Text(
        fr="Voyez si l'entrée est vide, endommagée ou d'un autre format; signalez-le à qui tient la source.",
        en="See whether the entry is empty, damaged or in another format; tell whoever keeps the source.",
    ),
)
ODD_DATESTAMP = Rule(
    "harvest.odd-datestamp",
    Severity.INFO,
    Text(
        fr="La date « {value} » n'est pas de la forme du protocole ({count} dans cette page).",
        en="The datestamp “{value}” is not of the protocol's form ({count} in this page).",
    ),
    Text(
        fr="Elle est gardée telle quelle; la source devrait écrire AAAA-MM-JJ ou AAAA-MM-JJThh:mm:ssZ.",
        en="It is kept as it is; the source should write YYYY-MM-DD or YYYY-MM-DDThh:mm:ssZ.",
    ),
)
NOT_FETCHED = Rule(
    "harvest.not-fetched",
    Severity.WARNING,
    Text(
        fr="La page « {value} » n'a pas pu être lue ({problem}).",
        en="The page “{value}” could not be read ({problem}).",
    ),
    Text(
        fr="Voyez si l'adresse répond; elle sera redemandée au prochain moissonnage.",
        en="See whether the address answers; it is asked again at the next harvest.",
    ),
)
NO_OBJECT = Rule(
    "harvest.no-object",
    Severity.INFO,
    Text(
        fr="La page « {value} » ne décrit aucun objet en JSON-LD; elle a été laissée de côté.",
        en="The page “{value}” describes no object in JSON-LD; it was passed over.",
    ),
    Text(
        fr="Rien à faire si la page parle d'autre chose; sinon, la page doit décrire l'objet en schema.org ou en "
        "Linked Art.",
        en="Nothing is to be done if the page is about something else; otherwise the page must describe the object in "
        "schema.org or Linked Art.",
    ),
)
RULES = (PAGE_DAMAGED, LIST_CUT_SHORT, ENTRY_UNREAD, ODD_DATESTAMP, NOT_FETCHED, NO_OBJECT)
