"""The items of a table as Python's TypedDicts, as the resources of boto3 read and write them."""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.targets.python_text import string, width
from planton_dynamodb.targets.python_type_text import Choice, Name, Type, laid_out, literal, of, words
from planton_dynamodb.targets.registry import Files
from planton_dynamodb.targets.types import KeyType, Types, types_of
from planton_dynamodb.targets.types_names import Names, pascal
from planton_dynamodb.targets.types_shapes import Field, Keyed, Listed, Made, Mapped, OneOf, Plain, Shape
from planton_dynamodb.targets.types_told import about_entity, about_key, types_used

_PLAIN: dict[str, Type] = {
    "S": Name("str"),
    "N": Name("Decimal"),
    "B": Choice((Name("Binary"), Name("bytes"))),
    "BOOL": Name("bool"),
    "NULL": Name("None"),
    "SS": of("set", Name("str")),
    "NS": of("set", Name("Decimal")),
    "BS": Choice((of("set", Name("Binary")), of("set", Name("bytes")))),
}
_FROM_TYPING = ("Any", "Literal", "NotRequired", "TypeAlias", "TypedDict", "Union")


class _Member(NamedTuple):
    name: str
    type: Type


class _Dict(NamedTuple):
    """A TypedDict."""

    name: str
    told: Sequence[str]
    members: Sequence[_Member]


class _Alias(NamedTuple):
    """Another name for a type."""

    name: str
    told: Sequence[str]
    type: Type


def files_of_designs(trials: Sequence[Trial]) -> Files:
    """One module."""
    types = types_of(trials)
    parts = list(_parts(types))
    written = [_written(part) for part in parts]
    # Where no class follows the imports, those who sort them leave one line.
    apart = "\n\n" if written[0].startswith("class ") else "\n"
    return {f"{_module(types.table)}.py": f"{_head(types)}\n{_imports(parts)}{apart}" + "\n\n".join(written)}


def _parts(types: Types) -> Iterator[_Dict | _Alias]:
    """What the module defines, each thing behind what it is made of."""
    for entity in types.entities:
        yield from _dicts(entity.name, about_entity(entity), entity.fields, types.names)
    if types.entities:
        every = _one_of([Name(entity.name) for entity in types.entities])
        yield _Alias(types.item, [f"Any item of the table {types.table}."], every)
    for key in types.keys:
        yield _Dict(
            key.name, [about_key(key, types.table)], [_key_member(key, *each) for each in key.attributes]
        )


def _dicts(name: str, told: Sequence[str], fields: Iterable[Field], names: Names) -> Iterator[_Dict]:
    """A TypedDict behind those of the mappings in it, which have names of their own."""
    inner: list[_Dict] = []
    members = []
    for field in fields:
        called, where = f"{name}{pascal(field.name)}", f"`{field.name}` of {name}"
        type_ = _type(field.shape, _Called(called, where), names, inner)
        members.append(_Member(field.name, of("NotRequired", type_) if field.optional else type_))
    yield from inner
    yield _Dict(name, told, members)


class _Called(NamedTuple):
    """How the name of a type begins that has none yet, and where values of it stand."""

    name: str
    where: str


def _type(shape: Shape, called: _Called, names: Names, inner: list[_Dict]) -> Type:
    """A type; what it needs besides is put into `inner`."""
    match shape:
        case Plain(kind):
            return _PLAIN[kind]
        case Made():
            return literal([shape.constant]) if shape.constant is not None else Name("str")
        case Listed(of=member):
            return of("list", Name("Any") if member is None else _type(member, called, names, inner))
        case Keyed(of=member):
            value = Name("Any") if member is None else _type(member, called, names, inner)
            return of("dict", Name("str"), value)
        case Mapped(fields):
            name = names.take(called.name, "Value")
            inner += _dicts(name, [f"A mapping in {called.where}."], fields, names)
            return Name(name)
        case OneOf(shapes):
            return _one_of([_type(each, called, names, inner) for each in shapes])


def _one_of(types: Iterable[Type]) -> Type:
    options = [part for each in types for part in (each.options if isinstance(each, Choice) else (each,))]
    return options[0] if len(options) == 1 else Choice(tuple(options))


def _key_member(key: KeyType, name: str, kind: str) -> _Member:
    """A key attribute: where it is always one of a few texts, these."""
    fields = [entity.field(name) for entity in key.entities]
    constants = [
        field.shape.constant if field is not None and isinstance(field.shape, Made) else None
        for field in fields
    ]
    if not constants or None in constants:
        return _Member(name, _PLAIN[kind])
    return _Member(name, literal(dict.fromkeys(each for each in constants if each is not None)))


def _module(table: str) -> str:
    name = re.sub(r"[^A-Za-z0-9_]", "_", table)
    return f"table_{name}" if name[:1].isdigit() or keyword.iskeyword(name) else name


def _head(types: Types) -> str:
    lines = [f"The items of the DynamoDB table {types.table}, as its access patterns describe them.", ""]
    lines.append("They are as the resources of boto3 read and write them.")
    used = types_used(types)
    if used & {"N", "NS"}:
        lines.append("Numbers are Decimal: boto3 takes no float.")
    if used & {"B", "BS"}:
        lines.append(
            "Binary values may be written as bytes; they are read as Binary, whose `value` is bytes."
        )
    return docstring(lines)


def _imports(parts: Sequence[_Dict | _Alias]) -> str:
    """The imports of what the parts name, in the order in which formatters leave them."""
    text = "".join(_written(part) for part in parts)
    named = {word for part in parts for each in _types_in(part) for word in words(each)}
    named |= {word for word in ("NotRequired", "TypeAlias", "TypedDict") if word in text}
    named |= {"Union"} if "Union[\n" in text else set()
    lines = ["from __future__ import annotations", ""]
    lines += ["from decimal import Decimal"] if "Decimal" in named else []
    lines.append(f"from typing import {', '.join(word for word in _FROM_TYPING if word in named)}")
    lines += ["", "from boto3.dynamodb.types import Binary"] if "Binary" in named else []
    return "".join(f"{line}\n" for line in lines)


def _types_in(part: _Dict | _Alias) -> Iterator[Type]:
    if isinstance(part, _Alias):
        yield part.type
    else:
        yield from (member.type for member in part.members)


def _written(part: _Dict | _Alias) -> str:
    if isinstance(part, _Alias):
        start = f"{part.name}: TypeAlias = "
        return f"{start}{laid_out(part.type, 0, width(start))}\n{docstring(part.told)}"
    return _by_class(part) if _fits_a_class(part) else _by_call(part)


def _fits_a_class(part: _Dict) -> bool:
    """Whether the attributes can be those of a class: they are its words, and hide no word of each other's types."""
    names = {member.name for member in part.members}
    meant = {word for member in part.members for word in words(member.type)}
    return not names & (meant | {"Union"}) and all(map(_is_attribute, names))


def _is_attribute(name: str) -> bool:
    """A class would call `__name` by another name, and a compatibility letter be read as another one."""
    plain = name.isidentifier() and not keyword.iskeyword(name) and not name.startswith("__")
    return plain and unicodedata.normalize("NFKC", name) == name


def _by_class(part: _Dict) -> str:
    lines = [f"class {part.name}(TypedDict):\n"]
    if part.told:
        lines.append(docstring(part.told, "    ") + "\n")
    for member in part.members:
        start = f"{member.name}: "
        lines.append(f"    {start}{laid_out(member.type, 4, width(start))}\n")
    return "".join(lines)


def _by_call(part: _Dict) -> str:
    lines = [f"{part.name} = TypedDict(\n    {string(part.name)},\n    {{\n"]
    for member in part.members:
        start = f"{string(member.name)}: "
        lines.append(f"        {start}{laid_out(member.type, 8, width(start), len(','))},\n")
    lines.append("    },\n)\n")
    return "".join(lines) + (docstring(part.told) if part.told else "")


def docstring(told: Iterable[str], indent: str = "") -> str:
    """Lines as a docstring."""
    first, *others = [_spelled(line.strip()) for text in told for line in (text.splitlines() or [""])]
    lines = [first, "", *others] if others and others[0] else [first, *others]
    while lines and not lines[-1]:
        lines.pop()
    if len(lines) == 1:
        end = "\\" if lines[0].endswith('"') else ""
        return f'{indent}"""{lines[0][:-1]}{end}{lines[0][-1:]}"""\n'
    return (
        f'{indent}"""'
        + "\n".join(f"{indent}{line}" if line else "" for line in lines)[len(indent) :]
        + f'\n{indent}"""\n'
    )


def _spelled(line: str) -> str:
    shown = "".join(
        letter if letter.isprintable() else repr(letter)[1:-1] for letter in line.replace("\\", "\\\\")
    )
    return shown.replace('"""', '\\"\\"\\"')
