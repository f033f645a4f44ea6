"""What is asked of Pulumi besides the table itself: the account to make it in, and how it is held on to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from planton_dynamodb.fault import Fault
from planton_dynamodb.manifest.kinds import entry

if TYPE_CHECKING:
    from planton_dynamodb.manifest.manifest import Manifest

PROTECT = "pulumi.project-planton.org/protect"
RETAIN = "pulumi.project-planton.org/retain"
_PROVIDER_CONFIG = "org.project_planton.provider.aws.AwsProviderConfig"
_WORDS = {"true": True, "false": False}


class Account(NamedTuple):
    """Where to make a table, if not where the ordinary AWS environment says."""

    region: str | None = None
    account_id: str | None = None
    access_key_id: str | None = None
    secret_access_key: str | None = None
    session_token: str | None = None

    def __repr__(self) -> str:
        """Without the secrets in it."""
        return f"Account(region={self.region!r}, account_id={self.account_id!r}, …)"


class Options(NamedTuple):
    """What is asked of Pulumi besides the table itself."""

    account: Account | None = None
    protect: bool = False
    """Pulumi refuses to delete or replace the table until this is off."""
    retain: bool = False
    """When the table leaves the stack it stays on AWS."""
    replace: bool = False
    """The table may be deleted with its data to make room for a new one of its name."""
    adopt: bool = False
    """The table is there already: take it into the stack as it is found, and change nothing of it."""


def options_of(
    manifest: Manifest,
    *,
    region: str | None = None,
    protect: bool | None = None,
    retain: bool | None = None,
    kept: bool | None = None,
) -> Options:
    """What a manifest asks for; the arguments are what the user says besides, and win.

    `kept` is what the environment says that the table is made for, and counts where the manifest says nothing. A table
    under deletion protection is protected by Pulumi too, unless something says otherwise.
    """
    metadata: dict[str, Any] = manifest.fields.get("metadata") or {}  # type: ignore[assignment]
    spec: dict[str, Any] = manifest.fields.get("spec") or {}  # type: ignore[assignment]
    said = {**(metadata.get("labels") or {}), **(metadata.get("annotations") or {})}
    if protect is None:
        protect = _switch(said, PROTECT)
    if protect is None:
        protect = kept
    if protect is None:
        protect = bool(spec.get("deletion_protection_enabled"))
    if retain is None:
        retain = _switch(said, RETAIN)
    if retain is None:
        retain = kept
    return Options(account=account_of(manifest, region), protect=protect, retain=bool(retain))


def _switch(said: dict[str, str], key: str) -> bool | None:
    if key not in said:
        return None
    if said[key] not in _WORDS:
        raise Fault(
            f"{key} is {said[key]!r}", 'Write "true" or "false", in quotes, in labels or annotations.'
        )
    return _WORDS[said[key]]


def account_of(manifest: Manifest, region: str | None = None) -> Account | None:
    """The account that a stack input names; `region` is what the user says besides, and wins."""
    given = entry(manifest.held_in, "providerConfig") if manifest.held_in is not None else None
    fields: dict[str, Any] = {}
    if given is not None:
        from planton_dynamodb.manifest.decode import decode

        fields, problems = decode(given, _PROVIDER_CONFIG, manifest.source)  # type: ignore[arg-type]
        if problems:
            line, column = manifest.source.position(problems[0].span.start)[:2]
            raise Fault(
                f"the provider_config of {manifest.source.name}:{line}:{column} cannot be read",
                f"Its fields are {', '.join(_fields())}, each a text.",
            )
    said = {name: value for name, value in fields.items() if value}
    if region:
        said["region"] = region
    return Account(**said) if said else None


def _fields() -> list[str]:
    from planton_dynamodb.contract.shapes import MESSAGES

    return [name for name, *_ in MESSAGES[_PROVIDER_CONFIG]]
