"""The real engine and its stand-ins, for the examples that are made with it."""

from __future__ import annotations

from tests.standin.fixtures import cloud, moto_endpoint, pulumi_cli, stand_ins

__all__ = ["cloud", "moto_endpoint", "pulumi_cli", "stand_ins"]
