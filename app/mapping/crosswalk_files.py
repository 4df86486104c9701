"""Crosswalks as files: YAML for those who like text, CSV and XLSX for those who like tables. Errors name the line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

import msgspec
import openpyxl
import yaml

from app.core.errors import CrosswalkError, UnknownName
from app.core.text import Text
from app.mapping.crosswalk import BilingualLabel, CompanionFile, Crosswalk, CrosswalkRule, line_error

# What a hand-made crosswalk may hold at most: the longest met has 120 rules, and it is read into memory whole.
LONGEST_BYTES = 1024 * 1024
MOST_RULES = 2_000
DEEPEST = 12

_HEADINGS: dict[str, str] = {
    "source": "source",
    "champ source": "source",
    "target": "target",
    "cible": "target",
    "how": "how",
    "lecture": "how",
    "comment": "how",
    "each": "each",
    "pour chaque": "each",
    "when": "when",
    "si": "when",
    "condition": "when",
    "language": "language",
    "langue": "language",
    "values": "values",
    "valeurs": "values",
    "unit": "unit",
    "unité": "unit",
    "constant": "constant",
    "constante": "constant",
    "note": "note",
    "remarque": "note",
}
_RULE_FIELDS = frozenset(CrosswalkRule.__struct_fields__) - {"line"}
_SETTINGS = frozenset(
    {
        "name",
        "version",
        "label",
        "format",
        "language",
        "records",
        "recognise",
        "recognise_some",
        "companions",
        "extends",
        "tolerant",
        "rules",
    }
)

Node: TypeAlias = "str | list[Node] | dict[str, Node]"


@dataclass(frozen=True, slots=True)
class _Lined:
    """A node of a YAML file with the line it begins on."""

    value: str | list[_Lined] | dict[str, _Lined]
    line: int


def load_crosswalk(path: Path) -> Crosswalk:
    """Return the crosswalk of a .yaml, .csv, .tsv or .xlsx file; raise CrosswalkError, naming the line."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UnknownName(
            Text(fr=f"Aucune table de correspondance à {path}.", en=f"There is no crosswalk at {path}.")
        ) from error
    return parse_crosswalk(content, path.name)


def parse_crosswalk(content: bytes, name: str) -> Crosswalk:
    """Return the crosswalk that these bytes are, by the ending of the file's name (YAML if it is not known)."""
    if len(content) > LONGEST_BYTES:
        raise CrosswalkError(
            Text(fr="La table de correspondance est trop longue.", en="The crosswalk is too long."),
            bound="crosswalk_bytes",
        )
    stem, _, suffix = name.rpartition(".")
    if suffix.lower() in {"csv", "tsv", "txt"}:
        return _from_table(_csv_rows(content), stem or name)
    if suffix.lower() == "xlsx":
        return _from_table(_xlsx_rows(content), stem or name)
    return _from_yaml(content, stem or name)


def _from_yaml(content: bytes, stem: str) -> Crosswalk:
    try:
        loader = yaml.SafeLoader(content.decode("utf-8-sig"))
        root = loader.get_single_node()
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or "UTF-8"
        line = mark.line + 1 if mark else 1
        raise line_error(line, f"YAML illisible ({reason}).", f"unreadable YAML ({reason}).") from error
    if root is None:
        raise line_error(1, "la table est vide.", "the crosswalk is empty.")
    top = _lined(root, DEEPEST)
    if not isinstance(top.value, dict):
        raise line_error(top.line, "des réglages et des « rules » sont attendus.", "settings and “rules” are expected.")
    for key, node in top.value.items():
        if key not in _SETTINGS:
            raise _unknown_key(node.line, key, _SETTINGS)
    rules = tuple(_yaml_rules(_listed(top.value.get("rules", _Lined([], top.line)), top.line, "rules"), "", ""))
    settings = {key: _plain(node) for key, node in top.value.items() if key != "rules"}
    return _assembled({"name": stem, **settings}, rules)


def _lined(node: yaml.Node, depth: int) -> _Lined:
    line = node.start_mark.line + 1
    if depth == 0:
        # An alias may make a tree that is endless or grows without bound; depth ends both.
        raise line_error(line, "trop de niveaux.", "too many levels.")
    if isinstance(node, yaml.MappingNode):
        pairs = {str(key.value): _lined(value, depth - 1) for key, value in node.value}
        return _Lined(pairs, line)
    if isinstance(node, yaml.SequenceNode):
        return _Lined([_lined(item, depth - 1) for item in node.value], line)
    return _Lined("" if node.tag == "tag:yaml.org,2002:null" else str(node.value), line)


def _plain(node: _Lined) -> Any:  # handed to msgspec.convert, which gives it its type
    if isinstance(node.value, dict):
        return {key: _plain(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [_plain(child) for child in node.value]
    return node.value


def _listed(node: _Lined | None, line: int, what: str) -> list[_Lined]:
    if node is None or not isinstance(node.value, list):
        raise line_error(node.line if node else line, f"« {what} » doit être une liste.", f"“{what}” must be a list.")
    return node.value


def _yaml_rules(nodes: Iterable[_Lined], each: str, prefix: str) -> Iterator[CrosswalkRule]:
    for node in nodes:
        if not isinstance(node.value, dict):
            raise line_error(node.line, "une règle est attendue.", "a rule is expected.")
        if "rules" in node.value:
            inner_each, inner_prefix = _group(node, each, prefix)
            yield from _yaml_rules(_listed(node.value["rules"], node.line, "rules"), inner_each, inner_prefix)
            continue
        fields: dict[str, Any] = {}
        for key, child in node.value.items():
            if key not in _RULE_FIELDS:
                raise _unknown_key(child.line, key, _RULE_FIELDS)
            fields[key] = _plain(child)
        fields["target"] = _joined(prefix, str(fields.get("target", "")))
        if each:
            fields["each"] = f"{each} > {fields['each']}" if fields.get("each") else each
        yield _rule(fields, node.line)


def _group(node: _Lined, each: str, prefix: str) -> tuple[str, str]:
    """Return the `each` and the target's beginning for the rules inside a group."""
    group = _plain(node)
    extra = set(group) - {"each", "target", "rules", "note"}
    if extra:
        raise _unknown_key(node.line, min(extra), frozenset({"each", "target", "rules", "note"}))
    own = str(group.get("each", ""))
    inner = f"{each} > {own}" if each and own else own or each
    return inner, _joined(prefix, str(group.get("target", "")))


def _joined(prefix: str, target: str) -> str:
    # In a group `.` means the group's own target.
    if target in {"", "."}:
        return prefix
    return f"{prefix}.{target}" if prefix and target != "declined" else target


def _rule(fields: dict[str, Any], line: int) -> CrosswalkRule:
    if not fields.get("target"):
        raise line_error(line, "il manque une cible.", "a target is missing.")
    try:
        return msgspec.convert({**fields, "line": line}, type=CrosswalkRule, strict=False)
    except msgspec.ValidationError as error:
        raise line_error(line, f"{error}.", f"{error}.") from error


def _unknown_key(line: int, key: str, known: frozenset[str]) -> CrosswalkError:
    listed = ", ".join(sorted(known))
    return line_error(
        line, f"« {key} » n'est pas connu. Il y a: {listed}.", f"“{key}” is not known. There are: {listed}."
    )


def _assembled(settings: dict[str, Any], rules: tuple[CrosswalkRule, ...]) -> Crosswalk:
    if not rules and not settings.get("extends"):
        raise line_error(1, "il n'y a aucune règle.", "there is no rule.")
    if len(rules) > MOST_RULES:
        raise CrosswalkError(
            Text(fr=f"Plus de {MOST_RULES} règles.", en=f"More than {MOST_RULES} rules."), bound="crosswalk_rules"
        )
    try:
        base = msgspec.convert({**settings, "rules": []}, type=Crosswalk, strict=False)
    except msgspec.ValidationError as error:
        raise line_error(1, f"{error}.", f"{error}.") from error
    return msgspec.structs.replace(base, rules=rules)


def _csv_rows(content: bytes) -> list[list[str]]:
    text = content.decode("utf-8-sig", "replace")
    heading = text.split("\n", 1)[0]
    delimiter = max(";\t,", key=heading.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise line_error(1, f"CSV illisible ({error}).", f"unreadable CSV ({error}).") from error


def _xlsx_rows(content: bytes) -> list[list[str]]:
    try:
        book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=MOST_RULES + 100, max_col=32, values_only=True)
        return [["" if value is None else str(value) for value in row] for row in rows]
    except Exception as error:  # openpyxl raises nearly anything on a damaged workbook; it is reported
        raise line_error(1, f"XLSX illisible ({error}).", f"unreadable XLSX ({error}).") from error


def _from_table(rows: list[list[str]], stem: str) -> Crosswalk:
    columns = _columns(rows[0] if rows else [])
    settings: dict[str, Any] = {"name": stem}
    companions: list[CompanionFile] = []
    rules: list[CrosswalkRule] = []
    for line, row in enumerate(rows[1:], start=2):
        cells = {column: row[i].strip() for i, column in columns.items() if i < len(row) and row[i].strip()}
        target = cells.get("target", "")
        if target.startswith("@"):
            _setting(target[1:], cells.get("constant", "") or cells.get("source", ""), line, settings, companions)
        elif cells:
            written = cells.pop("values", "")
            rules.append(_rule({**cells, "values": _table_values(written, line)}, line))
    return _assembled({**settings, "companions": [msgspec.to_builtins(c) for c in companions]}, tuple(rules))


def _columns(heading: list[str]) -> dict[int, str]:
    columns = {
        i: _HEADINGS[name.strip().casefold()] for i, name in enumerate(heading) if name.strip().casefold() in _HEADINGS
    }
    unknown = [name for i, name in enumerate(heading) if i not in columns and name.strip()]
    if unknown:
        raise _unknown_key(1, unknown[0], frozenset(_HEADINGS))
    if "target" not in columns.values():
        raise line_error(1, "il manque la colonne « cible » (target).", "the column “target” is missing.")
    return columns


def _setting(key: str, value: str, line: int, settings: dict[str, Any], companions: list[CompanionFile]) -> None:
    """Read a line `@language | fr`, `@recognise | A; B`, `@label | fr = A; en = B`, `@companion | a = F.csv on Key`."""
    if key == "companion":
        name, _, rest = value.partition("=")
        file, _, key_column = rest.rpartition(" on ")
        if not (name.strip() and file.strip() and key_column.strip()):
            raise line_error(line, "attendu: nom = fichier.csv on Clé.", "expected: name = file.csv on Key.")
        companions.append(CompanionFile(name.strip(), file.strip(), key_column.strip()))
    elif key == "recognise":
        settings[key] = [part.strip() for part in value.split(";") if part.strip()]
    elif key == "label":
        labels = _table_values(value, line)
        settings[key] = msgspec.to_builtins(BilingualLabel(labels.get("fr", ""), labels.get("en", "")))
    elif key in _SETTINGS:
        settings[key] = value
    else:
        raise _unknown_key(line, f"@{key}", frozenset(f"@{name}" for name in _SETTINGS))


def _table_values(written: str, line: int) -> dict[str, str]:
    values = {}
    for pair in written.split(";"):
        if not pair.strip():
            continue
        before, equals, after = pair.partition("=")
        if not equals:
            raise line_error(line, f"« {pair.strip()} »: attendu a = b.", f"“{pair.strip()}”: expected a = b.")
        values[before.strip()] = after.strip()
    return values
