"""Rules about the tags that labels become."""

from __future__ import annotations
