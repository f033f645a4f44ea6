"""The manifests among the inputs of a run that others belong to, or that belong to others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from planton_dynamodb.checking import Checker
from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.kinds import AWS_DYNAMODB, OPERATIONS
from planton_dynamodb.manifest.load import Loaded
from planton_dynamodb.manifest.manifest import Manifest

_MARKS = (b"eySchema", b"ey_schema", OPERATIONS.name.encode())
"""A file has one of these if it holds a table in which nothing is wrong, or what runs around one."""


class Among(Iterable[Manifest]):
    """The tables among the inputs and what runs around them, read when somebody first asks for one."""

    def __init__(self, arguments: Sequence[str], checker: Checker) -> None:
        self._arguments = arguments
        self._checker = checker

    def __iter__(self) -> Iterator[Manifest]:
        return iter(self._found)

    def loaded_from(self, manifest: Manifest) -> Loaded | None:
        """The file that a manifest stands in, where it is one of the inputs."""
        return self._files.get(id(manifest))

    @cached_property
    def _files(self) -> Mapping[int, Loaded]:
        return {id(manifest): loaded for loaded in self.texts for manifest in loaded.manifests}

    @cached_property
    def _found(self) -> list[Manifest]:
        return [
            manifest
            for loaded in self.texts
            for manifest in loaded.manifests
            if manifest.kind in (AWS_DYNAMODB, OPERATIONS)
        ]

    @cached_property
    def texts(self) -> list[Loaded]:
        """The inputs that hold such manifests, each once, in their order."""
        found = (self._loaded(given) for given in files.inputs(self._arguments) if not given.again)
        return [loaded for loaded in found if loaded is not None]

    def _loaded(self, given: files.Input) -> Loaded | None:
        try:
            data = self._checker.read(given.path)
        except files.InputError:
            return None  # the run says so
        if not any(mark in data for mark in _MARKS):
            return None
        name = self._checker.stdin_name if given.path == "-" else given.path
        return self._checker.loaded(name, data, named=given.named)
