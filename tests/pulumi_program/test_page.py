from __future__ import annotations

import re
import shutil
from pathlib import Path

from planton_dynamodb.targets.pulumi_options import PROTECT, RETAIN
from pulumi_program import stack_input
from tests.pulumi_program.folders import OURS
from tests.standin.fixtures import Cloud

PAGE = Path(__file__).parents[2] / "docs" / "pulumi-program.md"


def blocks(kind: str) -> list[str]:
    """The blocks of a kind."""
    return re.findall(
        rf"^```{kind}[^\n]*\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def test_the_page_names_every_place_that_is_looked_at_in_its_order() -> None:
    """And no other: the table is the one that the program goes through."""
    names = [name for name, _ in (*stack_input._ENVIRONMENT, *stack_input._SETTINGS)]
    section = PAGE.read_text(encoding="utf-8").partition("## Which table")[2].partition("## What runs")[0]
    rows = "\n".join(line for line in section.splitlines() if line.startswith("|"))
    assert re.findall(r"`(\w[\w:-]+)`", rows) == names
    assert f"`{PROTECT}`" in PAGE.read_text(encoding="utf-8")
    assert f"`{RETAIN}`" in PAGE.read_text(encoding="utf-8")


def test_every_command_of_the_page_goes_through(cloud: Cloud, tmp_path: Path) -> None:
    """From top to bottom, in a copy of the folder."""
    project = tmp_path / "projects"
    shutil.copytree(
        OURS, project / "pulumi_program", ignore=shutil.ignore_patterns("__pycache__", "Pulumi.*.yaml")
    )
    (manifest,) = blocks("yaml")
    (project / "orders.yaml").write_text(manifest)
    done = cloud.run("bash", "-euo", "pipefail", "-c", "\n".join(blocks("sh")), cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "arn:aws:dynamodb:us-east-1:123456789012:table/orders" in done.stdout
    assert len(cloud.requests("UpdateTimeToLive")) == 2
    assert cloud.client("dynamodb").list_tables()["TableNames"] == []
