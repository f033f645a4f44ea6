"""AWS as the ways to make a table meet it, and as it is asked afterwards what stands there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

import boto3
from botocore import xform_name
from botocore.config import Config
from botocore.exceptions import ClientError

from planton_dynamodb.engines.dynamodb import Answer, Refused
from planton_dynamodb.engines.embedded import services, wire
from tests.terraforming.fixtures import ACCESS_KEY, REGION, AwsAccount

Members: TypeAlias = dict[str, Any]

_SERVICES = {
    wire.SCALING: "application-autoscaling",
    wire.CLOUDWATCH: "cloudwatch",
    wire.SSM: "ssm",
    wire.IAM: "iam",
}


class Aws:
    """One account in one region. It takes calls as the embedded engine makes them, and from whoever else asks."""

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._clients: dict[str, Any] = {}
        self._keys: dict[str, str] = {}

    def client(self, service: str) -> Any:  # noqa: ANN401 - boto3 makes its clients at run time
        """A client of a service."""
        if service not in self._clients:
            self._clients[service] = boto3.client(
                service,
                region_name=REGION,
                endpoint_url=self._endpoint,
                aws_access_key_id=ACCESS_KEY,
                aws_secret_access_key="secret",
                config=Config(retries={"total_max_attempts": 1}),
            )
        return self._clients[service]

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Answer:
        """Ask for something; Refused where the answer is an error."""
        service = services.OPERATIONS.get(operation)
        client = self.client("dynamodb" if service is None else _SERVICES[service])
        try:
            answer: Answer = getattr(client, xform_name(operation))(**parameters)
        except ClientError as error:
            said = error.response["Error"]
            raise Refused(operation, said["Code"], said["Message"]) from None
        answer.pop("ResponseMetadata")
        return answer

    def pages(self, service: str, operation: str, member: str, **asked: Any) -> list[Any]:  # noqa: ANN401
        """All that a service lists."""
        pages = self.client(service).get_paginator(operation).paginate(**asked)
        return [each for page in pages for each in page[member]]

    def key_behind(self, alias: str) -> str | None:
        """The ARN of the key that an alias stands for."""
        if alias not in self._keys:
            found = {each["AliasName"]: each for each in self.pages("kms", "list_aliases", "Aliases")}
            if alias not in found:
                return None
            described = self.client("kms").describe_key(KeyId=found[alias]["TargetKeyId"])
            self._keys[alias] = described["KeyMetadata"]["Arn"]
        return self._keys[alias]

    def close(self) -> None:
        """Close the clients."""
        for client in self._clients.values():
            client.close()


@contextmanager
def empty(account: AwsAccount) -> Iterator[Aws]:
    """An AWS in which nothing stands."""
    account.forget()
    aws = Aws(account.endpoint)
    try:
        yield aws
    finally:
        aws.close()
        account.forget()
