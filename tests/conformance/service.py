"""A judge that speaks DynamoDB's own protocol: dynalite, DynamoDB Local or the service itself."""

from __future__ import annotations

import string
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeAlias

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from planton_dynamodb.manifest.manifest import Manifest
from tests.conformance.calls import Request, create_table, time_to_live
from tests.conformance.verdicts import Verdict

Client: TypeAlias = Any  # boto3 makes its clients at run time

_IN_USE = "ResourceInUseException"
# What stands in the way in this account or at this moment says nothing about the table that was asked for.
_NOT_ABOUT_THE_TABLE = frozenset({_IN_USE, "LimitExceededException", "UnknownOperationException"})
_NO_SUCH_KEY = ("KMS validation error", "Invalid arn")
_GONE = "ResourceNotFoundException"
_NAME_CHARACTERS = frozenset(string.ascii_letters + string.digits + "_.-")
_PATIENCE = 600.0


class Service:
    """An endpoint asked to make tables, and cleared of them again.

    `trips_with` are the errors by which an emulator in this very process shows that it could not cope.
    """

    def __init__(
        self,
        client: Client,
        prefix: str = "",
        trips_with: tuple[type[Exception], ...] = (),
    ) -> None:
        self._client = client
        self._prefix = prefix
        self._trips_with = trips_with
        self._made: list[str] = []

    def __call__(self, manifests: Sequence[Manifest]) -> list[Verdict]:
        """Judge each manifest; no table is left behind, whatever happens."""
        try:
            return [self._judge(manifest) for manifest in manifests]
        finally:
            for name in tuple(self._made):
                self._delete(name)

    def _judge(self, manifest: Manifest) -> Verdict:
        request, ttl = create_table(manifest), time_to_live(manifest)
        if "TableName" in request:
            request["TableName"] = own_name(self._prefix, request["TableName"])
        verdict = self._create(request)
        if verdict.refused is False and ttl is not None and request["TableName"] in self._made:
            verdict = self._expire({**ttl, "TableName": request["TableName"]})
        if request.get("TableName") in self._made:
            self._delete(request["TableName"])
        return verdict

    def _create(self, request: Request) -> Verdict:
        try:
            self._client.create_table(**request)
        except ClientError as error:
            return Verdict(is_about_the_table(error), message(error))
        except self._trips_with as error:
            return Verdict(refused=None, answer=f"{type(error).__name__}: {error}")
        self._made.append(request["TableName"])
        return Verdict(refused=False)

    def _expire(self, request: Request) -> Verdict:
        self._wait(request["TableName"])
        try:
            self._client.update_time_to_live(**request)
        except ClientError as error:
            return Verdict(is_about_the_table(error), message(error))
        return Verdict(refused=False)

    def _wait(self, name: str) -> None:
        """The table can be changed and deleted once it is no longer being made."""
        self._client.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})

    def _delete(self, name: str) -> None:
        give_up, pause = time.monotonic() + _PATIENCE, 0.01
        while True:
            try:
                self._client.delete_table(TableName=name)
            except ClientError as error:
                if code(error) == "ValidationException":
                    self._unprotect(name)
                elif code(error) != _IN_USE:
                    self._forget(name, error)
                    return
                if time.monotonic() > give_up:
                    raise
                time.sleep(pause)
                pause = min(pause * 2, 5)
            else:
                self._made.remove(name)
                return

    def _forget(self, name: str, error: ClientError) -> None:
        if code(error) != _GONE:
            raise error
        self._made.remove(name)

    def _unprotect(self, name: str) -> None:
        self._client.update_table(TableName=name, DeletionProtectionEnabled=False)


def client(endpoint: str | None, *, attempts: int) -> Client:
    """A client that passes every request on as it is. Emulators want credentials, so it brings some."""
    session = boto3.session.Session()
    known = session.get_credentials() is not None
    made_up = {} if known else {"aws_access_key_id": "conformance", "aws_secret_access_key": "conformance"}
    config = Config(parameter_validation=False, retries={"total_max_attempts": attempts})
    region = session.region_name or "us-east-1"
    return session.client("dynamodb", endpoint_url=endpoint, region_name=region, config=config, **made_up)


@contextmanager
def closing(client: Client) -> Iterator[Client]:
    """A client whose connections are closed."""
    try:
        yield client
    finally:
        client.close()


def own_name(prefix: str, name: str) -> str:
    """The name with a prefix that tells the tables of these tests, where the name would pass as one at all.

    A name that is refused is sent as it is, and one at the upper limit keeps its length.
    """
    if not prefix or not 3 <= len(name) <= 255 or not _NAME_CHARACTERS.issuperset(name):
        return name
    return (prefix + name) if len(prefix) + len(name) <= 255 else prefix + name[len(prefix) :]


def is_about_the_table(error: ClientError) -> bool:
    """Whether an answer refuses the table, rather than a key that the account lacks or an unknown call."""
    if code(error) in _NOT_ABOUT_THE_TABLE:
        return False
    return not any(words in message(error) for words in _NO_SUCH_KEY)


def code(error: ClientError) -> str:
    """The kind of answer."""
    return str(error.response["Error"].get("Code", ""))


def message(error: ClientError) -> str:
    """The words of the answer, or its kind where there are none."""
    return str(error.response["Error"].get("Message") or code(error))
