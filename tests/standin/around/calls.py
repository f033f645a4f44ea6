"""What every resource around a table does alike: names for AWS, errors that say what was being done, tags."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from tests.standin.account import Account, Failed
from tests.standin.control import Cancelled
from tests.standin.tables import Unfinished

Inputs: TypeAlias = Mapping[str, Any]
State: TypeAlias = dict[str, Any]


@contextmanager
def doing(what: str) -> Iterator[None]:
    """Say before AWS's words what was being done."""
    try:
        yield
    except Failed as failed:
        raise Failed(f"{what}: {failed}", failed.code) from None


def read_again(id_: str, known: Inputs, read: Callable[[], State | None]) -> State:
    """The state after a call that went well. If AWS does not say it now, the resource is there all the same."""
    try:
        state = read()
    except (Failed, Cancelled) as failed:
        raise Unfinished(str(failed) or "context canceled", id_, {**known, "id": id_}) from None
    if state is None:
        raise Unfinished(f"reading {id_}: couldn't find resource", id_, {**known, "id": id_})
    return state


@contextmanager
def updating(id_: str, state: State) -> Iterator[None]:
    """A change that fails leaves the resource as it was, and the engine tries again."""
    try:
        yield
    except Failed as failed:
        raise Unfinished(str(failed), id_, state) from None


def region_of(account: Account, inputs: Inputs) -> str:
    """Where the resource is."""
    return str(inputs.get("region") or account.region)


def pascal(value: Any) -> Any:
    """A value with its names as AWS writes them."""
    if isinstance(value, dict):
        return {name[0].upper() + name[1:]: pascal(inner) for name, inner in value.items()}
    return [pascal(each) for each in value] if isinstance(value, list) else value


def camel(value: Any) -> Any:
    """The other way round."""
    if isinstance(value, dict):
        return {name[0].lower() + name[1:]: camel(inner) for name, inner in value.items()}
    return [camel(each) for each in value] if isinstance(value, list) else value


def tag_list(tags: Mapping[str, str]) -> list[dict[str, str]]:
    """Tags as AWS wants them."""
    return [{"Key": name, "Value": value} for name, value in tags.items()]


def tag_state(account: Account, tags: list[Mapping[str, str]]) -> State:
    """Tags as the provider keeps them: the resource's own, and all."""
    defaults = (account.settings.get("defaultTags") or {}).get("tags") or {}
    all_ = {tag["Key"]: tag.get("Value", "") for tag in tags if not tag["Key"].startswith("aws:")}
    own = {name: value for name, value in all_.items() if defaults.get(name) != value}
    return {"tags": own, "tagsAll": all_}


def tag_changes(state: Inputs, wanted: Mapping[str, str]) -> tuple[list[str], list[dict[str, str]]]:
    """The names to take away and the tags to set."""
    standing: Mapping[str, str] = state.get("tagsAll") or {}
    gone = [name for name in standing if name not in wanted]
    return gone, tag_list({name: value for name, value in wanted.items() if standing.get(name) != value})
