"""Run what README, docs and examples show: every file, command and Python session of a page, in a folder of its own.

A page is executed from top to bottom. ```` ```yaml file=orders.yaml ```` writes a file, ```` ```console ````
holds commands behind `$ ` with their exact output, ```` ```pycon ```` a Python session. `--write` puts the
true output into the pages, without it the differences are printed and the exit code is 1.

A page whose commands name `examples` finds a copy of that folder there, so that they read as they are typed in the
repository. A page with a command that makes tables through Pulumi runs it for real: Pulumi's own engine, with the
stand-ins of `tests/standin` for AWS and for its provider, and with state kept where it is kept by default. One whose
commands ask for Terraform has Terraform and its own provider, with the same stand-in for AWS.
"""

from __future__ import annotations

import argparse
import difflib
import doctest
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_BLOCK = re.compile(r"^```(?P<kind>[a-z]+)(?P<info>[^\n]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
_TIMEOUT = 300
_NEEDS_CLOUD = re.compile(
    r"^\$ (?!.*--help)(.*\bplanton-dynamodb (preview|apply|refresh|destroy|outputs)\b|(.*; |.*&& )?pulumi )",
    re.MULTILINE,
)
_NEEDS_TERRAFORM = re.compile(r"^\$ .*--engine (terraform|tofu)\b", re.MULTILINE)
_NAMES_EXAMPLES = re.compile(r"^\$ (?:.*[\s=])?examples(?:[/\s]|$)", re.MULTILINE)
_OWN = ("HOME", "PULUMI_BACKEND_URL", "PULUMI_CONFIG_PASSPHRASE", "XDG_DATA_HOME")
"""What a page does without: it shows what happens to who has set nothing."""

_VARYING = (
    (re.compile(r"\b20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3,6}\b"), "2026-01-31T09:30:00.000"),
    (re.compile(r"\bRequestID: \w{32}\b"), "RequestID: 0123456789ABCDEF0123456789ABCDEF"),
    (
        re.compile(r"\bRequestID: \w{8}(?:-\w{4}){3}-\w{12}\b"),
        "RequestID: 01234567-89ab-cdef-0123-456789abcdef",
    ),
)
"""All that is not shown as it came: AWS labels a stream with the moment of its opening, and numbers its answers."""


def pages() -> list[Path]:
    """Every page that shows something to run."""
    folders = [*sorted((ROOT / "docs").rglob("*.md")), *sorted((ROOT / "examples").rglob("*.md"))]
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *folders]
    return [path for path in found if path.is_file()]


def needs_cloud(page: Path) -> bool:
    """Whether a page shows commands that make tables through Pulumi."""
    return _shows(page, _NEEDS_CLOUD) and not needs_terraform(page)


def needs_terraform(page: Path) -> bool:
    """Whether a page shows commands that make tables through Terraform."""
    return _shows(page, _NEEDS_TERRAFORM)


def _shows(page: Path, command: re.Pattern[str]) -> bool:
    return any(command.search(body) for body in _consoles(page.read_text()))


def _consoles(text: str) -> Iterator[str]:
    return (block["body"] for block in _BLOCK.finditer(text) if block["kind"] == "console")


def executed(page: Path, cloud: Mapping[str, str] | None = None) -> str:
    """The page as it would be if all its outputs were true; `cloud` is the environment of who has a cloud."""
    text = page.read_text()
    with tempfile.TemporaryDirectory() as folder:
        work, session = Path(folder), {"__name__": "__docs__"}
        if any(_NAMES_EXAMPLES.search(body) for body in _consoles(text)):
            shutil.copytree(ROOT / "examples", work / "examples")
        environment = _environment(work, cloud or {})
        return _BLOCK.sub(lambda block: _run(block, work, environment, session), text)


def _run(block: re.Match[str], work: Path, environment: Mapping[str, str], session: dict[str, str]) -> str:
    kind, info, body = block["kind"], block["info"], block["body"]
    named = re.search(r"\bfile=(\S+)", info)
    if named is not None:
        path = work / named[1]
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(body)
    elif kind == "console":
        commands = re.split(r"^(?=\$ )", body, flags=re.MULTILINE)
        body = "".join(_console(command, work, environment) for command in commands if command)
    elif kind == "pycon":
        body = _session(body, work, session)
    elif kind == "sh":
        _check_targets(body)
    return f"```{kind}{info}\n{body}```"


def _console(shown: str, work: Path, environment: Mapping[str, str]) -> str:
    first, _, _ = shown.partition("\n")
    done = subprocess.run(
        ["bash", "-c", first.removeprefix("$ ")],
        cwd=work,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        timeout=_TIMEOUT,
        check=False,
    )
    output = done.stdout if not done.stdout or done.stdout.endswith("\n") else done.stdout + "\n"
    return f"{first}\n{_the_same_each_time(output)}"


def _the_same_each_time(output: str) -> str:
    for varying, shown in _VARYING:
        output = varying.sub(shown, output)
    return output


def _environment(work: Path, cloud: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name in ("LANG", "LC_ALL", "TMPDIR")}
    kept = inherited | {name: value for name, value in cloud.items() if name not in _OWN}
    path = os.pathsep.join(
        [str(Path(sys.executable).parent), kept.get("PATH", os.environ.get("PATH", os.defpath))]
    )
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
            written += _the_same_each_time(_printed(example, namespace))
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


def difference(page: Path, cloud: Mapping[str, str] | None = None) -> str:
    """What a page shows against what is true; nothing where they agree."""
    shown, true = page.read_text(), executed(page, cloud)
    name = str(page.relative_to(ROOT))
    return "".join(
        difflib.unified_diff(shown.splitlines(True), true.splitlines(True), name, f"{name} (executed)")
    )


@contextmanager
def _cloud() -> Iterator[Mapping[str, str] | None]:
    """The environment of who has an empty cloud; None where there is no engine."""
    if str(ROOT) not in sys.path:  # as a script it has only its own folder there
        sys.path.insert(0, str(ROOT))
    from tests.standin.fixtures import engine_command, new_cloud, standing_in

    command = engine_command()
    if command is None:
        yield None
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as journal,
        standing_in(Path(journal)) as stand_ins,
        new_cloud(command, stand_ins, Path(folder)) as cloud,
    ):
        yield cloud.env


@contextmanager
def _terraforming() -> Iterator[Mapping[str, str] | None]:
    """The environment of who has Terraform and an empty AWS; None where there is no Terraform or no provider."""
    if str(ROOT) not in sys.path:
        sys.path.insert(0, str(ROOT))
    from tests.standin.fixtures import StandIn
    from tests.terraforming.fixtures import environment, terraform_command
    from tools import terraform_mirror

    command = terraform_command()
    if command is None or terraform_mirror.configuration() is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        files = (f"--{name}={Path(folder, name)}" for name in ("control", "journal"))
        aws = StandIn("aws", *files)
        try:
            yield environment(command, f"http://127.0.0.1:{aws.port}", Path(folder))
        finally:
            aws.end()


def main() -> int:
    """Check the pages, or write the true outputs into them."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--write", action="store_true", help="put the true output into the pages")
    options.add_argument("pages", nargs="*", type=Path, help="pages (default: all)")
    given = options.parse_args()
    found = [path.resolve() for path in given.pages] or pages()
    stale = [page for page in found if _stale(page, write=given.write)]
    return int(bool(stale))


def _stale(page: Path, *, write: bool) -> bool:
    """Run a page where it can be run."""
    if needs_terraform(page):
        world, missing = _terraforming(), "no terraform command, or no AWS provider for it"
    elif needs_cloud(page):
        world, missing = _cloud(), "no pulumi command, and no Go to build one"
    else:
        return _told(page, None, write=write)
    with world as found:
        if found is not None:
            return _told(page, found, write=write)
    print(f"{page.name} was not run: there is {missing}", file=sys.stderr)
    return False


def _told(page: Path, cloud: Mapping[str, str] | None, *, write: bool) -> bool:
    """Write a page as it should be, or print what is untrue in it; whether that is left."""
    if write:
        page.write_text(executed(page, cloud))
        return False
    found = difference(page, cloud)
    sys.stdout.write(found)
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
