"""Rules about streams, expiry and insights."""

from __future__ import annotations
