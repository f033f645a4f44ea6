"""Requests to the services that operations need: which one it is, what it asks, and an answer that refuses it."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from io import BytesIO
from typing import Any, NamedTuple, TypeAlias
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from tests.standin.refusals import Refused

Body: TypeAlias = dict[str, Any]
Environ: TypeAlias = dict[str, Any]

_BY_TARGET = {
    "AnyScaleFrontendService": "application-autoscaling",
    "GraniteServiceVersion20100801": "cloudwatch",
    "AmazonSSM": "ssm",
}
_IAM = "iam"
_STATUS = {
    "NoSuchEntity": "404 Not Found",
    "EntityAlreadyExists": "409 Conflict",
    "LimitExceeded": "409 Conflict",
    "DeleteConflict": "409 Conflict",
}
_BAD = "400 Bad Request"


class Asked(NamedTuple):
    """A request."""

    service: str
    operation: str
    body: Body


class Answer(NamedTuple):
    """What goes back over HTTP."""

    status: str
    headers: list[tuple[str, str]]
    body: bytes


def asked(environ: Environ, signed_for: str) -> Asked | None:
    """What is asked, if one of these services is; the body can be read again."""
    target, _, operation = environ.get("HTTP_X_AMZ_TARGET", "").partition(".")
    if target in _BY_TARGET:
        return Asked(_BY_TARGET[target], operation, json.loads(_raw(environ) or b"{}"))
    if signed_for == _IAM:
        form = dict(parse_qsl(_raw(environ).decode(), keep_blank_values=True))
        return Asked(_IAM, form.pop("Action", ""), form)
    return None


def with_body(environ: Environ, body: Mapping[str, Any]) -> Environ:
    """The same request, asking something else; only for those in JSON."""
    raw = json.dumps(body).encode()
    return {**environ, "wsgi.input": BytesIO(raw), "CONTENT_LENGTH": str(len(raw))}


def refusal(service: str, refused: Refused) -> Answer:
    """The answer to a request that is refused, in the service's own form."""
    request = str(uuid.uuid4())
    status = _STATUS.get(refused.code, _BAD)
    if service == _IAM:
        said = (
            '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type>'
            f"<Code>{escape(refused.code)}</Code><Message>{escape(refused.message)}</Message></Error>"
            f"<RequestId>{request}</RequestId></ErrorResponse>"
        )
        return Answer(status, _headers("text/xml", said.encode(), request), said.encode())
    raw = json.dumps({"__type": refused.code, "message": refused.message}).encode()
    return Answer(_BAD, _headers("application/x-amz-json-1.1", raw, request), raw)


def _raw(environ: Environ) -> bytes:
    raw: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = BytesIO(raw)
    return raw


def _headers(kind: str, raw: bytes, request: str) -> list[tuple[str, str]]:
    return [("Content-Type", kind), ("Content-Length", str(len(raw))), ("x-amzn-RequestId", request)]
