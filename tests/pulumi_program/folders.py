"""The program's folder as somebody copied it, and Pulumi's command in it."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.source import Source
from tests.descriptions import described, differences
from tests.standin.fixtures import REGION, Cloud

OURS = Path(__file__).parents[2] / "pulumi_program"
TABLE = "aws:dynamodb/table:Table"
PROVIDER = "pulumi:providers:aws"

ORDERS = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions:
    - {name: id, type: S}
  keySchema:
    - {attributeName: id, keyType: HASH}
"""


@dataclass(frozen=True)
class Folder:
    """A project's folder and the stack in use."""

    cloud: Cloud
    path: Path
    stack: str = "orders"

    def pulumi(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """One of Pulumi's commands in the folder."""
        env = {**self.cloud.env, **environment}
        return self.cloud.run("pulumi", "--non-interactive", *arguments, cwd=self.path, env=env)

    def set(self, name: str, value: str, *flags: str) -> None:
        """A setting of the stack."""
        done = self.pulumi("config", "set", "--stack", self.stack, *flags, name, "--", value)
        assert done.returncode == 0, done.stderr

    def tried(self, verb: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """`pulumi up` or one of its siblings, whatever becomes of it."""
        agreed = () if verb == "preview" else ("--yes", "--skip-preview")
        return self.pulumi(verb, *agreed, "--stack", self.stack, *arguments, **environment)

    def up(self, *arguments: str, **environment: str) -> str:
        """`pulumi up`, which has to go well; what it printed."""
        done = self.tried("up", *arguments, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def unchanged(self, **environment: str) -> None:
        """`pulumi up` finds nothing to do."""
        self.up("--expect-no-changes", **environment)

    def outputs(self) -> dict[str, Any]:
        """The outputs of the stack."""
        found: dict[str, Any] = json.loads(
            self.pulumi("stack", "output", "--json", "--stack", self.stack).stdout
        )
        return found

    def exported(self) -> str:
        """The state as Pulumi exports it, secrets encrypted."""
        return self.pulumi("stack", "export", "--stack", self.stack).stdout

    def resource(self, kind: str) -> dict[str, Any]:
        """The resource of this type in the state; nothing where there is none."""
        resources: list[dict[str, Any]] = json.loads(self.exported())["deployment"].get("resources") or []
        return next((each for each in resources if each["type"] == kind), {})

    def is_as(self, text: str, region: str = REGION) -> None:
        """AWS describes exactly the table of this manifest."""
        asked = manifest_of(text)
        assert differences(asked, described(self.cloud.client("dynamodb", region), asked.name)) == []


def copied(cloud: Cloud, path: Path) -> Folder:
    """The folder as somebody takes it with them, and a stack in it."""
    shutil.copytree(OURS, path, ignore=shutil.ignore_patterns("__pycache__", "Pulumi.*.yaml"))
    folder = Folder(cloud, path)
    done = folder.pulumi("stack", "init", folder.stack)
    assert done.returncode == 0, done.stderr
    return folder


def manifest_of(text: str) -> Manifest:
    """The manifest in a text."""
    return load_source(Source("orders.yaml", text)).manifests[0]


def stack_input(text: str, **provider_config: str) -> str:
    """A stack input with this manifest for its target."""
    lines = ["target:", *(f"  {line}" for line in text.splitlines())]
    if provider_config:
        lines += [
            "provider_config:",
            *(f"  {name}: {json.dumps(value)}" for name, value in provider_config.items()),
        ]
    return "\n".join([*lines, ""])
