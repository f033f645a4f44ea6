"""Passphrases, and secrets that must not be seen anywhere: not printed, not written, not in a list of processes."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from planton_dynamodb.engines.pulumi.place import Place
from planton_dynamodb.engines.pulumi.secrets import passphrase_settings
from planton_dynamodb.fault import Fault
from planton_dynamodb.targets.pulumi_options import Account, Options
from tests.cli.manifests import manifest
from tests.engines.pulumi.commands import ask, begun, headline, words, write
from tests.standin.fixtures import Cloud

NONE = "PULUMI_CONFIG_PASSPHRASE"
SECRETS = {
    "the passphrase": "Passphrase-5b1e77",
    "the key of the input": "AKIAOFTHEINPUT000001",
    "the secret of the input": "SecretOfTheInput-8a41c2",
    "the token of the input": "TokenOfTheInput-0d93f7",
    "the key of the environment": "AKIAOFTHESHELL000001",
    "the secret of the environment": "SecretOfTheShell-77e0b5",
    "the token of the environment": "TokenOfTheShell-3c6a19",
}


def place(folder: Path, *, own: bool, secrets_provider: str | None = None) -> Place:
    """A stack in a folder."""
    return Place(
        backend=f"file://{folder}",
        own=own,
        organization=None,
        project="p",
        stack="orders",
        secrets_provider=secrets_provider,
    )


class TestThePassphrase:
    """What a stack's secrets are encrypted with."""

    def test_another_than_the_stack_was_made_with(self, cloud: Cloud) -> None:
        """It does not fit: said so, and what to set; nothing is changed."""
        write(cloud)
        ask(cloud, "apply")
        for verb in ("apply", "destroy"):
            answer = ask(cloud, verb, PULUMI_CONFIG_PASSPHRASE="another-one")
            assert answer.returncode == 1
            assert "the passphrase does not fit the secrets of stack orders" in words(answer)
            assert "another-one" not in words(answer)
        assert headline(ask(cloud, "apply")) == "orders: nothing to do"

    def test_none_for_a_backend_that_was_given(self, cloud: Cloud) -> None:
        """A backend of the user's has a passphrase of the user's."""
        write(cloud)
        del cloud.env[NONE]
        answer = ask(cloud, "apply")
        assert answer.returncode == 1
        assert "needs a passphrase to encrypt secrets with" in words(answer)
        assert "Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE" in words(answer)

    def test_in_a_file(self, cloud: Cloud) -> None:
        """Its path counts from where the command runs; one that is not there is named as such."""
        write(cloud)
        del cloud.env[NONE]
        (cloud.folder / "phrase").write_text("standin")
        answer = ask(cloud, "apply", PULUMI_CONFIG_PASSPHRASE_FILE="phrase")
        assert (answer.returncode, headline(answer)) == (0, "orders: created")
        answer = ask(cloud, "apply", PULUMI_CONFIG_PASSPHRASE_FILE="nowhere")
        assert answer.returncode == 1
        assert "the file with the passphrase of stack orders cannot be read" in words(answer)

    def test_of_our_own_backend(self, cloud: Cloud) -> None:
        """There is a file with a random one, for the user alone, and nobody is told what it says."""
        write(cloud)
        for name in (NONE, "PULUMI_BACKEND_URL"):
            del cloud.env[name]
        answers = [ask(cloud, "apply"), ask(cloud, "refresh"), ask(cloud, "apply")]
        assert [answer.returncode for answer in answers] == [0, 0, 0]
        (path,) = Path(cloud.env["XDG_DATA_HOME"], "planton-dynamodb").glob("passphrase*")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        phrase = path.read_text()
        assert len(phrase) > 30
        assert not any(phrase in words(answer) for answer in answers)
        state = path.parent / "state"
        assert stat.S_IMODE(state.stat().st_mode) == 0o700

    def test_one_is_made_once(self, tmp_path: Path) -> None:
        """Two runs find the same."""
        ours = place(tmp_path / "state", own=True)
        first = passphrase_settings(ours, {})
        kept = Path(first["PULUMI_CONFIG_PASSPHRASE_FILE"]).read_text()
        assert passphrase_settings(ours, {}) == first
        assert Path(first["PULUMI_CONFIG_PASSPHRASE_FILE"]).read_text() == kept

    def test_none_is_needed_with_a_key(self, tmp_path: Path) -> None:
        """A key in the cloud encrypts by itself; without one a passphrase has to be given."""
        key = place(tmp_path, own=False, secrets_provider="awskms://alias/x")
        assert passphrase_settings(key, {}) == {}
        with pytest.raises(Fault):
            passphrase_settings(place(tmp_path, own=False), {})

    @pytest.mark.parametrize("key", ["nonsense", "awskms://alias/nowhere?region=us-east-1"])
    def test_a_key_that_is_not_there(self, key: str, cloud: Cloud) -> None:
        """A secrets provider that cannot encrypt is named, and nothing is made."""
        write(cloud)
        answer = ask(cloud, "apply", "--secrets-provider", key)
        assert answer.returncode == 1
        assert "the secrets of stack orders cannot be encrypted as asked for" in words(answer)
        assert "--secrets-provider" in words(answer)
        assert not cloud.requests("CreateTable")


class TestWhatIsSecret:
    """Keys of a stack input and of the environment, and the passphrase."""

    def test_is_seen_nowhere(self, cloud: Cloud, tmp_path: Path) -> None:
        """Not in what is printed, not in any file that is left or there meanwhile, not in a list of processes."""
        target = manifest("orders").replace("\n", "\n  ").rstrip()
        (cloud.folder / "orders.yaml").write_text(
            "provider_config:\n"
            f"  access_key_id: {SECRETS['the key of the input']}\n"
            f"  secret_access_key: {SECRETS['the secret of the input']}\n"
            f"  session_token: {SECRETS['the token of the input']}\n"
            "  region: us-east-1\n"
            f"target:\n  {target}\n"
        )
        cloud.env["PULUMI_CONFIG_PASSPHRASE"] = SECRETS["the passphrase"]
        cloud.env["AWS_ACCESS_KEY_ID"] = SECRETS["the key of the environment"]
        cloud.env["AWS_SECRET_ACCESS_KEY"] = SECRETS["the secret of the environment"]
        cloud.env["AWS_SESSION_TOKEN"] = SECRETS["the token of the environment"]
        said = [words(ask(cloud, "preview"))]
        cloud.faults(CreateTable={"error": f"AccessDeniedException: {' '.join(SECRETS.values())}"})
        failed = ask(cloud, "apply")
        assert failed.returncode == 1
        said.append(words(failed))
        with begun(cloud, "Create") as running:
            shown = _command_lines()
            meanwhile = _seen(tmp_path)
            running.kill_engine()
            said.append(words(running.ended()))
        said += [words(ask(cloud, verb)) for verb in ("apply", "refresh", "outputs", "apply", "destroy")]
        assert said[3].startswith("orders: created"), said[3]
        keys = {request["access_key"] for request in cloud.requests("CreateTable")}
        assert keys == {SECRETS["the key of the input"]}
        assert _found("\n".join(said)) == []
        assert _found(shown) == []
        assert meanwhile == []
        assert _seen(tmp_path) == []

    def test_is_not_in_the_repr_of_anything(self) -> None:
        """A value that somebody prints while looking for an error tells no secret."""
        account = Account(
            region="eu-west-1",
            access_key_id=SECRETS["the key of the input"],
            secret_access_key=SECRETS["the secret of the input"],
            session_token=SECRETS["the token of the input"],
        )
        assert _found(f"{account!r} {account} {Options(account=account)!r}") == []
        assert "eu-west-1" in repr(account)


def _found(text: str) -> list[str]:
    return [name for name, secret in SECRETS.items() if secret in text]


def _seen(folder: Path) -> list[tuple[str, str]]:
    """The secrets in the files of a test, but for the manifest that they were written into."""
    return [
        (name, str(path.relative_to(folder)))
        for path in folder.rglob("*")
        if path.is_file() and path.name != "orders.yaml"
        for name in _found(path.read_bytes().decode("utf-8", "replace"))
    ]


def _command_lines() -> str:
    """The command lines of all processes, as everybody on the machine may read them."""
    lines = []
    for pid in filter(str.isdecimal, os.listdir("/proc")):
        try:
            lines.append(Path("/proc", pid, "cmdline").read_text(errors="replace"))
        except OSError:
            continue
    return "\n".join(lines)
