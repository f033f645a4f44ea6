"""Rules about key schemas: of the table, of global and of local indexes."""

from __future__ import annotations
