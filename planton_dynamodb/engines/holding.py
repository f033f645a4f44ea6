"""What holds on to a table that somebody wants to be gone, and what to do about that."""

from __future__ import annotations

from planton_dynamodb.fault import Fault
from planton_dynamodb.operations.values import Operations
from planton_dynamodb.table.table import Table
from planton_dynamodb.targets.pulumi_options import Options


def why_kept(options: Options, operations: Operations | None, *, retain: bool) -> tuple[str, ...]:
    """What keeps a table that somebody wanted to be destroyed, where they did not say so themselves."""
    if retain:
        return ()
    if options.retain and operations is not None and operations.retain:
        return (f"the environment {operations.environment} keeps its table (retention: RETAIN)",)
    if options.retain:
        return ("its label pulumi.project-planton.org/retain keeps it",)
    return ("it was last applied as one that is kept: apply it as it is now meant, then destroy",)


def held_back(table: Table | None, engine: str, *, protected: bool) -> Fault | None:
    """Why a table is not to be deleted now. `protected` says whether the engine protects it."""
    if table is not None and table.deletion_protection:
        return Fault(
            f"deletion protection of {table.name} is on, and AWS would refuse to delete it",
            "Set spec.deletionProtectionEnabled: false, apply that, then destroy. "
            "To keep the table and only forget it: destroy --retain.",
        )
    if protected:
        return Fault(
            f"{engine} protects the table of this stack",
            "Apply it without protection first (label pulumi.project-planton.org/protect), then destroy. "
            "To keep the table and only forget it: destroy --retain.",
        )
    return None
