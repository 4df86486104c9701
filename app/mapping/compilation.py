"""From the lines of a crosswalk to plain functions: one a rule, and one a group, which runs its rules per item."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

from msgspec.structs import replace

from app.core.finding import Cell
from app.core.record import DimensionUnit, NamedValue
from app.core.source import SourceValue
from app.mapping import readings, rules
from app.mapping.conditions import Condition, compile_condition
from app.mapping.crosswalk import CrosswalkRule, line_error
from app.mapping.draft import IMPLIED_LANGUAGE, Draft, PartStep
from app.mapping.readings import Aim
from app.mapping.sources import (
    Found,
    ParallelScope,
    Scope,
    Source,
    compile_source,
    items,
    parallel_values,
    source_paths,
)
from app.mapping.steps import STEP_NAMES, Step, StepMistake, parse_steps
from app.mapping.targets import Field, TargetMistake, part_step, resolve
from app.mapping.values.dimensions.words import UNITS
from app.mapping.values.languages import read_language

Placing: TypeAlias = Callable[[Scope, Draft], None]

_ALIGNED = re.compile(r"^(?P<fields>.+ & .+?|.+?(?=\s+split\s))(?:\s+split\s+(?P<separator>\S+))?$")
ONE = "one"  # the step that keeps the first value that can be read, of those that the source finds
IDENTIFYING = ("@source", "@authority", "@type", "@label", "@authorityURI")
OTHERWISE = "*"  # in `values`: what any other value becomes; nothing when it is empty
_ALWAYS: Condition = lambda _scope: True  # noqa: E731  # a constant function, as a condition is one


def compile_rules(
    crosswalk_rules: Sequence[CrosswalkRule], language: str | None, parent: str = ""
) -> tuple[Placing, ...]:
    """Return the functions of the rules of one group (`parent` is its `each`), in their order, the constants last.

    Constants come last because one that describes a part (the role of a maker) waits for the part to be there.
    Raise CrosswalkError, naming the line, for a rule that cannot be compiled.
    """
    mixed = _mixed_parts([rule for rule in crosswalk_rules if not _group_below(rule.each, parent)])
    ordered: dict[str, list[CrosswalkRule]] = {}
    for position, rule in enumerate(crosswalk_rules):
        group = _group_below(rule.each, parent)
        ordered.setdefault(group or f"#{position}", []).append(rule)
    placings: list[Placing] = []
    constants: list[Placing] = []
    for group, members in ordered.items():
        if not group.startswith("#"):
            placings.append(_compile_group(group, parent, members, language))
        elif members[0].target != "declined":
            (constants if members[0].constant else placings).append(_compile_rule(members[0], mixed, language))
    return (*placings, *constants)


def compile_reader(rule: CrosswalkRule) -> Source:
    """Return a rule's source with its steps applied: what `id` rules need, which place nothing."""
    if rule.constant or not rule.source:
        raise line_error(rule.line, "un identifiant se lit dans un champ.", "an identifier is read from a field.")
    source, condition = compile_source(rule.source), _condition(rule)
    steps, _, _ = _steps(rule, frozenset())

    def read(scope: Scope) -> list[Found]:
        if not condition(scope):
            return []
        return [(text, cell, None, None) for written, cell, *_ in source(scope) for text in _stepped(written, steps)]

    return read


def group_path(each: str) -> str:
    """Return the path from the record to the items of an `each`, a slash at its end; nothing for parallel cells."""
    return "".join(f"{step.strip('/')}/" for step in each.split(" > ") if step and not _ALIGNED.match(step))


def aligned_fields(each: str) -> list[str]:
    """Return the fields that an `each` of parallel cells reads."""
    form = _ALIGNED.match(each)
    return [name.strip() for name in form["fields"].split("&")] if form else []


def paths_read(rule: CrosswalkRule) -> list[str]:
    """Return the fields and paths that a rule reads besides its group's: source, condition, parallel fields."""
    paths = list(source_paths(rule.source)) if rule.source else []
    for written in (rule.language, rule.unit):
        if written.startswith("from "):
            paths += source_paths(written.removeprefix("from "))
    if rule.when:
        paths.append(
            re.split(r"\s(?:!=|=|not in|in|contains|begins with)\s", rule.when.removeprefix("not "))[0].strip()
        )
    if "names-with-biographies" in rule.how:
        paths.append(_beside(rule, parse_steps(rule.how, frozenset({"names-with-biographies"}))[2]))
    return paths


def _group_below(each: str, parent: str) -> str:
    below = each.removeprefix(parent).removeprefix(" > ") if parent else each
    return below.split(" > ")[0]


def _mixed_parts(crosswalk_rules: Sequence[CrosswalkRule]) -> frozenset[str]:
    """Return the parts that one rule fills whole and another piece by piece: both must then fill the same one."""
    targets = [rule.target.strip() for rule in crosswalk_rules]
    return frozenset(one for one in targets if any(other.startswith(one + ".") for other in targets))


def _compile_group(group: str, parent: str, members: Sequence[CrosswalkRule], language: str | None) -> Placing:
    each = f"{parent} > {group}" if parent else group
    placings = compile_rules(members, language, each)
    mixed = _mixed_parts([rule for rule in members if not _group_below(rule.each, each)])
    chains = [_chain(rule, mixed) for rule in members if rule.target != "declined"]
    keys, single = _own_parts(chains), _single_part(chains)
    aligned = _ALIGNED.match(group)
    item_scopes = _aligned_items(aligned) if aligned else _listed_items(group)

    def each_item(scope: Scope, draft: Draft) -> None:
        scopes = item_scopes(scope, draft)
        for number, item in enumerate(scopes):
            # The one date of a list of dates belongs to the production that is there; a second needs another.
            if number or not single or draft.has(single):
                draft.close(keys)
            for place in placings:
                place(item, draft)
        if len(scopes) > 1 or not single:
            draft.close(keys)

    return each_item


def _own_parts(chains: Sequence[tuple[PartStep, ...]]) -> tuple[str, ...]:
    """Return the names of the parts that each item of a group makes anew.

    They are the innermost repeatable one that all its rules fill, and all below it: `each: cultures` with the target
    `production.culture.label` makes cultures of one production.
    """
    repeatable = [position for position, step in enumerate(_common(chains)) if step.many]
    if not repeatable:
        return ()
    return tuple({step.key for chain in chains for step in chain[repeatable[-1] :]})


def _single_part(chains: Sequence[tuple[PartStep, ...]]) -> tuple[PartStep, ...]:
    """Return the way to the part that all rules of a group fill and its owner has once; nothing where it is repeatable.

    Such is the date of `each: dates` with the target `production.date`.
    """
    common = _common(chains)
    return () if not common or common[-1].many else common


def _common(chains: Sequence[tuple[PartStep, ...]]) -> tuple[PartStep, ...]:
    """Return the parts that all of these ways go through."""
    common = chains[0] if chains else ()
    for chain in chains[1:]:
        shared = 0
        while shared < min(len(common), len(chain)) and common[shared].key == chain[shared].key:
            shared += 1
        common = common[:shared]
    return common


def _listed_items(path: str) -> Callable[[Scope, Draft], list[Scope]]:
    clean = path.strip("/")
    return lambda scope, _draft: items(scope, clean)


def _aligned_items(form: re.Match[str]) -> Callable[[Scope, Draft], list[Scope]]:
    """Return the function that lays the pieces of parallel cells side by side, and says when they do not match."""
    names = [name.strip() for name in form["fields"].split("&")]
    separator = form["separator"]
    if separator is None:
        return lambda scope, draft: _parallel_items(names, scope, draft)
    sources = [compile_source(name) for name in names]

    def pieces(scope: Scope, draft: Draft) -> list[Scope]:
        cells = [
            found[0] if (found := source(scope)) else ("", scope.cell((name,), None), None, None)
            for name, source in zip(names, sources, strict=True)
        ]
        columns = [[piece.strip() for piece in text.split(separator)] if text else [] for text, *_ in cells]
        longest = max(len(column) for column in columns)
        filled = [(name, len(column)) for name, column in zip(names, columns, strict=True) if column]
        if len({count for _, count in filled}) > 1:
            counts = ", ".join(f"{name}: {count}" for name, count in filled)
            cell = cells[0][1]
            draft.findings.append(rules.found(rules.UNALIGNED_CELLS, cell, columns=" / ".join(names), counts=counts))
        return [
            Scope(
                {
                    name: column[position] if position < len(column) else ""
                    for name, column in zip(names, columns, strict=True)
                },
                scope.row,
                scope.path,
                scope.file,
                scope.prefix,
                scope.notation,
                scope.language,
                scope,
            )
            for position in range(longest)
        ]

    return pieces


def _parallel_items(names: Sequence[str], scope: Scope, draft: Draft) -> list[Scope]:
    """Return the positions of parallel lists, each as a scope of its own; say when their lengths differ."""
    columns = [parallel_values(scope, name) for name in names]
    filled = [(name, len(column)) for name, column in zip(names, columns, strict=True) if column]
    if len({count for _, count in filled}) > 1:
        counts = ", ".join(f"{name}: {count}" for name, count in filled)
        cell = next(scope.cell(column[0][1], column[0][0]) for column in columns if column)
        draft.findings.append(rules.found(rules.UNALIGNED_CELLS, cell, columns=" / ".join(names), counts=counts))
    positions: list[Scope] = []
    for at in range(max(len(column) for column in columns)):
        here = [(name, column[at]) for name, column in zip(names, columns, strict=True) if at < len(column)]
        fields: dict[str, SourceValue] = {name: text for name, (text, _) in here}
        places = {name: trail for name, (_, trail) in here}
        common = (scope.row, scope.path, scope.file, scope.prefix, scope.notation, scope.language, scope)
        positions.append(ParallelScope(fields, *common, places=places))
    return positions


def _chain(rule: CrosswalkRule, mixed: frozenset[str]) -> tuple[PartStep, ...]:
    try:
        if rule.target.strip() in mixed:
            return part_step(rule.target)[0]
        return resolve(rule.target).chain
    except TargetMistake as mistake:
        raise _target_error(rule, mistake) from mistake


def _compile_rule(rule: CrosswalkRule, mixed: frozenset[str], language: str | None) -> Placing:
    chain, field, kind = _place_of(rule, mixed)
    steps, reading, arguments = _steps(rule, frozenset(name for name, _ in field.readings))
    read = dict(field.readings)[reading] if reading else field.readings[0][1]
    source = _constant(rule.constant) if rule.constant else compile_source(_required_source(rule))
    condition = compile_condition(rule.when) if rule.when else None
    aim_of = _aim(rule, kind, arguments, reading, language)
    waits = bool(rule.constant and chain and chain[-1].type.needs_main and chain[-1].type.main != field.name)
    name, several = field.name, field.several
    in_words = bool(chain and chain[-1].type.in_words and chain[-1].type.main == name)
    only_one = _only_one(rule)
    leave_over = _give_way if rule.constant else _leave_over
    texts_of = _texts(rule, steps)
    told = _told(speaks=not rule.language, attributes=read is readings.as_identifier)

    def place(scope: Scope, draft: Draft) -> None:
        if (condition is not None and not condition(scope)) or (waits and not draft.has(chain)):
            return
        found = source(scope)
        if not found:
            return
        aim = aim_of(scope)
        for written, cell, tongue, element in found:
            value_aim = told(aim, tongue, element)
            for text, text_cell in texts_of(written, cell):
                for value in read(text, text_cell, value_aim, draft.findings):
                    if not draft.put(chain, name, value, text_cell, several=several):
                        leave_over(draft, text_cell.value or text, text_cell)
                    elif in_words and value_aim.language:
                        draft.part(chain).setdefault(IMPLIED_LANGUAGE, value_aim.language)
                    if only_one:
                        return

    return place


def _texts(rule: CrosswalkRule, steps: tuple[Step, ...]) -> Callable[[str, Cell], Sequence[tuple[str, Cell]]]:
    """Return the function that makes of a written value the texts to be read, each with its cell."""
    if not steps and not rule.values:
        return lambda written, cell: ((written, cell),)
    replaced = {key.strip().casefold(): value for key, value in rule.values.items()}
    otherwise = rule.values.get(OTHERWISE)

    def texts(written: str, cell: Cell) -> list[tuple[str, Cell]]:
        made = []
        for text in _stepped(written, steps):
            where = cell if text is written else Cell(cell.column, text, cell.row, cell.path, cell.file)
            known = replaced.get(text.strip().casefold(), text if otherwise is None else otherwise)
            if known:
                made.append((known, where))
        return made

    return texts


def _leave_over(draft: Draft, text: str, cell: Cell) -> None:
    # The field holds one value and has one already: the second is kept as unplaced, so that the loss report counts it.
    draft.fields.setdefault("unmapped", []).append(NamedValue(name=cell.column or "", value=text, cell=cell))


def _give_way(_draft: Draft, _text: str, _cell: Cell) -> None:
    """Leave nothing over: of a constant that gives way to a value, nothing of the source is lost."""


def _place_of(rule: CrosswalkRule, mixed: frozenset[str]) -> tuple[tuple[PartStep, ...], Field, str | None]:
    """Return the part, its field and the kind that a rule fills; a mixed part is filled through its main field."""
    try:
        target = resolve(rule.target)
        if rule.target.strip() in mixed and target.field.part is not None and target.field.part.main is not None:
            chain, field = part_step(rule.target)
            return chain, field.parts[target.field.part.main], target.kind
    except TargetMistake as mistake:
        raise _target_error(rule, mistake) from mistake
    return target.chain, target.field, target.kind


def _target_error(rule: CrosswalkRule, mistake: TargetMistake) -> Exception:
    near = ", ".join(mistake.near[:40])
    return line_error(
        rule.line,
        f"la cible « {rule.target} » n'existe pas (« {mistake.word} »). Il y a: {near}.",
        f"there is no target “{rule.target}” (“{mistake.word}”). There are: {near}.",
    )


def _steps(rule: CrosswalkRule, known_readings: frozenset[str]) -> tuple[tuple[Step, ...], str | None, tuple[str, ...]]:
    how = rule.how.strip().removeprefix(ONE).lstrip(" |") if _only_one(rule) else rule.how
    try:
        return parse_steps(how, known_readings)
    except (StepMistake, ValueError) as mistake:
        known = ", ".join((*sorted(known_readings), ONE, *STEP_NAMES))
        raise line_error(
            rule.line,
            f"« {rule.how} » n'est pas une lecture connue ({mistake}). Il y a: {known}.",
            f"“{rule.how}” is not a known reading ({mistake}). There are: {known}.",
        ) from mistake


def _only_one(rule: CrosswalkRule) -> bool:
    """Say whether the rule takes the first value that can be read, and passes over the others on purpose."""
    return rule.how.partition("|")[0].strip() == ONE


def _speaking(aim: Aim, tongue: str) -> Aim:
    """Return the aim in the language that the source gives the value; a tag that is none changes nothing."""
    language = read_language(tongue)
    return aim if language is None or language == aim.language else replace(aim, language=language)


def _told(*, speaks: bool, attributes: bool) -> Callable[[Aim, str | None, Mapping[str, object] | None], Aim]:
    """Return the function that adds to an aim what the source says of one value: its language, its attributes."""

    def told(aim: Aim, tongue: str | None, element: Mapping[str, object] | None) -> Aim:
        if tongue is not None and speaks:
            aim = _speaking(aim, tongue)
        return replace(aim, beside=_attributed(element)) if attributes and element is not None else aim

    return told


def _attributed(element: Mapping[str, object]) -> str:
    """Return what the attributes of an identifier say of whose it is: `source="ULAN"`, `type="GND"`."""
    return "\n".join(value for name in IDENTIFYING if isinstance(value := element.get(name), str) and value)


def _required_source(rule: CrosswalkRule) -> str:
    if not rule.source.strip():
        raise line_error(
            rule.line,
            "il manque une source (ou une constante).",
            "a source (or a constant) is missing.",
        )
    return rule.source


def _condition(rule: CrosswalkRule) -> Condition:
    return compile_condition(rule.when) if rule.when else _ALWAYS


def _constant(text: str) -> Source:
    return lambda scope: [(text, Cell(None, None, scope.row, scope.path, scope.file), None, None)]


def _stepped(written: str, steps: tuple[Step, ...]) -> list[str]:
    texts = [written]
    for step in steps:
        texts = step(texts)
    return texts


def _beside(rule: CrosswalkRule, arguments: tuple[str, ...]) -> str:
    if len(arguments) != 1:
        raise line_error(
            rule.line,
            "names-with-biographies demande le champ des biographies.",
            "names-with-biographies needs the field of the biographies.",
        )
    return arguments[0]


def _aim(
    rule: CrosswalkRule, kind: str | None, arguments: tuple[str, ...], reading: str | None, language: str | None
) -> Callable[[Scope], Aim]:
    """Return the function that gives a rule's Aim for a scope: always the same one, unless a field says part of it."""
    fixed = Aim(_fixed_language(rule, language), _fixed_unit(rule), kind, arguments)
    language_source = _source_of(rule.language)
    unit_source = _source_of(rule.unit)
    beside_source = compile_source(_beside(rule, arguments)) if reading == "names-with-biographies" else None
    if language_source is None and unit_source is None and beside_source is None:
        return lambda _scope: fixed

    def from_scope(scope: Scope) -> Aim:
        aim = fixed
        if language_source is not None:
            found = language_source(scope)
            aim = replace(aim, language=read_language(found[0][0]) if found else language)
        if unit_source is not None:
            found = unit_source(scope)
            aim = replace(aim, unit=unit_named(found[0][0]) if found else None)
        if beside_source is not None:
            found = beside_source(scope)
            aim = replace(aim, beside=found[0][0] if found else None)
        return aim

    return from_scope


def _fixed_language(rule: CrosswalkRule, language: str | None) -> str | None:
    if rule.language == "none":
        return None
    if not rule.language or rule.language.startswith("from "):
        return language
    tag = read_language(rule.language)
    if tag is None:
        raise line_error(
            rule.line,
            f"« {rule.language} » n'est pas une langue connue.",
            f"“{rule.language}” is not a known language.",
        )
    return tag


def unit_named(written: str) -> DimensionUnit | None:
    """Return the unit of measure that a word is, in French or in English (`centimètres`, `in.`), or None."""
    return UNITS.get(written.strip().rstrip(".").casefold())


def _fixed_unit(rule: CrosswalkRule) -> DimensionUnit | None:
    if not rule.unit or rule.unit.startswith("from "):
        return None
    unit = unit_named(rule.unit)
    if unit is None:
        raise line_error(
            rule.line,
            f"« {rule.unit} » n'est pas une unité de mesure connue.",
            f"“{rule.unit}” is not a known unit of measure.",
        )
    return unit


def _source_of(written: str) -> Source | None:
    return compile_source(written.removeprefix("from ")) if written.startswith("from ") else None
