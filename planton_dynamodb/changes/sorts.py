"""Every sort of change: what it does to a living table, why, what is lost, how often, and the way forward.

This is the one place for these facts: `compare` fills in the names, docs/changes.md shows them as they stand.
"""

from __future__ import annotations

from dataclasses import dataclass

from planton_dynamodb.changes.change import BLOCKED, IN_PLACE, INDEX_REBUILD, REPLACE, Change


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of change. `{table}`, `{index}` and `{attribute}` stand for names."""

    id: str
    effect: str
    what: str
    """What it is, for a list of all sorts."""
    why: str
    lost: str = ""
    limits: str = ""
    forward: str = ""

    def change(
        self, path: str, summary: str, table: str, *, index: str | None = None, attribute: str = ""
    ) -> Change:
        """A change of this sort, with its names."""

        def said(text: str) -> str:
            return text.format(table=table, index=index, attribute=attribute)

        return Change(
            self.id,
            self.effect,
            path,
            summary,
            said(self.why),
            said(self.lost),
            said(self.forward),
            index,
            said(self.limits),
        )


_ITEMS = "All items of `{table}` are lost."
_REPLACE_ALL_THE_SAME = "to have it all the same: --allow-replace {table}"
_BESIDE = (
    "To keep the data, leave `{table}` as it is, make the new table under another name, copy the items over "
    f"and move whoever uses them; {_REPLACE_ALL_THE_SAME}"
)
_REBUILD_ALL_THE_SAME = "to have it rebuilt all the same: --allow-rebuild {table}/{index}"
_UNITS_LIMIT = (
    "Units can be raised at any time. AWS takes 4 decreases in a day (UTC), and then one an hour; the table and "
    "each global index are counted apart."
)
_INDEX_TIME = "It takes about 8 to 17 minutes even where there is no item, and longer with data."
_EXPIRY_LIMIT = "AWS takes one change of expiry in an hour."
_ENCRYPTION_LIMIT = (
    "AWS takes 4 changes of encryption in 24 hours, then one in 6 hours; going back to the key that AWS owns is "
    "always possible."
)
_CLASS_LIMIT = "AWS takes 2 changes of the table class in 30 days."
_PROTECTION_LIMIT = "AWS takes one switch of deletion protection in 15 seconds."

RENAMED = Sort(
    "upd-table-name",
    REPLACE,
    "the table gets another name",
    "AWS cannot rename a table: a new, empty table is made, and `{table}` is deleted.",
    lost=_ITEMS,
    forward=(
        "To keep the data, leave the name as it is, or make the new table by a manifest of its own, copy the "
        f"items over and move whoever uses them; {_REPLACE_ALL_THE_SAME}"
    ),
)
KEY = Sort(
    "upd-table-key",
    REPLACE,
    "another attribute becomes the partition or sort key of the table, or a sort key comes or goes",
    "AWS cannot change the key of a table: a new table takes its place.",
    lost=_ITEMS,
    forward=_BESIDE,
)
KEY_TYPE = Sort(
    "upd-key-attr-type",
    BLOCKED,
    "an attribute in the key of the table or of a local index gets another type",
    "AWS cannot change the type of a key, and its provider does not even see the difference: the living table "
    "would stay as it is for ever. Only a new table has the new type.",
    lost="All items of `{table}` are lost if a new table takes its place.",
    forward=(
        "To keep the data, leave the type as it is, or key a new table of another name by it and copy the items "
        "over; to have `{table}` made anew, empty: --allow-replace {table}"
    ),
)
INDEX_KEY_TYPE = Sort(
    "upd-key-attr-type",
    INDEX_REBUILD,
    "an attribute that only global indexes use in their keys gets another type",
    "AWS takes the type of an attribute only together with a new index: `{index}` goes in a first apply and is "
    "made again in a second one.",
    lost=(
        "Queries on `{index}` fail until it is there again. Items whose {attribute} is of the old type are left "
        "out of it from then on, and AWS refuses to write more of them."
    ),
    limits=_INDEX_TIME,
    forward=(
        "To switch over without a gap, write the new values to an attribute of another name, add an index over "
        f"it and move the queries; {_REBUILD_ALL_THE_SAME}"
    ),
)
LOCAL_INDEX = Sort(
    "upd-lsi",
    REPLACE,
    "a local index comes, goes, or gets another sort key or projection",
    "AWS makes local indexes together with their table and never changes them: a new table takes its place.",
    lost=_ITEMS,
    forward=(
        "To keep the data, leave the local indexes as they are and add a global one "
        f"(spec.globalSecondaryIndexes) for what is new; {_REPLACE_ALL_THE_SAME}"
    ),
)
INDEX_ADDED = Sort(
    "upd-gsi-add",
    IN_PLACE,
    "a global index comes",
    "AWS builds the index from the items that are there, while the table stays in use.",
    lost=(
        "Nothing. Items whose key attribute is of another type are left out, and AWS refuses to write more of "
        "them."
    ),
    limits=f"One index of a table is made or deleted at a time. {_INDEX_TIME}",
)
INDEX_REMOVED = Sort(
    "upd-gsi-remove",
    IN_PLACE,
    "a global index goes",
    "AWS deletes the index at once; deletion protection does not cover it.",
    lost="Queries on `{index}` fail from then on. The items of `{table}` stay.",
    limits="One index of a table is made or deleted at a time.",
    forward="Make sure first that nobody queries `{index}` any more.",
)
INDEX_CHANGED = Sort(
    "upd-gsi-change",
    INDEX_REBUILD,
    "a global index of the same name gets another key or projection",
    "AWS cannot change the key or the projection of an index: it is deleted and made anew from the items.",
    lost="Queries on `{index}` fail until it is there again. The items of `{table}` stay.",
    limits=_INDEX_TIME,
    forward=(
        "To switch over without a gap, add the index under a new name, move the queries to it, then remove "
        f"`{{index}}`; {_REBUILD_ALL_THE_SAME}"
    ),
)
INDEX_UNITS = Sort(
    "upd-gsi-throughput",
    IN_PLACE,
    "a global index gets other units",
    "AWS changes the units of an index while it stays in use.",
    limits=_UNITS_LIMIT,
)
UNITS = Sort(
    "upd-throughput",
    IN_PLACE,
    "the table gets other units",
    "AWS changes the units of a table while it stays in use.",
    limits=_UNITS_LIMIT,
)
TO_ON_DEMAND = Sort(
    "upd-billing-mode",
    IN_PLACE,
    "the billing mode changes to PAY_PER_REQUEST",
    "AWS switches the billing of the table and of all its global indexes while they stay in use.",
    limits="AWS takes 4 switches to PAY_PER_REQUEST in 24 hours. Each takes some minutes.",
)
TO_PROVISIONED = Sort(
    "upd-billing-mode",
    IN_PLACE,
    "the billing mode changes to PROVISIONED",
    "AWS switches the billing of the table and of all its global indexes while they stay in use.",
    lost="Requests beyond the units are throttled from then on.",
    limits="It takes some minutes. Back to PAY_PER_REQUEST AWS takes 4 switches in 24 hours.",
)
STREAM_ON = Sort(
    "upd-stream-enable",
    IN_PLACE,
    "the stream is switched on",
    "AWS opens a stream with an ARN and a label of its own; it holds what is written from then on.",
)
STREAM_OFF = Sort(
    "upd-stream-disable",
    IN_PLACE,
    "the stream is switched off",
    "AWS closes the stream.",
    lost=(
        "Consumers get nothing any more; what they have not read yet stays readable for 24 hours. A stream that "
        "is switched on later has another ARN."
    ),
)
STREAM_VIEW = Sort(
    "upd-stream-view-type",
    IN_PLACE,
    "the stream is to hold something else of each item",
    "AWS cannot change what a stream holds: the stream is closed and another one opened.",
    lost=(
        "The new stream has another ARN and label, and consumers such as Lambda mappings stay with the old one. "
        "What they have not read yet stays readable there for 24 hours; what is written between the two is in "
        "neither."
    ),
    forward="Point every consumer to the new ARN afterwards (the output stream_arn).",
)
EXPIRY_ON = Sort(
    "upd-ttl-toggle",
    IN_PLACE,
    "expiry is switched on",
    "AWS deletes items by the time in {attribute}, usually within a few days after it.",
    lost="Items whose {attribute} is already in the past are deleted too.",
    limits=_EXPIRY_LIMIT,
)
EXPIRY_OFF = Sort(
    "upd-ttl-toggle",
    IN_PLACE,
    "expiry is switched off",
    "AWS no longer deletes items by the time in {attribute}.",
    limits=_EXPIRY_LIMIT,
)
EXPIRY_ATTRIBUTE = Sort(
    "upd-ttl-attribute",
    BLOCKED,
    "items are to expire by another attribute",
    "AWS answers `TimeToLive is active on a different AttributeName` while expiry is on.",
    limits=_EXPIRY_LIMIT,
    forward=(
        "Switch expiry off first, in an apply of its own (leave spec.ttl out); an hour later, switch it on with "
        "{attribute}."
    ),
)
ENCRYPTION = Sort(
    "upd-sse",
    IN_PLACE,
    "the table is to be encrypted with another key",
    "AWS encrypts the table anew while it stays in use.",
    limits=_ENCRYPTION_LIMIT,
    forward="Leave a key of your own that was in use enabled until AWS is done with it.",
)
TABLE_CLASS = Sort(
    "upd-table-class",
    IN_PLACE,
    "the table class changes",
    "AWS changes what storage and requests cost; the items stay where they are.",
    limits=_CLASS_LIMIT,
)
PROTECTION_ON = Sort(
    "upd-deletion-protection",
    IN_PLACE,
    "deletion protection is switched on",
    "AWS refuses to delete the table from then on. Indexes can still be deleted.",
    limits=_PROTECTION_LIMIT,
)
PROTECTION_OFF = Sort(
    "upd-deletion-protection",
    IN_PLACE,
    "deletion protection is switched off",
    "AWS deletes the table from then on when it is asked to.",
    limits=_PROTECTION_LIMIT,
)
RECOVERY_ON = Sort(
    "upd-pitr-on",
    IN_PLACE,
    "point-in-time recovery is switched on",
    "AWS keeps the history of the table from then on.",
)
RECOVERY_OFF = Sort(
    "upd-pitr-off",
    IN_PLACE,
    "point-in-time recovery is switched off",
    "AWS throws the history of the table away.",
    lost=(
        "The table can no longer be restored to any time before now, not even after recovery is switched on again."
    ),
    forward="Make a backup first if a state of the past may still be wanted.",
)
INSIGHTS = Sort(
    "upd-insights",
    IN_PLACE,
    "contributor insights are switched on or off",
    "They are rules in CloudWatch beside the table.",
    limits="Beyond the quota of CloudWatch rules AWS takes the request, and the insights fail a little later.",
)
TAGS = Sort(
    "upd-tags",
    IN_PLACE,
    "tags come, go or change",
    "AWS changes the tags of a table while it stays in use.",
    limits="An account can change tags 5 times in a second.",
)
PROTECTED = Sort(
    "upd-delete-protected",
    BLOCKED,
    "a table is to be deleted or replaced while its deletion protection is on",
    "AWS would refuse: `Resource cannot be deleted as it is currently protected against deletion. Disable "
    "deletion protection first.`",
    lost="With the table, all items of `{table}` would be lost.",
    forward=(
        "Switch protection off first, in an apply that changes nothing else "
        "(spec.deletionProtectionEnabled: false)."
    ),
)
ENGINE_REPLACES = Sort(
    "engine-replace",
    REPLACE,
    "the engine wants to replace a table, for a reason that the two tables do not show",
    "A new table takes the place of `{table}`, which is deleted.",
    lost=_ITEMS,
    forward=(
        "Look at these properties in the engine's preview and in the stack's settings, and put them back to what "
        f"they were; {_REPLACE_ALL_THE_SAME}"
    ),
)
ENGINE_MOVES = Sort(
    "engine-region",
    REPLACE,
    "a table is to be in another region than the one that its stack made it in",
    "A table cannot move: a new, empty one is made in the region that is asked for now, and `{table}` is deleted "
    "where it is.",
    lost=_ITEMS,
    forward=(
        "If the region came with the shell or with another stack input (--region, AWS_REGION, the profile, "
        "provider_config), put it back. For a second table in another region use a stack of its own (--stack); "
        f"{_REPLACE_ALL_THE_SAME}"
    ),
)
ENGINE_PROTECTS = Sort(
    "engine-protect",
    BLOCKED,
    "a table is to be replaced while the engine protects it",
    "The engine refuses to delete or replace what it protects, and a new table takes the place of `{table}` here.",
    lost=_ITEMS,
    forward=(
        "Switch its protection off first, in an apply that changes nothing else (--no-protect, or the label "
        'pulumi.project-planton.org/protect: "false").'
    ),
)
ENGINE_RETAINS = Sort(
    "engine-retain",
    BLOCKED,
    "a table is to be replaced by another of its name while the engine is to leave it on AWS",
    "The engine would not delete `{table}`, and AWS has no room for a second table of its name.",
    lost="Nothing yet. If it were deleted, all items of `{table}` would be lost.",
    forward=(
        "Switch retention off first, in an apply that changes nothing else (--no-retain, or the label "
        'pulumi.project-planton.org/retain: "false"), or make the new table under another name.'
    ),
)
ENGINE_DELETES = Sort(
    "engine-delete",
    REPLACE,
    "the engine wants to delete a table that the stack no longer asks for",
    "The stack holds `{table}`, and what is applied now does not ask for it.",
    lost=_ITEMS,
    forward=(
        "If another table was meant, apply to the stack that it belongs to; if `{table}` is to go: "
        "--allow-replace {table}"
    ),
)

SORTS = (
    RENAMED,
    KEY,
    KEY_TYPE,
    INDEX_KEY_TYPE,
    LOCAL_INDEX,
    INDEX_ADDED,
    INDEX_REMOVED,
    INDEX_CHANGED,
    INDEX_UNITS,
    UNITS,
    TO_ON_DEMAND,
    TO_PROVISIONED,
    STREAM_ON,
    STREAM_OFF,
    STREAM_VIEW,
    EXPIRY_ON,
    EXPIRY_OFF,
    EXPIRY_ATTRIBUTE,
    ENCRYPTION,
    TABLE_CLASS,
    PROTECTION_ON,
    PROTECTION_OFF,
    RECOVERY_ON,
    RECOVERY_OFF,
    INSIGHTS,
    TAGS,
    PROTECTED,
    ENGINE_REPLACES,
    ENGINE_MOVES,
    ENGINE_PROTECTS,
    ENGINE_RETAINS,
    ENGINE_DELETES,
)
"""Every sort, in the order of a manifest."""


def takes_new_table(change: Change) -> bool:
    """Whether only a new table in the place of the old one can do it."""
    return change.effect == REPLACE or (change.id, change.effect) == (KEY_TYPE.id, KEY_TYPE.effect)
