"""The way of a call to moto: a request as AWS's services take it, and the answer taken out of moto's.

It is moto, asked through the entry that it gives to botocore's requests. There is no client in between: a client takes
half a second to make, and looks for profiles, endpoints and proxies in the environment first.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import urlencode

from botocore.awsrequest import AWSPreparedRequest
from botocore.compat import HTTPHeaders
from moto.core.botocore_stubber import BotocoreStubber

from planton_dynamodb.engines.dynamodb import Answer, Refused

REGION, ACCOUNT = "us-east-1", "111122223333"
"""Made up, the account as in AWS's own examples: a test that runs moto elsewhere in this process has another."""

_FILES_AND_PROFILES = (
    *("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE", "AWS_DATA_PATH"),
    *("AWS_PROFILE", "AWS_DEFAULT_PROFILE"),
)
_MOTO = BotocoreStubber()


class Service(NamedTuple):
    """A service of AWS, and how it is spoken to."""

    host: str
    target: str = ""
    """What its operations are called on the wire: with JSON. Blank for a service that is sent forms."""
    json: str = "1.1"
    forms: str = ""
    """The version of the API that forms are meant for."""


DYNAMODB = Service(f"dynamodb.{REGION}", "DynamoDB_20120810", "1.0")
SCALING = Service(f"application-autoscaling.{REGION}", "AnyScaleFrontendService")
CLOUDWATCH = Service(f"monitoring.{REGION}", "GraniteServiceVersion20100801", "1.0")
SSM = Service(f"ssm.{REGION}", "AmazonSSM")
IAM = Service("iam", forms="2010-05-08")


def ask(service: Service, operation: str, parameters: Mapping[str, Any]) -> Answer:
    """Ask for something; Refused where the answer is an error."""
    try:
        answer = _MOTO.process_request(_request(service, operation, parameters))
        if answer is None:
            raise LookupError("moto is configured to pass this service on to a network")
        status, _, text = answer
        members: Answer = json.loads(text) if text else {}
    except Exception as error:
        # Where it does not expect something, moto trips in one way or another.
        reason = f"the embedded AWS cannot do this: {type(error).__name__}: {error}"
        raise Refused(operation, "InternalFailure", reason) from error
    if int(status) >= 400:
        raise _refused(operation, members)
    return _result(operation, members) if service.forms else members


def _request(service: Service, operation: str, parameters: Mapping[str, Any]) -> AWSPreparedRequest:
    headers = HTTPHeaders()
    headers["x-moto-account-id"] = ACCOUNT
    if service.forms:
        headers["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8"
        # Such services answer in XML unless they are asked not to.
        form = {"Action": operation, "Version": service.forms, "ContentType": "JSON", **parameters}
        body = urlencode(form).encode()
    else:
        headers["Content-Type"] = f"application/x-amz-json-{service.json}"
        headers["X-Amz-Target"] = f"{service.target}.{operation}"
        body = json.dumps(parameters).encode()
    address = f"https://{service.host}.amazonaws.com/"
    return AWSPreparedRequest("POST", address, headers, body, stream_output=False)


def _refused(operation: str, members: Answer) -> Refused:
    error = members.get("Error") or members
    code = str(error.get("Code") or error.get("__type") or "InternalFailure").rpartition("#")[2]
    return Refused(operation, code, str(error.get("message") or error.get("Message") or ""))


def _result(operation: str, members: Answer) -> Answer:
    found: Answer = members[f"{operation}Response"].get(f"{operation}Result") or {}
    return found


@contextmanager
def nobodys_environment() -> Iterator[None]:
    """Somebody's AWS profile and files out of sight for a moment, in which moto asks botocore what regions there are.

    It asks once for each service in the life of a process. botocore looks there first, and a profile that does not
    exist would be the end of it.
    """
    before = {name: os.environ.get(name) for name in _FILES_AND_PROFILES}
    for name in before:
        os.environ.pop(name, None)
    os.environ.update(AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None)
            if value is not None:
                os.environ[name] = value
