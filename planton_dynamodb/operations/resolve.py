"""Sound declarations made into what is asked of AWS: defaults said, names filled in, limits worked out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from planton_dynamodb.contract.shapes import ENUMS
from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest.words import WRITTEN
from planton_dynamodb.operations.alarms import alarms
from planton_dynamodb.operations.declared import DESTROY, Declared, Fields, Part, ScaledSide, reserved
from planton_dynamodb.operations.policies import statements
from planton_dynamodb.operations.texts import ENV, OUTPUT, filled, holes
from planton_dynamodb.operations.values import Grant, Operations, Parameter, Scaling
from planton_dynamodb.table.outputs import STREAM_ARN, TABLE_ARN, TABLE_NAME
from planton_dynamodb.table.table import Table

TARGET_UTILIZATION = 70
COOLDOWN = 60

_PACKAGE = "org.project_planton.dynamodb.v1"


class Around(NamedTuple):
    """A table by its name at AWS, and what runs around it."""

    table: Table
    operations: Operations


def resolve_operations(declared: Declared) -> Around:
    """What a sound declaration asks for. Fault where it is not said for which environment."""
    table = declared.table
    assert table is not None, "a declaration without a sound table is refused by rules"
    environment = _chosen(declared)
    words = declared.words()
    name = named(declared, words)
    table = replace(table, name=name or table.name)
    found = next((each for each in declared.environments if each.name == environment), None)
    return Around(
        table,
        Operations(
            table=table.name,
            environment=environment,
            named=bool(name),
            retain=None if found is None else found.fields.get("retention") != DESTROY,
            scaling=tuple(_scaling(side, table) for side in declared.scaled()),
            alarms=tuple(alarms(declared, table, words))
            if _is_here(declared.part("alarms"), environment)
            else (),
            parameters=tuple(_parameters(declared, table, words)),
            grants=tuple(_grants(declared, table, words, environment)),
        ),
    )


def named(declared: Declared, words: dict[str, str]) -> str:
    """What the table is called at AWS; empty where its manifest says it."""
    return filled(str(declared.spec.get("naming", "")), words)


def _chosen(declared: Declared) -> str | None:
    environment = declared.environment or None
    if environment is not None:
        return environment
    at = f"{declared.manifest.source.name}: "
    if declared.environments:
        names = [each.name for each in declared.environments]
        raise Fault(
            f"{at}nothing says which environment of `{declared.table_name}` is meant",
            f"Say it with --env: one of {', '.join(names)}.",
        )
    if ENV in holes(str(declared.spec.get("naming", ""))):
        raise Fault(
            f"{at}nothing says what {{env}} is", "Say it with --env, or as metadata.env of the table."
        )
    return None


def _is_here(part: Part | None, environment: str | None) -> bool:
    """Whether a part is meant for an environment."""
    if part is None:
        return False
    meant = part.fields.get("environments") or ()
    return not meant or environment in meant


def _scaling(side: ScaledSide, table: Table) -> Scaling:
    fields = side.fields
    return Scaling(
        side.direction,
        side.index,
        fields.get("min") or reserved(table, side.index, side.direction) or 1,
        fields.get("max", 0),
        fields.get("target_utilization") or TARGET_UTILIZATION,
        fields.get("scale_in_cooldown", COOLDOWN),
        fields.get("scale_out_cooldown", COOLDOWN),
    )


def word_of(enum: str, number: int) -> str:
    """The word for an enum's number, as manifests write it."""
    return next(WRITTEN.get(word, word) for word, known in ENUMS[f"{_PACKAGE}.{enum}"] if known == number)


def _parameters(declared: Declared, table: Table, words: dict[str, str]) -> Iterator[Parameter]:
    part = declared.part("parameters")
    if part is None:
        return
    for output in outputs_of(part.fields, table):
        yield Parameter(parameter_path(str(part.fields.get("path", "")), output, words), output)


def outputs_of(fields: Fields, table: Table) -> list[str]:
    """The outputs that are written to parameters."""
    given: list[Any] = list(fields.get("outputs") or ())
    if given:
        return [word_of("ParameterOutput", number).lower() for number in dict.fromkeys(given)]
    return [TABLE_NAME, TABLE_ARN, *([STREAM_ARN] if table.stream_view_type is not None else [])]


def parameter_path(path: str, output: str, words: dict[str, str]) -> str:
    """Where an output stands in the Parameter Store."""
    whole = path if OUTPUT in holes(path) else f"{path.rstrip('/')}/{{{OUTPUT}}}"
    return filled(whole, {**words, OUTPUT: output.replace("_", "-")})


def _grants(
    declared: Declared, table: Table, words: dict[str, str], environment: str | None
) -> Iterator[Grant]:
    for part in declared.parts("grants"):
        if not _is_here(part, environment):
            continue
        access = word_of("Access", part.fields.get("access", 0))
        role = filled(str(part.fields.get("role", "")), words)
        yield Grant(
            part.name,
            access,
            # Roles may have a path in their ARN, which is no part of the name.
            role.rpartition("/")[2] if role else None,
            statements(table, access, stream=bool(part.fields.get("stream"))),
        )
