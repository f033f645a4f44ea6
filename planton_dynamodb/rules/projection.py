"""Rules about what an index carries."""

from __future__ import annotations
