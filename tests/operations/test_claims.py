"""Who claimed a name first: in the same file, in the folder, in the run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from planton_dynamodb.among import Among
from planton_dynamodb.checking import Checker
from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.operations.claims import Claim, claimed_before
from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.rules.subject import Quotas

OPERATIONS = """\
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbOperations
metadata: {name: NAME}
spec: {table: NAME, app: APP}
"""


def operations(name: str, app: str) -> str:
    """Operations of a table."""
    return OPERATIONS.replace("NAME", name).replace("APP", app)


def app(declared: Declared) -> Iterator[Claim]:
    """A claim that is easily made: that of the application."""
    yield Claim(declared.environment, str(declared.spec["app"]))


def all_in(path: Path, run: Among | tuple[()] = ()) -> list[Declared]:
    """The operations in a file."""
    loaded = load_source(files.decode(str(path), path.read_bytes())[0])
    return [Declared(each, loaded, run, Quotas()) for each in loaded.manifests]


def first(declared: Declared) -> str | None:
    """The table whose operations claimed the application before."""
    found = claimed_before(declared, app)
    return None if found is None else found[0].table_name


def test_the_first_in_a_file_has_the_claim(tmp_path: Path) -> None:
    """All that stand behind it hear of that one, and it hears of none."""
    path = tmp_path / "all.yaml"
    path.write_text("---\n".join(operations(name, "shop") for name in ("one", "two", "three")))
    assert [first(each) for each in all_in(path)] == [None, "one", "one"]


def test_a_table_never_contradicts_itself(tmp_path: Path) -> None:
    """Two operations of one table are another mistake."""
    path = tmp_path / "all.yaml"
    path.write_text(operations("one", "shop") + "---\n" + operations("one", "shop"))
    assert [first(each) for each in all_in(path)] == [None, None]


def test_environments_that_are_known_to_differ_do_not_meet(tmp_path: Path) -> None:
    """What claims something in one environment leaves it free in another; what says none may be any."""
    said = [operations(name, "shop") for name in ("one", "two", "three")]
    said[0] = said[0].replace("{name: one}", "{name: one, env: dev}")
    said[1] = said[1].replace("{name: two}", "{name: two, env: prod}")
    path = tmp_path / "all.yaml"
    path.write_text("---\n".join(said))
    assert [first(each) for each in all_in(path)] == [None, None, "one"]


def test_a_file_whose_name_comes_first_has_the_claim(tmp_path: Path) -> None:
    """Of two files in a folder one sees the other, so that what they share is found once."""
    (tmp_path / "a.yaml").write_text(operations("one", "shop"))
    (tmp_path / "b.yaml").write_text(operations("two", "shop"))
    assert [first(all_in(tmp_path / name)[0]) for name in ("a.yaml", "b.yaml")] == [None, "one"]


def test_a_file_counts_as_it_is_at_hand(tmp_path: Path) -> None:
    """What an editor holds is not held against what the disk still has of the same file."""
    path = tmp_path / "all.yaml"
    path.write_text(operations("old", "shop"))
    text = f"# another line\n{operations('new', 'shop')}"
    loaded = load_source(files.decode(str(path), text.encode())[0])
    assert first(Declared(loaded.manifests[0], loaded, (), Quotas())) is None


def test_a_run_brings_files_of_other_folders_together(tmp_path: Path) -> None:
    """Without the other folder among the inputs, nobody knows of it."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "all.yaml").write_text(operations(name, "shop"))
    second = tmp_path / "two" / "all.yaml"
    assert first(all_in(second)[0]) is None
    assert first(all_in(second, Among([str(tmp_path)], Checker()))[0]) == "one"


def test_the_claims_of_many_are_gathered_once(tmp_path: Path) -> None:
    """A hundred operations that each ask whether another one was first do not look at each other one by one."""
    asked = []

    def counted(declared: Declared) -> Iterator[Claim]:
        asked.append(declared.table_name)
        yield from app(declared)

    path = tmp_path / "all.yaml"
    path.write_text("---\n".join(operations(f"table-{number}", f"app-{number}") for number in range(100)))
    found = [claimed_before(each, counted) for each in all_in(path, Among([str(path)], Checker()))]
    assert found == [None] * 100
    assert len(asked) <= 200
