"""Who asks AWS, and how: the configuration as pulumi-aws names it, and calls that fail in the SDK's words."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import boto3
import botocore.loaders
import botocore.session
import pulumi_aws
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.standin.control import Control
from tests.standin.shapes import Misfit, Shape, misfits, shape_of

Client: TypeAlias = Any  # boto3 makes its clients at run time
Settings: TypeAlias = Mapping[str, Any]

_ATTEMPTS = 25
_PAUSE = 0.01
_THROTTLED = frozenset(
    {
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
    }
)
_OF_DYNAMODB = frozenset(
    {
        "ContinuousBackupsUnavailableException",
        "IndexNotFoundException",
        "InternalServerError",
        "LimitExceededException",
        "ResourceInUseException",
        "ResourceNotFoundException",
        "TableNotFoundException",
    }
)
_NAMES = {
    "application-autoscaling": "Application Auto Scaling",
    "cloudwatch": "CloudWatch",
    "dynamodb": "DynamoDB",
    "iam": "IAM",
    "kms": "KMS",
    "ssm": "SSM",
    "sts": "STS",
}
_PLUMBING = frozenset({"version", "pluginDownloadURL", "__internal", "__defaults"})
# Reading botocore's descriptions of the services is most of what a client costs: they are read once.
_LOADER = botocore.loaders.create_loader()


class Failed(Exception):
    """A call to AWS that did not do what it should, in the words of AWS's SDK for Go."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


def settings_of(given: Mapping[str, Any]) -> dict[str, Any]:
    """A provider's inputs. What is not a text may come as JSON: so pulumi's SDKs send it."""
    shape = shape_of(pulumi_aws.ProviderArgs)
    return {
        name: _parsed(value, shape.fields[name]) if name in shape.fields else value
        for name, value in given.items()
        if name not in _PLUMBING and value is not None
    }


def _parsed(value: Any, shape: Shape) -> Any:
    if shape.kind == "string" or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def config_misfits(settings: Settings) -> list[Misfit]:
    """What pulumi-aws would not take as configuration."""
    return list(misfits(dict(settings), shape_of(pulumi_aws.ProviderArgs)))


@dataclass
class Account:
    """One configured provider."""

    settings: Settings
    endpoint: str
    control: Control
    gone: Callable[[], bool] = lambda: False
    _clients: dict[tuple[str, str], Client] = field(default_factory=dict)
    _session: Any = None
    _number: str = ""

    @property
    def region(self) -> str:
        """The region of the provider, from its configuration or from its environment."""
        region = self.settings.get("region") or os.environ.get("AWS_REGION") or self.session.region_name
        if not region:
            raise Failed("Missing region information\nMake sure you have set your AWS region, e.g. `pulumi config set "
                         "aws:region us-west-2`.")  # fmt: skip
        return str(region)

    @property
    def number(self) -> str:
        """The account's number, as AWS says it to these credentials."""
        if not self._number:
            self._number = str(self.call("sts", "GetCallerIdentity")["Account"])
        return self._number

    @property
    def session(self) -> Any:
        """The credentials: configured, or from the ordinary AWS environment of this process."""
        if self._session is None:
            self._session = _session(self.settings)
        return self._session

    def check(self) -> None:
        """Fail as the provider does where there are no credentials, or those of another account."""
        if self.session.get_credentials() is None:
            raise Failed(
                "No valid credential sources found. Please see https://www.pulumi.com/registry/packages/aws/"
                "installation-configuration/ for more information about providing credentials."
            )
        assert self.region
        self._assume_roles()
        allowed, forbidden = (
            self.settings.get(f"{name}AccountIds") or [] for name in ("allowed", "forbidden")
        )
        if (allowed and self.number not in allowed) or (forbidden and self.number in forbidden):
            raise Failed(f"AWS account ID not allowed: {self.number}")

    def _assume_roles(self) -> None:
        for role in self.settings.get("assumeRoles") or []:
            assumed = self.call(
                "sts",
                "AssumeRole",
                RoleArn=role["roleArn"],
                RoleSessionName=role.get("sessionName", "pulumi"),
            )["Credentials"]
            self._clients.clear()
            self._session = boto3.Session(
                aws_access_key_id=assumed["AccessKeyId"],
                aws_secret_access_key=assumed["SecretAccessKey"],
                aws_session_token=assumed["SessionToken"],
            )

    def client(self, service: str, region: str) -> Client:
        """A client that sends everything on as it is, once."""
        if (service, region) not in self._clients:
            config = Config(parameter_validation=False, retries={"total_max_attempts": 1})
            self._clients[service, region] = self.session.client(
                service, region_name=region, endpoint_url=self._endpoint(service), config=config
            )
        return self._clients[service, region]

    def _endpoint(self, service: str) -> str:
        for endpoints in self.settings.get("endpoints") or []:
            if endpoints.get(service):
                return str(endpoints[service])
        named = os.environ.get(f"AWS_ENDPOINT_URL_{service.upper()}") or os.environ.get("AWS_ENDPOINT_URL")
        return named or self.endpoint

    def call(self, service: str, operation: str, region: str = "", **parameters: Any) -> dict[str, Any]:
        """One call, repeated while AWS throttles it."""
        client = self.client(service, region or self.region)
        method = getattr(client, _method(operation))
        self.control.meet(operation, "before", self.gone)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                answer: dict[str, Any] = method(**parameters)
            except ClientError as error:
                if _code(error) not in _THROTTLED:
                    raise Failed(_words(client, operation, error), _code(error)) from None
                if attempt == _ATTEMPTS:
                    raise Failed(_words(client, operation, error, exhausted=True), _code(error)) from None
                time.sleep(_PAUSE)
            except BotoCoreError as error:
                raise Failed(
                    f"operation error {_NAMES[service]}: {operation}, request send failed, {error}"
                ) from None
            else:
                break
        self.control.meet(operation, "after", self.gone)
        return answer

    def ask(self, operation: str, region: str, **parameters: Any) -> dict[str, Any]:
        """One call to DynamoDB."""
        return self.call("dynamodb", operation, region, **parameters)


def _session(settings: Settings) -> Any:
    core = botocore.session.get_session()
    core.register_component("data_loader", _LOADER)
    for name, variable in (
        ("sharedConfigFiles", "config_file"),
        ("sharedCredentialsFiles", "credentials_file"),
    ):
        if settings.get(name):
            core.set_config_variable(variable, settings[name][0])
    return boto3.Session(
        botocore_session=core,
        aws_access_key_id=settings.get("accessKey"),
        aws_secret_access_key=settings.get("secretKey"),
        aws_session_token=settings.get("token"),
        profile_name=settings.get("profile"),
        region_name=settings.get("region"),
    )


def _method(operation: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in operation).lstrip("_")


def _code(error: ClientError) -> str:
    return str(error.response["Error"].get("Code", ""))


def _words(client: Client, operation: str, error: ClientError, *, exhausted: bool = False) -> str:
    metadata, code = error.response["ResponseMetadata"], _code(error)
    attempts = f"exceeded maximum number of attempts, {_ATTEMPTS}, " if exhausted else ""
    service = client.meta.service_model
    kind = code if code in _modelled(service, operation) else f"api error {code}"
    return (
        f"operation error {_NAMES[service.service_name]}: {operation}, {attempts}https response error "
        f"StatusCode: {metadata.get('HTTPStatusCode')}, RequestID: {metadata.get('RequestId', '')}, "
        f"{kind}: {error.response['Error'].get('Message', '')}"
    )


def _modelled(service: Any, operation: str) -> frozenset[str]:
    """The errors of an operation in its service's model: the SDK writes those without `api error` before them."""
    if service.service_name == "dynamodb":
        return _OF_DYNAMODB
    return frozenset(shape.error_code for shape in service.operation_model(operation).error_shapes)
