from __future__ import annotations

from tests.standin.fixtures import moto_endpoint, stand_ins

__all__ = ["moto_endpoint", "stand_ins"]
