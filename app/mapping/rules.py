"""Every finding that mapping can make: its sentence and its remedy, in both languages."""

from __future__ import annotations

from app.core.finding import Cell, Finding, Rule, Severity
from app.core.text import Text

UNREAD_DATE = Rule(
    "mapping.unread-date",
    Severity.WARNING,
    Text(
        fr="La date « {value} » n'a pas pu être lue; elle est publiée telle quelle, mais on ne peut pas la chercher.",
        en="The date “{value}” could not be read; it is published as written, but cannot be searched.",
    ),
    Text(
        fr="Écrivez par exemple 1875, vers 1875, 1875-1880, 2e moitié 19e siècle ou s.d.",
        en="Write for example 1875, c. 1875, 1875-1880, 2nd half of the 19th century or n.d.",
    ),
)
REVERSED_DATES = Rule(
    "mapping.reversed-dates",
    Severity.WARNING,
    Text(
        fr="La date de début « {begin} » suit la date de fin « {end} »; elles ne sont pas publiées comme intervalle.",
        en="The beginning “{begin}” comes after the end “{end}”; they are not published as a range.",
    ),
    Text(
        fr="Inversez les deux dates, ou corrigez celle qui est fausse.", en="Swap both dates, or correct the wrong one."
    ),
)
LIFE_DATES = Rule(
    "mapping.life-dates",
    Severity.WARNING,
    Text(
        fr="La naissance de « {name} » ({birth}) suit sa mort ({death}).",
        en="The birth of “{name}” ({birth}) comes after their death ({death}).",
    ),
    Text(fr="Corrigez l'une des deux dates.", en="Correct one of both dates."),
)
UNREAD_DIMENSIONS = Rule(
    "mapping.unread-dimensions",
    Severity.WARNING,
    Text(
        fr="Dans les dimensions « {value} », on n'a pas compris « {unread} »; le texte est publié tel quel.",
        en="In the dimensions “{value}”, “{unread}” was not understood; the text is published as written.",
    ),
    Text(
        fr="Écrivez par exemple H. 21 cm; l. 69,5 cm; P. 3 cm, ou 21 x 69,5 x 3 cm.",
        en="Write for example H. 21 cm; W. 69.5 cm; D. 3 cm, or 21 x 69.5 x 3 cm.",
    ),
)
UNSPLIT_NAMES = Rule(
    "mapping.unsplit-names",
    Severity.WARNING,
    Text(
        fr="Plusieurs noms semblent se suivre dans « {value} » sans qu'on sache où les séparer; ils restent ensemble.",
        en="Several names seem to stand in “{value}”, and where to part them is not known; they stay together.",
    ),
    Text(fr="Séparez les noms par un point-virgule.", en="Separate the names with semicolons."),
)
UNALIGNED_CELLS = Rule(
    "mapping.unaligned-cells",
    Severity.WARNING,
    Text(
        fr="Les cellules parallèles {columns} n'ont pas le même nombre de valeurs ({counts}).",
        en="The parallel cells {columns} do not have the same number of values ({counts}).",
    ),
    Text(
        fr="Laissez une valeur vide entre deux séparateurs là où il n'y en a pas, pour que chacune garde sa place.",
        en="Leave an empty value between two separators where there is none, so that each keeps its place.",
    ),
)
UNREAD_NUMBER = Rule(
    "mapping.unread-number",
    Severity.WARNING,
    Text(fr="« {value} » n'est pas un nombre qu'on puisse lire.", en="“{value}” is not a number that can be read."),
    Text(
        fr="Écrivez un nombre, avec une virgule ou un point décimal.",
        en="Write a number, with a decimal point or comma.",
    ),
)
UNREAD_COORDINATE = Rule(
    "mapping.unread-coordinate",
    Severity.WARNING,
    Text(
        fr="« {value} » n'est pas une latitude ou une longitude en degrés.",
        en="“{value}” is not a latitude or a longitude in degrees.",
    ),
    Text(fr="Écrivez par exemple 45,508888 et -73,561668.", en="Write for example 45.508888 and -73.561668."),
)
UNREAD_ADDRESS = Rule(
    "mapping.unread-address",
    Severity.WARNING,
    Text(
        fr="« {value} » n'est pas une adresse web complète; elle n'est pas publiée.",
        en="“{value}” is not a complete web address; it is not published.",
    ),
    Text(
        fr="Donnez l'adresse entière, commençant par https:// ou http://.",
        en="Give the whole address, beginning with https:// or http://.",
    ),
)
UNREAD_LANGUAGE = Rule(
    "mapping.unread-language",
    Severity.WARNING,
    Text(fr="« {value} » n'est pas une langue connue.", en="“{value}” is not a known language."),
    Text(
        fr="Écrivez un code (fr, en) ou un nom (français, anglais).",
        en="Write a code (fr, en) or a name (French, English).",
    ),
)
UNKNOWN_CHOICE = Rule(
    "mapping.unknown-choice",
    Severity.WARNING,
    Text(
        fr="« {value} » n'est pas l'une des valeurs admises ({choices}); la valeur n'est pas placée.",
        en="“{value}” is not one of the values there are ({choices}); it is not placed.",
    ),
    Text(
        fr="Ajoutez-la aux valeurs remplacées de la table de correspondance, ou corrigez-la.",
        en="Add it to the replaced values of the crosswalk, or correct it.",
    ),
)
INCOMPLETE = Rule(
    "mapping.incomplete",
    Severity.INFO,
    Text(
        fr="« {value} » accompagne une information absente ({missing}) et n'a pas pu être placé.",
        en="“{value}” goes with something that is absent ({missing}) and could not be placed.",
    ),
    Text(fr="Remplissez aussi l'information absente.", en="Fill in what is absent too."),
)
MISSING_IDENTIFIER = Rule(
    "mapping.missing-identifier",
    Severity.VIOLATION,
    Text(
        fr="La notice n'a pas d'identifiant: la colonne « {column} » est vide. Elle n'est pas conservée.",
        en="The record has no identifier: the column “{column}” is blank. It is not kept.",
    ),
    Text(
        fr="Donnez à chaque notice un numéro qui ne change jamais.",
        en="Give each record a number that never changes.",
    ),
)
LONG_IDENTIFIER = Rule(
    "mapping.long-identifier",
    Severity.VIOLATION,
    Text(
        fr="L'identifiant fait {length} caractères; il n'en admet que {most}. La notice n'est pas conservée.",
        en="The identifier is {length} characters long; {most} are allowed. The record is not kept.",
    ),
    Text(fr="Choisissez un identifiant plus court.", en="Choose a shorter identifier."),
)
ABSENT_COLUMN = Rule(
    "mapping.absent-column",
    Severity.WARNING,
    Text(
        fr="La table de correspondance lit la colonne « {column} », que le fichier n'a pas.",
        en="The crosswalk reads the column “{column}”, which the file does not have.",
    ),
    Text(
        fr="Vérifiez l'orthographe de l'en-tête, ou retirez la ligne {line} de la table de correspondance.",
        en="Check the spelling of the heading, or take line {line} out of the crosswalk.",
    ),
)
REFUSED_FIELD = Rule(
    "mapping.refused-field",
    Severity.VIOLATION,
    Text(
        fr="La notice canonique n'a pas la forme attendue à {place}: {problem}.",
        en="The canonical record does not have the expected form at {place}: {problem}.",
    ),
    Text(
        fr="Comparez avec le schéma JSON de la notice (/api/v1/schemas/catalogue-record.json).",
        en="Compare with the record's JSON Schema (/api/v1/schemas/catalogue-record.json).",
    ),
)

UNDECIDED_PUBLICATION = Rule(
    "mapping.undecided-publication",
    Severity.WARNING,
    Text(
        fr="« {value} » ne dit pas si la notice peut être publiée: elle est gardée et n'est pas publiée.",
        en="“{value}” does not say whether the record may be published: it is kept, and not published.",
    ),
    Text(fr="Écrivez oui ou non.", en="Write yes or no."),
)

RULES: tuple[Rule, ...] = (
    UNREAD_DATE,
    REVERSED_DATES,
    LIFE_DATES,
    UNREAD_DIMENSIONS,
    UNSPLIT_NAMES,
    UNALIGNED_CELLS,
    UNREAD_NUMBER,
    UNREAD_COORDINATE,
    UNREAD_ADDRESS,
    UNREAD_LANGUAGE,
    UNKNOWN_CHOICE,
    INCOMPLETE,
    MISSING_IDENTIFIER,
    LONG_IDENTIFIER,
    ABSENT_COLUMN,
    REFUSED_FIELD,
    UNDECIDED_PUBLICATION,
)


def found(rule: Rule, cell: Cell, **arguments: str) -> Finding:
    """Return the finding that this rule makes of this cell."""
    return Finding(rule.id, rule.severity, cell, arguments)
