"""What `pulumi up` runs in this folder: read what is asked for, declare it, hand back the outputs."""

from __future__ import annotations

import sys
from pathlib import Path

# The modules beside this file count, wherever the folder was copied to and however it is run.
sys.path.insert(0, str(Path(__file__).resolve().parent))

import pulumi
from resources import exports  # type: ignore[import-not-found]
from stack_input import asked_for  # type: ignore[import-not-found]

for name, value in exports(*asked_for()).items():
    pulumi.export(name, value)
