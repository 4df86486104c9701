"""Every finding that readers make: what is malformed is a Violation, what was repaired is a Warning or less."""

from __future__ import annotations

from app.core.finding import Cell, Finding, Rule, Severity
from app.core.text import Text

SHOWN = 300  # characters of a value that a finding quotes: enough to find it, short enough for a report
_PICTURES = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n\r"} | {127: 0x2421, 0xFEFF: 0xFFFD}
_PICTURES |= dict.fromkeys((*range(0x80, 0xA0), *range(0xD800, 0xE000)), 0xFFFD)  # a terminal would obey the former

_EXPORT_AGAIN = Text(fr="Exportez cette fiche à nouveau.", en="Export this record again.")
_SPLIT = Text(
    fr="Vérifiez la fiche; si elle est juste, demandez que la limite {bound} soit relevée.",
    en="Check the record; if it is right, ask for the bound {bound} to be raised.",
)


def _violation(key: str, fr: str, en: str, remedy: Text) -> Rule:
    return Rule(f"reading.{key}", Severity.VIOLATION, Text(fr, en), remedy)


def _warning(key: str, fr: str, en: str, remedy: Text) -> Rule:
    return Rule(f"reading.{key}", Severity.WARNING, Text(fr, en), remedy)


def _note(key: str, fr: str, en: str, remedy: Text) -> Rule:
    return Rule(f"reading.{key}", Severity.INFO, Text(fr, en), remedy)


UNCLOSED_QUOTE = _violation(
    "unclosed-quote",
    "Un guillemet ouvert dans la colonne « {column} » ne se ferme pas: la ligne est illisible. "
    "La lecture a repris à la première ligne complète qui suit.",
    "A quotation mark opened in the column “{column}” is never closed: the row cannot be read. "
    "Reading resumed at the first whole row after it.",
    Text(
        fr='Fermez le guillemet, ou doublez ceux qui font partie du texte (« "" »).',
        en='Close the quotation mark, or double those that belong to the text ("").',
    ),
)
BROKEN_ROW = _violation(
    "broken-row",
    "Les guillemets de cette ligne ne permettent pas d'en séparer les cellules: {found} au lieu de {expected}.",
    "The quotation marks of this row do not let its cells be told apart: {found} instead of {expected}.",
    Text(
        fr='Doublez les guillemets qui font partie du texte (« "" »), puis renvoyez la ligne.',
        en='Double the quotation marks that belong to the text (""), then send the row again.',
    ),
)
RECORD_TOO_LARGE = _violation(
    "record-too-large",
    "La fiche dépasse {limit} octets (limite {bound}); c'est presque toujours un guillemet ou un crochet non fermé.",
    "The record passes {limit} bytes (bound {bound}); it is almost always an unclosed quotation mark or bracket.",
    _SPLIT,
)
CELL_TOO_LARGE = _violation(
    "cell-too-large",
    "La valeur de « {column} » a {size} octets, plus que {limit} (limite {bound}).",
    "The value of “{column}” has {size} bytes, more than {limit} (bound {bound}).",
    _SPLIT,
)
TOO_DEEP = _violation(
    "too-deep",
    "La fiche est imbriquée sur plus de {limit} niveaux (limite {bound}).",
    "The record is nested more than {limit} levels deep (bound {bound}).",
    _SPLIT,
)
TOO_MANY_COLUMNS = _violation(
    "too-many-columns",
    "La ligne a {found} cellules, plus que {limit} (limite {bound}).",
    "The row has {found} cells, more than {limit} (bound {bound}).",
    _SPLIT,
)
MALFORMED_JSON = _violation(
    "malformed-json",
    "Ce n'est pas du JSON correct à la ligne {line}, caractère {position}, près de: {near}",
    "This is not correct JSON at line {line}, character {position}, near: {near}",
    Text(
        fr="Corrigez l'exportation: un outil qui écrit du JSON conforme (RFC 8259) évite cette faute.",
        en="Correct the export: a tool that writes conforming JSON (RFC 8259) avoids this mistake.",
    ),
)
NOT_A_RECORD = _violation(
    "not-a-record",
    "Une fiche est un objet qui a des champs; il y a ici {found}.",
    "A record is an object that has fields; here is {found}.",
    Text(
        fr="Vérifiez où se trouvent les fiches dans le fichier (option « records »).",
        en="Check where the records stand in the file (option “records”).",
    ),
)
CUT_SHORT = _violation(
    "cut-short",
    "Le fichier s'arrête au milieu de cette fiche: il a été tronqué.",
    "The file ends in the middle of this record: it was cut short.",
    Text(fr="Transférez ou exportez le fichier à nouveau.", en="Transfer or export the file again."),
)
DAMAGED = _violation(
    "damaged",
    "Les données compressées sont endommagées ou tronquées à partir d'ici: ce qui suit est perdu.",
    "The compressed data is damaged or cut short from here on: what follows is lost.",
    Text(fr="Transférez ou compressez le fichier à nouveau.", en="Transfer or compress the file again."),
)

GIVEN_UP = _violation(
    "given-up",
    "Le fichier a trop d'endroits mal formés: à partir de la ligne {line}, il n'est plus lu.",
    "The file has too many malformed places: from line {line} on it is not read.",
    Text(
        fr="Corrigez l'exportation: un outil qui écrit du JSON conforme (RFC 8259) évite ces fautes.",
        en="Correct the export: a tool that writes conforming JSON (RFC 8259) avoids these mistakes.",
    ),
)

STRAY_QUOTE = _warning(
    "stray-quote",
    "La valeur de « {column} » contient un guillemet qui n'est pas doublé; elle a été lue: {value}",
    "The value of “{column}” holds a quotation mark that is not doubled; it was read as: {value}",
    Text(
        fr="Doublez les guillemets qui font partie du texte.", en="Double the quotation marks that belong to the text."
    ),
)
ROW_LONGER = _warning(
    "row-longer",
    "La ligne a {found} cellules, l'en-tête {expected}; les cellules en trop sont gardées sous « (column N) ».",
    "The row has {found} cells, the heading {expected}; the extra cells are kept as “(column N)”.",
    Text(
        fr="Cherchez un séparateur de trop, ou une valeur qui devrait être entre guillemets.",
        en="Look for one delimiter too many, or a value that should stand in quotation marks.",
    ),
)
ROW_SHORTER = _warning(
    "row-shorter",
    "La ligne n'a que {found} cellules, l'en-tête {expected}; les autres sont lues comme vides.",
    "The row has only {found} cells, the heading {expected}; the others are read as blank.",
    Text(fr="Vérifiez qu'aucune cellule ne manque.", en="Check that no cell is missing."),
)
CONTROL_CHARACTERS = _warning(
    "control-characters",
    "La valeur de « {column} » contenait des caractères invisibles ({characters}), qui ont été enlevés.",
    "The value of “{column}” held invisible characters ({characters}), which were removed.",
    Text(fr="Enlevez-les dans la base d'origine.", en="Remove them in the source database."),
)
SEPARATOR_CHARACTERS = _warning(
    "separator-characters",
    "La valeur de « {column} » contenait des séparateurs internes ({characters}), remplacés par « ; » "
    "ou un saut de ligne.",
    "The value of “{column}” held internal separators ({characters}), replaced by “; ” or a line break.",
    Text(
        fr="Choisissez un séparateur visible lors de l'exportation des champs répétés.",
        en="Choose a visible separator when exporting repeated fields.",
    ),
)
LOST_LIGATURE = _warning(
    "lost-ligature",
    "La valeur de « {column} » a perdu un « œ », que l'encodage de l'exportation n'avait pas ({words}).",
    "The value of “{column}” has lost an “œ”, which the encoding of the export did not have ({words}).",
    Text(
        fr="Lecture proposée: {fix}. Exportez en UTF-8 ou en Windows-1252, et non en ISO-8859-1.",
        en="Proposed reading: {fix}. Export as UTF-8 or Windows-1252, not as ISO-8859-1.",
    ),
)
UNDECODABLE_BYTES = _warning(
    "undecodable-bytes",
    "La valeur de « {column} » contient des octets ({bytes}) qui ne sont pas de l'encodage du fichier ({encoding}).",
    "The value of “{column}” holds bytes ({bytes}) that are not in the file's encoding ({encoding}).",
    Text(fr="Lecture proposée: {fix}", en="Proposed reading: {fix}"),
)
LOST_CHARACTERS = _warning(
    "lost-characters",
    "La valeur de « {column} » contient « � »: des caractères ont été perdus avant la livraison.",
    "The value of “{column}” holds “�”: characters were lost before the delivery.",
    Text(fr="Retapez-les dans la base d'origine.", en="Type them again in the source database."),
)
C1_CHARACTERS = _warning(
    "c1-characters",
    "La valeur de « {column} » contient des caractères de commande là où des lettres sont attendues: {value}",
    "The value of “{column}” holds control characters where letters are expected: {value}",
    Text(fr="Lecture proposée: {fix}", en="Proposed reading: {fix}"),
)
DOUBLE_ENCODING = _warning(
    "double-encoding",
    "Les accents de « {column} » ont été encodés deux fois: {value}",
    "The accents of “{column}” were encoded twice: {value}",
    Text(fr="Lecture proposée: {fix}", en="Proposed reading: {fix}"),
)
DUPLICATE_HEADING = _warning(
    "duplicate-heading",
    "Deux colonnes s'appellent « {value} »; la suivante est nommée « {column} ».",
    "Two columns are called “{value}”; the later one is named “{column}”.",
    Text(fr="Donnez un nom différent à chaque colonne.", en="Give each column a name of its own."),
)
BLANK_HEADING = _note(
    "blank-heading",
    "Une colonne n'a pas d'en-tête; elle est nommée « {column} ».",
    "A column has no heading; it is named “{column}”.",
    Text(fr="Nommez la colonne, ou enlevez-la.", en="Name the column, or remove it."),
)
DUPLICATE_KEY = _warning(
    "duplicate-key",
    "Le champ « {column} » est écrit plus d'une fois dans le même objet; toutes ses valeurs sont gardées en liste.",
    "The field “{column}” is written more than once in one object; all its values are kept, as a list.",
    Text(fr="Écrivez les valeurs répétées comme une liste.", en="Write repeated values as a list."),
)
NOT_A_NUMBER = _warning(
    "not-a-number",
    "« {value} » n'existe pas en JSON; « {column} » est lu comme vide.",
    "“{value}” does not exist in JSON; “{column}” is read as blank.",
    Text(fr="Écrivez null.", en="Write null."),
)
LEADING_TEXT = _warning(
    "leading-text",
    "Le fichier commence par du texte qui n'est pas du JSON, ignoré: {value}",
    "The file begins with text that is not JSON, ignored: {value}",
    Text(fr="Livrez le JSON seul.", en="Deliver the JSON alone."),
)
TRAILING_TEXT = _violation(
    "trailing-text",
    "Il reste du texte après la fin des fiches, qui n'a pas été lu: {value}",
    "There is text after the end of the records, which was not read: {value}",
    Text(fr="Livrez un seul tableau de fiches.", en="Deliver one single array of records."),
)
SPREADSHEET_ERROR = _warning(
    "spreadsheet-error",
    "La cellule de « {column} » contient l'erreur {value}; elle est lue comme vide.",
    "The cell of “{column}” holds the error {value}; it is read as blank.",
    Text(fr="Corrigez la formule dans le classeur.", en="Correct the formula in the workbook."),
)
FORMULA_WITHOUT_RESULT = _warning(
    "formula-without-result",
    "La formule de « {column} » n'a pas de résultat enregistré; elle est lue comme vide.",
    "The formula of “{column}” has no stored result; it is read as blank.",
    Text(
        fr="Ouvrez le classeur dans un tableur, enregistrez-le, puis renvoyez-le.",
        en="Open the workbook in a spreadsheet, save it, then send it again.",
    ),
)
MALFORMED_CELL = _warning(
    "malformed-cell",
    "La cellule de « {column} » est mal écrite dans le classeur; elle est lue comme vide.",
    "The cell of “{column}” is badly written in the workbook; it is read as blank.",
    Text(fr="Enregistrez le classeur à nouveau.", en="Save the workbook again."),
)
MERGED_CELL = _note(
    "merged-cell",
    "La cellule de « {column} » est fusionnée avec celle du dessus et en prend la valeur.",
    "The cell of “{column}” is merged with the one above and takes its value.",
    Text(fr="Répétez la valeur sur chaque ligne.", en="Repeat the value on each row."),
)
TITLE_ROWS = _note(
    "title-rows",
    "Le texte au-dessus de l'en-tête n'est pas lu: {value}",
    "The text above the heading is not read: {value}",
    Text(fr="Commencez la feuille par l'en-tête.", en="Begin the sheet with the heading."),
)
OTHER_SHEETS = _note(
    "other-sheets",
    "Seule la feuille « {sheet} » est lue; le classeur en a d'autres: {value}",
    "Only the sheet “{sheet}” is read; the workbook has others: {value}",
    Text(fr="Livrez les autres à part (option « sheet »).", en="Deliver the others apart (option “sheet”)."),
)
COMPANION_ABSENT = _warning(
    "companion-absent",
    "La table « {file} », qui complète ces fiches, n'est pas à côté du fichier: rien n'en est joint.",
    "The table “{file}”, which completes these records, is not beside the file: nothing of it is joined.",
    Text(fr="Livrez les tables ensemble.", en="Deliver the tables together."),
)
COMPANION_ROWS_LEFT_OUT = _note(
    "companion-rows-left-out",
    "{count} ligne(s) de cette table n'appartiennent à aucune fiche de la livraison; la première a « {value} ».",
    "{count} row(s) of this table belong to no record of the delivery; the first has “{value}”.",
    Text(
        fr="Si la livraison est complète, vérifiez ces identifiants; si elle est partielle, c'est normal.",
        en="If the delivery is complete, check these identifiers; if it is partial, this is as it should be.",
    ),
)
COMPANION_ROW_WITHOUT_KEY = _warning(
    "companion-row-without-key",
    "Cette ligne n'a rien dans « {column} »: on ne sait pas à quelle fiche elle appartient.",
    "This row has nothing in “{column}”: there is no telling which record it belongs to.",
    Text(fr="Inscrivez-y l'identifiant de la fiche.", en="Write the record's identifier there."),
)
ENCODING_GUESSED = _note(
    "encoding-guessed",
    "Le fichier n'est pas en UTF-8; il a été lu comme {encoding}.",
    "The file is not in UTF-8; it was read as {encoding}.",
    Text(
        fr="Exportez en UTF-8, ou nommez l'encodage (option « encoding »).",
        en="Export in UTF-8, or name the encoding (option “encoding”).",
    ),
)

_CORRECT_XML = Text(
    fr="Corrigez l'exportation: un outil qui écrit du XML bien formé évite cette faute.",
    en="Correct the export: a tool that writes well-formed XML avoids this mistake.",
)
MALFORMED_XML = _violation(
    "malformed-xml",
    "La fiche n'est pas du XML bien formé et n'a pas pu être réparée (ligne {line}): {problem}",
    "The record is not well-formed XML and could not be mended (line {line}): {problem}",
    _CORRECT_XML,
)
MENDED_XML = _warning(
    "mended-xml",
    "La fiche n'est pas du XML bien formé (ligne {line}: {problem}). Elle a été réparée: vérifiez qu'elle est entière.",
    "The record is not well-formed XML (line {line}: {problem}). It was mended: check that it is whole.",
    _CORRECT_XML,
)
UNDECLARED_PREFIX = _warning(
    "undeclared-prefix",
    "Le préfixe « {prefix}: » est employé sans être déclaré; il a été lu dans son sens usuel.",
    "The prefix “{prefix}:” is used and not declared; it was read in its usual sense.",
    Text(
        fr="Déclarez-le sur l'élément racine (xmlns:{prefix}=...).",
        en="Declare it on the root element (xmlns:{prefix}=...).",
    ),
)
UNDECLARED_ENTITY = _warning(
    "undeclared-entity",
    "L'entité {entity} n'est pas déclarée; elle a été lue: {read}",
    "The entity {entity} is not declared; it was read as: {read}",
    Text(fr="Écrivez le caractère lui-même, en UTF-8.", en="Write the character itself, in UTF-8."),
)
EXTERNAL_ENTITY = _warning(
    "external-entity",
    "L'entité {entity} se trouve hors du fichier; par sécurité elle n'est jamais cherchée et reste telle quelle.",
    "The entity {entity} stands outside the file; for safety it is never fetched and stays as it is written.",
    Text(fr="Mettez le texte dans le fichier.", en="Put the text into the file."),
)
BARE_AMPERSAND = _warning(
    "bare-ampersand",
    "La fiche contient {count} « & » qui ne sont pas écrits « &amp; »; ils ont été lus comme du texte.",
    "The record holds {count} “&” that are not written “&amp;”; they were read as text.",
    Text(fr="Écrivez « &amp; ».", en="Write “&amp;”."),
)
STRAY_TEXT = _note(
    "stray-text",
    "Le fichier contient, avant son premier élément, du texte qui a été ignoré: {value}",
    "The file holds, before its first element, text that was ignored: {value}",
    Text(fr="Livrez le document XML seul.", en="Deliver the XML document alone."),
)
MEMBER_UNREADABLE = _violation(
    "member-unreadable",
    "Le fichier « {value} » de l'archive n'a pas pu être lu: {problem}",
    "The file “{value}” of the archive could not be read: {problem}",
    Text(
        fr="Vérifiez ce fichier et remettez-le dans l'archive.",
        en="Check that file and put it into the archive again.",
    ),
)
MEMBER_PASSED_OVER = _note(
    "member-passed-over",
    "Le fichier « {value} » de l'archive n'est pas du format {format}: il n'est pas lu.",
    "The file “{value}” of the archive is not in the format {format}: it is not read.",
    Text(fr="S'il contient des fiches, livrez-le à part.", en="If it holds records, deliver it apart."),
)

MARC_LENGTH = _warning(
    "marc-length",
    "La notice dit avoir {said} octets, elle en a {found}; elle a été lue par ses séparateurs.",
    "The record says that it has {said} bytes, it has {found}; it was read by its separators.",
    Text(
        fr="Exportez à nouveau sans réencoder le fichier.",
        en="Export again, without changing the encoding of the file afterwards.",
    ),
)
MARC_DIRECTORY = _warning(
    "marc-directory",
    "Le répertoire de la notice nomme {said} champs, il y en a {found}; vérifiez qu'elle est entière.",
    "The directory of the record names {said} fields, there are {found}; check that it is whole.",
    _EXPORT_AGAIN,
)
MARC_ENCODING = _warning(
    "marc-encoding",
    "L'encodage n'est pas celui que dit le guide de la notice (position 9); elle a été lue comme {encoding}.",
    "The encoding is not the one that the leader says (position 9); the record was read as {encoding}.",
    Text(fr="Corrigez la position 9 du guide.", en="Correct position 9 of the leader."),
)
MARC_UNREADABLE = _violation(
    "marc-unreadable",
    "La notice MARC n'a pas de répertoire lisible: ses champs ne peuvent être nommés.",
    "The MARC record has no readable directory: its fields cannot be named.",
    _EXPORT_AGAIN,
)

NOTICE_NOT_ENDED = _warning(
    "notice-not-ended",
    "La notice n'est pas close par « // »; la suivante commence à son étiquette « {column} ».",
    "The record is not closed by “//”; the next one begins at its tag “{column}”.",
    _EXPORT_AGAIN,
)
NOTICE_WITHOUT_TAGS = _violation(
    "notice-without-tags",
    "Ces lignes ne portent aucune étiquette de champ (REF, TITR, AUTR...): on ne sait pas ce qu'elles disent.",
    "These lines have no tag of a field (REF, TITR, AUTR...): what they say cannot be known.",
    _EXPORT_AGAIN,
)

NOT_OBJECTS = _note(
    "not-objects",
    "Le fichier décrit aussi ce qui n'est pas un objet ({found}); ce n'est lu que là où un objet y renvoie.",
    "The file also describes what is no object ({found}); it is read only where an object refers to it.",
    Text(fr="S'il y a des objets parmi eux, précisez leur type.", en="If there are objects among them, type them so."),
)
GRAPH_TOO_LARGE = _warning(
    "graph-too-large",
    "Le fichier décrit plus de personnes, de lieux et de termes qu'il n'en peut être gardé ({limit} octets); "
    "les renvois aux autres restent des adresses.",
    "The file describes more people, places and terms than can be kept ({limit} bytes); references to the others stay "
    "addresses.",
    Text(
        fr="Écrivez-les dans les fiches qui y renvoient, ou livrez le fichier en parties.",
        en="Write them into the records that refer to them, or deliver the file in parts.",
    ),
)
REFERENCES_LEFT = _warning(
    "references-left",
    "La fiche renvoie à plus de {limit} autres descriptions; les suivantes restent des adresses.",
    "The record refers to more than {limit} other descriptions; those after them stay addresses.",
    Text(fr="Vérifiez les renvois de la fiche.", en="Check what the record refers to."),
)

REFERENCE_ONLY = _warning(
    "reference-only",
    "Le fichier ne donne de ce manifeste que l'adresse et le titre; rien d'autre n'en est lu.",
    "Of this manifest the file has only the address and the title; nothing else of it is read.",
    Text(fr="Livrez le manifeste lui-même, ou moissonnez-le.", en="Deliver the manifest itself, or harvest it."),
)
COLLECTIONS_PASSED = _note(
    "collections-passed",
    "La collection en nomme d'autres ({count}), qui ne sont pas lues.",
    "The collection names other collections ({count}), which are not read.",
    Text(fr="Livrez-les aussi, ou moissonnez-les.", en="Deliver them too, or harvest them."),
)

RULES: tuple[Rule, ...] = tuple(rule for rule in list(globals().values()) if isinstance(rule, Rule))


def shown(text: str) -> str:
    """Return at most 300 characters of a value, fit to be stored and printed: control characters become their pictures.

    A lone surrogate (an undecodable byte) becomes U+FFFD.
    """
    cut = text if len(text) <= SHOWN else text[:SHOWN] + "…"
    return cut if cut.isprintable() else cut.translate(_PICTURES)


def finding(rule: Rule, cell: Cell, **arguments: str) -> Finding:
    """Return the application of a rule to a cell; the cell's value is cut and made printable first."""
    value = None if cell.value is None else shown(cell.value.rstrip("\r\n"))
    column = None if cell.column is None else shown(cell.column)
    place = Cell(column, value, cell.row, cell.path, cell.file)
    return Finding(rule.id, rule.severity, place, {name: shown(text) for name, text in arguments.items()})


CONTEXT_UNKNOWN = _violation(
    "context-unknown",
    "Le sens des noms de cette fiche est donné par un contexte JSON-LD qui n'est pas connu ici ({found}) et qui n'est "
    "jamais téléchargé: rien n'en est lu.",
    "What the names of this record mean is said by a JSON-LD context that is not known here ({found}) and is never "
    "fetched: nothing of it is read.",
    Text(
        fr="Exportez-la avec le contexte de Linked Art (https://linked.art/ns/v1/linked-art.json), ou en Turtle.",
        en="Export it with the context of Linked Art (https://linked.art/ns/v1/linked-art.json), or as Turtle.",
    ),
)
NO_OBJECT = _violation(
    "no-object",
    "Le document ne décrit aucun objet (HumanMadeObject, E22), seulement: {found}.",
    "The document describes no object (HumanMadeObject, E22), only: {found}.",
    Text(fr="Livrez les documents des objets.", en="Deliver the documents of the objects."),
)
