"""The calls that make a table: as botocore, the shell and the real AWS CLI read them, they say what the table says."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import boto3
import pytest
from botocore.session import Session
from botocore.validate import ParamValidator
from hypothesis import given
from hypothesis import strategies as st

from planton_dynamodb.engines.dynamodb import Answer
from planton_dynamodb.fault import Fault
from planton_dynamodb.table.described import described
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.table.table import (
    INCLUDE,
    Capacity,
    Encryption,
    Expiry,
    GlobalIndex,
    Key,
    LocalIndex,
    Projection,
    Table,
)
from planton_dynamodb.targets import create_table_json, create_table_script
from planton_dynamodb.targets.create_table import calls, creation, left_out
from planton_dynamodb.targets.registry import Where
from tests.targets.around import around
from tests.targets.registered import corpus
from tests.targets.test_pulumi_python import RENDERED, WITH_KEYS, manifest_of
from tests.terraforming.fixtures import AwsAccount

Call: TypeAlias = tuple[str, dict[str, Any]]

CORPUS = corpus()
MANIFEST = manifest_of(RENDERED / "orders.yaml")
PLAIN = Table(name="sessions", attributes=(("id", "S"),), key=Key("id"))
FULL = replace(
    PLAIN,
    expiry=Expiry(enabled=True, attribute="expiresAt"),
    point_in_time_recovery=True,
    contributor_insights=True,
)
MODEL = Session().get_service_model("dynamodb")
FOLLOWING = ["update-time-to-live", "update-continuous-backups", "update-contributor-insights"]

# What there is to quote from: a script in a shell, a text in JSON, a document in a script.
ODD = (
    *(
        "'",
        '"',
        "\\",
        "\\'",
        "$x",
        "${x}",
        "$(exit 3)",
        "`exit 3`",
        "!",
        "%{a}",
        "\n",
        "\r\n",
        "\t",
        "\x00",
        "\x7f",
    ),
    *(
        "#",
        "EOF",
        "}'",
        "-",
        "--",
        "*",
        "~",
        " a ",
        "ß",
        "Größe",
        "\u2028",
        "\U0001f600",
        "file://x",
        "&& exit 3",
    ),
)
texts = st.sampled_from(ODD) | st.text(
    alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30
)

# It writes down what it is given, and is no command that tables could be made with.
RECORDER = """\
#!/bin/sh
[ "$2" = describe-table ] && exit 1
printf '%s\\0' "$@" >>"$RECORD"
printf '\\0' >>"$RECORD"
"""
# It fails in the words of a file named after the call, once for each of its lines.
REFUSER = """\
#!/bin/sh
[ "$2" = describe-table ] && exit 1
echo "$2" >>"$RECORD"
said=$(dirname "$0")/$2
[ -s "$said" ] || exit 0
head -n 1 "$said" >&2
sed -i 1d "$said"
exit 254
"""
NO_SLEEP = "#!/bin/sh\n"


def script_of(table: Table, where: Where = Where()) -> str:  # noqa: B008 - it is frozen
    """The script that makes a table, wherever that is to be."""
    files = create_table_script.files(table, MANIFEST, None, where)
    assert list(files) == ["create-table.sh"]
    return files["create-table.sh"]


def documents_of(table: Table) -> dict[str, Any]:
    """The members of each call by its file, as JSON readers read them."""
    return {name: json.loads(text) for name, text in create_table_json.files(table, MANIFEST).items()}


def commands(folder: Path, **texts_of: str) -> Mapping[str, str]:
    """An environment in which these commands stand before all others."""
    for name, text in texts_of.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    return {"PATH": f"{folder}{os.pathsep}{os.environ['PATH']}", "RECORD": str(folder / "record")}


def run(script: str, environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """The script as a shell runs it."""
    return subprocess.run(
        ["sh", "-s", "--", *arguments],
        input=script,
        env=dict(environment),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def recorded(path: Path) -> list[list[str]]:
    """The arguments of each command that was run."""
    return [run.split("\0") for run in path.read_bytes().decode().split("\0\0") if run]


def as_calls(runs: list[list[str]], *given: str) -> list[Call]:
    """Commands of the AWS CLI as calls; where one only waits, nothing."""
    found = []
    for arguments in runs:
        service, command, *rest = arguments
        assert service == "dynamodb"
        if command == "wait":
            assert rest[0] == "table-exists"
            continue
        assert rest[:-2] == list(given)
        assert rest[-2] == "--cli-input-json"
        found.append((command, json.loads(rest[-1])))
    return found


@pytest.fixture(scope="module")
def recorder(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """An environment in which `aws` only writes down what it is given."""
    return commands(tmp_path_factory.mktemp("recorder"), aws=RECORDER)


@pytest.fixture(scope="module")
def everything() -> dict[str, str]:
    """The script of each sound table of the corpus."""
    return {name: script_of(resolve(manifest)) for name, manifest in CORPUS.items()}


def test_the_whole_text_of_a_table() -> None:
    """Each file is what a careful person would have written; none of them changes unseen."""
    table = resolve(MANIFEST)
    written = {**create_table_json.files(table, MANIFEST), **create_table_script.files(table, MANIFEST)}
    folder = RENDERED / "create_table"
    assert written == {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}


@pytest.mark.parametrize("name", CORPUS)
def test_botocore_takes_every_call(name: str) -> None:
    """Members, types and lengths are those of AWS's own model of the call, and so is the order of CreateTable's."""
    for call in calls(resolve(CORPUS[name])):
        shape = MODEL.operation_model(call.operation).input_shape
        report = ParamValidator().validate(call.members, shape)
        assert not report.has_errors(), report.generate_report()
        known = list(shape.members)
        assert list(call.members) == sorted(call.members, key=known.index)


@pytest.mark.parametrize("name", CORPUS)
def test_nothing_of_a_table_is_left_out(name: str) -> None:
    """The calls, read as if AWS had answered with them, are the table again."""
    table = resolve(CORPUS[name])
    expiry = table.expiry if table.expiry.enabled else Expiry()
    assert read_back(documents_of(table)) == replace(table, expiry=expiry)


def read_back(documents: Mapping[str, Any]) -> Table:
    """The table that the documents speak of."""
    by_command = {name.removesuffix(".json").lstrip("0123456789-"): each for name, each in documents.items()}
    made = by_command.pop("create-table")
    later = {command: by_command.pop(command, None) for command in FOLLOWING}
    assert not by_command
    encryption = made.get("SSESpecification") or {}
    answer: Answer = {
        **made,
        "BillingModeSummary": {"BillingMode": made["BillingMode"]},
        "TableClassSummary": {"TableClass": made["TableClass"]},
        "SSEDescription": encryption
        and {"Status": "ENABLED", "KMSMasterKeyArn": encryption.get("KMSMasterKeyId")},
    }
    expiry, recovery, insights = later.values()
    return described(
        answer,
        expiry={"TimeToLiveStatus": "ENABLED", **expiry["TimeToLiveSpecification"]} if expiry else {},
        backups={"PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "ENABLED"}}
        if recovery
        else {},
        insights="ENABLED" if insights else None,
        tags={tag["Key"]: tag["Value"] for tag in made.get("Tags", ())},
    )


def test_what_is_off_is_not_said_blank() -> None:
    """AWS refuses empty lists, and units that nobody reserved."""
    assert creation(PLAIN) == {
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "TableName": "sessions",
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "BillingMode": "PAY_PER_REQUEST",
        "TableClass": "STANDARD",
        "DeletionProtectionEnabled": False,
    }


def test_expiry_that_is_off_is_no_call_even_where_its_attribute_is_named() -> None:
    """AWS refuses to switch off what is off."""
    assert list(documents_of(replace(PLAIN, expiry=Expiry(attribute="expiresAt")))) == ["create-table.json"]


def test_files_are_numbered_in_the_order_of_the_calls() -> None:
    """Listed by name, what comes after create-table stands in its order."""
    names = [name.removesuffix(".json") for name in documents_of(FULL)]
    assert names == ["create-table", *(f"{number}-{name}" for number, name in enumerate(FOLLOWING, 2))]
    without = documents_of(replace(FULL, expiry=Expiry()))
    assert list(without) == [
        "create-table.json",
        "2-update-continuous-backups.json",
        "3-update-contributor-insights.json",
    ]


def test_the_calls_that_are_not_printed_are_told() -> None:
    """Whoever reads the JSON alone learns that it is not all."""
    (told,) = create_table_json.unprinted(FULL)
    assert told == (
        "create-table is followed by update-time-to-live, update-continuous-backups and"
        " update-contributor-insights: --output writes a file for each call, --script prints all of them"
    )
    assert list(create_table_json.unprinted(PLAIN)) == []
    for target in (create_table_json, create_table_script):
        assert list(target.notes(FULL, MANIFEST)) == []


def test_what_runs_around_the_table_is_told_to_be_left_out() -> None:
    """By its number, in both languages."""
    manifest, found = around("prod")
    operations = found.operations
    (told,) = left_out(operations)
    for count in (operations.scaling, operations.alarms, operations.parameters, operations.grants):
        assert f"{len(count)} " in told
    assert told in create_table_json.notes(found.table, manifest, operations)
    assert list(create_table_script.notes(found.table, manifest, operations)) == [told]
    bare = replace(operations, scaling=(), parameters=(), grants=(), alarms=operations.alarms[:1])
    assert "left out: 1 alarm (" in next(left_out(bare))
    assert list(left_out(replace(bare, alarms=()))) == []


def test_a_region_stands_in_the_script_and_behind_the_json() -> None:
    """That of the stack input, or the one that the user names; its keys stand nowhere."""
    manifest = manifest_of(WITH_KEYS)
    table = resolve(manifest)
    script = create_table_script.files(table, manifest)["create-table.sh"]
    assert 'set -- --region eu-central-1 "$@"' in script
    assert 'set -- --region us-west-2 "$@"' in script_of(table, Where(region="us-west-2"))
    assert "set --" not in script_of(table)
    told = list(create_table_json.notes(table, manifest))
    assert told == ["no call says its region: give the AWS CLI --region eu-central-1"]
    told = list(create_table_json.notes(table, manifest, None, Where(region="us-west-2")))
    assert told == ["no call says its region: give the AWS CLI --region us-west-2"]
    for secret in ("an-access-key", "a-secret-key", "a-session-token"):
        assert secret in WITH_KEYS.read_text(encoding="utf-8")
        assert secret not in script


def test_the_shell_hands_the_same_calls_to_the_cli(
    everything: dict[str, str], recorder: Mapping[str, str]
) -> None:
    """One shell runs the scripts of all tables, each in a shell of its own: the calls are those of the JSON files."""
    record = Path(recorder["RECORD"])
    record.unlink(missing_ok=True)
    ran = run("\n".join(f"(\n{script}\n)" for script in everything.values()), recorder, "--endpoint-url", "x")
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    asked = [call for manifest in CORPUS.values() for call in calls(resolve(manifest))]
    assert as_calls(recorded(record), "--endpoint-url", "x") == [
        (call.command, call.members) for call in asked
    ]


def test_shellcheck_finds_nothing_in_any_script(everything: dict[str, str], tmp_path: Path) -> None:
    """Of the scripts of all tables of the corpus."""
    for name, script in everything.items():
        (tmp_path / f"{name}.sh").write_text(script, encoding="utf-8")
    command = Path(sys.executable).with_name("shellcheck")
    found = shutil.which("shellcheck", path=str(command.parent)) or "shellcheck"
    done = subprocess.run(
        [found, *sorted(map(str, tmp_path.iterdir()))], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@given(
    st.lists(texts, min_size=3, max_size=3), st.dictionaries(texts, texts | st.just(""), max_size=3), texts
)
def test_every_text_arrives_as_it_is(
    recorder: Mapping[str, str], names: list[str], tags: dict[str, str], arn: str
) -> None:
    """Names, tags and ARNs with whatever quotes and signs: in JSON, and through a shell."""
    partition, sort, other = names
    table = replace(
        FULL,
        attributes=((partition, "S"), (sort, "N"), (other, "B")),
        key=Key(partition, sort),
        capacity=Capacity(3, 4),
        global_indexes=(GlobalIndex(other, Key(other), Projection(INCLUDE, (sort,)), Capacity(1, 2)),),
        local_indexes=(LocalIndex(sort, Key(partition, other)),),
        expiry=Expiry(enabled=True, attribute=other),
        encryption=Encryption(enabled=True, key_arn=arn),
        tags=tuple(tags.items()),
    )
    asked = [(call.command, call.members) for call in calls(table)]
    assert list(documents_of(table).values()) == [members for _, members in asked]
    record = Path(recorder["RECORD"])
    record.unlink(missing_ok=True)
    ran = run(script_of(table), recorder)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert as_calls(recorded(record)) == asked


@given(texts)
def test_a_text_stands_in_ascii(text: str) -> None:
    """Whatever encoding the CLI takes files and arguments to be in, it reads the same."""
    table = replace(PLAIN, tags=((text, text),))
    assert create_table_json.files(table, MANIFEST)["create-table.json"].isascii()
    assert script_of(table).isascii()


def test_the_script_makes_the_table_with_the_real_cli(aws_account: AwsAccount, tmp_path: Path) -> None:
    """Table, expiry, recovery and insights stand; a second run says that the table is there, and changes nothing."""
    aws = Path(sys.executable).with_name("aws")
    environment = {
        "PATH": f"{aws.parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_EC2_METADATA_DISABLED": "true",
    }
    table = replace(FULL, name="by-script", tags=(("Größe", "groß"),))
    given = ("--endpoint-url", aws_account.endpoint, "--region", "eu-west-3")
    ran = run(script_of(table, Where(region="eu-central-1")), environment, *given)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert table_at(aws_account.endpoint, "eu-west-3", "by-script") == table
    again = run(script_of(table), environment, *given)
    said = "The table by-script is there already: nothing was changed.\n"
    assert (again.returncode, again.stdout, again.stderr) == (1, "", said)


def table_at(endpoint: str, region: str, name: str) -> Table:
    """What AWS says of a table."""
    keys = {"aws_access_key_id": "test", "aws_secret_access_key": "test"}
    client = boto3.client("dynamodb", region_name=region, endpoint_url=endpoint, **keys)
    try:
        found = client.describe_table(TableName=name)["Table"]
        return described(
            found,
            expiry=client.describe_time_to_live(TableName=name)["TimeToLiveDescription"],
            backups=client.describe_continuous_backups(TableName=name)["ContinuousBackupsDescription"],
            insights=client.describe_contributor_insights(TableName=name)["ContributorInsightsStatus"],
            tags={
                tag["Key"]: tag["Value"]
                for tag in client.list_tags_of_resource(ResourceArn=found["TableArn"])["Tags"]
            },
        )
    finally:
        client.close()


@pytest.fixture
def refuser(tmp_path: Path) -> Mapping[str, str]:
    """An environment in which `aws` refuses what a file named after the call says, and no time passes."""
    return commands(tmp_path, aws=REFUSER, sleep=NO_SLEEP)


def test_a_table_that_is_refused_ends_the_script(refuser: Mapping[str, str], tmp_path: Path) -> None:
    """AWS's own words stand on standard error, and nothing else is asked."""
    (tmp_path / "create-table").write_text("An error occurred (LimitExceededException)\n")
    ran = run(script_of(FULL), refuser)
    assert (ran.returncode, ran.stdout) == (254, "")
    assert ran.stderr == "An error occurred (LimitExceededException)\n"
    assert (tmp_path / "record").read_text().split() == ["create-table"]


def test_a_call_that_an_emulator_does_not_know_is_left_out_and_said(
    refuser: Mapping[str, str], tmp_path: Path
) -> None:
    """The rest is made all the same: whoever tests with an emulator can go on."""
    (tmp_path / "update-continuous-backups").write_text("An error occurred (UnknownOperationException)\n")
    ran = run(script_of(FULL), refuser)
    assert (ran.returncode, ran.stdout) == (0, "")
    assert (
        ran.stderr
        == "The table sessions is made without update-continuous-backups, which is not known here.\n"
    )
    assert (tmp_path / "record").read_text().split() == ["create-table", "wait", *FOLLOWING]


def test_backups_that_are_not_ready_yet_are_asked_for_again(
    refuser: Mapping[str, str], tmp_path: Path
) -> None:
    """AWS prepares them for a while after a table is made; it does not for ever."""
    unavailable = "An error occurred (ContinuousBackupsUnavailableException): Backups are being enabled\n"
    (tmp_path / "update-continuous-backups").write_text(unavailable * 3)
    ran = run(script_of(FULL), refuser)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")
    assert (tmp_path / "record").read_text().split().count("update-continuous-backups") == 4
    (tmp_path / "update-continuous-backups").write_text(unavailable * 100)
    ran = run(script_of(FULL), refuser)
    assert ran.returncode == 1
    assert ran.stderr == (
        f"The table sessions is made, but update-continuous-backups is not possible yet: {unavailable}"
    )


def test_any_other_refusal_of_a_later_call_says_what_stands(
    refuser: Mapping[str, str], tmp_path: Path
) -> None:
    """The table is there, and this call was refused, with AWS's words."""
    (tmp_path / "update-time-to-live").write_text("An error occurred (AccessDeniedException)\n")
    ran = run(script_of(FULL), refuser)
    said = "The table sessions is made, but update-time-to-live was refused: An error occurred"
    assert (ran.returncode, ran.stderr) == (1, f"{said} (AccessDeniedException)\n")


def test_a_call_that_no_shell_can_hand_over_is_refused() -> None:
    """Linux gives an argument 128 KiB. As a file it is as good as any other."""
    table = replace(PLAIN, tags=tuple((f"{number:03}", "\U00010330" * 256) for number in range(50)))
    with pytest.raises(
        Fault, match=r"^create-table is 1\d\d,\d{3} bytes long, and a shell hands over 131,071$"
    ):
        script_of(table)
    assert len(documents_of(table)["create-table.json"]["Tags"]) == 50
