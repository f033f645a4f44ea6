"""Inputs named on a command line made into sources: the only place that reads manifests."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, TextIO

from planton_dynamodb.manifest.problems import Encoding, Problem, Span, Syntax, TooMuch
from planton_dynamodb.manifest.source import Source

MAX_BYTES = 10_000_000
_ENDINGS = (".yaml", ".yml", ".json")


class InputError(Exception):
    """An input that is not there or cannot be read: the tool cannot do its work on it."""


class Input(NamedTuple):
    """A file to read. `named`: the user pointed at it, so that it has to be a manifest."""

    path: str
    named: bool
    argument: str
    """The argument that led to it."""
    again: bool = False
    """Whether an earlier argument led to it already."""


def inputs(arguments: Sequence[str]) -> Iterator[Input]:
    """The files that arguments lead to, folders and globs in the order of their names."""
    if len(arguments) == 1:
        yield from _led_to(arguments)
        return
    seen: set[str] = set()
    for given in _led_to(arguments):
        path = os.path.realpath(given.path)
        yield given._replace(again=path in seen)
        seen.add(path)


def _led_to(arguments: Sequence[str]) -> Iterator[Input]:
    for argument in arguments:
        if argument == "-":
            yield Input("-", True, argument)
        elif os.path.isdir(argument):
            yield from (Input(path, False, argument) for path in _walk(argument))
        elif os.path.lexists(argument) or not _is_glob(argument):
            yield Input(argument, True, argument)
        else:
            yield from _globbed(argument)


def _is_glob(argument: str) -> bool:
    return any(letter in argument for letter in "*?[")


def _globbed(pattern: str) -> Iterator[Input]:
    import glob

    found = sorted(glob.glob(pattern, recursive=True))
    if not found:
        yield Input(pattern, True, pattern)  # reading it says so
    for path in found:
        if os.path.isdir(path):
            yield from (Input(inner, False, pattern) for inner in _walk(path))
        elif path.endswith(_ENDINGS):
            yield Input(path, False, pattern)


def _walk(folder: str, top: str | None = None) -> Iterator[str]:
    """The manifests in a folder and below, hidden folders left out; a folder that can't be read, for its reason."""
    try:
        with os.scandir(folder) as entries:
            names, folders = _listed(entries, top or folder)
    except OSError:
        yield folder
        return
    names.extend(folders)
    names.sort(reverse=True)
    while names:  # each name goes when its turn has come, so that many take little memory
        name = names.pop()
        if name in folders:
            yield from _walk(os.path.join(folder, name), top or folder)
        else:
            yield os.path.join(folder, name)


def _listed(entries: Iterable[os.DirEntry[str]], top: str) -> tuple[list[str], set[str]]:
    """The names of the manifests in a folder, and of the folders to go into."""
    files, folders = [], set()
    for entry in entries:
        if entry.name.endswith(_ENDINGS) and _is_a_file(entry):
            if not (entry.is_symlink() and _found_anyway(entry.path, top)):
                files.append(entry.name)
        elif entry.is_dir(follow_symlinks=False) and not entry.name.startswith("."):
            folders.add(entry.name)
    return files, folders


def _found_anyway(link: str, top: str) -> bool:
    """Whether the walk of a folder meets what a link leads to by itself; then it is not another manifest."""
    inside = os.path.relpath(os.path.realpath(link), os.path.realpath(top))
    hidden = any(part.startswith(".") for part in inside.split(os.sep))
    return not hidden and inside.endswith(_ENDINGS) and os.path.exists(link)


def _is_a_file(entry: os.DirEntry[str]) -> bool:
    """Whether it is a file or a link to what may be one; to read a pipe or a socket would be to wait for ever."""
    return entry.is_file(follow_symlinks=False) or (entry.is_symlink() and not entry.is_dir())


def read_bytes(path: str) -> bytes:
    """The bytes of a file or of standard input; of one that is too large, a little more than the limit."""
    try:
        if path == "-":
            return _standard_input(sys.stdin)
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            return _all_bytes(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if isinstance(error, FileNotFoundError) and _is_glob(path):
            raise InputError(f"{path}: no file matches") from None
        raise InputError(f"{path}: cannot be read: {_reason(error)}") from None


@lru_cache(maxsize=1)
def _standard_input(stream: TextIO) -> bytes:
    """Standard input can be read once only."""
    return stream.buffer.read(MAX_BYTES + 1)


def _all_bytes(descriptor: int) -> bytes:
    data = os.read(descriptor, 65_536)
    if len(data) < 65_536:
        return (
            data if not data or not (rest := os.read(descriptor, 65_536)) else _more(descriptor, [data, rest])
        )
    return _more(descriptor, [data])


def _more(descriptor: int, chunks: list[bytes]) -> bytes:
    size = sum(map(len, chunks))
    while size <= MAX_BYTES and (chunk := os.read(descriptor, 1_048_576)):
        chunks.append(chunk)
        size += len(chunk)
    return b"".join(chunks)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


def decode(name: str, data: bytes) -> tuple[Source, list[Problem]]:
    """Bytes as text, with what is wrong with them."""
    if len(data) > MAX_BYTES:
        empty = Source(name, "")
        limit = f"{MAX_BYTES // 1_000_000} MB"
        return empty, [
            TooMuch(span=Span(empty, 0, 0), message=f"the file is larger than {limit}", limit=limit)
        ]
    mark = data.startswith(b"\xef\xbb\xbf")
    try:
        text = str(data[3:] if mark else data, "utf-8")
    except UnicodeDecodeError as error:
        return _not_text(name, data, error)
    source = Source(name, text, byte_order_mark=mark)
    return source, _control_characters(source)


def _not_text(name: str, data: bytes, error: UnicodeDecodeError) -> tuple[Source, list[Problem]]:
    readable = Source(name, data[: error.start].decode("utf-8", "replace"))
    end = len(readable.text)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or data[:200].count(0) > len(data[:200]) // 4:
        message, edit = "the file is in UTF-16", "save it as UTF-8: iconv -f UTF-16 -t UTF-8"
    else:
        message = f"the byte 0x{data[error.start]:02x} at offset {error.start} is not UTF-8 text"
        edit = "save the file as UTF-8; if it is no text at all, leave it out"
    return readable, [Encoding(span=Span(readable, end, end), message=message, edit=edit)]


def _control_characters(source: Source) -> list[Problem]:
    """Characters that YAML does not allow anywhere; one is enough to say so."""
    text = source.text
    if text.isprintable() or not _may_hold_controls(text):
        return []
    import re

    found = re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]", text)
    if found is None:
        return []
    at = found.start()
    if text.count("\0") > len(text) // 4:
        message, edit = "the file is in UTF-16", "save it as UTF-8: iconv -f UTF-16 -t UTF-8"
        return [Encoding(span=Span(source, at, at + 1), message=message, edit=edit)]
    message = f"the control character U+{ord(text[at]):04X} is not allowed in YAML"
    return [Syntax(span=Span(source, at, at + 1), message=message)]


def _may_hold_controls(text: str) -> bool:
    return not text.replace("\n", "").isprintable()
