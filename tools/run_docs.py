"""Run what README and docs show: every file, command and Python session of a page, in a folder of its own.

A page is executed from top to bottom. ```` ```yaml file=orders.yaml ```` writes a file, ```` ```console ````
holds commands behind `$ ` with their exact output, ```` ```pycon ```` a Python session. `--write` puts the
true output into the pages, without it the differences are printed and the exit code is 1.
"""

from __future__ import annotations

import argparse
import difflib
import doctest
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"^```(?P<kind>[a-z]+)(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_TIMEOUT = 300


def pages() -> list[Path]:
    """Every page that shows something to run."""
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
    return [path for path in found if path.is_file()]


def executed(page: Path) -> str:
    """The page as it would be if all its outputs were true."""
    text = page.read_text()
    with tempfile.TemporaryDirectory() as folder:
        work, session = Path(folder), {"__name__": "__docs__"}
        return _BLOCK.sub(lambda block: _run(block, work, session), text)


def _run(block: re.Match[str], work: Path, session: dict[str, str]) -> str:
    kind, info, body = block["kind"], block["info"], block["body"]
    named = re.search(r"\bfile=(\S+)", info)
    if named is not None:
        path = work / named[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body)
    elif kind == "console":
        body = "".join(
            _console(command, work) for command in re.split(r"^(?=\$ )", body, flags=re.MULTILINE) if command
        )
    elif kind == "pycon":
        body = _session(body, work, session)
    elif kind == "sh":
        _check_targets(body)
    return f"```{kind}{info}\n{body}```"


def _console(shown: str, work: Path) -> str:
    first, _, _ = shown.partition("\n")
    done = subprocess.run(
        ["bash", "-c", first.removeprefix("$ ")],
        cwd=work,
        env=_environment(work),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=_TIMEOUT,
        check=False,
    )
    output = done.stdout if not done.stdout or done.stdout.endswith("\n") else done.stdout + "\n"
    return f"{first}\n{output}"


def _environment(work: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in ("LANG", "LC_ALL", "TMPDIR")}
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return kept | {
        "PATH": path,
        "HOME": str(work),
        "COLUMNS": "100",
        "PYTHONUTF8": "1",
        "EXAMPLES": str(ROOT / "examples"),
        "PYTHONPATH": str(ROOT),
    }


def _session(body: str, work: Path, namespace: dict[str, str]) -> str:
    """A Python session with what it really prints; the sessions of a page go on from one to the next."""
    examples = doctest.DocTestParser().get_examples(body)
    before, written = Path.cwd(), ""
    os.chdir(work)
    try:
        for example in examples:
            lines = example.source.rstrip("\n").split("\n")
            written += "".join(
                f"{'>>>' if not index else '...'} {line}".rstrip() + "\n" for index, line in enumerate(lines)
            )
            written += _printed(example, namespace)
    finally:
        os.chdir(before)
    return written


def _printed(example: doctest.Example, namespace: dict[str, str]) -> str:
    import contextlib
    import io
    import traceback

    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(example.source, "<docs>", "single"), namespace)
        except Exception as error:
            said = "".join(traceback.format_exception_only(error))
            out.write(f"Traceback (most recent call last):\n  ...\n{said}")
    return out.getvalue()


def _check_targets(body: str) -> None:
    """What a page asks to be typed but shows no output of: its make targets have to be there."""
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"^make ([a-z-]+)", body, re.MULTILINE):
        if not re.search(rf"^{target}:", makefile, re.MULTILINE):
            raise SystemExit(f"a page says `make {target}`, but the Makefile has no such target")


def difference(page: Path) -> str:
    """What a page shows against what is true; nothing where they agree."""
    shown, true = page.read_text(), executed(page)
    name = str(page.relative_to(ROOT))
    return "".join(
        difflib.unified_diff(shown.splitlines(True), true.splitlines(True), name, f"{name} (executed)")
    )


def main() -> int:
    """Check the pages, or write the true outputs into them."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--write", action="store_true", help="put the true output into the pages")
    options.add_argument("pages", nargs="*", type=Path, help="pages (default: all)")
    given = options.parse_args()
    stale = 0
    for page in [path.resolve() for path in given.pages] or pages():
        if given.write:
            page.write_text(executed(page))
        elif found := difference(page):
            sys.stdout.write(found)
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
