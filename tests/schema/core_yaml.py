"""YAML as editors read it: the core schema of YAML 1.2, where `yes` is a text and a date too."""

from __future__ import annotations

import re

import yaml


class CoreLoader(yaml.SafeLoader):
    """PyYAML with the implicit types of YAML 1.2."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012  # PyYAML's own


for tag, pattern, first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", list("-+0123456789")),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", list("-+.0123456789")),
    ("merge", r"<<", ["<"]),
):
    CoreLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), first)


def _whole_number(loader: CoreLoader, node: yaml.ScalarNode) -> int:
    """A whole number: leading zeros mean nothing, where YAML 1.1 counts in eights."""
    value = str(loader.construct_scalar(node))
    return int(value, 0) if value.startswith(("0x", "0o")) else int(value)


CoreLoader.add_constructor("tag:yaml.org,2002:int", _whole_number)


def documents(text: str) -> list[object]:
    """The documents of a text that hold anything."""
    return [document for document in yaml.load_all(text, Loader=CoreLoader) if document is not None]
