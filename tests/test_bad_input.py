"""Whatever is fed to the command: a clear message, the right exit code, no traceback, within bounds."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planton_dynamodb.checking import Checker

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
_MEMORY = 700 * 1024 * 1024
_HANG = 60


def _bomb() -> str:
    levels = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for before, letter in zip("abcdefgh", "bcdefghi", strict=True):
        levels.append(f"{letter}: &{letter} [{', '.join([f'*{before}'] * 9)}]")
    return SOUND + "\n".join(levels) + "\n"


def _limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))


def _command(*arguments: str, cwd: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "planton_dynamodb", "validate", "--format", "concise", *arguments],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        timeout=_HANG,
        preexec_fn=_limited,
        check=False,
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "there is no manifest in this file", id="empty"),
        pytest.param(b"# nothing yet\n", "there is no manifest in this file", id="only-comments"),
        pytest.param(b"---\n---\n", "there is no manifest in this file", id="only-markers"),
        pytest.param(b"a: [b\nc: d", "[yaml-syntax]", id="not-yaml"),
        pytest.param(b"- a\n- b\n", "a manifest is a mapping, not a list", id="list-on-top"),
        pytest.param(b"hello world\n", "a manifest is a mapping, not", id="text-on-top"),
        pytest.param(random.Random(7).randbytes(4000), "is not UTF-8 text", id="binary"),
        pytest.param(SOUND.encode("utf-16"), "is in UTF-16", id="utf-16-with-mark"),
        pytest.param(SOUND.encode("utf-16-le"), "is in UTF-16", id="utf-16-without-mark"),
        pytest.param(SOUND.replace("  name", "\tname").encode(), "a tab is not allowed here", id="tabs"),
        pytest.param(SOUND.replace("orders", "or\0ders").encode(), "control character U+0000", id="nul"),
        pytest.param(
            SOUND.replace("orders", "o" * 1_000_000).encode(), "[table-name-length]", id="1-MB-scalar"
        ),
        pytest.param(_bomb().encode(), "expand to more than", id="alias-bomb"),
        pytest.param(("a: " + "[" * 10_000).encode(), "levels deep", id="10,000-brackets"),
        pytest.param(
            "".join(" " * i + "a:\n" for i in range(3_000)).encode(), "levels deep", id="3,000-blocks"
        ),
        pytest.param(b"a: b\n" * 10_000_000, "larger than 10 MB", id="50-MB"),
        pytest.param(b"a: b\n" * 1_500_000, "[too-large]", id="1,500,000-keys"),
        pytest.param(
            b"---\napiVersion: v1\nkind: Service\n" * 10_001,
            "more than 10,000 documents",
            id="10,001-documents",
        ),
        pytest.param(b"a: *b\n", "is not defined above", id="unknown-alias"),
        pytest.param(b"a: &b [*b]\n", "stands inside of what it names", id="alias-to-itself"),
    ],
)
def test_a_file_that_is_no_manifest_is_a_finding(tmp_path: Path, content: bytes, said: str) -> None:
    """Exit code 1 and one sentence that says what is wrong, within bounds."""
    (tmp_path / "given.yaml").write_bytes(content)
    done = _command("given.yaml", cwd=tmp_path)
    out = done.stdout.decode()
    assert said in out, out[:500] + done.stderr.decode()
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    assert len(out) < 2_000


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"\xef\xbb\xbf" + SOUND.encode(), id="byte-order-mark"),
        pytest.param(SOUND.replace("\n", "\r\n").encode(), id="crlf"),
        pytest.param(SOUND.rstrip("\n").encode(), id="no-final-newline"),
        pytest.param(b"%YAML 1.1\n---\n" + SOUND.encode(), id="directive"),
        pytest.param(SOUND.encode() + b"...\n", id="document-end-marker"),
        pytest.param(b"---\n" * 3 + SOUND.encode(), id="several-markers"),
    ],
)
def test_a_sound_manifest_in_an_unusual_wrapping_is_sound(tmp_path: Path, content: bytes) -> None:
    """Marks, line ends and markers say nothing about the table."""
    (tmp_path / "given.yaml").write_bytes(content)
    done = _command("given.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.yaml"], "missing.yaml: cannot be read: no such file or directory"),
        (["missing-*.yaml"], "missing-*.yaml: no file matches"),
        (["folder"], "folder: no AwsDynamodb manifest in it: nothing was checked"),
        (["sound.yaml", "--set", "spec.billingMode"], "write PATH=VALUE"),
        (["sound.yaml", "--disable", "gsi-cuont"], "did you mean gsi-count?"),
        (["sound.yaml", "--config", "missing.toml"], "missing.toml: cannot be read"),
    ],
)
def test_what_cannot_be_done_is_exit_code_2(tmp_path: Path, arguments: list[str], said: str) -> None:
    """Nothing was judged, so that neither 0 nor 1 would be true."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "service.yaml").write_text("apiVersion: v1\nkind: Service\n")
    (tmp_path / "sound.yaml").write_text(SOUND)
    done = _command(*arguments, cwd=tmp_path)
    assert said in done.stderr.decode()
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr


def test_a_file_that_may_not_be_read_says_so(tmp_path: Path) -> None:
    """Permissions are named; root, who may read everything, sees a folder named like a file instead."""
    path = tmp_path / "given.yaml"
    path.write_text(SOUND)
    path.chmod(0)
    if os.access(path, os.R_OK):
        (tmp_path / "loop.yaml").symlink_to("loop.yaml")
        done, reason = _command("loop.yaml", cwd=tmp_path), "too many levels of symbolic links"
    else:
        done, reason = _command("given.yaml", cwd=tmp_path), "permission denied"
    assert reason in done.stderr.decode()
    assert done.returncode == 2


def test_one_unreadable_file_does_not_hide_the_others(tmp_path: Path) -> None:
    """The rest is checked and reported; the exit code still says that the work is not done."""
    (tmp_path / "broken.yaml").write_text(SOUND.replace("HASH", "HSAH"))
    done = _command("missing.yaml", "broken.yaml", cwd=tmp_path)
    assert b"[unknown-enum]" in done.stdout
    assert b"missing.yaml" in done.stderr
    assert done.returncode == 2


def test_a_file_that_several_arguments_lead_to_is_checked_once(tmp_path: Path) -> None:
    """Neither is its table a duplicate of itself, nor are its findings told twice."""
    (tmp_path / "tables").mkdir()
    (tmp_path / "tables" / "orders.yaml").write_text(SOUND)
    (tmp_path / "tables" / "broken.yaml").write_text(SOUND.replace("HASH", "HSAH").replace("orders", "b1"))
    arguments = ["tables", "tables/orders.yaml", "./tables/../tables/broken.yaml", "tables/*.yaml"]
    done = _command(*arguments, cwd=tmp_path)
    assert done.stdout.count(b"[unknown-enum]") == 1
    assert b"table-name-duplicate" not in done.stdout
    assert (done.returncode, done.stderr) == (1, b"")


def test_a_link_in_a_folder_is_no_second_manifest(tmp_path: Path) -> None:
    """What it leads to is met by itself, unless that lies outside or is hidden; then the link is what is met."""
    (tmp_path / "tables" / "..data").mkdir(parents=True)
    (tmp_path / "tables" / "orders.yaml").write_text(SOUND)
    (tmp_path / "tables" / "current.yaml").symlink_to("orders.yaml")
    assert _command("tables", cwd=tmp_path).returncode == 0
    for place in ("outside.yaml", "tables/..data/hidden.yaml"):
        (tmp_path / place).write_text(SOUND.replace("HASH", "HSAH").replace("orders", "others"))
        (tmp_path / "tables" / "link.yaml").symlink_to(tmp_path / place)
        assert b"link.yaml:12:16: error" in _command("tables", cwd=tmp_path).stdout
        (tmp_path / "tables" / "link.yaml").unlink()


def test_a_pattern_without_a_match_does_not_hide_the_others(tmp_path: Path) -> None:
    """It is named, and the rest is checked."""
    (tmp_path / "broken.yaml").write_text(SOUND.replace("HASH", "HSAH"))
    done = _command("missing-*.yaml", "broken.yaml", cwd=tmp_path)
    assert b"[unknown-enum]" in done.stdout
    assert b"missing-*.yaml: no file matches" in done.stderr
    assert done.returncode == 2


def test_a_reader_that_goes_away_is_no_error_message(tmp_path: Path) -> None:
    """`| head -1` ends the command quietly."""
    for number in range(300):
        (tmp_path / f"{number}.yaml").write_text(
            SOUND.replace("HASH", "HSAH").replace("orders", f"orders-{number}")
        )
    command = f"{sys.executable} -m planton_dynamodb validate --no-config . | head -1"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, timeout=_HANG, check=False)
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b""


def test_ctrl_c_ends_with_one_line(tmp_path: Path) -> None:
    """An interrupt while reading standard input: no traceback, exit code 130."""
    with subprocess.Popen(
        [sys.executable, "-m", "planton_dynamodb", "validate", "--no-config", "-"],
        cwd=tmp_path,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        _wait_until_reading(running.pid)
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=_HANG)
    assert b"interrupted" in said
    assert b"Traceback" not in said
    assert running.returncode == 130


def _wait_until_reading(pid: int) -> None:
    for _ in range(600):
        if "pipe" in Path(f"/proc/{pid}/wchan").read_text(errors="replace") or _sleeping(pid):
            time.sleep(0.3)
            return
        time.sleep(0.05)


def _sleeping(pid: int) -> bool:
    return Path(f"/proc/{pid}/syscall").read_text(errors="replace").startswith("0 0x0")


_WORDS = st.sampled_from(
    [
        *(
            "spec",
            "metadata",
            "name",
            "keySchema",
            "key_schema",
            "HASH",
            "RANGE",
            "S",
            "N",
            "null",
            "~",
            "yes",
            "0",
            "-1",
        ),
        *(
            "globalSecondaryIndexes",
            "projection",
            "INCLUDE",
            "ttl",
            "1e400",
            "9" * 40,
            "é",
            "😀",
            "a.b/c",
            "{",
            "]",
            "&a",
            "*a",
        ),
        *(
            "# planton-dynamodb: ignore[gsi-count] x",
            '"',
            "'",
            ": ",
            "- ",
            "\n",
            "\n  ",
            "\t",
            "\r\n",
            "\ufeff",
            "\u2028",
            "\x85",
        ),
    ]
)


@st.composite
def _mutations(draw: st.DrawFn) -> str:
    """A sound manifest with parts cut out, doubled, moved and spoilt."""
    text = SOUND + draw(
        st.sampled_from(["", "---\n" + SOUND, "  ttl: {enabled: true}\n", "  streamEnabled: true\n"])
    )
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 30)))
        text = draw(
            st.sampled_from(
                [
                    text[:start] + text[end:],
                    text[:start] + text[start:end] * 2 + text[end:],
                    text[end:] + text[start:end] + text[:start],
                    text[:start] + draw(_WORDS) + text[end:],
                ]
            )
        )
    return text


@settings(max_examples=1500, deadline=None)
@given(_mutations() | st.text(max_size=80))
def test_every_finding_of_any_text_lies_inside_of_it(text: str) -> None:
    """No text makes the checker fail, and no place that it names is beyond the file or back to front."""
    data = text.encode("utf-8", "surrogatepass")
    for found in Checker().check_bytes("given.yaml", data).diagnostics:
        places = [found.location, *(other.location for other in found.related)]
        places += [edit.location for edit in found.fix.edits] if found.fix else []
        for place in places:
            assert 0 <= place.start.offset <= place.end.offset <= len(data)
            assert (place.start.line, place.start.column) <= (place.end.line, place.end.column)
        assert found.message
        assert found.help
