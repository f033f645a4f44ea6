"""What the reader could not make sense of: the envelope, keys, words and types, and the text itself."""

from __future__ import annotations

import re

from planton_dynamodb.manifest.problems import (
    AmbiguousText,
    BadOverride,
    DuplicateKey,
    Encoding,
    MissingSection,
    NoDocument,
    OtherApiVersion,
    OtherGeneration,
    OtherGenerationByFields,
    OtherGenerationByVersion,
    OtherKind,
    Route,
    Span,
    Syntax,
    TooMuch,
    UnknownEnum,
    UnknownField,
    WrongType,
)
from planton_dynamodb.manifest.words import MEANT, nearest, obvious
from planton_dynamodb.manifest.writing.operations import Insert, Operation, Remove, ReplaceSpan
from planton_dynamodb.rules.registry import WARNING, Finding, Fix, reading

_SHAPES = {
    "a list": "write a list: each item behind a `- `",
    "a mapping": "write its fields below it, each as `key: value`",
    "a whole number": "write digits only, at most 18 of them, as in 1000",
}
"""How a value of some type is written."""
_MOST_DIGITS = 18
"""What 64 bits always have room for."""

_LONGEST_VALUE = 60
_WORD = re.compile(r"[\w#.+-]+")
"""What needs no quotes between braces."""

_BEGINNINGS = {
    "scanning a quoted scalar": "the quoted text begins here",
    "scanning a block scalar": "the text begins here",
    "scanning a simple key": "the key begins here",
    "parsing a block mapping": "the mapping begins here",
    "parsing a block collection": "the list begins here",
    "parsing a flow mapping": "this brace is open",
    "parsing a flow sequence": "this bracket is open",
}
"""What libyaml was in the middle of."""


@reading(Syntax)
def yaml_syntax(problem: Syntax) -> Finding:
    """The text is not YAML.

    ## What it finds
    A place from which on the text cannot be read as YAML (or as JSON, which is YAML too). The rest of that
    document is not looked at; the documents behind it are. A template that was not rendered, with `{{ }}` or
    `{% %}` in it, is called one, once in a file.

    ## Why
    Indentation carries the meaning of a manifest. A line that does not fit cannot be guessed at.

    ## Example
    ```yaml
    metadata:
      name: orders
       env: prod
    ```

    ## The edit
    ```yaml
    metadata:
      name: orders
      env: prod
    ```

    ## Source
    YAML 1.1 and 1.2, as libyaml reads them.
    """
    related: tuple[tuple[str, Route | Span], ...] = ()
    if problem.context is not None:
        said, span = problem.context
        related = ((_BEGINNINGS.get(said, f"{said} began here"), span),)
    edit = "mend this place: nothing behind it in this document was read"
    if problem.template:
        edit = "render the template first and check what it gives"
    return Finding((), problem.message, edit, span=problem.span, related=related)


@reading(Encoding)
def not_utf8(problem: Encoding) -> Finding:
    """The file is not text in UTF-8.

    ## What it finds
    Bytes that are not UTF-8: another encoding, a compressed file, or a binary one.

    ## Why
    Names of attributes and indexes are compared byte by byte, so that an encoding cannot be guessed.

    ## Example
    ```text
    A manifest that an editor saved as UTF-16.
    ```

    ## The edit
    ```text
    iconv -f UTF-16 -t UTF-8 orders.yaml > orders.utf8.yaml
    ```

    ## Source
    YAML 1.2, section 5.2; JSON, RFC 8259, section 8.1.
    """
    return Finding((), problem.message, problem.edit, span=problem.span)


@reading(TooMuch)
def too_large(problem: TooMuch) -> Finding:
    """The file is larger, deeper or expands further than a manifest ever does.

    ## What it finds
    A file of more than 10 MB or 10,000 documents, values nested more than 64 levels deep, or a document of
    more than 100,000 values, be it by its aliases. It is refused before it costs time and memory.

    ## Why
    A manifest is a page long. What goes beyond these limits was made by accident, or to do harm.

    ## Example
    ```yaml
    a: &a [x, x, x, x, x, x, x, x, x]
    b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
    c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
    ```

    ## The edit
    Split the file, or write out what the aliases stand for.

    ## Source
    The limits are this tool's own.
    """
    return Finding((), problem.message, f"keep it below {problem.limit}", span=problem.span)


@reading(NoDocument)
def no_document(problem: NoDocument) -> Finding:
    """The file holds no manifest.

    ## What it finds
    A file that is empty, or that has nothing but comments in it.

    ## Why
    Somebody meant it to be checked, and there was nothing to check: most often a template that rendered
    nothing.

    ## Example
    ```yaml
    # orders.yaml: to be written
    ```

    ## The edit
    Write a manifest into it, or take the file from the list of those to check.

    ## Source
    This tool.
    """
    return Finding(
        (), "there is no manifest in this file", "write one, or leave the file out", span=problem.span
    )


@reading(DuplicateKey)
def duplicate_key(problem: DuplicateKey) -> Finding:
    """A key stands in one mapping twice.

    ## What it finds
    The same key twice in one mapping, or one field in both of its spellings (`billingMode` and
    `billing_mode`).

    ## Why
    YAML readers differ: some take the first value, some the last, some refuse the file. Each would make
    another table.

    ## Example
    ```yaml
    spec:
      streamEnabled: true
      streamEnabled: false
    ```

    ## The edit
    ```yaml
    spec:
      streamEnabled: true
    ```

    ## Source
    YAML 1.2, section 3.2.1.1: keys are unique.
    """
    also = "" if problem.key == problem.first_key else f", first as `{problem.first_key}`"
    return Finding(
        problem.route,
        f"`{_short(problem.key)}` is given twice{also}",
        "keep one of the two",
        span=problem.span,
        related=(("it is first given here", problem.first),),
    )


@reading(OtherGenerationByFields)
@reading(UnknownField)
def unknown_field(problem: UnknownField | OtherGeneration) -> Finding:
    """A key is no field of the contract.

    ## What it finds
    A key that the contract has no field for: misspelt, in the wrong place, or known from another generation
    of this kind, from AWS's API or from Terraform (`hashKey`, `partitionKeyName`, `region`, `attributeType`
    …). A spec that is of another generation as a whole gets one finding, not one for each key.

    ## Why
    A field that nobody reads is a wish that nobody fulfils. The table would be made without it, silently.

    ## Example
    ```yaml
    spec:
      biling_mode: BILLING_MODE_PAY_PER_REQUEST
    ```

    ## The edit
    ```yaml
    spec:
      billing_mode: BILLING_MODE_PAY_PER_REQUEST
    ```

    ## Source
    The contract, `spec.proto`: 14 fields.
    """
    if isinstance(problem, OtherGeneration):
        return _of_another_generation(problem)
    return Finding(
        problem.route,
        f"`{_short(problem.key)}` is not a field of {_parent(problem.route)}",
        _field_meant(problem),
        span=problem.span,
        fix=_field_fix(problem),
    )


@reading(UnknownEnum)
def unknown_enum(problem: UnknownEnum) -> Finding:
    """A word is no value of its field.

    ## What it finds
    A word that the field does not know. The contract's own spelling (`BILLING_MODE_PAY_PER_REQUEST`) and
    AWS's short one (`PAY_PER_REQUEST`) are both read.

    ## Why
    AWS takes exactly these words, in capitals.

    ## Example
    ```yaml
    spec:
      billingMode: ON_DEMAND
    ```

    ## The edit
    ```yaml
    spec:
      billingMode: PAY_PER_REQUEST
    ```

    ## Source
    The enums of `spec.proto`; API_CreateTable.
    """
    meant = problem.suggestion
    listed = _listed(problem.candidates)
    fix = None
    if meant is not None:
        operation = ReplaceSpan(problem.span, problem.span.with_quotes(meant))
        safe = obvious(problem.given, meant) or _another_tools_word(problem.given, meant)
        fix = Fix(f"write {meant}", (operation,), safe)
    return Finding(
        problem.route,
        f"`{_short(problem.given)}` is not a value of {problem.field_name}",
        f"did you mean {meant}? Expected one of {listed}" if meant else f"expected one of {listed}",
        detail=None,
        span=problem.span,
        fix=fix,
    )


@reading(WrongType)
def wrong_type(problem: WrongType) -> Finding:
    """A value does not fit the type of its field.

    ## What it finds
    A mapping where a text belongs, a text where a number belongs, a boolean that is not `true` or `false`, a
    number that does not fit in 64 bits, a YAML tag such as `!Ref`.

    ## Why
    YAML readers disagree about `yes`, `on`, `010` and `1_000`; only what reads the same everywhere is taken.

    ## Example
    ```yaml
    spec:
      streamEnabled: yes
    ```

    ## The edit
    ```yaml
    spec:
      streamEnabled: true
    ```

    ## Source
    The types of `spec.proto`; the JSON form of protobuf.
    """
    fix = None
    if problem.replacement is not None:
        fix = Fix(f"write {problem.replacement}", (ReplaceSpan(problem.span, problem.replacement),))
    verb = "takes" if problem.route else "is"
    large = ""
    if _is_too_large(problem):
        large = f" of at most {32 if _is_of_32_bits(problem) else 64} bits"
    return Finding(
        problem.route,
        f"{_what(problem)} {verb} {problem.expected}{large}, not {problem.given}",
        f"write {problem.replacement}" if problem.replacement else _right_shape(problem),
        span=problem.span,
        fix=fix,
    )


def _what(problem: WrongType) -> str:
    """The value in question; its list takes something else than each of its items does."""
    route = problem.route
    if route and isinstance(route[-1], int):
        return f"an item of {problem.field_name}"
    if len(route) == 3 and route[:2] in (("metadata", "labels"), ("metadata", "annotations")):
        return f"the {str(route[1])[:-1]} `{_short(problem.field_name)}`"
    return problem.field_name


def _is_too_large(problem: WrongType) -> bool:
    """Whether it is a whole number, and nothing but its size is wrong."""
    digits = problem.given.strip("`+-")
    return problem.expected == "a whole number" and digits.isdecimal() and not digits.startswith("0")


def _is_of_32_bits(problem: WrongType) -> bool:
    """Whether a number is too large for a field of 32 bits, since 64 have room for it."""
    return len(problem.given.strip("`+-")) <= _MOST_DIGITS


def _has_leading_zero(problem: WrongType) -> bool:
    digits = problem.given.strip("`+-")
    return problem.expected == "a whole number" and digits.isdecimal() and digits.startswith("0")


def _right_shape(problem: WrongType) -> str:
    if not problem.route and problem.given != "a list":
        return (
            "write a manifest, which begins with apiVersion, kind, metadata and spec, or leave the file out"
        )
    if not problem.route:
        return "write each manifest as a document of its own, with a line `---` between two"
    if problem.given.startswith("the tag"):
        return "write the value itself: tags are not resolved here"
    if _has_leading_zero(problem):
        return "write it without the leading 0, for which some YAML readers count in eights"
    if len(route := problem.route) > 1 and route[-2] == "keyCondition" and problem.expected == "a mapping":
        return f"write how it is compared: {_compared(problem)}"
    if _is_too_large(problem) and _is_of_32_bits(problem):
        return "write a smaller number: one of 9 digits fits"
    return _SHAPES.get(problem.expected, f"write {problem.expected}")


def _compared(problem: WrongType) -> str:
    """A comparison with a value that stands where one belongs."""
    if problem.given == "a list":
        return "`{between: [first, last]}`"
    span = problem.span
    written = span.source.text[span.start : span.end]
    if "\n" in written or len(written) > _LONGEST_VALUE:
        return "`{equals: …}`"
    if not _WORD.fullmatch(written) and written[0] not in "\"'":
        written = f'"{written}"'
    return f"`{{equals: {written}}}`"


@reading(AmbiguousText, WARNING)
def ambiguous_text(problem: AmbiguousText) -> Finding:
    """An unquoted value that other YAML readers take for something else.

    ## What it finds
    `name: 123`, `name: 2024-01-01` or `attributeName: yes` without quotes. Here the field says that it is a
    text; another reader of the same manifest may see a number, a date or a boolean. Where a field takes a value
    of any kind, as an attribute of a sample item does: `yes`, `0x1f`, `1_000` and `12:30:45`, which are texts here,
    and a number with leading zeros, such as `00009`, which is the number 9 here.

    ## Why
    A manifest is read by more than one tool. Some would refuse it, or name the table differently. A number does
    not keep its zeros: `ISSUE#{number}` makes `ISSUE#9` of `00009`, and that sorts behind `ISSUE#10`.

    ## Example
    ```yaml
    metadata:
      name: 0123
    ```

    ## The edit
    ```yaml
    metadata:
      name: "0123"
    ```

    ## Source
    YAML 1.1 and 1.2, the tag resolution of plain scalars.
    """
    quoted = f'"{problem.text}"'
    is_text = problem.read_as == "text"
    number = problem.read_as.rpartition(" ")[2]
    others = f"but as {problem.other} by other YAML readers" if problem.other else "without its leading zeros"
    return Finding(
        problem.route,
        f"`{_short(problem.text)}` is read as {_short(problem.read_as)} here, {others}",
        f"write {quoted}" if is_text else f"write {quoted} for a text, or {number} for the number",
        span=problem.span,
        # A text in place of a number makes other keys: which one is meant, only its author knows.
        fix=Fix(f"write {quoted}", (ReplaceSpan(problem.span, quoted),)) if is_text else None,
    )


@reading(OtherGenerationByVersion)
@reading(OtherApiVersion)
def envelope_api_version(problem: OtherApiVersion | OtherGeneration) -> Finding:
    """The apiVersion is not that of the kind.

    ## What it finds
    An apiVersion that is missing or wrong, or that belongs to another generation of this kind: `AwsDynamodb`
    manifests were also published under code2cloud.planton.cloud, aws.project.planton, aws.openmcf.org and
    aws.planton.dev. Such a manifest gets this one finding, which names its generation and says what to
    change. Where it has the same 14 fields, the rules look at them all the same.

    ## Why
    Kind and apiVersion together say which contract the rest is written to.

    ## Example
    ```yaml
    apiVersion: aws.project-planton.org/v2
    kind: AwsDynamodb
    ```

    ## The edit
    ```yaml
    apiVersion: aws.project-planton.org/v1
    kind: AwsDynamodb
    ```

    The spec of another generation is rewritten by `--fix --unsafe-fixes`, if the 14 fields can say all of it.

    ## Source
    The contract, `api.proto`.
    """
    if isinstance(problem, OtherGeneration):
        return _of_another_generation(problem)
    title = f"write apiVersion: {problem.expected}"
    if not problem.given:
        fix = None if problem.given == "" else Fix(title, (Insert((), "apiVersion", problem.expected),))
        return Finding(problem.route, "the apiVersion is missing", title, span=problem.span, fix=fix)
    replacement = ReplaceSpan(problem.span, problem.span.with_quotes(problem.expected))
    return Finding(
        problem.route,
        f"`{_short(problem.given)}` is not the apiVersion of this kind",
        title,
        span=problem.span,
        fix=Fix(title, (replacement,), _slip(problem.given, problem.expected)),
    )


@reading(OtherKind)
def envelope_kind(problem: OtherKind) -> Finding:
    """The kind is missing or misspelt.

    ## What it finds
    A document without a kind, or one whose kind is not known though the rest of it is a table's. Documents
    that are plainly of another kind (a Deployment, a Service) are skipped and counted; a `List` and a stack
    input (`target:`) are looked into.

    ## Why
    A manifest whose kind nobody knows is passed over by every tool that reads it.

    ## Example
    ```yaml
    apiVersion: aws.project-planton.org/v1
    kind: AwsDynamoDB
    ```

    ## The edit
    ```yaml
    apiVersion: aws.project-planton.org/v1
    kind: AwsDynamodb
    ```

    ## Source
    The contract, `api.proto`.
    """
    expected = problem.expected
    if problem.given is None and not problem.near:
        message = "this document has no kind, so that nothing says what it is"
        edit = f"write kind: {expected} if it is a table, or leave the file out"
        return Finding(problem.route, message, edit, span=problem.span)
    title = f"write kind: {expected}"
    if not problem.given:
        fix = None if problem.given == "" else Fix(title, (Insert((), "kind", expected),))
        return Finding(problem.route, "the kind is missing", title, span=problem.span, fix=fix)
    replacement = ReplaceSpan(problem.span, problem.span.with_quotes(expected))
    given = f"`{_short(problem.given)}`"
    return Finding(
        problem.route,
        f"{given} is not a known kind"
        if problem.near
        else f"the kind is {given}, the fields are those of {expected}",
        f"did you mean {expected}?" if problem.near else f"write kind: {expected} if this is a table",
        span=problem.span,
        fix=Fix(title, (replacement,), problem.near),
    )


@reading(MissingSection)
def envelope_spec_required(problem: MissingSection) -> Finding:
    """The manifest has no spec.

    ## What it finds
    A manifest that says its kind and name, and nothing about the table.

    ## Why
    Billing mode, attribute definitions and key schema are needed to make a table.

    ## Example
    ```yaml
    apiVersion: aws.project-planton.org/v1
    kind: AwsDynamodb
    metadata:
      name: orders
    ```

    ## The edit
    ```yaml
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
    ```

    ## Source
    The contract, `api.proto`.
    """
    return Finding(
        problem.route,
        f"the manifest has no {problem.section}",
        "add a spec with billingMode, attributeDefinitions and keySchema",
        span=problem.span,
    )


@reading(BadOverride)
def override_path(problem: BadOverride) -> Finding:
    """The path of a --set leads nowhere.

    ## What it finds
    A `--set PATH=VALUE` whose path goes through something that is not there or is of another shape. A field
    that is misspelt in it is found as `unknown-field`, at the flag.

    ## Why
    A value that is put where nobody reads it changes nothing.

    ## Example
    ```text
    --set spec.keySchema[7].attributeName=pk
    ```

    ## The edit
    ```text
    --set spec.keySchema[0].attributeName=pk
    ```

    ## Source
    This tool.
    """
    return Finding(problem.route, problem.message, problem.edit, span=problem.span)


def _parent(route: Route) -> str:
    """What a field stands in, as the file calls it."""
    if len(route) < 2:
        return "a manifest"
    last = route[-2]
    return f"an item of {route[-3]}" if isinstance(last, int) else last


def _field_meant(problem: UnknownField) -> str:
    if problem.hint is not None:
        return problem.hint
    if problem.suggestion is not None:
        return f"did you mean `{problem.suggestion}`?"
    return f"expected one of {_listed(problem.candidates)}"


def _field_fix(problem: UnknownField) -> Fix | None:
    if problem.superfluous:
        return Fix(f"leave out `{problem.key}`", (Remove(problem.route),))
    if problem.mend is not None:
        span, text = problem.mend
        field, _, value = text.partition(":")
        said = text if value else f"`{field}`"
        title = f"write it under `{field}`" if "\n" in value else f"write {said}"
        return Fix(title, (ReplaceSpan(span, text),))
    meant = problem.suggestion
    if meant is None:
        return None
    operation = ReplaceSpan(problem.span, problem.span.with_quotes(meant))
    return Fix(f"write `{meant}`", (operation,), obvious(problem.key, meant))


def _of_another_generation(problem: OtherGeneration) -> Finding:
    """One finding for the whole manifest, under the rule that told it."""
    fix = None
    if problem.rewrite:
        operations: tuple[Operation, ...] = tuple(ReplaceSpan(span, text) for span, text in problem.rewrite)
        operations += tuple(Remove(route) for route in problem.removals)
        title = problem.change if problem.rewrite_safe else "say it in the 14 fields"
        fix = Fix(title, operations, problem.rewrite_safe)
    lost = tuple(f"`{name}`" for name in problem.inexpressible)
    beyond = f"; the 14 fields cannot say {_listed(lost)}" if lost else ""
    return Finding(
        problem.route,
        f"this manifest is of {problem.generation}{beyond}",
        problem.change,
        span=problem.span,
        fix=fix,
    )


def _another_tools_word(given: str, meant: str) -> bool:
    """Whether an enum value is a common name of the one meant, as ON_DEMAND is of PAY_PER_REQUEST."""
    bare = given.upper().replace("-", "_")
    return any(
        bare.endswith(word)
        and meant.endswith(value)
        and bare.removesuffix(word) in ("", meant.removesuffix(value))
        for words in MEANT.values()
        for word, value in words.items()
    )


def _slip(given: str, expected: str) -> bool:
    """Whether an apiVersion is misspelt, rather than a version that may mean something else."""
    group, _, version = given.partition("/")
    expected_group, _, expected_version = expected.partition("/")
    same_group = group == expected_group
    return version == expected_version and not same_group and nearest(group, (expected_group,)) is not None


def _listed(words: tuple[str, ...]) -> str:
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} or {words[-1]}"


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:57] + "..."
