from __future__ import annotations

import re
import subprocess
import sys
import textwrap
import tomllib
from importlib import import_module
from pathlib import Path

import pytest
from google.protobuf.descriptor_pb2 import FieldOptions, FileDescriptorSet

from planton_dynamodb.contract.comments import COMMENTS
from planton_dynamodb.contract.provider_pb2 import AwsProviderConfig
from tools import generate_contract
from tools.generate_contract import (
    CONTRACT,
    ROOT,
    GenerationError,
    full_descriptor_set,
    generated_files,
    python_modules,
    stale_files,
    without_validation,
)

MODULES = sorted(path.stem for path in CONTRACT.glob("*_pb2.py"))


def run(program: str) -> subprocess.CompletedProcess[str]:
    """Run a program in an interpreter of its own, where no other test has imported anything."""
    return subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        timeout=60,
    )


def test_the_generated_files_are_not_stale() -> None:
    """What is committed is what `make proto` would write today."""
    assert stale_files(generated_files(), CONTRACT) == []


def test_generating_twice_gives_the_same_files() -> None:
    """The output depends on proto/ alone."""
    assert generated_files() == generated_files()


def test_check_names_what_is_stale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A changed, a missing and a superfluous file are each named, with exit code 1, and left as they are."""
    contract = tmp_path / "contract"
    contract.mkdir()
    monkeypatch.setattr(generate_contract, "ROOT", tmp_path)
    monkeypatch.setattr(generate_contract, "CONTRACT", contract)
    assert generate_contract.main([]) == 0
    assert generate_contract.main(["--check"]) == 0
    capsys.readouterr()

    (contract / "spec_pb2.py").write_text("changed", encoding="utf-8")
    (contract / "api_pb2.pyi").unlink()
    (contract / "old_pb2.py").touch()
    assert generate_contract.main(["--check"]) == 1
    named = [line.split(" ")[0] for line in capsys.readouterr().out.splitlines()]
    assert named == [str(Path("contract", name)) for name in ("api_pb2.pyi", "old_pb2.py", "spec_pb2.py")]
    assert (contract / "spec_pb2.py").read_text(encoding="utf-8") == "changed"

    assert generate_contract.main([]) == 0
    assert generate_contract.main(["--check"]) == 0
    assert not (contract / "old_pb2.py").exists()


def test_two_files_that_would_become_one_module_are_refused(tmp_path: Path) -> None:
    """The modules lie in one package, so a second spec.proto elsewhere is an error and not a silent loss."""
    for package in ("one", "two"):
        (tmp_path / package).mkdir()
        source = f'syntax = "proto3"; package {package}; message Thing {{}}'
        (tmp_path / package / "spec.proto").write_text(source, encoding="utf-8")
    full = FileDescriptorSet.FromString(full_descriptor_set(tmp_path))
    with pytest.raises(GenerationError, match=r"two \.proto files would both become spec_pb2\.py"):
        python_modules(full, ["one/spec.proto", "two/spec.proto"])


@pytest.mark.parametrize("module", MODULES)
def test_each_module_can_be_imported_first(module: str) -> None:
    """Generated modules find each other inside the package, in whatever order they are imported."""
    result = run(f"import planton_dynamodb.contract.{module}")
    assert (result.returncode, result.stderr) == (0, "")


def test_importing_the_contract_brings_nothing_but_protobuf() -> None:
    """At run time neither the rules in CEL nor their runtime nor the comments are loaded."""
    result = run(
        """
        import sys
        from planton_dynamodb.contract import api_pb2, stack_input_pb2
        print(*sorted(name for name in sys.modules if name.partition(".")[0] not in sys.stdlib_module_names))
        """
    )
    assert result.stderr == ""
    loaded = {
        name for name in result.stdout.split() if not name.startswith(("google", "_", "planton_dynamodb"))
    }
    assert loaded <= {"sitecustomize", "usercustomize"}
    assert "planton_dynamodb.contract.comments" not in result.stdout.split()


IMPORT_CONTRACT = "from planton_dynamodb.contract import api_pb2\n"

REGISTER_BUF_VALIDATE = """
from google.protobuf import descriptor_pb2, descriptor_pool, duration_pb2, field_mask_pb2, timestamp_pb2
from tools.generate_contract import imported_descriptor_set
for file in descriptor_pb2.FileDescriptorSet.FromString(imported_descriptor_set()).file:
    if file.name == "buf/validate/validate.proto":
        descriptor_pool.Default().AddSerializedFile(file.SerializeToString())
"""


@pytest.mark.parametrize(
    "program",
    [
        pytest.param(IMPORT_CONTRACT + REGISTER_BUF_VALIDATE, id="contract first"),
        pytest.param(REGISTER_BUF_VALIDATE + IMPORT_CONTRACT, id="buf.validate first"),
    ],
)
def test_a_program_may_register_buf_validate_itself(program: str) -> None:
    """The contract leaves buf/validate/validate.proto in the default pool to whoever wants it there."""
    result = run(program)
    assert (result.returncode, result.stderr) == (0, "")


def test_the_output_is_the_same_where_buf_validate_is_registered() -> None:
    """The options are stripped whether or not protobuf knows them in the process that generates."""
    generate = 'from tools.generate_contract import main\nraise SystemExit(main(["--check"]))'
    result = run(REGISTER_BUF_VALIDATE + generate)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_no_trace_of_buf_validate_is_left() -> None:
    """The generated code neither imports the rules nor carries them in its descriptors."""
    for path in CONTRACT.glob("*_pb2.py*"):
        code = path.read_text(encoding="utf-8")
        assert not re.search(r"\bbuf[./]|validate[./]|documented rule|-required", code), path.name


def test_an_option_beside_a_rule_is_kept(tmp_path: Path) -> None:
    """Of a field that has a rule and another option, only the rule is taken away."""
    source = """
        syntax = "proto3";
        import "buf/validate/validate.proto";
        message Thing { string secret = 1 [debug_redact = true, (buf.validate.field).required = true]; }
    """
    (tmp_path / "thing.proto").write_text(source, encoding="utf-8")
    full = FileDescriptorSet.FromString(full_descriptor_set(tmp_path))
    (file,) = without_validation(full, ["thing.proto"]).file
    options = file.message_type[0].field[0].options
    assert options.SerializeToString() == FieldOptions(debug_redact=True).SerializeToString()
    assert list(file.dependency) == []


def test_credentials_stay_marked_as_secret() -> None:
    """Stripping takes the rules and leaves other options: what must not be printed still says so."""
    fields = AwsProviderConfig.DESCRIPTOR.fields
    secret = {field.name for field in fields if field.GetOptions().debug_redact}
    assert secret == {"access_key_id", "secret_access_key", "session_token"}


def test_the_oldest_protobuf_that_is_allowed_can_load_the_contract() -> None:
    """Generated code refuses a runtime older than its generator, so the dependency starts no earlier."""
    header = (CONTRACT / "spec_pb2.py").read_text(encoding="utf-8")
    generated_by = re.search(r"^# Protobuf Python Version: (\d+)\.(\d+)\.(\d+)$", header, re.MULTILINE)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    floor = next(
        re.match(r"protobuf>=([\d.]+)", line) for line in project["dependencies"] if "protobuf" in line
    )
    assert generated_by is not None
    assert floor is not None
    oldest = tuple(int(part) for part in floor[1].split("."))
    assert oldest >= tuple(int(part) for part in generated_by.groups())


def test_everything_has_a_comment() -> None:
    """No message, field, enum or value goes without the sentence that users read."""
    assert [name for name, comment in COMMENTS.items() if not comment] == []


def test_the_comments_cover_every_name_of_the_contract() -> None:
    """The comments are found under the full names of the generated descriptors."""
    names: set[str] = set()
    for module in MODULES:
        file = import_module(f"planton_dynamodb.contract.{module}").DESCRIPTOR
        pending = list(file.message_types_by_name.values())
        enums = list(file.enum_types_by_name.values())
        while pending:
            message = pending.pop()
            names.update([message.full_name, *(field.full_name for field in message.fields)])
            enums.extend(message.enum_types)
            pending.extend(nested for nested in message.nested_types if not nested.GetOptions().map_entry)
        for enum in enums:
            names.update([enum.full_name, *(f"{enum.full_name}.{value.name}" for value in enum.values)])
    assert names == COMMENTS.keys()


def test_a_comment_is_joined_to_paragraphs() -> None:
    """The lines of a comment become running text; blank lines and lists keep their breaks."""
    comment = " One sentence,\n in two lines.\n\n A list:\n - first\n - second\n"
    assert (
        generate_contract.paragraphs(comment) == "One sentence, in two lines.\n\nA list:\n- first\n- second"
    )


def test_comments_are_sentences() -> None:
    """A comment begins with a capital, ends with a full stop and does not outgrow a hover window."""
    odd = {
        name: text
        for name, text in COMMENTS.items()
        if not re.fullmatch(r"[A-Z`].{3,700}\.", text, re.DOTALL)
    }
    assert odd == {}
