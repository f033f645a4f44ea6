"""What is said of a run that ended in the middle, and by what a table that was being made then is known again."""

from __future__ import annotations

GONE = "AWS has no such table any more: the next apply makes a new, empty one"
LOOKED_AFTER = "the last run had ended in the middle: what it had begun was looked after first"
UNSURE = (
    "the last run ended in the middle: apply looks first after what it had begun, and this may change by that"
)
SET_LATER = frozenset({"upd-ttl-toggle", "upd-ttl-attribute", "upd-pitr-on", "upd-pitr-off", "upd-insights"})
"""What AWS is only asked for once the table is there."""
SET_BY_OTHERS = frozenset({"upd-tags"})
"""What an organization's own automation adds to every table."""
