"""The passphrase that protects the secrets of a stack, where the user leaves that to this tool."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping

from planton_dynamodb.engines.pulumi.place import Place
from planton_dynamodb.fault import Fault

_GIVEN = ("PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE")
_FILE = "passphrase"


def passphrase_settings(place: Place, environment: Mapping[str, str]) -> dict[str, str]:
    """What the environment of Pulumi's command needs besides, so that it can encrypt.

    A service keeps secrets by itself, and so does a key in the cloud. For any other backend the user's passphrase
    counts; for this tool's own one there is a file with a random one, which only the user can read.
    """
    if place.is_service or place.secrets_provider not in (None, "passphrase", "default"):
        return {}
    given = {name: environment[name] for name in _GIVEN if name in environment}
    if given:
        # Pulumi's command runs in a folder of its own, and a relative path means ours.
        return {
            name: os.path.abspath(value) if name.endswith("_FILE") else value for name, value in given.items()
        }
    folder = place.directory
    if place.own and folder is not None:
        return {"PULUMI_CONFIG_PASSPHRASE_FILE": _kept(folder)}
    raise Fault(
        f"the backend {place.backend} needs a passphrase to encrypt secrets with",
        "Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE, as for `pulumi` itself.",
    )


def _kept(folder: str) -> str:
    """The file with this backend's passphrase, made when it is first needed."""
    path = os.path.join(os.path.dirname(folder), _FILE)
    if os.path.exists(path):
        return path
    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    beside = f"{path}.{os.getpid()}.{secrets.token_hex(4)}"
    with open(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
    try:
        os.link(
            beside, path
        )  # unlike a rename it never takes the place of one that another run has just made
    except FileExistsError:
        pass
    finally:
        os.unlink(beside)
    return path
