"""AWS for the tests: moto's server, made as strict as AWS where moto is laxer, with a journal and faults.

moto forgets a table class and an encryption that are changed, retypes keys, never switches a stream on again and does
not know contributor insights: those are kept here, on moto's own tables, so that everybody who asks sees the same.
What AWS refuses of DynamoDB stands in `refusals.py`, of scaling, alarms, parameters and policies in `judging`.
"""

from __future__ import annotations

import json
import re
import threading
import uuid
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any, TypeAlias

from moto.dynamodb.models import dynamodb_backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.test import run_wsgi_app

from tests.standin import refusals
from tests.standin.control import Control, Journal
from tests.standin.judging import requests
from tests.standin.judging.judge import judged, settle
from tests.standin.refusals import Refused

Body: TypeAlias = dict[str, Any]
Environ: TypeAlias = dict[str, Any]
StartResponse: TypeAlias = Callable[[str, list[tuple[str, str]]], object]

_SIGNED = re.compile(r"Credential=([^/]+)/\d+/([^/]+)/([^/]+)/")
_ACCOUNT = "123456789012"
_JSON = "application/x-amz-json-1.0"
# moto cannot be asked for these tags, as the real provider does; nobody here gives any.
_TAGS_OF_SCALING = ("application-autoscaling", "ListTagsForResource")
_INSIGHTS = {"ENABLE": "ENABLED", "DISABLE": "DISABLED"}


class Service:
    """The WSGI application. DynamoDB and what runs around a table are judged here first; all else is moto's."""

    def __init__(self, control: Control, journal: Journal) -> None:
        self._control = control
        self._journal = journal
        self._moto = DomainDispatcherApplication(create_backend_app)
        self._lock = threading.Lock()
        self._own: dict[str, Callable[[Body, Environ], Body]] = {
            "CreateTable": self._create_table,
            "DescribeTable": self._describe_table,
            "DeleteTable": self._delete_table,
            "UpdateTable": self._update_table,
            "UpdateTimeToLive": self._update_time_to_live,
            "TagResource": self._tag_resource,
            "UpdateContributorInsights": self._update_insights,
            "DescribeContributorInsights": self._describe_insights,
        }

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        service, _, operation = environ.get("HTTP_X_AMZ_TARGET", "").partition(".")
        if not service.startswith("DynamoDB_"):
            return self._around(environ, start_response)
        body = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) or b"{}")
        try:
            with self._lock:
                self._note("dynamodb", operation, body, environ)
            self._control.linger(operation, "before")
            with self._lock:
                result = self._own.get(operation, self._as_it_is(operation))(body, environ)
            self._control.linger(operation, "after")
        except Refused as refused:
            return _respond(start_response, "400 Bad Request", _fault(refused))
        return _respond(start_response, "200 OK", result)

    def _around(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """What runs around a table: judged, and then moto's, as is everything that is not known here."""
        _, region, signed_for = _signed(environ)
        asked = requests.asked(environ, signed_for)
        if asked is None:
            with self._lock:  # moto trips over an alarm that is made while it lists them
                return list(self._moto(environ, start_response))
        try:
            with self._lock:
                self._note(asked.service, asked.operation, asked.body, environ)
                if asked[:2] == _TAGS_OF_SCALING:
                    return _respond(start_response, "200 OK", {"Tags": {}})
                instead = judged(asked, _ACCOUNT, region)
                if instead is not None:
                    environ = requests.with_body(environ, instead)
                answered = list(self._moto(environ, start_response))
                settle(asked, _ACCOUNT, region)
                return answered
        except Refused as refused:
            answer = requests.refusal(asked.service, refused)
            start_response(answer.status, answer.headers)
            return [answer.body]

    def _note(self, service: str, operation: str, body: Body, environ: Environ) -> None:
        key, region, _ = _signed(environ)
        token = environ.get("HTTP_X_AMZ_SECURITY_TOKEN", "")
        self._journal.note(
            side="aws",
            service=service,
            operation=operation,
            request=body,
            access_key=key,
            region=region,
            session_token=token,
        )
        if (fault := self._control.fault(operation, "error")) is not None:
            code, _, message = fault.error.partition(": ")
            raise Refused(message or code, code)

    def _as_it_is(self, operation: str) -> Callable[[Body, Environ], Body]:
        return lambda body, environ: self._ask(operation, body, environ)

    def _ask(self, operation: str, body: Body, environ: Environ) -> Body:
        """Moto's answer."""
        raw = json.dumps(body).encode()
        target = f"DynamoDB_20120810.{operation}"
        asked = {
            **environ,
            "HTTP_X_AMZ_TARGET": target,
            "wsgi.input": BytesIO(raw),
            "CONTENT_LENGTH": str(len(raw)),
        }
        chunks, status, _ = run_wsgi_app(self._moto, asked)
        answer: Body = json.loads(b"".join(chunks) or b"{}")
        if not status.startswith("200"):
            code = str(answer.get("__type", "InternalServerError")).rpartition("#")[2]
            raise Refused(str(answer.get("message") or answer.get("Message") or status), code)
        return answer

    def _create_table(self, body: Body, environ: Environ) -> Body:
        if _table(body, environ) is None:
            refusals.create_table(body)
        self._ask("CreateTable", body, environ)
        table = _table(body, environ)
        table.table_class = body.get("TableClass", "STANDARD")
        table.insights = {}
        return {"TableDescription": self._description(body, environ)}

    def _describe_table(self, body: Body, environ: Environ) -> Body:
        return {"Table": self._description(body, environ)}

    def _description(self, body: Body, environ: Environ) -> Body:
        description: Body = self._ask("DescribeTable", {"TableName": body["TableName"]}, environ)["Table"]
        table_class = getattr(_table(body, environ), "table_class", "STANDARD")
        return {**description, "TableClassSummary": {"TableClass": table_class}}

    def _delete_table(self, body: Body, environ: Environ) -> Body:
        if _table(body, environ) is not None:
            refusals.delete_table(self._description(body, environ))
        return self._ask("DeleteTable", body, environ)

    def _update_table(self, body: Body, environ: Environ) -> Body:
        refusals.update_table(body, self._description(body, environ))
        table = _table(body, environ)
        body = {**body, "AttributeDefinitions": _definitions(table, body)}
        stream, encryption = body.pop("StreamSpecification", None), body.pop("SSESpecification", None)
        table.table_class = body.pop("TableClass", getattr(table, "table_class", "STANDARD"))
        self._ask("UpdateTable", body, environ)
        if stream is not None:
            table.set_stream_specification(stream)
        if encryption is not None:
            default = table._get_default_encryption_key(table.account_id, table.region_name)
            table.sse_specification = {"KMSMasterKeyId": default, **encryption}
        if body.get("BillingMode") == "PAY_PER_REQUEST":
            for metered in (table, *table.global_indexes):
                metered.throughput = {"ReadCapacityUnits": 0, "WriteCapacityUnits": 0}
        _prune(table)
        return {"TableDescription": self._description(body, environ)}

    def _update_time_to_live(self, body: Body, environ: Environ) -> Body:
        status = self._ask("DescribeTimeToLive", {"TableName": body["TableName"]}, environ)
        refusals.update_time_to_live(body["TimeToLiveSpecification"], status["TimeToLiveDescription"])
        answer = self._ask("UpdateTimeToLive", body, environ)
        if not body["TimeToLiveSpecification"]["Enabled"]:
            _table(body, environ).ttl.pop("AttributeName", None)
        return answer

    def _tag_resource(self, body: Body, environ: Environ) -> Body:
        refusals.tags(body["Tags"])
        return self._ask("TagResource", body, environ)

    def _update_insights(self, body: Body, environ: Environ) -> Body:
        self._description(body, environ)
        status = _INSIGHTS[body["ContributorInsightsAction"]]
        mode = body.get("ContributorInsightsMode", "ACCESSED_AND_THROTTLED_KEYS")
        _insights(body, environ)[body.get("IndexName", "")] = {
            "ContributorInsightsStatus": status,
            "ContributorInsightsMode": mode,
        }
        return self._describe_insights(body, environ)

    def _describe_insights(self, body: Body, environ: Environ) -> Body:
        self._description(body, environ)
        place: Body = {name: body[name] for name in ("TableName", "IndexName") if name in body}
        standing = _insights(body, environ).get(body.get("IndexName", ""))
        return {**place, **(standing or {"ContributorInsightsStatus": "DISABLED"})}


class _Quiet(MotoRequestHandler):
    """The journal says what was asked; nothing else is printed."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


def serving(control: Control, journal: Journal) -> BaseWSGIServer:
    """A server on a free port of this machine; `serve_forever` runs it."""
    service: Any = Service(control, journal)
    return make_server("127.0.0.1", 0, service, threaded=True, request_handler=_Quiet)


def _table(body: Body, environ: Environ) -> Any:
    _, region, _ = _signed(environ)
    return dynamodb_backends[_ACCOUNT][region or "us-east-1"].tables.get(body["TableName"])


def _signed(environ: Environ) -> tuple[str, str, str]:
    """Whose key signed a request, for which region and service."""
    signed = _SIGNED.search(environ.get("HTTP_AUTHORIZATION", ""))
    return (signed.group(1), signed.group(2), signed.group(3)) if signed else ("", "", "")


def _insights(body: Body, environ: Environ) -> dict[str, Body]:
    table = _table(body, environ)
    if not hasattr(table, "insights"):
        table.insights = {}
    insights: dict[str, Body] = table.insights
    return insights


def _definitions(table: Any, body: Body) -> list[Body]:
    """The standing definitions and those that a new index needs: a change of type goes unheard, as it does at AWS."""
    known = {definition["AttributeName"] for definition in table.attr}
    needed = {
        element["AttributeName"]
        for update in body.get("GlobalSecondaryIndexUpdates") or []
        for element in update.get("Create", {}).get("KeySchema", [])
    }
    given = {definition["AttributeName"]: definition for definition in body.get("AttributeDefinitions") or []}
    if missing := sorted(needed - known - set(given)):
        raise Refused(
            "One or more parameter values were invalid: Some index key attributes are not defined in "
            f"AttributeDefinitions. Keys: {sorted(needed)}, AttributeDefinitions: {missing}"
        )
    return [*table.attr, *(given[name] for name in sorted(needed - known))]


def _prune(table: Any) -> None:
    keys = {element["AttributeName"] for element in table.schema}
    for index in (*table.indexes, *table.global_indexes):
        keys |= {element["AttributeName"] for element in index.schema}
    table.attr = [definition for definition in table.attr if definition["AttributeName"] in keys]


def _fault(refused: Refused) -> Body:
    return {"__type": f"com.amazonaws.dynamodb.v20120810#{refused.code}", "message": refused.message}


def _respond(start_response: StartResponse, status: str, body: Body) -> list[bytes]:
    raw = json.dumps(body).encode()
    request = uuid.uuid4().hex.upper()
    headers = [("Content-Type", _JSON), ("Content-Length", str(len(raw))), ("x-amzn-RequestId", request)]
    start_response(status, headers)
    return [raw]
