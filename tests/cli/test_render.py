"""`render`: programs on standard output or in files, and nothing of it where something is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from planton_dynamodb.cli import main
from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.table.resolve import resolve
from planton_dynamodb.targets import registry
from planton_dynamodb.targets.pulumi_options import options_of
from tests.targets.around import FULL, around
from tests.targets.test_pulumi_python import WITH_KEYS, manifest_of

SOUND = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: orders
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions:
    - name: pk
      type: S
  keySchema:
    - attributeName: pk
      keyType: HASH
"""
IN_THE_WAY = "the folder cannot be made: a file is in the way"
A_PAIR = "write PATH=VALUE, as in --set spec.billingMode=PAY_PER_REQUEST"
EXPECTED = "pulumi, terraform, cloudformation, create-table, kubernetes, pulumi-operator, types or policy"
PROJECT = ["Pulumi.yaml", "__main__.py", "requirements.txt"]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a manifest in it, to work in."""
    (tmp_path / "orders.yaml").write_text(SOUND)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


def expected(text: str, language: str) -> dict[str, str]:
    """The files that the target writes for a manifest."""
    source, _ = files.decode("orders.yaml", text.encode())
    (manifest,) = load_source(source).manifests
    return dict(registry.files("pulumi", language, resolve(manifest), manifest))


def written(folder: Path) -> dict[str, str]:
    """Every file of a folder, by its path in it."""
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text() for path in found}


@pytest.mark.parametrize(
    ("arguments", "language", "file"),
    [
        ([], "yaml", "Pulumi.yaml"),
        (["--language", "yaml"], "yaml", "Pulumi.yaml"),
        (["--language", "python"], "python", "__main__.py"),
    ],
)
def test_prints_the_program(
    arguments: list[str], language: str, file: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The program and nothing else, as it would stand in its file; YAML unless something else is asked for."""
    assert main(["render", "pulumi", "orders.yaml", *arguments]) == 0
    printed = capsys.readouterr()
    assert printed.out == expected(SOUND, language)[file]
    assert printed.err == ""


def test_values_are_set_first(capsys: pytest.CaptureFixture[str]) -> None:
    """As everywhere, with --set; options may stand between the paths."""
    assert main(["render", "pulumi", "--set", "metadata.name=invoices", "orders.yaml"]) == 0
    assert capsys.readouterr().out == expected(SOUND.replace("orders", "invoices"), "yaml")["Pulumi.yaml"]


def test_writes_a_whole_project(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All its files, in a folder that is made for them; each is named."""
    assert main(["render", "pulumi", "orders.yaml", "--language", "python", "--output", "a/b"]) == 0
    assert written(folder / "a" / "b") == expected(SOUND, "python")
    assert capsys.readouterr().err.splitlines() == [
        "wrote a/b/__main__.py",
        "wrote a/b/Pulumi.yaml",
        "wrote a/b/requirements.txt",
    ]


def test_quiet_names_no_file(capsys: pytest.CaptureFixture[str]) -> None:
    """What went well needs no word."""
    assert main(["render", "pulumi", "orders.yaml", "--output", "out", "-q"]) == 0
    assert capsys.readouterr() == ("", "")


def test_overwrites_nothing_unasked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One file in the way is enough for none to be written."""
    (folder / "out").mkdir()
    (folder / "out" / "requirements.txt").write_text("mine")
    assert main(["render", "pulumi", "orders.yaml", "--language", "python", "--output", "out"]) == 2
    assert capsys.readouterr().err == (
        "planton-dynamodb: out/requirements.txt: is there already\nNothing was written; --force overwrites.\n"
    )
    assert written(folder / "out") == {"requirements.txt": "mine"}


def test_overwrites_when_it_is_told_to(folder: Path) -> None:
    """With --force, the files of the project and no others."""
    (folder / "out").mkdir()
    for name in (*PROJECT, "notes.txt"):
        (folder / "out" / name).write_text("mine")
    assert (
        main(["render", "pulumi", "orders.yaml", "--language", "python", "--output", "out", "--force"]) == 0
    )
    assert written(folder / "out") == {**expected(SOUND, "python"), "notes.txt": "mine"}


def test_says_how_many_files_are_in_the_way(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The first by its name, the rest by their number."""
    assert main(["render", "pulumi", "orders.yaml", "--language", "python", "--output", "out", "-q"]) == 0
    assert main(["render", "pulumi", "orders.yaml", "--language", "python", "--output", "out"]) == 2
    assert "out/__main__.py: is there already, and so are 2 more\n" in capsys.readouterr().err


def test_force_without_a_folder_is_a_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    """There is nothing that it could overwrite."""
    with pytest.raises(SystemExit) as ended:
        main(["render", "pulumi", "orders.yaml", "--force"])
    assert ended.value.code == 2
    assert "say where with --output" in capsys.readouterr().err


def test_several_tables_need_a_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two programs on one output would be none."""
    (folder / "invoices.yaml").write_text(SOUND.replace("orders", "invoices"))
    assert main(["render", "pulumi", "."]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        "planton-dynamodb: there are 2 tables, and what is printed is of one\n"
        "Say with --output DIR where to put them, a folder for each.\n"
    )


def test_several_tables_get_a_folder_each(folder: Path) -> None:
    """By their names, wherever their manifests stand; a file that is named twice is one."""
    both = SOUND + "---\n" + SOUND.replace("orders", "invoices")
    (folder / "orders.yaml").write_text(both)
    assert main(["render", "pulumi", "orders.yaml", ".", "--output", "out"]) == 0
    assert written(folder / "out") == {
        f"{name}/Pulumi.yaml": expected(SOUND.replace("orders", name), "yaml")["Pulumi.yaml"]
        for name in ("invoices", "orders")
    }


def test_tables_of_one_name_are_told_apart(folder: Path) -> None:
    """By their environment, and only these; some file systems take `Orders` and `orders` for one folder."""
    prod, test = (SOUND.replace("name: orders", f"name: orders\n  env: {env}") for env in ("prod", "test"))
    upper = SOUND.replace("name: orders", "name: Orders\n  org: acme")
    other = SOUND.replace("orders", "invoices")
    (folder / "orders.yaml").write_text("---\n".join((prod, test, upper, other)))
    assert main(["render", "pulumi", "orders.yaml", "--output", "out"]) == 0
    assert sorted(os.listdir("out")) == ["acme-Orders", "invoices", "prod-orders", "test-orders"]


def test_tables_that_nothing_tells_apart_are_refused(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is written."""
    (folder / "orders.yaml").write_text(SOUND + "---\n" + SOUND.replace("name: orders", "name: Orders"))
    assert main(["render", "pulumi", "orders.yaml", "--output", "out"]) == 2
    assert "two tables would go into the folder `orders`\nRender them one by one" in capsys.readouterr().err
    assert not (folder / "out").exists()


@pytest.mark.parametrize("output", [[], ["--output", "out"]])
def test_an_invalid_manifest_renders_nothing(
    output: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The findings are those of `validate`, and so is the exit code; the sound one beside it is not rendered."""
    (folder / "broken.yaml").write_text(SOUND.replace("orders", "invoices").replace("HASH", "RANGE"))
    assert main(["validate", "broken.yaml", "orders.yaml"]) == 1
    said = capsys.readouterr().out
    assert main(["render", "pulumi", "broken.yaml", "orders.yaml", *output]) == 1
    assert capsys.readouterr() == ("", said)
    assert not (folder / "out").exists()


def test_a_warning_does_not_keep_a_table_from_being_rendered(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said all the same."""
    (folder / "orders.yaml").write_text(SOUND.replace("pk", '" pk"'))
    assert main(["render", "pulumi", "orders.yaml"]) == 0
    printed = capsys.readouterr()
    assert 'hashKey: " pk"' in printed.out
    assert "warning[attr-name-whitespace]" in printed.err


def test_two_manifests_of_one_table_are_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What only shows over the whole run counts too."""
    (folder / "again.yaml").write_text(SOUND)
    assert main(["render", "pulumi", "orders.yaml", "again.yaml", "--output", "out"]) == 1
    assert "error[table-name-duplicate]" in capsys.readouterr().err


def test_settings_are_those_of_the_folder(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A settings file holds here as for `validate`, and --no-config leaves it out."""
    (folder / "orders.yaml").write_text(SOUND.replace("pk", '" pk"'))
    (folder / ".planton-dynamodb.toml").write_text('[severity]\nattr-name-whitespace = "error"\n')
    assert main(["render", "pulumi", "orders.yaml"]) == 1
    assert main(["render", "pulumi", "orders.yaml", "--no-config"]) == 0
    assert main(["render", "pulumi", "orders.yaml", "--config", "missing.toml"]) == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["pulum", "orders.yaml"], "there is no target `pulum`: did you mean pulumi?"),
        (["cdk", "orders.yaml"], f"there is no target `cdk`: expected {EXPECTED}"),
        (["pulumi", "orders.yaml", "--language", "pyton"], "pulumi is not written in `pyton`: did you mean python?"),
        (["pulumi", "orders.yaml", "--language", "go"], "pulumi is not written in `go`: expected yaml or python"),
        (["pulumi", "none.yaml"], "none.yaml: cannot be read: no such file or directory"),
        (["pulumi", "orders.yaml", "--output", "orders.yaml"], f"orders.yaml: {IN_THE_WAY}"),
        (["pulumi", "orders.yaml", "--output", "orders.yaml/x"], f"orders.yaml/x: {IN_THE_WAY}"),
        (["pulumi", "orders.yaml", "--set", "spec"], f"--set spec: {A_PAIR}"),
    ],
)  # fmt: skip
def test_what_it_cannot_do(arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One line that says what and why, and the exit code of a tool that could not do its work."""
    assert main(["render", *arguments]) == 2
    assert capsys.readouterr() == ("", f"planton-dynamodb: {said}\n")


def test_what_a_target_has_no_words_for(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The manifest, the reason and the way out; with several, the others are not written either."""
    label = SOUND.replace("name: orders", "name: orders\n  labels: {'fn::join': x}")
    (folder / "orders.yaml").write_text(SOUND.replace("orders", "invoices") + "---\n" + label)
    assert main(["render", "pulumi", "orders.yaml", "--output", "out"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(
        "planton-dynamodb: orders.yaml: the label `fn::join` would be a function in Pulumi YAML"
    )
    assert said.endswith("Rename the label, or ask for --language python.\n")
    assert not (folder / "out").exists()


def test_a_file_that_cannot_be_written(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The reason is the system's own."""
    (folder / "out" / "Pulumi.yaml").mkdir(parents=True)
    assert main(["render", "pulumi", "orders.yaml", "--output", "out", "--force"]) == 2
    said = capsys.readouterr().err
    assert said == "planton-dynamodb: out/Pulumi.yaml: cannot be written: is a directory\n"
    assert os.listdir("out") == ["Pulumi.yaml"]


def command(*arguments: str, text: str = SOUND) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "planton_dynamodb", *arguments],
        input=text.encode(),
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
    )


def test_reads_standard_input_and_prints_utf_8() -> None:
    """Whatever the locale: what is printed is the text of a file."""
    text = SOUND.replace("pk", "größe")
    done = command("render", "pulumi", "-", "--language", "python", text=text)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.decode() == expected(text, "python")["__main__.py"]


def test_standard_input_is_called_what_the_user_calls_it() -> None:
    """In findings, as with the other verbs."""
    done = command("render", "pulumi", "-", "--stdin-name", "mine.yaml", text=SOUND.replace("HASH", "RANGE"))
    assert done.returncode == 1
    assert b"--> mine.yaml:" in done.stderr


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no disk that is always full")
def test_a_full_disk_is_said_in_one_line() -> None:
    """What cannot be written is the tool's own failure."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "planton_dynamodb", "render", "pulumi", "orders.yaml"],
            stdout=full,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert done.stderr == b"planton-dynamodb: the output cannot be written: no space left on device\n"
    assert done.returncode == 2


def test_who_reads_may_stop_reading() -> None:
    """No traceback for `| head`."""
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            [sys.executable, "-m", "planton_dynamodb", "render", "pulumi", "orders.yaml"],
            stdout=write,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    finally:
        os.close(write)
    assert (done.returncode, done.stderr) == (128 + 13, b"")


@pytest.mark.parametrize("language", ["yaml", "python"])
def test_rendering_imports_nothing_heavy(language: str) -> None:
    """What is written for Pulumi needs no Pulumi to be written."""
    code = (
        "import sys; from planton_dynamodb.cli import main; "
        f"assert main(['render', 'pulumi', 'orders.yaml', '--language', '{language}']) == 0; "
        "heavy = {'pulumi', 'pulumi_aws', 'boto3', 'botocore', 'moto', 'yaml', 'google.protobuf', 'json'}; "
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    """And which targets and languages there are."""
    with pytest.raises(SystemExit) as ended:
        main(["render", "--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert "planton-dynamodb render pulumi orders.yaml --language python --output orders/" in said
    assert "for pulumi: yaml or python" in said


def test_every_target_has_its_modules() -> None:
    """The table of targets names modules that are there and can write a project."""
    manifest, made = around("prod")
    text = {
        (target, language): registry.files(target, language, made.table, manifest, made.operations)
        for target, found in registry.TARGETS.items()
        if found.of is registry.Of.TABLE
        for language in found.languages
    }
    assert all(next(iter(written.values())) for written in text.values())


@pytest.mark.parametrize("language", ["yaml", "python"])
def test_what_runs_around_a_table_is_in_its_program(
    language: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """As it is in the environment that is meant, wherever it stands: in the same file or beside it."""
    table, operations = FULL.read_text(encoding="utf-8").split("---\n")
    (folder / "orders.yaml").write_text(table)
    (folder / "operations.yaml").write_text(operations)
    manifest, made = around("dev")
    expected = next(iter(registry.files("pulumi", language, made.table, manifest, made.operations).values()))
    for path in ("orders.yaml", "operations.yaml", str(FULL)):
        assert main(["render", "pulumi", path, "--env", "dev", "--language", language]) == 0
        assert capsys.readouterr().out == expected


def test_a_program_is_of_one_environment(capsys: pytest.CaptureFixture[str]) -> None:
    """Where there are several, one has to be chosen."""
    assert main(["render", "pulumi", str(FULL)]) == 1
    assert "Say it with --env: one of prod, dev." in capsys.readouterr().err


def test_a_region_that_is_named_is_the_providers(capsys: pytest.CaptureFixture[str]) -> None:
    """The program makes the table there, wherever AWS's own settings say."""
    assert main(["render", "pulumi", "orders.yaml", "--region", "eu-central-1", "--language", "python"]) == 0
    assert 'region="eu-central-1"' in capsys.readouterr().out


def policy(capsys: pytest.CaptureFixture[str], *arguments: str) -> Any:  # noqa: ANN401 - JSON
    """The document that `render policy` prints for the full example."""
    assert main(["render", "policy", str(FULL), "--env", "prod", *arguments]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "arn"),
    [
        ([], "arn:aws:dynamodb:*:*:table/shop-orders-prod"),
        (["--region", "eu-central-1"], "arn:aws:dynamodb:eu-central-1:*:table/shop-orders-prod"),
        (["--account", "123456789012"], "arn:aws:dynamodb:*:123456789012:table/shop-orders-prod"),
        (["--region", "cn-north-1"], "arn:aws-cn:dynamodb:cn-north-1:*:table/shop-orders-prod"),
        (["--region", "us-gov-east-1"], "arn:aws-us-gov:dynamodb:us-gov-east-1:*:table/shop-orders-prod"),
    ],
)
def test_a_grant_is_printed_as_a_policy_document(
    arguments: list[str], arn: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """The table and its indexes by their ARNs, as far as it is said where they are."""
    document = policy(capsys, "--grant", "reporting", *arguments)
    assert document["Version"] == "2012-10-17"
    reading, stream, *_ = document["Statement"]
    assert reading["Resource"] == [arn, f"{arn}/index/*"]
    assert stream["Resource"] == [f"{arn}/stream/*"]


def test_where_a_table_is_may_stand_in_its_stack_input(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Region and account of the provider are those of the ARN."""
    text = WITH_KEYS.read_text(encoding="utf-8")
    name = "orders"
    (folder / "input.yaml").write_text(text)
    (folder / "around.yaml").write_text(
        "apiVersion: dynamodb.project-planton.org/v1\nkind: AwsDynamodbOperations\n"
        f"spec: {{table: {name}, grants: [{{name: task, access: WRITE}}]}}\n"
    )
    assert main(["render", "policy", "input.yaml"]) == 0
    (statement, *_) = json.loads(capsys.readouterr().out)["Statement"]
    account = options_of(manifest_of(WITH_KEYS)).account
    assert account is not None
    assert statement["Resource"] == [f"arn:aws:dynamodb:{account.region}:{account.account_id}:table/{name}"]


def test_several_grants_are_not_one_document(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One is named, or each gets a file; each file is a document."""
    arguments = ["render", "policy", str(FULL), "--env", "prod"]
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "there are 2 grants, and a document is of one: task, reporting" in said.err
    assert "--grant NAME" in said.err
    assert main([*arguments, "--output", "policies"]) == 0
    assert {path.name for path in (folder / "policies").iterdir()} == {"task.json", "reporting.json"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([str(FULL), "--env", "prod", "--grant", "reportin"], "did you mean reporting?"),
        (["orders.yaml"], "there are no grants of the table `orders`"),
    ],
)
def test_a_grant_that_there_is_not(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is said, with what there is."""
    assert main(["render", "policy", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_table_without_grants_is_left_out(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That is said, and the others have their documents, where they would be if it had some too."""
    (folder / "shop.yaml").write_text(FULL.read_text(encoding="utf-8"))
    (folder / "orders.yaml").write_text(SOUND.replace("orders", "invoices"))
    arguments = ["render", "policy", ".", "--env", "prod"]
    left_out = "./orders.yaml: there are no grants of the table `invoices`: it is left out\n"
    assert main([*arguments, "--output", "policies"]) == 0
    assert capsys.readouterr().err.endswith(left_out)
    names = {f"shop-orders-prod/{name}.json" for name in ("task", "reporting")}
    assert written(folder / "policies").keys() == names
    assert main([*arguments, "--grant", "task"]) == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["Version"] == "2012-10-17"
    assert printed.err.endswith(left_out)


def test_where_no_table_has_grants_there_is_nothing_to_write(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first one is named, and how many more there are."""
    (folder / "invoices.yaml").write_text(SOUND.replace("orders", "invoices"))
    assert main(["render", "policy", ".", "--output", "policies"]) == 2
    said = capsys.readouterr().err
    assert "there are no grants of the table `invoices`, and none of 1 more\nDeclare them in " in said
    assert not (folder / "policies").exists()


@pytest.mark.parametrize("option", [["--grant", "task"], ["--account", "123456789012"]])
def test_what_only_a_policy_asks_for_is_refused_elsewhere(
    option: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody is to believe that a program is made for an account because it was named."""
    with pytest.raises(SystemExit) as ended:
        main(["render", "pulumi", "orders.yaml", *option])
    assert ended.value.code == 2
    assert "--grant and --account are for policy alone" in capsys.readouterr().err
