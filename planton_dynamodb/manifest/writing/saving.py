"""A file written as a whole or not at all: its new text is written beside it and then takes its place."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress

from planton_dynamodb.manifest.files import InputError, read_bytes


def save(path: str, data: bytes) -> None:
    """Put other bytes into a file, which keeps its mode and owner; a symbolic link stays one."""
    target = os.path.realpath(path)
    beside = None
    try:
        before = os.stat(target)
        if not os.access(target, os.W_OK):
            raise PermissionError(13, "permission denied")
        descriptor, beside = tempfile.mkstemp(dir=os.path.dirname(target), prefix=".", suffix=".tmp")
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        _keep_owner(beside, before)
        os.chmod(beside, before.st_mode & 0o7777)
        os.replace(beside, target)
        beside = None
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from None
    finally:
        if beside is not None:
            with suppress(FileNotFoundError):  # Ctrl-C may come just after it took its place
                os.unlink(beside)


def create(path: str, data: bytes) -> None:
    """Put a new file there, and the folders that lead to it. Whoever calls has seen that there is none yet."""
    folder = os.path.dirname(path) or os.curdir
    beside = os.path.join(folder, f".{os.path.basename(path)}.{os.getpid()}.tmp")
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        in_the_way = isinstance(error, FileExistsError | NotADirectoryError)
        reason = "a file is in the way" if in_the_way else (error.strerror or str(error)).lower()
        raise InputError(f"{folder}: the folder cannot be made: {reason}") from None
    try:
        with open(beside, "xb") as file:
            file.write(data)
        os.replace(beside, path)
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {(error.strerror or str(error)).lower()}") from None
    finally:
        with suppress(OSError):
            os.unlink(beside)


def save_all(placed: Mapping[str, bytes]) -> None:
    """Write several files, new ones or others' new bytes; where one cannot be written, all are as they were."""
    before: dict[str, bytes | None] = {}
    try:
        for path, data in placed.items():
            before[path] = read_bytes(path) if os.path.lexists(path) else None
            (create if before[path] is None else save)(path, data)
    except BaseException:  # Ctrl-C too
        for path, old in before.items():
            with suppress(OSError, InputError):
                if old is None:
                    os.unlink(path)
                else:
                    save(path, old)
        raise


def _keep_owner(path: str, before: os.stat_result) -> None:
    """What root rewrites still belongs to its user; nobody else can give a file away, or has to."""
    now = os.stat(path)
    if hasattr(os, "chown") and (now.st_uid, now.st_gid) != (before.st_uid, before.st_gid):
        try:
            os.chown(path, before.st_uid, before.st_gid)
        except OSError:
            return
