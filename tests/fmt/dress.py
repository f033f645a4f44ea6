"""Manifests written down as freely as YAML and the reader allow, every choice of style left to chance."""

from __future__ import annotations

import json
from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

from tests.fmt.manifests import Item, Map, Message, Part, Word, manifest

_COMMENTS = (
    *(
        "# why",
        "#",
        "#no blank",
        "# key: value",
        "# - item",
        "# 'quote",
        "#: odd",
        "## two",
        "# {brace",
        "# é",
    ),
    "# planton-dynamodb: fine",
)


@dataclass(frozen=True)
class Written:
    """A text, and the comments that were written into its manifest."""

    text: str
    comments: list[str]


def written(seed: int) -> Written:
    """The manifest of a seed as YAML, perhaps with neighbours and with the line ends of Windows."""
    dress = _Dress(Random(seed))
    text = dress.document(manifest(Random(seed)))
    if dress.chance(0.2):
        text = f"# other\nkind: Other\nx:   [1,2]\n---{' # next' * dress.chance(0.5)}\n" + text
    if dress.chance(0.2):
        text = text.rstrip("\n") + "\n---\nkind: ConfigMap\ndata: {a:   b}"
    if dress.chance(0.2):
        text = text.replace("\n", "\r\n")
    return Written(text, dress.comments)


def written_in_json(seed: int) -> str:
    """The manifest of a seed as JSON."""
    return _Dress(Random(seed)).json(manifest(Random(seed)))


def written_texts() -> st.SearchStrategy[Written]:
    """Any of them."""
    return st.integers(0, 2**32).map(written)


class _Dress:
    def __init__(self, random: Random) -> None:
        self._random = random
        self.comments: list[str] = []

    def chance(self, share: float) -> bool:
        """Yes, that often."""
        return self._random.random() < share

    def document(self, root: Message) -> str:
        """A manifest as lines of YAML, with comments in every place that allows for one."""
        lines = [*self._above(0), *self._block(root, 0), *self._above(0)]
        return "\n".join(lines) + "\n" * self._random.randint(0, 3)

    def json(self, root: Message) -> str:
        """A manifest as JSON."""
        indent = self._random.choice((None, 1, 4))
        return json.dumps(self._plain(root), indent=indent, ensure_ascii=False).replace("\u2028", "\\u2028")

    def _plain(self, value: Part) -> object:
        if isinstance(value, Message):
            return {self._key(key): self._plain(part) for key, part in self._shuffled(value.fields)}
        if isinstance(value, Map):
            return value.entries
        if isinstance(value, list):
            return [self._plain(item) for item in value]
        if isinstance(value, Word):
            word = value.spellings[0]
            return json.loads(word) if word.isdecimal() or word in ("true", "false") else word
        return value

    def _shuffled(self, fields: dict[str, Part]) -> list[tuple[str, Part]]:
        pairs = list(fields.items())
        if self.chance(0.6):
            self._random.shuffle(pairs)
        return pairs

    def _key(self, name: str) -> str:
        if self.chance(0.4):
            return name
        first, *rest = name.split("_")
        return first + "".join(part.capitalize() for part in rest)

    def _comment(self) -> str:
        said = self._random.choice(_COMMENTS)
        self.comments.append(said)
        return said

    def _behind(self) -> str:
        return f"{' ' * self._random.randint(1, 4)}{self._comment()}" if self.chance(0.2) else ""

    def _above(self, indent: int) -> list[str]:
        """Blank lines and comments at any indentation."""
        lines = []
        while self.chance(0.25):
            at = indent if self.chance(0.6) else self._random.randint(0, 12)
            lines.append("" if self.chance(0.4) else " " * at + self._comment())
        return lines

    def _block(self, value: Message | Map, indent: int) -> list[str]:
        lines: list[str] = []
        for key, part in self._entries(value):
            lines += self._above(indent)
            lines += self._entry(f"{' ' * indent}{key}:", part, indent)
        return lines

    def _entries(self, value: Message | Map) -> list[tuple[str, Part]]:
        if isinstance(value, Message):
            return [(self._key(name), part) for name, part in self._shuffled(value.fields)]
        return [(self._map_key(name), part) for name, part in value.entries.items()]

    def _map_key(self, key: str) -> str:
        return _quoted(key) if self.chance(0.3) or not _plain_is_safe(key) else key

    def _entry(self, start: str, value: Part, indent: int) -> list[str]:
        if value is None:
            return [f"{start}{self._random.choice(('', ' ~', ' null'))}{self._behind()}"]
        if isinstance(value, Word):
            return self._scalar_lines(start, [self._random.choice(value.spellings)], indent)
        if isinstance(value, str):
            return self._scalar_lines(start, self._spelled(value, indent + 2), indent)
        if _is_empty(value) or self.chance(0.25):
            return self._flow_lines(f"{start} ", value, indent)
        step = self._random.choice((1, 2, 2, 2, 4))
        if isinstance(value, list):
            return [start + self._behind(), *self._items(value, indent + self._random.choice((0, step)))]
        return [start + self._behind(), *self._block(value, indent + step)]

    def _scalar_lines(self, start: str, spelled: list[str], indent: int) -> list[str]:
        first, *rest = spelled
        if not rest and self.chance(0.05):
            below = f"{' ' * (indent + 3)}{first}{self._behind()}"
            return [start + self._behind(), *self._above(indent), below]
        if rest and not first.startswith(("|", ">")):
            return [f"{start} {first}", *rest[:-1], rest[-1] + self._behind()]
        return [f"{start} {first}{self._behind()}", *rest]

    def _items(self, items: list[Item], indent: int) -> list[str]:
        lines: list[str] = []
        for item in items:
            lines += self._above(indent)
            dash = " " * indent + "-"
            if isinstance(item, str):
                lines += self._scalar_lines(dash, self._spelled(item, indent + 2), indent)
            elif isinstance(item, Message):
                lines += self._item(dash, item, indent)
        return lines

    def _item(self, dash: str, item: Message, indent: int) -> list[str]:
        if _is_empty(item) or self.chance(0.25):
            return self._flow_lines(f"{dash} ", item, indent)
        if self.chance(0.1):
            return [dash + self._behind(), *self._block(item, indent + 3)]
        blanks = self._random.choice((1, 1, 1, 3))
        block = self._block(item, indent + 1 + blanks)
        at = next(n for n, line in enumerate(block) if line.strip() and not line.strip().startswith("#"))
        return [*block[:at], dash + " " * blanks + block[at].lstrip(" "), *block[at + 1 :]]

    def _flow_lines(self, start: str, value: Part, indent: int) -> list[str]:
        newline = "\n" + " " * (indent + 2) if self.chance(0.3) else None
        first, *rest = (start + self._flow(value, newline)).split("\n")
        return [first, *rest[:-1], rest[-1] + self._behind()] if rest else [first + self._behind()]

    def _flow(self, value: Part, newline: str | None) -> str:
        if isinstance(value, Word):
            return self._random.choice(value.spellings)
        if isinstance(value, str):
            return value if _flow_is_safe(value) else _quoted(value)
        if isinstance(value, list):
            return "[" + self._joined([self._flow(item, newline) for item in value], newline) + "]"
        if value is None:
            return "null"
        pairs = self._shuffled(value.fields) if isinstance(value, Message) else value.entries.items()
        keys = self._key if isinstance(value, Message) else _quoted
        return (
            "{"
            + self._joined([f"{keys(name)}: {self._flow(part, newline)}" for name, part in pairs], newline)
            + "}"
        )

    def _joined(self, parts: list[str], newline: str | None) -> str:
        if newline is None:
            return ", ".join(parts)
        text = self._in_flow(newline)
        for index, part in enumerate(parts):
            comma = "," if index < len(parts) - 1 or self.chance(0.5) else ""
            text += part + comma + self._in_flow(newline)
        return text

    def _in_flow(self, newline: str) -> str:
        """A line break or not, with or without comments."""
        text = self._behind()
        if text or self.chance(0.5):
            text += newline
        while self.chance(0.1):
            text += (self._comment() if text.endswith(newline) else "") + newline
        return text

    def _spelled(self, text: str, indent: int) -> list[str]:
        """A text in one of the styles that can hold it, its lines below the first indented."""
        if "\n" in text and text.split("\n")[-2:][0].strip() and self.chance(0.7):
            return self._literal(text, indent)
        if text.count(" ") == 1 and _plain_is_safe(text) and self.chance(0.2):
            first, rest = text.split(" ")
            return [first, " " * indent + rest]
        if _plain_is_safe(text) and text not in ("null", "~") and self.chance(0.7):
            return [text]
        if self.chance(0.4) and text.isprintable():
            return ["'" + text.replace("'", "''") + "'"]
        return [_quoted(text)]

    def _literal(self, text: str, indent: int) -> list[str]:
        depth = self._random.randint(1, 5)
        indicator = str(depth) if text.lstrip("\n").startswith(" ") or self.chance(0.2) else ""
        chomping = "" if text.endswith("\n") else "-"
        lines = [
            " " * (indent - 2 + depth) + line if line else "" for line in text.removesuffix("\n").split("\n")
        ]
        return [f"{'|'}{indicator}{chomping}", *lines]


def _is_empty(value: Message | Map | list[Item]) -> bool:
    if isinstance(value, list):
        return not value
    return not (value.fields if isinstance(value, Message) else value.entries)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\u2028", "\\u2028")


def _plain_is_safe(text: str) -> bool:
    if not text or text != text.strip() or not text.isprintable():
        return False
    return not (text[0] in "-#&*!|>'\"%@`[]{},?:" or ": " in text or " #" in text or text.endswith(":"))


def _flow_is_safe(text: str) -> bool:
    return (
        _plain_is_safe(text) and not any(letter in text for letter in ",[]{}:#") and text not in ("null", "~")
    )
