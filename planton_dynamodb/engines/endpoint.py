"""DynamoDB at an address: calls signed and sent by botocore, with credentials as every AWS tool finds them."""

from __future__ import annotations

import base64
import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import botocore.session
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    NoCredentialsError,
    ProxyConnectionError,
    SSLError,
)

from planton_dynamodb.engines.addresses import is_on_this_machine
from planton_dynamodb.engines.dynamodb import Answer, Refused, UnreachableError
from planton_dynamodb.fault import Fault

_CONNECT_SECONDS, _READ_SECONDS = 10, 60
_LOCAL_REGION = "us-east-1"
_ADDRESSES = "Write one such as http://127.0.0.1:8000 or https://dynamodb.eu-west-1.amazonaws.com."
_NOT_SENT = (EndpointConnectionError, ConnectTimeoutError, ProxyConnectionError, SSLError, NoCredentialsError)


class Endpoint:
    """A client of one address. What is to be tried again, the caller tries again: it knows how long to wait."""

    def __init__(self, url: str, region: str | None = None) -> None:
        self.url = url
        wrong = _why_no_address(url)
        if wrong:
            raise Fault(f"{url!r} is no address of a DynamoDB: {wrong}", _ADDRESSES)
        is_local = is_on_this_machine(url)
        session = botocore.session.get_session()
        self.region = _region(session, region, is_local=is_local)
        config = Config(
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_READ_SECONDS,
            retries={"total_max_attempts": 1},
            parameter_validation=False,
            # What is on this machine is not reached through a proxy.
            proxies={} if is_local else None,
        )
        given = {"region_name": self.region, "endpoint_url": url, "config": config}
        try:
            self._client = session.create_client(
                "dynamodb", **given, **_credentials(session, is_local=is_local)
            )
        except (BotoCoreError, ValueError) as error:
            raise Fault(f"there can be no client for {url}: {_one_line(error)}") from None

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Answer:
        """Ask for something; Refused where the answer is an error, UnreachableError where there is none."""
        try:
            answer = getattr(self._client, xform_name(operation))(**_as_bytes(parameters))
        except ClientError as error:
            said = error.response.get("Error", {})
            raise Refused(operation, str(said.get("Code", "")), str(said.get("Message", ""))) from None
        except _NOT_SENT as error:
            raise UnreachableError(f"{self.url} cannot be reached: {_one_line(error)}", sent=False) from None
        except (BotoCoreError, OSError, ValueError) as error:
            # A ValueError is what botocore makes of an answer that is none of DynamoDB's.
            raise UnreachableError(f"{self.url} did not answer: {_one_line(error)}") from None
        answer.pop("ResponseMetadata", None)
        found: Answer = _as_text(answer)
        return found


def _why_no_address(url: str) -> str:
    """What keeps a text from being the address of a service; nothing where it is one."""
    try:
        parts = urlsplit(url)
    except ValueError as error:
        return _one_line(error)
    if parts.scheme not in ("http", "https"):
        return "it begins with neither http:// nor https://"
    if not parts.hostname:
        return "it names no host"
    try:
        sound = parts.port != 0
    except ValueError:
        sound = False
    return "" if sound else "its port is no number from 1 to 65535"


def _region(session: Any, asked: str | None, *, is_local: bool) -> str:  # noqa: ANN401 - botocore has no types
    try:
        found = asked or session.get_config_variable("region")
    except BotoCoreError as error:
        raise Fault(f"the AWS settings cannot be read: {_one_line(error)}") from None
    if not found and not is_local:
        raise Fault(
            "no AWS region is set, and a request to AWS is signed for one",
            "Give --region, or set AWS_REGION.",
        )
    return found or os.environ.get("AWS_REGION") or _LOCAL_REGION


def _credentials(session: Any, *, is_local: bool) -> dict[str, str]:  # noqa: ANN401 - as above
    """Made-up ones where there are none and nobody will look at them."""
    try:
        known = session.get_credentials() is not None
    except BotoCoreError as error:
        raise Fault(f"the AWS credentials cannot be read: {_one_line(error)}") from None
    if known:
        return {}
    if is_local:
        return {"aws_access_key_id": "rehearsal", "aws_secret_access_key": "rehearsal"}
    raise Fault(
        "no AWS credentials are set",
        "Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or sign in with `aws sso login`.",
    )


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())


def _as_bytes(value: Any) -> Any:  # noqa: ANN401 - anything that JSON has
    """Parameters with binary values as botocore wants them: it writes them in base64 by itself."""
    if isinstance(value, Mapping):
        if len(value) == 1:
            ((kind, inner),) = value.items()
            if kind == "B" and isinstance(inner, str):
                return {"B": base64.b64decode(inner)}
            if kind == "BS" and isinstance(inner, list):
                return {"BS": [base64.b64decode(member) for member in inner]}
        return {name: _as_bytes(inner) for name, inner in value.items()}
    return [_as_bytes(inner) for inner in value] if isinstance(value, list | tuple) else value


def _as_text(value: Any) -> Any:  # noqa: ANN401 - anything that botocore gives
    """An answer in the form that went over the wire."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, dict):
        return {name: _as_text(inner) for name, inner in value.items()}
    return [_as_text(inner) for inner in value] if isinstance(value, list) else value
