"""Finds Terraform's AWS provider on this machine, and says in a configuration of the tests' own where it lies.

Looked through are, in this order: the folder that PLANTON_DYNAMODB_TERRAFORM_MIRROR names, the mirrors and the plugin
cache of Terraform's own settings, the folders in which Terraform looks by itself, the usual places of a machine that
has the provider for its builds, and what `make test` downloaded. The first with a version that the rendered modules
take is used.
"""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

_TOOLS = Path(__file__).parents[1] / ".tools"
CONFIGURATION = _TOOLS / "terraformrc"
_DOWNLOADED = _TOOLS / "terraform-providers"
_NAMED = "PLANTON_DYNAMODB_TERRAFORM_MIRROR"
_PROVIDER = "hashicorp/aws"
_FIRST, _BEFORE = (5, 76), (7, 0)
_PATHS = re.compile(r'^\s*(?:path|plugin_cache_dir)\s*=\s*"([^"]+)"', re.MULTILINE)
_USUAL = ("/opt/*", "/usr/local/share/*", "/srv/*")
_PATIENCE = 600

REQUIRED = """\
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.76, < 7.0"
    }
  }
}
"""


def configuration() -> Path | None:
    """A configuration for Terraform's command that knows where the provider lies; None where it lies nowhere."""
    found = next((mirror for mirror in _mirrors() if _holds(mirror)), None)
    if found is None:
        return None
    text = (
        "# Written by the tests' set-up.\ndisable_checkpoint = true\nprovider_installation {\n"
        f'  filesystem_mirror {{\n    path = "{found}"\n  }}\n}}\n'
    )
    if not CONFIGURATION.is_file() or CONFIGURATION.read_text(encoding="utf-8") != text:
        _TOOLS.mkdir(exist_ok=True)
        new = CONFIGURATION.with_name(f"{CONFIGURATION.name}.{os.getpid()}")
        new.write_text(text, encoding="utf-8")
        new.replace(CONFIGURATION)
    return CONFIGURATION


def download(command: str) -> bool:
    """Have the provider fetched from where Terraform gets it, once; False where that cannot be reached."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TF_")}
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "main.tf").write_text(REQUIRED, encoding="utf-8")
        asked = [command, f"-chdir={folder}", "providers", "mirror", str(_DOWNLOADED)]
        try:
            return subprocess.run(asked, env=kept, timeout=_PATIENCE, check=False).returncode == 0
        except subprocess.TimeoutExpired:
            return False


def _mirrors() -> Iterator[Path]:
    if os.environ.get(_NAMED):
        yield Path(os.environ[_NAMED])
    home = Path.home()
    for settings in (os.environ.get("TF_CLI_CONFIG_FILE"), home / ".terraformrc"):
        if settings and Path(settings).is_file():
            said = Path(settings).read_text(encoding="utf-8", errors="replace")
            yield from (Path(os.path.expandvars(path)).expanduser() for path in _PATHS.findall(said))
    if os.environ.get("TF_PLUGIN_CACHE_DIR"):
        yield Path(os.environ["TF_PLUGIN_CACHE_DIR"])
    shared = [os.environ.get("XDG_DATA_HOME") or home / ".local" / "share"]
    shared += (os.environ.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
    yield home / ".terraform.d" / "plugins"
    yield from (Path(folder) / "terraform" / "plugins" for folder in shared)
    for place in _USUAL:
        yield from sorted(Path("/").glob(place.removeprefix("/")))
    yield _DOWNLOADED


def _holds(mirror: Path) -> bool:
    """Whether a folder is laid out as a mirror, packed or unpacked, and has the provider for this machine."""
    try:
        return any(
            _fits(found.name) or _fits(found.name.partition("_")[2].partition("_")[0])
            for found in (*mirror.glob(f"*/{_PROVIDER}/*"), *mirror.glob(f"*/{_PROVIDER}/*.zip"))
            if (found / _platform()).is_dir() or _platform() in found.name
        )
    except OSError:
        return False


def _fits(version: str) -> bool:
    numbers = re.match(r"(\d+)\.(\d+)\.\d+$", version)
    return numbers is not None and _FIRST <= (int(numbers[1]), int(numbers[2])) < _BEFORE


def _platform() -> str:
    machine = platform.machine().lower()
    names = {"x86_64": "amd64", "aarch64": "arm64"}
    return f"{platform.system().lower()}_{names.get(machine, machine)}"


def main() -> int:
    """Say nothing where the provider is there; else fetch it."""
    if configuration() is not None:
        return 0
    command = shutil.which("terraform")
    if command is not None and download(command) and configuration() is not None:
        return 0
    print(f"Terraform's AWS provider is not here; {_NAMED} may name a mirror that has it.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
