"""The library: the same checks from Python, returned or raised, from paths and texts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import planton_dynamodb
from planton_dynamodb import (
    Config,
    Fault,
    InputError,
    InvalidManifestError,
    Quotas,
    around,
    around_text,
    check,
    check_patterns,
    check_patterns_text,
    check_text,
    compare,
    load,
    load_text,
    rehearse,
    rehearse_patterns,
    tables,
    tables_text,
    validate,
    validate_text,
)
from planton_dynamodb.engines.dynamodb import UnreachableError

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
PATTERNS = """\
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbAccessPatterns
metadata:
  name: orders
spec:
  table: orders
  items:
    - name: first
      attributes: {pk: a}
  patterns:
    - name: get-order
      operation: GetItem
      parameters: {id: a}
      key: {pk: "{id}"}
      expect: {items: [first]}
"""
BROKEN = SOUND.replace("PAY_PER_REQUEST", "ON_DEMAND")


def test_a_sound_text_has_nothing_to_say() -> None:
    """validate_text returns an empty list, check_text returns."""
    assert validate_text(SOUND) == []
    check_text(SOUND)


def test_what_validate_returns_is_what_check_raises() -> None:
    """The twins see the same diagnostics."""
    found = validate_text(BROKEN, name="orders.yaml")
    with pytest.raises(InvalidManifestError, match=r"orders\.yaml:6:16: .*\[unknown-enum\]") as raised:
        check_text(BROKEN, name="orders.yaml")
    assert [diagnostic.rule for diagnostic in found] == ["unknown-enum"]
    assert raised.value.diagnostics == found


def test_paths_and_folders_are_read(tmp_path: Path) -> None:
    """Files, folders and several of them; places carry the path."""
    (tmp_path / "sound.yaml").write_text(SOUND)
    (tmp_path / "broken.yaml").write_text(BROKEN.replace("orders", "invoices"))
    found = validate(tmp_path)
    assert [diagnostic.location.file for diagnostic in found] == [str(tmp_path / "broken.yaml")]
    assert validate(tmp_path / "sound.yaml") == []
    with pytest.raises(InvalidManifestError):
        check(tmp_path)


def test_loading_gives_protobuf_messages(tmp_path: Path) -> None:
    """Load reads every manifest of a file into its message, and refuses an invalid one."""
    path = tmp_path / "orders.yaml"
    path.write_text(SOUND + "---\n" + SOUND.replace("orders", "invoices"))
    messages = load(path)
    assert [message.metadata.name for message in messages] == ["orders", "invoices"]
    assert messages[0].spec.key_schema[0].attribute_name == "pk"
    assert load_text(SOUND) == [messages[0]]
    with pytest.raises(InvalidManifestError):
        load_text(BROKEN)


def test_overrides_and_settings_are_taken() -> None:
    """What --set and the settings file do on the command line, arguments do here."""
    assert validate_text(BROKEN, overrides=["spec.billingMode=PAY_PER_REQUEST"]) == []
    index = (
        "    - name: by-{0}\n      keySchema: [{{attributeName: pk, keyType: HASH}}]\n"
        "      projection: {{type: ALL}}\n"
    )
    many = SOUND + "  globalSecondaryIndexes:\n" + "".join(index.format(number) for number in range(21))
    assert "gsi-count" in {diagnostic.rule for diagnostic in validate_text(many)}
    raised = Config(quotas=Quotas(gsi_count=50))
    assert "gsi-count" not in {diagnostic.rule for diagnostic in validate_text(many, config=raised)}


def test_a_path_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    """The tool could not do its work: that is no finding."""
    with pytest.raises(InputError, match="no such file"):
        validate(tmp_path / "missing.yaml")


def test_access_patterns_are_checked_as_values(tmp_path: Path) -> None:
    """From paths, which lead to their tables, and from a text, which holds its own; overrides are taken."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "orders.yaml").write_text(SOUND)
    path = tmp_path / "patterns.yaml"
    path.write_text(PATTERNS)
    report = check_patterns(path, tmp_path / "tables")
    assert report == check_patterns(tmp_path)
    assert report.designs[0].patterns == check_patterns_text(f"{SOUND}---\n{PATTERNS}").designs[0].patterns
    assert [(row.name, row.verdict.value) for row in report.patterns] == [("get-order", "served")]
    assert report.all_served
    assert hash(report.designs)
    wrong = check_patterns(tmp_path, overrides=["spec.patterns[0].parameters.id=b"])
    assert (wrong.all_served, [found.rule for found in wrong.diagnostics]) == (
        False,
        ["expected-item-missing"],
    )
    assert not check_patterns(path).all_served
    with pytest.raises(InputError, match="no such file"):
        check_patterns(tmp_path / "missing.yaml")


def test_access_patterns_are_run(tmp_path: Path) -> None:
    """In an AWS inside the process; patterns with an error are not."""
    path = tmp_path / "patterns.yaml"
    path.write_text(f"{SOUND}---\n{PATTERNS}")
    (came,) = rehearse_patterns(path)
    assert (came.table, came.as_expected) == ("orders", True)
    (outcome,) = came.outcomes
    assert (outcome.pattern.name, dict(outcome.calls)) == ("get-order", {"GetItem": 1})
    with pytest.raises(InvalidManifestError, match="expected-item-missing"):
        rehearse_patterns(path, overrides=["spec.patterns[0].parameters.id=b"])
    with pytest.raises(InputError, match="no such file"):
        rehearse_patterns(tmp_path / "missing.yaml")
    with pytest.raises(UnreachableError, match=r"http://127\.0\.0\.1:9 cannot be reached"):
        rehearse_patterns(path, endpoint="http://127.0.0.1:9", region="us-east-1")


def test_a_table_is_read_again_once_it_has_changed(tmp_path: Path) -> None:
    """A program that runs for long sees what its files say now."""
    (tmp_path / "patterns.yaml").write_text(PATTERNS)
    assert not check_patterns(tmp_path / "patterns.yaml").all_served
    (tmp_path / "orders.yaml").write_text(SOUND)
    assert check_patterns(tmp_path / "patterns.yaml").all_served
    (tmp_path / "orders.yaml").write_text(
        SOUND.replace("name: pk", "name: partition").replace("Name: pk", "Name: partition")
    )
    assert not check_patterns(tmp_path / "patterns.yaml").all_served


def test_tables_say_what_manifests_ask_for(tmp_path: Path) -> None:
    """A file or a text resolved: a table for each manifest, overrides taken, and nothing of an invalid one."""
    path = tmp_path / "orders.yaml"
    path.write_text(SOUND + "---\n" + SOUND.replace("orders", "invoices"))
    asked = tables(path, overrides=["spec.deletionProtectionEnabled=true"])
    assert [(table.name, table.key.partition, table.deletion_protection) for table in asked] == [
        ("orders", "pk", True),
        ("invoices", "pk", True),
    ]
    assert tables_text(SOUND) == tables(path)[:1]
    with pytest.raises(InvalidManifestError):
        tables_text(BROKEN)


def test_a_change_is_rehearsed_unless_it_loses_what_was_not_named() -> None:
    """What `compare` calls a replacement is refused by `rehearse`, until the table is allowed to go by name."""
    (old,), (new,) = tables_text(SOUND), tables_text(SOUND.replace("pk", "id"))
    assert [(change.id, change.effect) for change in compare(old, new)] == [("upd-table-key", "replace")]
    refused = rehearse(new, old)
    assert [refusal.flag for refusal in refused.refusals] == ["--allow-replace orders"]
    assert refused.described.table["KeySchema"] == [{"AttributeName": "pk", "KeyType": "HASH"}]
    allowed = rehearse(new, old, allow_replace={"orders"})
    assert allowed.refusals == ()
    assert allowed.described.table["KeySchema"] == [{"AttributeName": "id", "KeyType": "HASH"}]


OPERATIONS = """\
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbOperations
spec:
  table: orders
  naming: "{table}-{env}"
  environments:
    - name: prod
    - {name: dev, retention: DESTROY}
  parameters: {path: "/{env}/orders"}
"""


@pytest.mark.parametrize("named", ["orders.yaml", "operations.yaml", "."])
def test_a_table_comes_with_what_runs_around_it(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of the two is named, as it is in the environment that is meant, and by its name at AWS."""
    monkeypatch.chdir(tmp_path)
    Path("orders.yaml").write_text(SOUND)
    Path("operations.yaml").write_text(OPERATIONS)
    (made,) = around(named, env="dev")
    assert (made.table.name, made.operations.retain) == ("orders-dev", False)
    assert [each.path for each in made.operations.parameters] == [
        "/dev/orders/table-name",
        "/dev/orders/table-arn",
    ]
    assert around(named, overrides=["metadata.env=dev"]) == [made]
    assert around_text(f"{SOUND}---\n{OPERATIONS}", env="dev") == [made]


def test_a_table_that_has_nothing_around_it_is_there_too() -> None:
    """Its operations are empty, so that nobody has to ask whether there are any."""
    (made,) = around_text(SOUND)
    assert (made.table, made.operations.any) == (*tables_text(SOUND), False)


def test_what_runs_around_a_table_is_refused_like_a_table(tmp_path: Path) -> None:
    """An error is raised with all that was found, also where it stands beside the file that was named."""
    broken = OPERATIONS.replace("DESTROY", "DESTORY")
    with pytest.raises(InvalidManifestError, match="unknown-enum"):
        around_text(f"{SOUND}---\n{broken}", env="dev")
    (tmp_path / "orders.yaml").write_text(SOUND)
    (tmp_path / "operations.yaml").write_text(
        OPERATIONS.replace("DESTROY", "RETAIN").replace("/{env}", "{env}")
    )
    with pytest.raises(InvalidManifestError) as raised:
        around(tmp_path / "orders.yaml", env="dev")
    assert raised.value.diagnostics[0].location.file.endswith("operations.yaml")
    with pytest.raises(Fault, match="which environment of `orders` is meant"):
        around_text(f"{SOUND}---\n{OPERATIONS}")
    with pytest.raises(InputError):
        around(tmp_path / "missing.yaml")


def test_what_runs_around_a_table_is_rehearsed_with_it() -> None:
    """AWS describes it at the end, and what a change does to it."""
    (dev,) = around_text(f"{SOUND}---\n{OPERATIONS}", env="dev")
    made = rehearse(dev.table, operations=dev.operations)
    assert [each["Name"] for each in made.surroundings.parameters] == [
        "/dev/orders/table-name",
        "/dev/orders/table-arn",
    ]
    changed = rehearse(dev.table, dev.table, old_operations=dev.operations)
    assert list(changed.surroundings.parameters) == []
    assert len(changed.effects) == 2


def test_rehearsing_without_what_it_needs_says_what_to_install() -> None:
    """The module that is missing is named, and the extra that brings it."""
    code = (
        "import sys; sys.modules['moto'] = None; from planton_dynamodb import rehearse, tables_text; "
        f"rehearse(*tables_text({SOUND!r}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1] == (
        "ModuleNotFoundError: rehearse needs moto: pip install 'planton-dynamodb[rehearse]'"
    )


def test_every_public_name_is_there_and_sorted() -> None:
    """__all__ is what can be imported, in order."""
    assert planton_dynamodb.__all__ == sorted(planton_dynamodb.__all__)
    assert all(getattr(planton_dynamodb, name) is not None for name in planton_dynamodb.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        planton_dynamodb.nothing  # noqa: B018  # the access is the test


def test_validating_imports_nothing_heavy() -> None:
    """Neither pulumi nor boto3 nor a YAML library is imported to check a sound manifest."""
    code = (
        "import sys; from planton_dynamodb import validate_text; "
        f"assert validate_text({SOUND!r}) == []; "
        "heavy = {'pulumi', 'boto3', 'yaml', 'google.protobuf', 'jsonschema', 'protovalidate', 'buf', 'json'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_asked_of_a_table_is_no_table() -> None:
    """A text may hold both: the messages and the tables are those of the tables alone."""
    text = f"{PATTERNS}---\n{SOUND}"
    assert [message.metadata.name for message in load_text(text)] == ["orders"]
    assert [table.name for table in tables_text(text)] == ["orders"]
