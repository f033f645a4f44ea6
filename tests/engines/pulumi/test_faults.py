"""What the engine and AWS say, recognised; and the page that says what to do about each."""

from __future__ import annotations

from pathlib import Path

import pytest

from planton_dynamodb.engines.pulumi.faults import fault_of, messages
from planton_dynamodb.engines.pulumi.place import Place

PAGE = Path(__file__).parents[3] / "docs" / "when-things-go-wrong.md"
PLACE = Place(
    backend="file:///states", own=False, organization=None, project="planton-dynamodb", stack="orders"
)
GO_SDK = "operation error DynamoDB: CreateTable, https response error StatusCode: 400, RequestID: X, "
SAID = {
    "failed to get shared config profile, nobody": "there are no AWS credentials",
    "operation error STS: GetCallerIdentity, get identity: get credentials: failed to refresh cached credentials, "
    "no EC2 IMDS role found": "there are no AWS credentials",
    f"{GO_SDK}api error UnrecognizedClientException: The security token included in the request is invalid.": (
        "AWS does not know the credentials in use, or they have expired"
    ),
    "operation error STS: GetCallerIdentity, https response error StatusCode: 403, api error InvalidClientTokenId": (
        "AWS does not know the credentials in use, or they have expired"
    ),
    f"{GO_SDK}ResourceInUseException: Table already exists: web.orders_2-x": (
        "AWS has a table named web.orders_2-x already, and it is not in stack orders"
    ),
    "invalid AWS Region: nowhere": "no AWS region is known",
    f"{GO_SDK}LimitExceededException: Subscriber limit exceeded: Only 1 online index can be created": (
        "AWS refuses for a limit of the account or of the table"
    ),
    'rpc error: code = Unavailable desc = connection error: desc = "transport: Error while dialing: dial tcp '
    '127.0.0.1:4: connect: connection refused"': "the AWS provider went away in the middle of its work",
    'Get "https://api.pulumi.com/api/user": dial tcp: lookup api.pulumi.com: no such host': (
        "the network, or what is at the other end of it, does not answer"
    ),
    "error: no resource plugin 'pulumi-resource-aws' found in the workspace at version v7.51.1": (
        "Pulumi has no AWS provider plugin, and could not get it"
    ),
    "write /states/orders.json.tmp: no space left on device": (
        "the state of stack orders could not be written: the disk is full"
    ),
    "open /states/.pulumi/meta.yaml: permission denied": "the backend file:///states cannot be used",
    "operation error DynamoDB: CreateTable, StatusCode: 0, RequestID: , canceled, context canceled": (
        "it was interrupted"
    ),
    "something that nobody has heard of": "Pulumi could not do it",
}


@pytest.mark.parametrize("said", SAID)
def test_a_known_text_is_said_again_with_what_to_do(said: str) -> None:
    """What is wrong comes first, then what to do, and the engine's own words stay to be searched for."""
    fault = fault_of(said, PLACE)
    assert fault.summary == SAID[said]
    assert fault.help
    assert said.splitlines()[0] in fault.said


def test_what_an_error_is_wrapped_in_is_left_out() -> None:
    """The provider counts its errors, and the engine says that the update failed: neither tells anything."""
    said = (
        "1 error occurred:\n\t* creating Amazon DynamoDB Table (orders): AccessDenied\n\n",
        "update failed",
    )
    fault = fault_of("code: 255\nstdout: \nstderr: error: ", PLACE, said)
    assert fault.said == "creating Amazon DynamoDB Table (orders): AccessDenied"


@pytest.mark.parametrize(("code", "said"), [(-9, "killed in the middle"), (-2, "interrupted")])
def test_an_engine_that_a_signal_ended(code: int, said: str) -> None:
    """One that was asked to end is no accident."""
    assert said in fault_of(f"\n code: {code}\n stdout: \n stderr: ", PLACE).summary


@pytest.mark.parametrize("message", messages(stack="STACK", backend="BACKEND", what="TABLE"))
def test_every_message_is_on_the_page(message: str) -> None:
    """Who looks for the words of a message finds them as a heading, with what to do below it."""
    lines = PAGE.read_text().splitlines()
    assert f"### {message}" in lines
    below = lines[lines.index(f"### {message}") + 1 :][:3]
    assert any(line and not line.startswith("#") for line in below)
