"""A mapping taken apart entry by entry, so that in the end it is known what nobody took."""

from __future__ import annotations

from planton_dynamodb.manifest import scalars
from planton_dynamodb.manifest.nodes import Mapping, Node, Scalar, Sequence, is_null
from planton_dynamodb.manifest.words import camel


class Taking:
    """The entries of a mapping by their camelCase names, an empty one where there is no mapping.

    What does not have the shape that is asked for is noted in `unclear`, which a whole tree of these shares.
    """

    def __init__(self, node: Node | None, path: str, unclear: list[str]) -> None:
        self.unclear = unclear
        self._path = path
        self._inner: list[Taking] = []
        self._left: dict[str, tuple[Scalar, Node]] = {}
        if isinstance(node, Mapping):
            for key, value in node.entries:
                self._add(key, value)
        elif node is not None and not is_null(node):
            unclear.append(f"`{path}`, which is no mapping")

    def _add(self, key: Scalar, value: Node) -> None:
        name = camel(key.value)
        if name in self._left:
            self.unclear.append(f"`{self._path_of((name,))}`, which is given twice")
        elif not is_null(value):
            self._left[name] = (key, value)

    def has(self, name: str) -> bool:
        """Whether there is such an entry, not taken yet."""
        return name in self._left

    def peek(self, name: str) -> Node | None:
        """The value of a key, which stays to be taken."""
        return self._left[name][1] if name in self._left else None

    def spelled(self, name: str) -> str:
        """A key as the file spells it, while it was not taken."""
        return self._left[name][0].value if name in self._left else name

    def take(self, *names: str) -> Node | None:
        """The value of the first of these keys that is there."""
        found = next((name for name in names if name in self._left), None)
        return None if found is None else self._left.pop(found)[1]

    def text(self, *names: str) -> str | None:
        """A text, or nothing where it is left empty."""
        path = self._path_of(names)
        node = self.take(*names)
        if node is None:
            return None
        if isinstance(node, Scalar) and node.tag is None:
            return node.value or None
        self.unclear.append(f"`{path}`, which is no text")
        return None

    def flag(self, *names: str) -> bool:
        """A boolean; false where it is absent."""
        path = self._path_of(names)
        node = self.take(*names)
        value = scalars.boolean(node)[0] if isinstance(node, Scalar) else None
        if node is not None and value is None:
            self.unclear.append(f"`{path}`, which is neither true nor false")
        return value is True

    def number(self, *names: str) -> int:
        """A number; 0 where it is absent."""
        path = self._path_of(names)
        node = self.take(*names)
        value = scalars.integer(64)(node)[0] if isinstance(node, Scalar) else None
        if isinstance(value, int):
            return value
        if node is not None:
            self.unclear.append(f"`{path}`, which is no number")
        return 0

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        path = self._path_of((name,))
        items = self._items(name)
        if not all(isinstance(item, Scalar) for item in items):
            self.unclear.append(f"`{path}`, which is no list of texts")
        return [item.value for item in items if isinstance(item, Scalar)]

    def inner(self, name: str) -> Taking:
        """The mapping under a key."""
        path = self._path_of((name,))
        return self._entered(self.take(name), path)

    def each(self, name: str) -> list[Taking]:
        """The mappings in the list under a key."""
        path = self._path_of((name,))
        return [self._entered(item, f"{path}[{index}]") for index, item in enumerate(self._items(name))]

    def left(self) -> list[tuple[str, str]]:
        """What nobody took, here and below: names in camelCase with their paths as the file spells them."""
        own = [(name, self._path_of((name,))) for name in self._left]
        return own + [pair for taking in self._inner for pair in taking.left()]

    def _entered(self, node: Node | None, path: str) -> Taking:
        taking = Taking(node, path, self.unclear)
        self._inner.append(taking)
        return taking

    def _items(self, name: str) -> list[Node]:
        path = self._path_of((name,))
        node = self.take(name)
        if isinstance(node, Sequence):
            return node.items
        if node is not None:
            self.unclear.append(f"`{path}`, which is no list")
        return []

    def _path_of(self, names: tuple[str, ...]) -> str:
        name = next((name for name in names if name in self._left), names[0])
        return f"{self._path}.{self.spelled(name)}" if self._path else self.spelled(name)
