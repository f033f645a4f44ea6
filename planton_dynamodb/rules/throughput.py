"""Rules about billing mode and capacity."""

from __future__ import annotations
