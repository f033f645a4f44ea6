"""Writes the Kubernetes definitions that `render kubernetes` prints: `python -m tools.generate_definitions`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from planton_dynamodb.targets import kubernetes
from planton_dynamodb.targets.kubernetes_definitions import definitions

ROOT = Path(__file__).parents[1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Write them; with --check only say which are not as they should be."""
    check = "--check" in (sys.argv[1:] if arguments is None else arguments)
    stale = 0
    for name, text in definitions().items():
        path = Path(kubernetes.FOLDER, name)
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if check:
            stale += 1
            print(f"{path.relative_to(ROOT)} is stale: run make proto", file=sys.stderr)
        else:
            path.write_text(text, encoding="utf-8")
            print(f"wrote {path.relative_to(ROOT)}")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
