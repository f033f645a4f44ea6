from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pulumi
import pulumi_aws as aws
import pytest
from pulumi import automation as auto

from tests.standin.fixtures import ACCESS_KEY, Cloud
from tests.standin.programs import EVERYTHING, Program, orders, table

# The Automation API leaves the event loop of a program that failed to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

UpTo: TypeAlias = Callable[[Program], auto.Stack]

_PROGRAM = """\
import pulumi
import pulumi_aws as aws
import beside
made = aws.dynamodb.Table("orders", name=beside.NAME, billing_mode="PAY_PER_REQUEST", hash_key="id",
                          attributes=[{"name": "id", "type": "S"}])
pulumi.export("arn", made.arn)
pulumi.export("setting", pulumi.Config().require_secret("setting"))
"""


def counts(summary: auto.UpdateSummary) -> dict[str, int]:
    """How many resources met which fate, the stack itself among them."""
    return {
        str(getattr(kind, "value", kind)): count for kind, count in (summary.resource_changes or {}).items()
    }


def ids_in_state(made: auto.Stack) -> list[str]:
    """The tables that the engine knows."""
    resources = (made.export_stack().deployment or {})["resources"]
    return [resource["id"] for resource in resources if resource["type"].endswith(":Table")]


def table_names(cloud: Cloud) -> list[str]:
    """The tables that stand at AWS."""
    names: list[str] = cloud.client("dynamodb").list_tables()["TableNames"]
    return names


def wait_for(cloud: Cloud, method: str) -> None:
    """Until the provider was asked for it."""
    end = time.monotonic() + 60
    while not [call for call in cloud.calls(method) if not call.get("preview")]:
        assert time.monotonic() < end, f"The engine did not come to {method}."
        time.sleep(0.05)


def test_a_table_is_made_once_stays_as_it_is_and_goes(cloud: Cloud, up_to: UpTo) -> None:
    """Preview, up, up again, refresh and destroy agree on one table, whatever it has."""
    made = up_to(table(**orders(**EVERYTHING), insights=True))
    assert counts_of_preview(made.preview()) == {"create": 3}
    assert table_names(cloud) == []
    up = made.up()
    assert counts(up.summary) == {"create": 3}
    assert up.outputs["id"].value == up.outputs["name"].value == "orders"
    assert (
        up.outputs["stream_arn"].value
        == f"{up.outputs['arn'].value}/stream/{up.outputs['stream_label'].value}"
    )
    assert counts(made.up().summary) == {"same": 3}
    assert counts(made.refresh().summary) == {"same": 3}
    with pytest.raises(auto.errors.CommandError, match="Disable deletion protection first"):
        made.destroy()
    assert counts(
        up_to(table(**orders(**{**EVERYTHING, "deletion_protection_enabled": False}))).up().summary
    ) == {
        "same": 1,
        "update": 1,
    }
    made.destroy()
    assert table_names(cloud) == []


def counts_of_preview(preview: auto.PreviewResult) -> dict[str, int]:
    """The same for a preview."""
    return {str(getattr(kind, "value", kind)): count for kind, count in preview.change_summary.items()}


def test_everything_asked_for_stands_at_aws(cloud: Cloud, up_to: UpTo) -> None:
    """What the provider was given can be read from AWS itself, contributor insights and class too."""
    up_to(table(**orders(**EVERYTHING), insights=True)).up()
    client = cloud.client("dynamodb")
    found = client.describe_table(TableName="orders")["Table"]
    index = found["GlobalSecondaryIndexes"][0]
    assert [key["AttributeName"] for key in index["KeySchema"]] == ["status", "at"]
    assert sorted(index["Projection"]["NonKeyAttributes"]) == ["note", "total"]
    assert found["LocalSecondaryIndexes"][0]["IndexName"] == "by-total"
    assert found["StreamSpecification"] == {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
    assert found["TableClassSummary"]["TableClass"] == "STANDARD_INFREQUENT_ACCESS"
    assert found["SSEDescription"]["Status"] == "ENABLED"
    assert found["DeletionProtectionEnabled"]
    insights = client.describe_contributor_insights(TableName="orders")
    assert insights["ContributorInsightsStatus"] == "ENABLED"


def test_a_new_key_takes_a_new_table(cloud: Cloud, up_to: UpTo) -> None:
    """The engine's own plan says that the table is replaced, and by which property."""
    made = up_to(table(**orders()))
    made.up()
    renamed = orders(hash_key="key", attributes=[{"name": "key", "type": "S"}])
    printed: list[str] = []
    up_to(table(**renamed)).preview(on_output=printed.append, diff=True)
    assert "hashKey" in "\n".join(printed)
    assert counts_of_preview(up_to(table(**renamed)).preview()) == {"replace": 1, "same": 1}


def test_replacing_under_the_same_name_deletes_the_old_table_first(cloud: Cloud, up_to: UpTo) -> None:
    """The provider asks for that wherever a name was chosen; a program that says no meets the old table instead."""
    up_to(table(**orders())).up()
    other = orders(hash_key="key", attributes=[{"name": "key", "type": "S"}])
    with pytest.raises(auto.errors.CommandError) as refused:
        up_to(table(delete_first=False, **other)).up()
    said = str(refused.value)
    assert "creating Amazon DynamoDB Table (orders): operation error DynamoDB: CreateTable, " in said
    assert "ResourceInUseException: Table already exists: orders" in said
    assert not cloud.requests("DeleteTable")
    up_to(table(**other)).up()
    assert cloud.requests("DeleteTable")


def test_an_unfinished_table_is_known_and_finished_by_the_next_run(cloud: Cloud, up_to: UpTo) -> None:
    """A table whose expiry could not be switched on is in the state; the next run switches it on, and makes none."""
    cloud.faults(
        UpdateTimeToLive={
            "error": "AccessDeniedException: not authorized to perform: dynamodb:UpdateTimeToLive"
        }
    )
    made = up_to(table(**orders(ttl={"enabled": True, "attribute_name": "expires"})))
    with pytest.raises(auto.errors.CommandError) as refused:
        made.up()
    assert "api error AccessDeniedException: not authorized" in str(refused.value)
    assert ids_in_state(made) == ["orders"]
    cloud.faults()
    assert counts(made.up().summary) == {"same": 1, "update": 1}
    assert len(cloud.requests("CreateTable")) == 1
    expiry = cloud.client("dynamodb").describe_time_to_live(TableName="orders")["TimeToLiveDescription"]
    assert expiry == {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"}


def test_a_table_that_stands_there_is_imported_by_its_name(cloud: Cloud, up_to: UpTo) -> None:
    """Read answers with inputs and state from AWS alone, so that the engine takes the table as it is."""
    cloud.client("dynamodb").create_table(
        TableName="orders",
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        Tags=[{"Key": "team", "Value": "shop"}],
    )
    adopted = up_to(table(adopt="orders", **orders(tags={"team": "shop"})))
    assert counts(adopted.up().summary) == {"create": 1, "import": 1}
    assert counts(up_to(table(**orders(tags={"team": "shop"}))).up().summary) == {"same": 2}
    assert cloud.requests("CreateTable") == []


def test_a_refresh_sees_what_was_changed_at_aws(cloud: Cloud, up_to: UpTo) -> None:
    """A tag set behind the engine's back is drift, and a deleted table leaves the state."""
    made = up_to(table(**orders(tags={"team": "shop"})))
    made.up()
    client = cloud.client("dynamodb")
    arn = client.describe_table(TableName="orders")["Table"]["TableArn"]
    client.tag_resource(ResourceArn=arn, Tags=[{"Key": "team", "Value": "ops"}])
    assert counts(made.refresh().summary) == {"same": 1, "update": 1}
    assert counts(made.up().summary) == {"same": 1, "update": 1}
    client.delete_table(TableName="orders")
    assert counts(made.refresh().summary) == {"delete": 1, "same": 1}


def test_a_provider_that_crashes_after_the_call_leaves_the_table_unknown(cloud: Cloud, up_to: UpTo) -> None:
    """The table is at AWS and the engine does not know: the next run hears that it exists."""
    cloud.faults(CreateTable={"crash": True, "when": "after"})
    made = up_to(table(**orders()))
    with pytest.raises(auto.errors.CommandError):
        made.up()
    assert not cloud.provider_alive()
    assert table_names(cloud) == ["orders"]
    cloud.faults()
    cloud.revive()
    with pytest.raises(auto.errors.CommandError, match="Table already exists: orders"):
        made.up()


def test_throttling_is_waited_out(cloud: Cloud, up_to: UpTo) -> None:
    """A few throttled calls are no failure; one that never ends is, in the SDK's words."""
    cloud.faults(CreateTable={"error": "ThrottlingException: Rate exceeded", "times": 3})
    made = up_to(table(**orders()))
    made.up()
    assert len(cloud.requests("CreateTable")) == 4
    cloud.faults(DeleteTable={"error": "ThrottlingException: Rate exceeded"})
    with pytest.raises(auto.errors.CommandError, match="exceeded maximum number of attempts, 25"):
        made.destroy()


def test_an_interrupt_ends_a_call_that_waits(cloud: Cloud) -> None:
    """Cancel reaches the provider, and no table is made after it."""
    cloud.faults(Create={"delay": 50})
    _write_program(cloud.folder)
    assert cloud.run("pulumi", "stack", "init", "dev").returncode == 0
    assert cloud.run("pulumi", "config", "set", "setting", "plain").returncode == 0
    command = ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive"]
    with subprocess.Popen(
        command, cwd=cloud.folder, env=cloud.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as run:
        wait_for(cloud, "Create")
        run.send_signal(signal.SIGINT)
        run.communicate(timeout=40)
    assert run.returncode != 0
    assert cloud.calls("Cancel")
    assert table_names(cloud) == []


def test_a_killed_engine_leaves_no_provider_behind(cloud: Cloud) -> None:
    """A provider that the engine started goes with it, whatever it was waiting for, and makes nothing more."""
    cloud.faults(Create={"delay": 50})
    _write_program(cloud.folder)
    cloud.run("pulumi", "stack", "init", "dev")
    cloud.run("pulumi", "config", "set", "setting", "plain")
    command = ["pulumi", "up", "--yes", "--skip-preview", "--non-interactive"]
    with subprocess.Popen(
        command,
        cwd=cloud.folder,
        env=cloud.installed_env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as run:
        wait_for(cloud, "Create")
        run.kill()
    provider = Path("/proc") / str(cloud.calls("Create")[0]["pid"])
    end = time.monotonic() + 20
    while provider.exists():
        assert time.monotonic() < end, "The provider runs on without its engine."
        time.sleep(0.05)
    assert table_names(cloud) == []


def test_an_explicit_provider_asks_with_its_own_credentials(cloud: Cloud, up_to: UpTo) -> None:
    """AWS sees the configured key, token and region, and the state shows no secret."""

    def provider() -> aws.Provider:
        return aws.Provider(
            "own",
            region="eu-west-1",
            access_key=pulumi.Output.secret("AKIAOWN"),
            secret_key=pulumi.Output.secret("own-secret"),
            token=pulumi.Output.secret("own-token"),
            allowed_account_ids=["123456789012"],
        )

    made = up_to(table(provider=provider, **orders()))
    made.up()
    created = cloud.requests("CreateTable")[0]
    assert (created["access_key"], created["region"], created["session_token"]) == (
        "AKIAOWN",
        "eu-west-1",
        "own-token",
    )
    assert not [path for path in cloud.backend.rglob("*.json") if "own-secret" in path.read_text()]
    assert counts(made.up().summary) == {"same": 3}


def test_another_accounts_credentials_are_refused(cloud: Cloud, up_to: UpTo) -> None:
    """The account number of the configuration is compared with the one that AWS says."""
    made = up_to(
        table(provider=lambda: aws.Provider("own", allowed_account_ids=["999999999999"]), **orders())
    )
    with pytest.raises(auto.errors.CommandError, match="AWS account ID not allowed: 123456789012"):
        made.up()


def test_an_unknown_input_stops_the_run(cloud: Cloud, up_to: UpTo) -> None:
    """What pulumi-aws has no name for is a check failure that names it."""

    def make() -> None:
        class Table(pulumi.CustomResource):
            def __init__(self) -> None:
                super().__init__("aws:dynamodb/table:Table", "orders", {"name": "orders", "hash_key": "id"})

        Table()

    with pytest.raises(auto.errors.CommandError) as refused:
        up_to(make).preview()
    assert "hash_key" in str(refused.value)
    assert "Invalid or unknown key" in str(refused.value)


def test_a_program_in_a_folder_runs_by_the_command_alone(cloud: Cloud) -> None:
    """Plain `pulumi up` runs the folder's program, with modules beside it and with the stack's settings."""
    _write_program(cloud.folder)
    assert cloud.run("pulumi", "stack", "init", "dev").returncode == 0
    assert cloud.run("pulumi", "config", "set", "--secret", "setting", "hidden").returncode == 0
    ran = cloud.run("pulumi", "up", "--yes", "--non-interactive")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert table_names(cloud) == ["orders"]
    outputs = json.loads(cloud.run("pulumi", "stack", "output", "--json").stdout)
    assert outputs["setting"] == "[secret]"
    assert outputs["arn"].endswith(":table/orders")


def test_a_failing_program_says_where(cloud: Cloud) -> None:
    """The trace of a program comes out of the command."""
    _write_program(cloud.folder)
    (cloud.folder / "beside.py").write_text("raise ValueError('no name today')\n")
    cloud.run("pulumi", "stack", "init", "dev")
    ran = cloud.run("pulumi", "up", "--yes", "--non-interactive")
    assert ran.returncode != 0
    assert "ValueError: no name today" in ran.stdout + ran.stderr


def test_an_installed_provider_sees_the_environment_of_the_command(cloud: Cloud) -> None:
    """Started by the engine itself, the provider takes the profile that the command was told."""
    _write_program(cloud.folder)
    profile = Path(cloud.env["HOME"]) / ".aws"
    profile.mkdir()
    (profile / "credentials").write_text(
        "[other]\naws_access_key_id = AKIAOTHER\naws_secret_access_key = x\n"
    )
    plain = {name: value for name, value in cloud.installed_env.items() if "ACCESS_KEY" not in name}
    env = {**plain, "AWS_PROFILE": "other"}
    cloud.run("pulumi", "stack", "init", "dev", env=env)
    cloud.run("pulumi", "config", "set", "setting", "plain", env=env)
    ran = cloud.run("pulumi", "up", "--yes", "--non-interactive", env=env)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert {request["access_key"] for request in cloud.requests("CreateTable")} == {"AKIAOTHER"}
    assert ACCESS_KEY not in ran.stdout


def _write_program(folder: Path) -> None:
    (folder / "Pulumi.yaml").write_text("name: trial\nruntime: python\n")
    (folder / "__main__.py").write_text(_PROGRAM)
    (folder / "beside.py").write_text("NAME = 'orders'\n")
