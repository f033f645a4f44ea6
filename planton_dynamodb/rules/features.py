"""Rules about streams, expiry and insights."""

from __future__ import annotations

from collections.abc import Iterator

from planton_dynamodb.rules.offers import idle_setting
from planton_dynamodb.rules.registry import ERROR, WARNING, Finding, rule
from planton_dynamodb.rules.subject import ATTRIBUTE_TYPE_LETTERS, BINARY, HASH, STRING, Table
from planton_dynamodb.rules.wording import INVALID, NOT_NULL, quoted, refused

_STREAM, _VIEW = ("spec", "streamEnabled"), ("spec", "streamViewType")
_EXPIRY, _EXPIRY_ON, _EXPIRY_NAME = (
    ("spec", "ttl"),
    ("spec", "ttl", "enabled"),
    ("spec", "ttl", "attributeName"),
)
_INSIGHTS = ("spec", "contributorInsightsEnabled")
_LONGEST_NAME = 255
_AWS_OWN_KEY = "alias/aws/dynamodb"


@rule(
    ERROR,
    documented=4,
    answer=f"{INVALID}Table is being created with a stream enabled, UpdateViewType is required",
)
def stream_view_type_required(table: Table) -> Iterator[Finding]:
    """A stream does not say what its records hold.

    ## What it finds
    `streamEnabled: true` with `streamViewType` absent or UNSPECIFIED.

    ## Why
    AWS has no default for it, and another view type later means a new stream with a new ARN.

    ## Example
    ```yaml
    spec:
      streamEnabled: true
    ```

    ## The edit
    ```yaml
    spec:
      streamEnabled: true
      streamViewType: NEW_AND_OLD_IMAGES
    ```

    ## Source
    Documented rule 4; API_StreamSpecification; answered so by the service.
    """
    if not table.spec.get("stream_enabled") or table.spec.get("stream_view_type"):
        return
    if not table.sound(*_VIEW) or not table.sound(*_STREAM):
        return
    words = [
        table.spelled_word("STREAM_VIEW_TYPE_", word)
        for word in ("KEYS_ONLY", "NEW_IMAGE", "OLD_IMAGE", "NEW_AND_OLD_IMAGES")
    ]
    message = "the stream has no view type"
    if table.given(*_VIEW):
        message = f"{quoted(table.spelled(*_VIEW))} does not say what the stream's records hold"
    yield Finding(
        _VIEW,
        message,
        f"write {table.spelled_key(*_VIEW)}: {', '.join(words[:-1])} or {words[-1]}",
        related=(("the stream is switched on here", _STREAM),),
    )


@rule(
    ERROR,
    documented=4,
    answer=f"{INVALID}Table is being created with a stream disabled, UpdateViewType should not be specified",
)
def stream_view_type_when_disabled(table: Table) -> Iterator[Finding]:
    """A stream that is off has a view type.

    ## What it finds
    A `streamViewType` where `streamEnabled` is false or absent.

    ## Why
    Somebody who wrote a view type most likely wants the stream. AWS refuses the contradiction.

    ## Example
    ```yaml
    spec:
      streamViewType: NEW_IMAGE
    ```

    ## The edit
    ```yaml
    spec:
      streamEnabled: true
      streamViewType: NEW_IMAGE
    ```

    ## Source
    Documented rule 4; API_StreamSpecification; answered so by the service.
    """
    if not table.spec.get("stream_view_type") or table.spec.get("stream_enabled"):
        return
    if table.sound(*_STREAM) and table.sound(*_VIEW):
        off = table.given(*_STREAM)
        yield Finding(
            _VIEW,
            f"{quoted(table.spelled_key(*_VIEW))} is given, but the stream is off",
            f"write {table.spelled_key(*_STREAM)}: true, or remove {table.spelled_key(*_VIEW)}",
            related=(("it is switched off here", _STREAM),) if off else (),
            fix=idle_setting(table, _STREAM, _VIEW),
        )


@rule(ERROR, documented=5)
def ttl_attribute_required(table: Table) -> Iterator[Finding]:
    """Expiry is on, but names no attribute.

    ## What it finds
    `ttl.enabled: true` with `attributeName` absent or empty.

    ## Why
    DynamoDB reads the time of expiry from an attribute of each item, and has no default name for it.

    ## Example
    ```yaml
    spec:
      ttl:
        enabled: true
    ```

    ## The edit
    ```yaml
    spec:
      ttl:
        enabled: true
        attributeName: expiresAt
    ```

    The attribute needs no definition in `attributeDefinitions`.

    ## Source
    Documented rule 5; API_TimeToLiveSpecification: AttributeName is required.
    """
    expiry = table.expiry
    if expiry is None or not expiry.enabled or expiry.attribute:
        return
    if table.absent(*_EXPIRY_NAME) and table.sound(*_EXPIRY_ON):
        detail = refused(_EXPIRY_NAME, NOT_NULL)
        if table.given(*_EXPIRY_NAME):
            detail = refused(_EXPIRY_NAME, "Member must have length greater than or equal to 1", "")
        yield Finding(
            _EXPIRY_NAME,
            f"{quoted(table.spelled_key(*_EXPIRY))} is enabled, but names no attribute",
            f"name the attribute that holds the time of expiry in {table.spelled_key(*_EXPIRY_NAME)}",
            detail=detail,
        )


@rule(ERROR, documented=5)
def ttl_attribute_when_disabled(table: Table) -> Iterator[Finding]:
    """Expiry is off, but names an attribute.

    ## What it finds
    An `attributeName` in a `ttl` block whose `enabled` is false or absent.

    ## Why
    The contract wants one or the other: an attribute that is named looks as if items expired, while they
    stay for ever. AWS is never asked; when expiry is switched off later, the engine takes the name that AWS
    wants from the state.

    ## Example
    ```yaml
    spec:
      ttl:
        attributeName: expiresAt
    ```

    ## The edit
    ```yaml
    spec:
      ttl:
        enabled: true
        attributeName: expiresAt
    ```

    ## Source
    Documented rule 5. API_UpdateTimeToLive wants a name in either case; at creation it is not called.
    """
    expiry = table.expiry
    if expiry is None or expiry.enabled or not expiry.attribute:
        return
    off = table.given(*_EXPIRY_ON)
    if table.sound(*_EXPIRY_NAME) and table.sound(*_EXPIRY_ON) and (off or table.absent(*_EXPIRY_ON)):
        key = table.spelled_key(*_EXPIRY)
        yield Finding(
            _EXPIRY_NAME,
            f"{quoted(key)} names {quoted(expiry.attribute)}, but is not enabled",
            f"write {table.spelled_key(*_EXPIRY_ON)}: true, or remove {table.spelled_key(*_EXPIRY_NAME)}",
            related=(("it is switched off here", _EXPIRY_ON),) if off else (),
            fix=idle_setting(table, _EXPIRY_ON, _EXPIRY_NAME),
        )


@rule(ERROR)
def ttl_attribute_length(table: Table) -> Iterator[Finding]:
    """The name of the expiry attribute is longer than 255 characters.

    ## What it finds
    A `ttl.attributeName` of more than 255 characters while expiry is on.

    ## Why
    AWS refuses it when expiry is switched on, which is after the table was made.

    ## Example
    ```yaml
    spec:
      ttl:
        enabled: true
        attributeName: timeInSecondsAtWhichTheItem… # and so on, 256 characters
    ```

    ## The edit
    ```yaml
    spec:
      ttl:
        enabled: true
        attributeName: expiresAt
    ```

    ## Source
    API_TimeToLiveSpecification: 1 to 255 characters; answered so by the service.
    """
    expiry = table.expiry
    length = len(expiry.attribute) if expiry is not None and expiry.enabled else 0
    if expiry is not None and length > _LONGEST_NAME:
        yield Finding(
            _EXPIRY_NAME,
            f"the name of the expiry attribute has {length} characters, and {_LONGEST_NAME} are allowed",
            "shorten it",
            detail=refused(
                _EXPIRY_NAME,
                f"Member must have length less than or equal to {_LONGEST_NAME}",
                expiry.attribute,
            ),
        )


@rule(WARNING)
def ttl_attribute_is_table_key(table: Table) -> Iterator[Finding]:
    """Items expire by a part of the table's key.

    ## What it finds
    A `ttl.attributeName` that is the HASH or RANGE key of the table.

    ## Why
    A key can't be changed once an item is written: neither can the time of its expiry, except by writing
    the item anew. Mostly the wrong attribute was named.

    ## Example
    ```yaml
    spec:
      keySchema:
        - attributeName: deviceId
          keyType: HASH
        - attributeName: measuredAt
          keyType: RANGE
      ttl:
        enabled: true
        attributeName: measuredAt
    ```

    ## The edit
    ```yaml
    spec:
      keySchema:
        - attributeName: deviceId
          keyType: HASH
        - attributeName: measuredAt
          keyType: RANGE
      ttl:
        enabled: true
        attributeName: expiresAt
    ```

    ## Source
    "Using time to live (TTL) in DynamoDB"; accepted by the service.
    """
    expiry = table.expiry
    if expiry is None or not expiry.enabled or not expiry.attribute:
        return
    for key in table.keys:
        if key.attribute == expiry.attribute:
            part = "partition key" if key.type == HASH else "sort key"
            yield Finding(
                _EXPIRY_NAME,
                f"the expiry attribute {quoted(expiry.attribute)} is the table's {part}, which can't change",
                "name an attribute that is not part of the key",
                related=(("it is a key of the table here", key.attribute_route),),
            )
            return


@rule(WARNING)
def ttl_attribute_not_number(table: Table) -> Iterator[Finding]:
    """Items are to expire by a key that is not a number.

    ## What it finds
    A `ttl.attributeName` that is a key, of the table or of an index, and defined with type S or B.

    ## Why
    DynamoDB takes the time of expiry from a number of seconds. It accepts the setting and ignores the
    values: nothing ever expires, and nobody is told.

    ## Example
    ```yaml
    spec:
      attributeDefinitions:
        - name: expiresAt
          type: S
      ttl:
        enabled: true
        attributeName: expiresAt
    ```

    ## The edit
    ```yaml
    spec:
      attributeDefinitions:
        - name: expiresAt
          type: N
      ttl:
        enabled: true
        attributeName: expiresAt
    ```

    ## Source
    The documentation of the resource: "must be a number"; "Using time to live (TTL) in DynamoDB"; accepted
    by the service.
    """
    expiry = table.expiry
    if expiry is None or not expiry.enabled or not expiry.attribute:
        return
    name = expiry.attribute
    if table.attribute_types.get(name) not in (STRING, BINARY):
        return
    # A definition that no key uses does no harm to expiry, and is found by itself.
    if not any(key.attribute == name for _, keys, _ in table.key_schemas() for key in keys):
        return
    definition = next(attribute for attribute in table.attributes if attribute.name == name)
    letter = ATTRIBUTE_TYPE_LETTERS[definition.type]
    yield Finding(
        _EXPIRY_NAME,
        f"{quoted(name)} is defined with type {letter}, so that nothing ever expires",
        "name an attribute that holds a number of seconds, or make it one with type "
        + table.spelled_word("ATTRIBUTE_TYPE_", "N"),
        related=(("its type is given here", (*definition.route, "type")),),
    )


@rule(WARNING)
def contributor_insights_with_kms(table: Table) -> Iterator[Finding]:
    """Insights show in plain text the keys of a table that a key of your own encrypts.

    ## What it finds
    `contributorInsightsEnabled: true` on a table with a `kmsKeyArn`.

    ## Why
    CloudWatch shows the keys that are read and written most as plain text, to everybody who may read
    metrics. A key of your own mostly means that the data is more confidential than that.

    ## Example
    ```yaml
    spec:
      contributorInsightsEnabled: true
      serverSideEncryption:
        enabled: true
        kmsKeyArn: arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
    ```

    ## The edit
    ```yaml
    spec:
      contributorInsightsEnabled: false
      serverSideEncryption:
        enabled: true
        kmsKeyArn: arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
    ```

    Or, where the keys of the items give nothing away:

    ```yaml
    spec:
      contributorInsightsEnabled: true # planton-dynamodb: ignore[contributor-insights-with-kms] random ids
    ```

    ## Source
    API_UpdateContributorInsights; accepted by the service.
    """
    encryption = table.encryption
    if encryption is None or not encryption.enabled or not table.spec.get("contributor_insights_enabled"):
        return
    if encryption.key and not encryption.key.endswith(_AWS_OWN_KEY):
        yield Finding(
            _INSIGHTS,
            "insights show item keys as plain text, though a KMS key of your own encrypts the table",
            f"leave {table.spelled_key(*_INSIGHTS)} out if the keys of the items are confidential",
            related=(("the encryption key is given here", ("spec", "serverSideEncryption", "kmsKeyArn")),),
        )
