"""What the Parameter Store refuses and moto takes.

The words are AWS's own where they are known; where nobody wrote them down, a sentence says the fact.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

from moto.ssm.models import ssm_backends

from tests.standin.refusals import Refused

Request: TypeAlias = Mapping[str, Any]

_NAME = re.compile(r"[a-zA-Z0-9_.-]+|(/[a-zA-Z0-9_.-]+)+")
_LETTERS = (
    'Parameter name: can\'t be prefixed with "ssm" (case-insensitive). If formed as a path, it can consist of '
    "sub-paths divided by slash symbol; each sub-path can be formed as a mix of letters, numbers and the following "
    "3 symbols .-_"
)
_LEVELS, _LONGEST, _LARGEST = 15, 1011, {"Standard": 4096, "Advanced": 8192, "Intelligent-Tiering": 8192}


def put(request: Request, account: str, region: str) -> None:
    """Refuse a parameter that AWS does not take."""
    name, value = str(request["Name"]), str(request.get("Value", ""))
    if "/" in name and not name.startswith("/"):
        raise Refused("Parameter name must be a fully qualified name.")
    if not _NAME.fullmatch(name):
        raise Refused(_LETTERS)
    if name.count("/") > _LEVELS:
        raise Refused(
            f"A hierarchy can have a maximum of {_LEVELS} levels.", "HierarchyLevelLimitExceededException"
        )
    if len(f"arn:aws:ssm:{region}:{account}:parameter/{name.lstrip('/')}") > _LONGEST:
        raise Refused(f"The name makes an ARN of more than {_LONGEST} characters.")
    if "{{" in value:
        raise Refused('Parameter value can\'t nest another parameter. Do not use "{{}}" in the value.')
    tier = request.get("Tier") or "Standard"
    if len(value) > _LARGEST[tier]:
        raise Refused(
            f"{tier} tier parameters support a maximum parameter value of {_LARGEST[tier]} characters."
        )
    if len(request.get("Description") or "") > 1024:
        raise Refused("A description has at most 1024 characters.")
    _standing(request, ssm_backends[account][region].get_parameter(name))


def _standing(request: Request, standing: Any) -> None:
    if standing is None or not request.get("Overwrite"):
        return
    if request.get("Type") and request["Type"] != standing.parameter_type:
        raise Refused(
            "Parameter Store does not support changing a parameter type in a hierarchy.",
            "HierarchyTypeMismatchException",
        )
    if standing.tier == "Advanced" and request.get("Tier") == "Standard":
        raise Refused(
            "This parameter uses the advanced-parameter tier. You can't downgrade a parameter from the "
            "advanced-parameter tier to the standard-parameter tier. If necessary, you can delete the advanced "
            "parameter and recreate it as a standard parameter."
        )
