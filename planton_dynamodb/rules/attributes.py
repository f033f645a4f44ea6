"""Rules about attribute definitions: what is defined, once, and used."""

from __future__ import annotations
