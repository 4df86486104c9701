"""Every sentence of the pages, in French and in English, by its name; `.one` and `.many` are the forms of a number."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.text import Text
from app.web.pages.record_strings import RECORD_STRINGS
from app.web.pages.search_strings import SEARCH_STRINGS
from app.web.pages.sparql_strings import SPARQL_STRINGS

STRINGS: Mapping[str, Text] = {
    # what every page has
    "product": Text(fr="Concordance", en="Concordance"),
    "tagline": Text(
        fr="Les notices des musées, en données liées que tous peuvent trouver.",
        en="Museum records, as linked data that everyone can find.",
    ),
    "skip": Text(fr="Aller au contenu", en="Skip to the content"),
    "documentation": Text(fr="Documentation de l'API", en="API documentation"),
    "other-language": Text(fr="English", en="Français"),
    # numbers
    "record.one": Text(fr="{n} notice", en="{n} record"),
    "record.many": Text(fr="{n} notices", en="{n} records"),
    "finding.one": Text(fr="{n} constat", en="{n} finding"),
    "finding.many": Text(fr="{n} constats", en="{n} findings"),
    "rule.one": Text(fr="{n} règle", en="{n} rule"),
    "rule.many": Text(fr="{n} règles", en="{n} rules"),
    # the files to take away
    "dumps.title": Text(fr="Fichiers à télécharger", en="Files to download"),
    "dumps.lead": Text(
        fr="Tout ce qui est publié, par établissement et en entier, refait quand quelque chose change.",
        en="Everything that is published, by institution and as a whole, made again when something changes.",
    ),
    "dumps.none": Text(
        fr="Rien n'a encore été publié, ou les fichiers sont en préparation.",
        en="Nothing has been published yet, or the files are being made.",
    ),
    "dumps.whole": Text(fr="L'ensemble", en="The whole"),
    "dumps.kibibytes": Text(fr="Kio", en="KiB"),
    # the catalogue of datasets
    "catalogue.title": Text(fr="Catalogue des jeux de données", en="Catalogue of datasets"),
    "catalogue.lead": Text(
        fr="Les collections publiées, pour les portails de données (DCAT-AP, VoID) et pour vous.",
        en="The published collections, for data portals (DCAT-AP, VoID) and for you.",
    ),
    "catalogue.modified": Text(fr="Dernier changement", en="Last change"),
    "catalogue.years": Text(fr="Années", en="Years"),
    "catalogue.licence": Text(fr="Licence des notices", en="Licence of the records"),
    # the home page
    "home.lead": Text(
        fr=(
            "Envoyez les notices de votre collection comme elles sont: tableur, JSON ou export de votre logiciel. "
            "En une seconde, vous savez ce qu'il faut corriger, à quelle ligne et dans quelle colonne."
        ),
        en=(
            "Send the records of your collection as they are: a spreadsheet, JSON or an export of your software. "
            "Within a second you know what to correct, in which row and which column."
        ),
    ),
    "check.title": Text(fr="Vérifier un fichier", en="Check a file"),
    "check.lead": Text(
        fr="Rien n'est conservé, et aucune clé n'est nécessaire. Jusqu'à {size}, {records}.",
        en="Nothing is kept, and no key is needed. Up to {size}, {records}.",
    ),
    "check.file": Text(fr="Votre fichier", en="Your file"),
    "check.crosswalk": Text(fr="Table de correspondance", en="Crosswalk"),
    "check.recognise": Text(fr="Reconnaître d'après le fichier", en="Recognise from the file"),
    "check.submit": Text(fr="Vérifier", en="Check"),
    "push.title": Text(fr="Verser des notices", en="Push records"),
    "push.lead": Text(
        fr="Avec la clé de votre établissement, en une commande:",
        en="With your institution's key, in one command:",
    ),
    "push.after": Text(
        fr=(
            "La réponse est le rapport. Un grand fichier est traité en arrière-plan: la réponse dit alors où suivre "
            "son avancement."
        ),
        en=(
            "The answer is the report. A large file is worked on in the background: the answer then says where to "
            "follow it."
        ),
    ),
    "institutions.title": Text(fr="Établissements", en="Institutions"),
    "institutions.none": Text(
        fr="Aucun établissement pour l'instant. La commande « concordance institution add » en ajoute un.",
        en="No institution yet. The command “concordance institution add” adds one.",
    ),
    "links.title": Text(fr="Pour les programmes", en="For programs"),
    "links.openapi": Text(fr="Description OpenAPI", en="OpenAPI description"),
    "links.formats": Text(fr="Formats lus", en="Formats that are read"),
    "links.crosswalks": Text(fr="Tables de correspondance", en="Crosswalks"),
    "links.schema": Text(fr="Schéma JSON d'une notice", en="JSON Schema of a record"),
    "links.health": Text(fr="État du service", en="State of the service"),
    # the report
    "report.title": Text(fr="Rapport de validation", en="Validation report"),
    "report.check": Text(fr="Vérification: rien n'a été conservé", en="Check: nothing was kept"),
    "report.received": Text(fr="Reçu le {when}", en="Received {when}"),
    "report.format": Text(fr="Format", en="Format"),
    "report.crosswalk": Text(fr="Table de correspondance", en="Crosswalk"),
    "report.mode": Text(fr="Livraison", en="Delivery"),
    "mode.partial": Text(fr="partielle", en="partial"),
    "mode.full": Text(fr="complète", en="full"),
    "verdict.waiting": Text(fr="La livraison attend son tour.", en="The delivery waits for its turn."),
    "verdict.running": Text(fr="Livraison en cours de traitement", en="The delivery is being worked on"),
    "verdict.reload": Text(
        fr="Cette page se met à jour toutes les cinq secondes.", en="This page refreshes every five seconds."
    ),
    "verdict.failed": Text(fr="La livraison s'est arrêtée", en="The delivery stopped"),
    "verdict.kept": Text(
        fr="Ce qui a été lu avant l'arrêt est dans ce rapport.", en="What was read before it stopped is in this report."
    ),
    "verdict.empty": Text(fr="Aucune notice n'a été lue.", en="No record was read."),
    "verdict.clean": Text(
        fr="Rien à redire: toutes les notices peuvent être publiées.",
        en="Nothing to correct: every record can be published.",
    ),
    "verdict.publishable": Text(fr="Toutes les notices peuvent être publiées.", en="Every record can be published."),
    "verdict.blocked.one": Text(
        fr="{n} notice est retenue tant qu'un constat bloquant demeure.",
        en="{n} record is withheld as long as a blocking finding remains.",
    ),
    "verdict.blocked.many": Text(
        fr="{n} notices sont retenues tant qu'un constat bloquant demeure.",
        en="{n} records are withheld as long as a blocking finding remains.",
    ),
    "verdict.rejected.one": Text(fr="{n} notice n'a pas pu être enregistrée.", en="{n} record could not be stored."),
    "verdict.rejected.many": Text(
        fr="{n} notices n'ont pas pu être enregistrées.", en="{n} records could not be stored."
    ),
    "count.records.one": Text(fr="notice lue", en="record read"),
    "count.records.many": Text(fr="notices lues", en="records read"),
    "count.created.one": Text(fr="créée", en="created"),
    "count.created.many": Text(fr="créées", en="created"),
    "count.updated.one": Text(fr="modifiée", en="updated"),
    "count.updated.many": Text(fr="modifiées", en="updated"),
    "count.unchanged.one": Text(fr="inchangée", en="unchanged"),
    "count.unchanged.many": Text(fr="inchangées", en="unchanged"),
    "count.withdrawn.one": Text(fr="retirée", en="withdrawn"),
    "count.withdrawn.many": Text(fr="retirées", en="withdrawn"),
    "count.withheld.one": Text(fr="retenue", en="withheld"),
    "count.withheld.many": Text(fr="retenues", en="withheld"),
    "count.kept_back.one": Text(fr="gardée par l'établissement", en="kept back by the institution"),
    "count.kept_back.many": Text(fr="gardées par l'établissement", en="kept back by the institution"),
    "count.duplicates.one": Text(fr="en double", en="duplicate"),
    "count.duplicates.many": Text(fr="en double", en="duplicates"),
    "count.rejected.one": Text(fr="rejetée", en="rejected"),
    "count.rejected.many": Text(fr="rejetées", en="rejected"),
    "count.findings.one": Text(fr="constat", en="finding"),
    "count.findings.many": Text(fr="constats", en="findings"),
    "institutions.published.one": Text(fr="{n} publiée", en="{n} published"),
    "institutions.published.many": Text(fr="{n} publiées", en="{n} published"),
    "institutions.withheld.one": Text(fr="{n} retenue", en="{n} withheld"),
    "institutions.withheld.many": Text(fr="{n} retenues", en="{n} withheld"),
    "rules.title": Text(fr="Ce qu'il faut corriger", en="What to correct"),
    "rules.lead": Text(
        fr="Une règle à la fois: la corriger à la source règle d'un coup toutes ses notices.",
        en="One rule at a time: correcting it at its source settles all of its records at once.",
    ),
    "rules.fix": Text(fr="Correction proposée", en="Proposed correction"),
    "rules.examples": Text(fr="Exemples", en="Examples"),
    "rules.all.one": Text(fr="Voir le constat", en="See the finding"),
    "rules.all.many": Text(fr="Voir les {n} constats", en="See the {n} findings"),
    "findings.title": Text(fr="Constats, dans l'ordre du fichier", en="Findings, in the order of the file"),
    "findings.filtered": Text(fr="Constats choisis", en="Findings chosen"),
    "findings.every": Text(fr="Tous les constats", en="All findings"),
    "findings.none": Text(fr="Aucun constat.", en="No finding."),
    "findings.next": Text(fr="Page suivante", en="Next page"),
    "findings.cut": Text(
        fr="Seuls les {n} premiers constats sont énumérés ici.", en="Only the first {n} findings are listed here."
    ),
    "column.severity": Text(fr="Gravité", en="Severity"),
    "column.record": Text(fr="Notice", en="Record"),
    "column.where": Text(fr="Où", en="Where"),
    "column.value": Text(fr="Valeur", en="Value"),
    "column.finding": Text(fr="Constat et correction", en="Finding and correction"),
    "where.row": Text(fr="Ligne {row}", en="Row {row}"),
    "value.blank": Text(fr="(vide)", en="(blank)"),
    "severity.violation": Text(fr="Bloquant", en="Blocking"),
    "severity.warning": Text(fr="À corriger", en="To correct"),
    "severity.info": Text(fr="À enrichir", en="To enrich"),
    "severity.violation.help": Text(fr="empêche la publication", en="keeps the record from being published"),
    "severity.warning.help": Text(fr="publiée, à corriger", en="published, should be corrected"),
    "severity.info.help": Text(fr="ferait une meilleure notice", en="would make a better record"),
    "loss.title": Text(fr="Ce qui n'a pas été placé", en="What was not placed"),
    "loss.lead": Text(
        fr="Ces champs ont des valeurs que la table de correspondance ne place nulle part. Elles sont conservées.",
        en="These fields have values that the crosswalk places nowhere. They are kept.",
    ),
    "loss.column": Text(fr="Champ", en="Field"),
    "loss.records": Text(fr="Notices", en="Records"),
    "loss.examples": Text(fr="Exemples", en="Examples"),
    "downloads.title": Text(fr="Télécharger le rapport", en="Download the report"),
    # problems
    "problem.advice": Text(fr="Que faire", en="What to do"),
    "problem.bound": Text(fr="Limite", en="Bound"),
    "problem.request": Text(fr="Numéro de la demande", en="Number of the request"),
    "problem.status": Text(fr="Code HTTP", en="HTTP status"),
    "problem.kinds": Text(fr="Les refus possibles", en="Every possible refusal"),
    "problem.kinds.lead": Text(
        fr="Chaque refus est un document de problème (RFC 9457), dans les deux langues.",
        en="Each refusal is a problem document (RFC 9457), in both languages.",
    ),
    # the documentation
    "docs.title": Text(fr="Documentation de l'API", en="API documentation"),
    "docs.lead": Text(
        fr="Tout ce que les programmes peuvent demander. La même description existe en OpenAPI 3.1, pour les outils.",
        en="Everything that programs can ask for. The same description exists as OpenAPI 3.1, for tools.",
    ),
    "docs.parameters": Text(fr="Paramètres", en="Parameters"),
    "docs.parameter": Text(fr="Nom", en="Name"),
    "docs.place": Text(fr="Place", en="Place"),
    "docs.meaning": Text(fr="Sens", en="Meaning"),
    "docs.body": Text(fr="Corps de la demande", en="Body of the request"),
    "docs.answers": Text(fr="Réponses", en="Answers"),
    "docs.key": Text(fr="Clé exigée, rôle: {role}", en="Key required, role: {role}"),
    "docs.example": Text(fr="Exemple", en="Example"),
    "docs.required": Text(fr="obligatoire", en="required"),
    "place.path": Text(fr="adresse", en="path"),
    "place.query": Text(fr="requête", en="query"),
    "place.header": Text(fr="en-tête", en="header"),
    **RECORD_STRINGS,
    **SPARQL_STRINGS,
    **SEARCH_STRINGS,
}
