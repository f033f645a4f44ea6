"""Rules about parameters in the Parameter Store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.manifest.writing.operations import Remove, Replace
from planton_dynamodb.operations.claims import Claim, claimed_before
from planton_dynamodb.operations.declared import Declared
from planton_dynamodb.operations.resolve import parameter_path, word_of
from planton_dynamodb.operations.texts import APP, ORG, OUTPUT, TABLE, holes, plain
from planton_dynamodb.rules.readings import environments_of
from planton_dynamodb.rules.registry import ERROR, WARNING, Finding, Fix, operations_rule
from planton_dynamodb.rules.wording import listed, named_characters, quoted
from planton_dynamodb.table.outputs import STREAM_ARN, STREAM_LABEL, TABLE_ARN, TABLE_NAME

_PATH: Route = ("spec", "parameters", "path")
_OUTPUTS: Route = ("spec", "parameters", "outputs")
_MOST_LEVELS = 15
_LONGEST = 1011
_SHORTEST_BEFORE = len("arn:aws:ssm:us-east-1:111122223333:parameter/")
"""AWS counts the ARN in front of a name with it. In other regions it is as long or longer."""

_ALWAYS = (TABLE_NAME, TABLE_ARN)
_HOLE = re.compile(r"\{[^{}]*\}")
_STRANGE = re.compile(r"[^a-zA-Z0-9_.{}/-]")
_RESERVED = re.compile(r"/?(aws|ssm)", re.IGNORECASE)


class _Name(NamedTuple):
    """The name of one parameter, in one environment."""

    environment: str
    output: str
    text: str


def _written(declared: Declared) -> str:
    parameters = declared.part("parameters")
    return "" if parameters is None else str(parameters.fields.get("path", ""))


def _outputs(declared: Declared) -> list[int]:
    parameters = declared.part("parameters")
    return [] if parameters is None else [each or 0 for each in parameters.fields.get("outputs") or ()]


def _names(declared: Declared) -> Iterator[_Name]:
    """The names of all parameters in every environment, as far as it is known what fills their holes."""
    written, given = _written(declared), [each for each in _outputs(declared) if each]
    if not written or not plain(written):
        return
    outputs = [word_of("ParameterOutput", each).lower() for each in dict.fromkeys(given)]
    for environment in environments_of(declared):
        words = declared.words(environment)
        for output in outputs or _ALWAYS:
            yield _Name(environment, output, parameter_path(written, output, words))


def _longest(declared: Declared) -> _Name | None:
    return max(_names(declared), key=lambda each: len(each.text), default=None)


@operations_rule(ERROR)
def parameter_path_required(declared: Declared) -> Iterator[Finding]:
    """Parameters do not say where they stand.

    ## What it finds
    `parameters` without `path`.

    ## Why
    Other stacks find a parameter by its name alone, so that none is made up.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        outputs: [TABLE_NAME]
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /shop/{env}/orders
        outputs: [TABLE_NAME]
    ```

    ## Source
    The contract, `Parameters.path`.
    """
    parameters = declared.part("parameters")
    if parameters is None or parameters.fields.get("path") or not declared.absent(*_PATH):
        return
    yield Finding(
        _PATH,
        f"it is not said where the parameters of {quoted(declared.table_name)} stand",
        "write `path`, such as /shop/{env}/orders",
    )


@operations_rule(ERROR)
def parameter_path_relative(declared: Declared) -> Iterator[Finding]:
    """A path of parameters does not begin with a slash.

    ## What it finds
    A `path` below which parameters stand, or with a slash in it, that does not begin with one. A name without any
    slash, such as `orders-{output}`, needs none.

    ## Why
    AWS takes a name with levels only from the top.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: shop/{env}/orders
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /shop/{env}/orders
    ```

    ## Source
    API_PutParameter, Name.
    """
    written = _written(declared)
    if not written or written.startswith("/"):
        return
    names = [each.text for each in _names(declared)]
    # What can't be a name with a slash in front of it either is one mistake with that.
    if any(_STRANGE.search(name) or _RESERVED.match(name) for name in names):
        return
    if any("/" in name and not name.startswith("/") for name in names):
        whole = f"/{written}"
        yield Finding(
            _PATH,
            f"the path {quoted(written)} does not begin with a slash",
            f"write {quoted(whole)}",
            fix=Fix(f"write {whole}", (Replace(_PATH, whole),)),
        )


@operations_rule(ERROR)
def parameter_path_charset(declared: Declared) -> Iterator[Finding]:
    """A path of parameters holds a character that names of parameters can't have.

    ## What it finds
    Anything in `path`, or in what fills its holes, besides the letters a to z in lower and upper case, digits, `_`,
    `.`, `-` and slashes.

    ## Why
    AWS refuses such a name, an ARN included.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /shop/{env}/my orders
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /shop/{env}/my-orders
    ```

    ## Source
    API_PutParameter, Name.
    """
    for each in _names(declared):
        strange = list(dict.fromkeys(_STRANGE.findall(_HOLE.sub("", each.text))))
        if strange:
            yield Finding(
                _PATH,
                f"the name of a parameter, {quoted(each.text)}, holds {named_characters(strange)}, "
                "which is not allowed",
                "use only the letters a to z and A to Z, digits, `_`, `.`, `-`, and `/` between levels",
            )
            return


@operations_rule(ERROR)
def parameter_path_empty_level(declared: Declared) -> Iterator[Finding]:
    """A level in a path of parameters has no name.

    ## What it finds
    Two slashes in a row in `path`, and one at the end of a path with `{output}` in it.

    ## Why
    Between two slashes AWS wants a name.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /shop//orders
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /shop/orders
    ```

    ## Source
    API_PutParameter, Name.
    """
    written = _written(declared)
    for each in _names(declared):
        if "//" in each.text or each.text.endswith("/"):
            where = "between two slashes" if "//" in each.text else "behind the last slash"
            yield Finding(
                _PATH, f"the path {quoted(written)} has a level without a name {where}", "take the slash away"
            )
            return


@operations_rule(ERROR)
def parameter_path_reserved(declared: Declared) -> Iterator[Finding]:
    """A path of parameters begins with a name that is AWS's own.

    ## What it finds
    A `path` that begins with `aws` or `ssm`, in upper or lower case, behind its slash if it has one. `/awesome` begins
    with it, too.

    ## Why
    AWS keeps such names for the parameters that it publishes itself.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /aws/{env}/orders
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /shop/{env}/orders
    ```

    ## Source
    API_PutParameter, Name.
    """
    for each in _names(declared):
        found = _RESERVED.match(each.text)
        if found:
            yield Finding(
                _PATH,
                f"the name of a parameter, {quoted(each.text)}, begins with {quoted(found[1])}, which is AWS's own",
                "begin with another word, such as that of the application",
            )
            return


@operations_rule(ERROR)
def parameter_path_depth(declared: Declared) -> Iterator[Finding]:
    """Parameters stand below more than 15 levels.

    ## What it finds
    A `path` that gives names of more than 15 levels. The name of the output is one.

    ## Why
    AWS refuses it.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /a/b/c/d/e/f/g/h/i/j/k/l/m/n/o
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /a/b/c/d/e/f/g/h/i/j/k/l/m/n
    ```

    ## Source
    API_PutParameter, Name.
    """
    for each in _names(declared):
        levels = each.text.strip("/").count("/") + 1
        if levels > _MOST_LEVELS:
            yield Finding(
                _PATH,
                f"the name of a parameter, {quoted(each.text)}, has {levels} levels, and {_MOST_LEVELS} are allowed",
                "take levels away, or write `-` between some of them",
            )
            return


@operations_rule(ERROR)
def parameter_path_length(declared: Declared) -> Iterator[Finding]:
    """The name of a parameter is longer than AWS takes it.

    ## What it finds
    A `path` that gives a name of more than 966 characters. AWS's limit is 1,011, and it counts the ARN in front of
    the name: `arn:aws:ssm:us-east-1:111122223333:parameter/`, which is longer in some regions.

    ## Why
    AWS refuses it.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /shop/a-name-of-about-1000-characters/orders
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /shop/orders
    ```

    ## Source
    API_PutParameter, Name.
    """
    name = _longest(declared)
    most = _LONGEST - _SHORTEST_BEFORE
    # Of a hole that nothing fills nobody knows how long it will be.
    length = 0 if name is None else len(_HOLE.sub("", name.text).removeprefix("/"))
    if length > most:
        yield Finding(
            _PATH,
            f"the name of a parameter has {length:,} characters, and {most} are allowed besides its ARN",
            "write a shorter path",
        )


@operations_rule(WARNING)
def parameter_path_without_environment(declared: Declared) -> Iterator[Finding]:
    """All environments would share one parameter.

    ## What it finds
    A `path` without `{env}` where several `environments` are listed.

    ## Why
    Where two environments are in one account and region, AWS refuses the parameters of the second one, since they are
    there, and whoever reads them gets the table of another environment. Environments with an account each may have
    the same path: then ignore this.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: prod
        - name: dev
      parameters:
        path: /shop/orders
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      environments:
        - name: prod
        - name: dev
      parameters:
        path: /shop/{env}/orders
    ```

    ## Source
    API_PutParameter, Overwrite.
    """
    written, names = _written(declared), [each.name for each in declared.environments if each.name]
    odd = set(holes(written)) - {APP, TABLE, ORG, OUTPUT}
    if written and not odd and plain(written) and len(set(names)) > 1:
        yield Finding(
            _PATH,
            f"the environments {listed(dict.fromkeys(names))} would share the parameters under {quoted(written)}",
            "write `{env}` into the path, such as /shop/{env}/orders",
            related=(("they are listed here", ("spec", "environments")),),
        )


@operations_rule(ERROR)
def parameter_path_shared(declared: Declared) -> Iterator[Finding]:
    """Two tables write to one parameter.

    ## What it finds
    A `path` that gives a name which the operations of another table within reach give too, in the same environment.

    ## Why
    AWS refuses the second one, since it is there: or one table's name stands where another one's is looked for.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /shop/table
    ---
    kind: AwsDynamodbOperations
    spec:
      table: customers
      parameters:
        path: /shop/table
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /shop/orders
    ---
    kind: AwsDynamodbOperations
    spec:
      table: customers
      parameters:
        path: /shop/customers
    ```

    ## Source
    API_PutParameter, Overwrite.
    """
    found = claimed_before(declared, _claims) if declared.sound(*_PATH) else None
    if found is None:
        return
    other, name = found
    yield Finding(
        _PATH,
        f"{quoted(declared.table_name)} and {quoted(other.table_name)} both write the parameter {quoted(name)}",
        "write `{table}` into both paths, or another path into one of them",
        related=((f"the path of {quoted(other.table_name)}", other.manifest.span(_PATH)),),
    )


def _claims(declared: Declared) -> Iterator[Claim]:
    return (Claim(each.environment, each.text) for each in _names(declared))


@operations_rule(ERROR)
def parameter_output_unspecified(declared: Declared) -> Iterator[Finding]:
    """An output that is to be a parameter is not said.

    ## What it finds
    An item of `outputs` that is blank or PARAMETER_OUTPUT_UNSPECIFIED.

    ## Why
    There is nothing that could be written.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /shop/{env}/orders
        outputs: [PARAMETER_OUTPUT_UNSPECIFIED]
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /shop/{env}/orders
        outputs: [TABLE_NAME]
    ```

    ## Source
    The contract, `ParameterOutput`.
    """
    for position, output in enumerate(_outputs(declared)):
        if not output and declared.sound(*_OUTPUTS, position):
            yield Finding(
                (*_OUTPUTS, position),
                "this says no output",
                "write TABLE_NAME, TABLE_ARN, TABLE_ID, STREAM_ARN or STREAM_LABEL",
            )


@operations_rule(WARNING)
def parameter_output_duplicate(declared: Declared) -> Iterator[Finding]:
    """An output is written to a parameter twice.

    ## What it finds
    An item of `outputs` that stands there already.

    ## Why
    One parameter holds it. The second item means nothing, or was meant to be another one.

    ## Example
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /shop/{env}/orders
        outputs: [TABLE_NAME, TABLE_NAME]
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /shop/{env}/orders
        outputs: [TABLE_NAME, TABLE_ARN]
    ```

    ## Source
    The contract, `Parameters.outputs`.
    """
    outputs = _outputs(declared)
    for position, output in enumerate(outputs):
        first, route = outputs.index(output), (*_OUTPUTS, position)
        if output and first < position:
            word = declared.spelled(*route)
            yield Finding(
                route,
                f"{quoted(word)} stands among the outputs twice",
                "remove one of them",
                related=(("it stands here first", (*_OUTPUTS, first)),),
                fix=Fix(f"remove the second {word}", (Remove(route),)),
            )


@operations_rule(ERROR)
def parameter_output_without_stream(declared: Declared) -> Iterator[Finding]:
    """A parameter is to hold the stream of a table that has none.

    ## What it finds
    STREAM_ARN or STREAM_LABEL among the `outputs`, where `streamEnabled` of the table is false or absent.

    ## Why
    There is no value: AWS takes no empty parameter.

    ## Example
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      streamEnabled: false
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /shop/{env}/orders
        outputs: [TABLE_NAME, STREAM_ARN]
    ```

    ## The edit
    ```yaml
    kind: AwsDynamodb
    metadata:
      name: orders
    spec:
      streamEnabled: true
      streamViewType: NEW_IMAGE
    ---
    kind: AwsDynamodbOperations
    spec:
      table: orders
      parameters:
        path: /shop/{env}/orders
        outputs: [TABLE_NAME, STREAM_ARN]
    ```

    ## Source
    API_PutParameter, Value; the contract, `ParameterOutput`.
    """
    table = declared.table
    if table is None or table.stream_view_type is not None:
        return
    there = declared.in_table("spec", "streamEnabled")
    for position, output in enumerate(_outputs(declared)):
        what = word_of("ParameterOutput", output).lower() if output else ""
        if what in (STREAM_ARN, STREAM_LABEL):
            yield Finding(
                (*_OUTPUTS, position),
                f"{quoted(table.name)} has no stream whose {'ARN' if what == STREAM_ARN else 'label'} could be written",
                "remove it, or write `streamEnabled: true` and a `streamViewType` in the table's manifest",
                related=(("the table has no stream", there),) if there is not None else (),
            )
