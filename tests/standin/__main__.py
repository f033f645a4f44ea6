"""Starts one of the stand-ins, each a process of its own: `python -m tests.standin aws|provider|language …`.

The first line of what it prints is the port that it listens on, on 127.0.0.1. It runs until it is ended, or until
whoever started it closes its standard input.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

_BLINK = 0.2


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until ended."""
    options = _parsed(arguments)
    server, port = _start(options)
    sys.stdout.write(f"{port}\n")
    sys.stdout.flush()
    if options.stay:
        _outlive_nobody()
    else:
        sys.stdin.read()
    # A server that still waits for somebody must not keep the process.
    os._exit(0 if server else 1)


def _outlive_nobody() -> None:
    """Until the engine that started this has gone, however it went."""
    engine = os.getppid()
    while os.getppid() == engine:
        time.sleep(_BLINK)


def _parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests.standin")
    parser.add_argument("kind", choices=["aws", "provider", "language"])
    parser.add_argument(
        "--endpoint", default="", help="where AWS is, if neither configuration nor environment say"
    )
    parser.add_argument("--control", type=Path, default=Path(os.devnull), help="the file of faults")
    parser.add_argument("--journal", type=Path, default=Path(os.devnull), help="the file to write calls to")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument(
        "--stay", action="store_true", help="run as long as the parent process, not the input"
    )
    parser.add_argument("engine", nargs="*", help="what the engine adds: its address comes last")
    return parser.parse_known_args(arguments)[0]


def _start(options: argparse.Namespace) -> tuple[Any, int]:
    """The server, which lives as long as somebody holds it, and its port."""
    if options.kind == "language":
        from tests.standin import language

        return language.serving(options.engine[-1] if options.engine else "")
    from tests.standin.control import Control, Journal

    control, journal = Control(options.control), Journal(options.journal)
    if options.kind == "provider":
        from tests.standin import provider

        return provider.serving(options.endpoint, control, journal, options.port)
    from tests.standin import service

    server = service.serving(control, journal)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, server.server_port


if __name__ == "__main__":
    main()
