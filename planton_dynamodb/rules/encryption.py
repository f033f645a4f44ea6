"""Rules about encryption at rest."""

from __future__ import annotations
