"""dynalite, which answers as the service did when its messages were copied, as a process of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NODE_FOLDER = Path(__file__).parents[2] / "tools" / "node"

# It ends with its input, so that it never outlives the tests, not even killed ones.
_SERVER = """
const server = require('dynalite')({ createTableMs: 0, deleteTableMs: 0 })
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.stdin.on('end', () => process.exit()).resume()
"""


def missing() -> str | None:
    """Why dynalite cannot be asked here, if so."""
    if shutil.which("node") is None:
        return "dynalite is not asked: there is no Node.js here, and it needs version 20 or later"
    if not (NODE_FOLDER / "node_modules" / "dynalite").is_dir():
        return "dynalite is not asked: `make judges` installs it"
    return None


@contextmanager
def running() -> Iterator[str]:
    """The address of a server that keeps its tables in memory."""
    with subprocess.Popen(
        ["node", "-e", _SERVER], cwd=NODE_FOLDER, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()
