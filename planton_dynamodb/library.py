"""The calls of the library: manifests read, checked and rehearsed from Python, from paths or from texts."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeAlias, cast

from planton_dynamodb import run
from planton_dynamodb.checking import Checked, Checker
from planton_dynamodb.config import Config
from planton_dynamodb.diagnostics.model import Diagnostic
from planton_dynamodb.engines.asking.names import PREFIX
from planton_dynamodb.manifest import files
from planton_dynamodb.manifest.files import InputError
from planton_dynamodb.manifest.kinds import AWS_DYNAMODB
from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.manifest import Manifest
from planton_dynamodb.manifest.overrides import parse_all

if TYPE_CHECKING:
    from planton_dynamodb.contract.api_pb2 import AwsDynamodb
    from planton_dynamodb.costing.bill import Bill
    from planton_dynamodb.costing.priced import Terms
    from planton_dynamodb.engines.asking.run import PatternRun
    from planton_dynamodb.engines.embedded.rehearsal import Rehearsal
    from planton_dynamodb.operations.resolve import Around
    from planton_dynamodb.operations.values import Operations
    from planton_dynamodb.patterns.trial import Trial
    from planton_dynamodb.serving.report import PatternReport
    from planton_dynamodb.table.table import Table

StrPath: TypeAlias = str | os.PathLike[str]


class InvalidManifestError(ValueError):
    """A manifest has errors. `diagnostics` holds them, warnings included."""

    def __init__(self, diagnostics: Sequence[Diagnostic]) -> None:
        self.diagnostics = list(diagnostics)
        errors = [found for found in self.diagnostics if found.severity == "error"]
        first = errors[0]
        place = f"{first.location.file}:{first.location.start.line}:{first.location.start.column}"
        more = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
        super().__init__(f"{place}: {first.message} [{first.rule}]{more}")


def validate(
    *paths: StrPath, config: Config | None = None, overrides: Sequence[str] = ()
) -> list[Diagnostic]:
    """All that is wrong with the manifests in files and folders; InputError where one cannot be read."""
    # In this process: a program that has threads must not be forked, and one without a main guard not spawned.
    report, failures = run.check(
        [os.fspath(path) for path in paths], _checker(config, overrides), processes=1
    )
    if failures:
        raise InputError("; ".join(failures))
    return report.diagnostics


def validate_text(
    text: str, *, name: str = "<text>", config: Config | None = None, overrides: Sequence[str] = ()
) -> list[Diagnostic]:
    """All that is wrong with the manifests in a text."""
    return _checked_text(text, name, config, overrides).diagnostics


def check(*paths: StrPath, config: Config | None = None, overrides: Sequence[str] = ()) -> None:
    """`validate`, but raise InvalidManifestError for errors instead of returning what was found."""
    _raise_for_errors(validate(*paths, config=config, overrides=overrides))


def check_text(
    text: str, *, name: str = "<text>", config: Config | None = None, overrides: Sequence[str] = ()
) -> None:
    """`validate_text`, but raise InvalidManifestError for errors instead of returning what was found."""
    _raise_for_errors(validate_text(text, name=name, config=config, overrides=overrides))


def load(path: StrPath, *, config: Config | None = None, overrides: Sequence[str] = ()) -> list[AwsDynamodb]:
    """The valid tables of one file, as protobuf messages; InvalidManifestError where one has an error."""
    return _messages(_sound(os.fspath(path), files.read_bytes(os.fspath(path)), config, overrides))


def load_text(
    text: str, *, name: str = "<text>", config: Config | None = None, overrides: Sequence[str] = ()
) -> list[AwsDynamodb]:
    """The valid tables in a text, as protobuf messages; InvalidManifestError where one has an error."""
    return _messages(_sound(name, _encoded(text), config, overrides))


def tables(path: StrPath, *, config: Config | None = None, overrides: Sequence[str] = ()) -> list[Table]:
    """What the valid manifests of one file ask AWS for; InvalidManifestError where one has an error."""
    return _resolved(_sound(os.fspath(path), files.read_bytes(os.fspath(path)), config, overrides))


def tables_text(
    text: str, *, name: str = "<text>", config: Config | None = None, overrides: Sequence[str] = ()
) -> list[Table]:
    """What the valid manifests in a text ask AWS for; InvalidManifestError where one has an error."""
    return _resolved(_sound(name, _encoded(text), config, overrides))


def around(
    *paths: StrPath, env: str | None = None, config: Config | None = None, overrides: Sequence[str] = ()
) -> list[Around]:
    """Each table in files and folders by its name at AWS, with what runs around it; `env` is what `--env` is.

    What runs around a table is taken from where it stands, beside the files that are named as well.
    InvalidManifestError is raised where there is an error, InputError where a path cannot be read, Fault where nothing
    says which environment is meant.
    """
    return _around([os.fspath(path) for path in paths], _checker(config, _meant(overrides, env)))


def around_text(
    text: str,
    *,
    name: str = "<text>",
    env: str | None = None,
    config: Config | None = None,
    overrides: Sequence[str] = (),
) -> list[Around]:
    """Each table in a text by its name at AWS, with what runs around it; as `around`."""
    checker = _checker(config, _meant(overrides, env))
    return _around(["-"], replace(checker, stdin_name=name, read=lambda _: _encoded(text)))


def _meant(overrides: Sequence[str], environment: str | None) -> Sequence[str]:
    return overrides if environment is None else [*overrides, f"metadata.env={environment}"]


def _around(arguments: Sequence[str], checker: Checker) -> list[Around]:
    from planton_dynamodb.among import Among  # nothing that a check needs
    from planton_dynamodb.operations.resolve import Around
    from planton_dynamodb.operations.values import Operations
    from planton_dynamodb.sound import UnsoundError, sound

    among = Among(arguments, checker)
    checker = replace(checker, others=among)
    report, failures = run.check(arguments, checker, processes=1)
    if failures:
        raise InputError("; ".join(failures))
    _raise_for_errors(report.diagnostics)
    try:
        return [
            Around(each.table, each.operations or Operations(table=each.table.name))
            for each in sound(among, checker)
        ]
    except UnsoundError as error:
        raise InvalidManifestError(error.diagnostics) from None


def check_patterns(
    *paths: StrPath, config: Config | None = None, overrides: Sequence[str] = ()
) -> PatternReport:
    """What serves each access pattern in files and folders; InputError where one cannot be read."""
    from planton_dynamodb.serving import report as reports  # nothing that a check of tables needs

    found, report = reports.check([os.fspath(path) for path in paths], _checker(config, overrides))
    if report.failures:
        raise InputError("; ".join(report.failures))
    return found


def check_patterns_text(
    text: str, *, name: str = "<text>", config: Config | None = None, overrides: Sequence[str] = ()
) -> PatternReport:
    """What serves each access pattern in a text, which holds the tables as well."""
    from planton_dynamodb.serving import report as reports  # as above

    return reports.check_text(name, text, _checker(config, overrides))


def rehearse(
    new: Table,
    old: Table | None = None,
    *,
    operations: Operations | None = None,
    old_operations: Operations | None = None,
    allow_replace: Collection[str] = (),
    allow_rebuild: Collection[str] = (),
) -> Rehearsal:
    """Make a table in an AWS inside this process, look at it and destroy it; or make `old` first, and of it `new`.

    What runs around the one and the other goes with them, where it is given.
    A change that would lose data is not made unless it is allowed by name: `orders`, or `orders/by-customer` for an
    index. What the extra `rehearse` brings has to be installed.
    """
    from planton_dynamodb.changes.guard import Allowed

    with _extra("rehearse"):
        from planton_dynamodb.engines.embedded import rehearsal
    allowed = Allowed(frozenset(allow_replace), frozenset(allow_rebuild))
    return rehearsal.rehearse(new, old, allowed, operations=operations, old_operations=old_operations)


def rehearse_patterns(
    *paths: StrPath,
    config: Config | None = None,
    overrides: Sequence[str] = (),
    endpoint: str | None = None,
    region: str | None = None,
    prefix: str = PREFIX,
) -> list[PatternRun]:
    """What comes of the access patterns in files and folders when they are asked for real, on tables made for it.

    The tables are made in an AWS inside this process, or at an endpoint under names that begin with `prefix`, and are
    deleted. InvalidManifestError is raised where there is an error, InputError where a path cannot be read, Refused
    and UnreachableError (`planton_dynamodb.engines.dynamodb`) where no table can be had, LeftBehindError
    (`planton_dynamodb.engines.asking.own_table`) where one could not be deleted. Needs the extra `rehearse`.
    """
    trials: list[Trial] = []
    arguments = [os.fspath(path) for path in paths]
    checker = _checker(config, overrides)
    checker = replace(checker, tried=trials.append)
    report, failures = run.check(arguments, checker, processes=1)
    if failures:
        raise InputError("; ".join(failures))
    _raise_for_errors(report.diagnostics)
    if endpoint is None:
        with _extra("rehearse_patterns"):
            from planton_dynamodb.engines.embedded.patterns import run_patterns
        return [run_patterns(trial) for trial in trials]
    with _extra("rehearse_patterns"):
        from planton_dynamodb.engines.endpoint import Endpoint
    from planton_dynamodb.engines.asking.own_table import Manners, run_beside_others

    with closing(Endpoint(endpoint, region)) as service:
        return [run_beside_others(trial, service, Manners(prefix=prefix)) for trial in trials]


def cost(
    *paths: StrPath,
    prices: StrPath | None = None,
    region: str = "us-east-1",
    free_tier: bool = False,
    config: Config | None = None,
    overrides: Sequence[str] = (),
) -> list[Bill]:
    """What each table in files and folders costs in a month, with what runs around it and what is asked of it.

    `prices` names a file of prices in the place of the package's; `free_tier` takes off what an account has for
    nothing. InvalidManifestError is raised where there is an error, InputError where a path cannot be read, PricesError
    (`planton_dynamodb.costing.prices`) where the prices are none, Fault (`planton_dynamodb.fault`) where they lack the
    region or nothing says which environment is meant.
    """
    arguments = [os.fspath(path) for path in paths]
    return _bills(arguments, _checker(config, overrides), _terms(prices, region, free_tier=free_tier))


def cost_text(
    text: str,
    *,
    name: str = "<text>",
    prices: StrPath | None = None,
    region: str = "us-east-1",
    free_tier: bool = False,
    config: Config | None = None,
    overrides: Sequence[str] = (),
) -> list[Bill]:
    """What each table in a text costs in a month; as `cost`."""
    checker = replace(_checker(config, overrides), stdin_name=name, read=lambda _: _encoded(text))
    return _bills(["-"], checker, _terms(prices, region, free_tier=free_tier))


def _terms(path: StrPath | None, region: str, *, free_tier: bool) -> Terms:
    from planton_dynamodb.costing.priced import Terms
    from planton_dynamodb.costing.prices import load, packaged

    found = packaged() if path is None else load(os.fspath(path))
    found.of(region)
    return Terms(found, region, free_tier)


def _bills(arguments: Sequence[str], checker: Checker, terms: Terms) -> list[Bill]:
    from planton_dynamodb.among import Among
    from planton_dynamodb.costing import priced
    from planton_dynamodb.sound import UnsoundError

    tried: list[Trial] = []
    among = Among(arguments, checker)
    checker = replace(checker, others=among, tried=tried.append)
    report, failures = run.check(arguments, checker, processes=1)
    if failures:
        raise InputError("; ".join(failures))
    _raise_for_errors(report.diagnostics)
    try:
        return priced.bills(among, checker, tried, terms)
    except UnsoundError as error:
        raise InvalidManifestError(error.diagnostics) from None


@contextmanager
def _extra(call: str) -> Iterator[None]:
    """Imports of what is not installed with the package itself."""
    try:
        yield
    except ModuleNotFoundError as error:
        if str(error.name).startswith("planton_dynamodb"):
            raise
        missing = str(error.name).partition(".")[0]
        said = f"{call} needs {missing}: pip install 'planton-dynamodb[rehearse]'"
        raise ModuleNotFoundError(said, name=missing) from None


def _sound(name: str, data: bytes, config: Config | None, overrides: Sequence[str]) -> list[Manifest]:
    checker = _checker(config, overrides)
    _raise_for_errors(checker.check_bytes(name, data).diagnostics)
    source, _ = files.decode(name, data)
    loaded = load_source(source, checker.overrides)
    return [manifest for manifest in loaded.manifests if manifest.kind is AWS_DYNAMODB]


def _messages(manifests: Sequence[Manifest]) -> list[AwsDynamodb]:
    return [cast("AwsDynamodb", manifest.message) for manifest in manifests]


def _resolved(manifests: Sequence[Manifest]) -> list[Table]:
    from planton_dynamodb.table.resolve import resolve  # nothing that a check needs

    return [resolve(manifest) for manifest in manifests]


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _checked_text(text: str, name: str, config: Config | None, overrides: Sequence[str]) -> Checked:
    return _checker(config, overrides).check_text(name, text)


def _checker(config: Config | None, overrides: Sequence[str]) -> Checker:
    return Checker(config or Config(), parse_all(overrides))


def _raise_for_errors(diagnostics: list[Diagnostic]) -> None:
    if any(found.severity == "error" for found in diagnostics):
        raise InvalidManifestError(diagnostics)
