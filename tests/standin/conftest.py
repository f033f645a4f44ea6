from __future__ import annotations

import gc
from collections.abc import Callable, Iterator

import pytest
from pulumi import automation as auto

from tests.standin.account import Account
from tests.standin.control import Control
from tests.standin.fixtures import Cloud, StandIns, cloud, moto_endpoint, pulumi_cli, stand_ins
from tests.standin.programs import Program, stack

__all__ = ["cloud", "moto_endpoint", "pulumi_cli", "stand_ins"]


@pytest.fixture
def up_to(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Program], auto.Stack]]:
    """Makes this test's stack with a program; the Automation API finds the engine on the PATH of its own process."""
    monkeypatch.setenv("PATH", cloud.env["PATH"])
    yield lambda make: stack(cloud, make)
    # What a failed program left behind is found here, and not in the middle of another test.
    gc.collect()


@pytest.fixture
def account(stand_ins: StandIns) -> Account:
    """An account without tables, asked without the engine."""
    stand_ins.forget()
    credentials = {"accessKey": "AKIATEST", "secretKey": "secret", "region": "us-east-1"}
    return Account(credentials, stand_ins.endpoint, Control(stand_ins.control))
