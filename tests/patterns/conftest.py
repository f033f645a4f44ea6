from __future__ import annotations

from tests.conformance.conftest import dynalite_address

__all__ = ["dynalite_address"]
