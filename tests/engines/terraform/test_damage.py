"""States that their writer left unreadable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from planton_dynamodb.engines.terraform.command import Command
from planton_dynamodb.engines.terraform.damage import mended
from planton_dynamodb.engines.terraform.place import Place
from planton_dynamodb.engines.terraform.workspace import opened_to_read
from planton_dynamodb.fault import Fault
from tests.engines.terraform.test_command import script


def test_a_preview_says_nothing_of_its_copy(tmp_path: Path) -> None:
    """What is mended for a preview is a copy that goes with it: no path in it helps anybody."""
    place = Place(location="/states/orders", folder=str(tmp_path), stack="orders")
    (tmp_path / "terraform.tfstate").write_text('{"ver')
    (tmp_path / "terraform.tfstate.backup").write_text('{"version": 4}')
    (note,) = mended(place)
    assert str(tmp_path) not in note
    assert "which the next apply puts in its place" in note


@pytest.mark.parametrize("said", [b"\xfc\x00", b"[]", b"{"])
def test_a_state_that_is_none_is_named_by_its_path(said: bytes, tmp_path: Path) -> None:
    """Whatever stands in it; and where only a copy of it is looked at, by the path of the state itself."""
    (tmp_path / "terraform.tfstate").write_bytes(said)
    place = Place(location=str(tmp_path), folder=str(tmp_path), stack="orders")
    command = Command(script(tmp_path, "terraform", '{"terraform_version": "1.11.4"}'))
    for each, where in (
        (place, tmp_path),
        (replace(place, location="/states/orders"), Path("/states/orders")),
    ):
        with pytest.raises(Fault) as fault, opened_to_read(each, command, {}):
            pass
        assert fault.value.summary == "the state of stack orders is damaged"
        assert f"in the place of {where}/terraform.tfstate." in fault.value.help
