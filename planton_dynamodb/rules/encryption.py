"""Rules about encryption at rest."""

from __future__ import annotations

import re
from collections.abc import Iterator

from planton_dynamodb.manifest.writing.operations import Remove
from planton_dynamodb.rules.arns import ACCOUNT, PARTITIONS, REGION
from planton_dynamodb.rules.offers import idle_setting
from planton_dynamodb.rules.registry import ERROR, WARNING, Finding, Fix, rule
from planton_dynamodb.rules.subject import Table
from planton_dynamodb.rules.wording import INVALID, quoted

_BLOCK = ("spec", "serverSideEncryption")
_ENABLED, _KEY = (*_BLOCK, "enabled"), (*_BLOCK, "kmsKeyArn")
_HEX = "[0-9a-fA-F]"
_UUID = f"{_HEX}{{8}}(?:-{_HEX}{{4}}){{3}}-{_HEX}{{12}}"
_KEY_ID = f"(?:{_UUID}|mrk-{_HEX}{{32}})"
_ALIAS = "alias/[A-Za-z0-9/_-]{1,250}"
_FORM = "arn:aws:kms:REGION:ACCOUNT:key/KEY-ID"
_AWS_MANAGED = "alias/aws/dynamodb"
_NOT_FOUND = "KMS validation error: com.amazonaws.services.kms.model.NotFoundException: "

# What follows "arn" in the ARN of a key: its name, what it must be, and what is wrong with anything else.
_PARTS = (
    ("partition", "|".join(PARTITIONS), "is not a partition of AWS"),
    ("service", "kms", "is not kms"),
    ("region", REGION, "is not a region"),
    ("account", ACCOUNT, "is not a number of 12 digits"),
    ("resource", f"key/{_KEY_ID}|{_ALIAS}", "is neither a key nor an alias"),
)
KEY_ARN = ":".join(("arn", *(f"(?:{pattern})" for _, pattern, _ in _PARTS)))


@rule(ERROR, answer=f"{INVALID}KMSMasterKeyId can not be specified if Enabled is false")
def sse_kms_key_when_disabled(table: Table) -> Iterator[Finding]:
    """A KMS key is given, but encryption with it is off.

    ## What it finds
    A `kmsKeyArn` in a `serverSideEncryption` block whose `enabled` is false or absent.

    ## Why
    AWS refuses it. A tool that drops the key instead leaves the data under a key that AWS owns, which looks
    like success.

    ## Example
    ```yaml
    spec:
      serverSideEncryption:
        kmsKeyArn: arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
    ```

    ## The edit
    ```yaml
    spec:
      serverSideEncryption:
        enabled: true
        kmsKeyArn: arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
    ```

    ## Source
    API_SSESpecification; answered so by the service.
    """
    encryption = table.encryption
    if encryption is None or encryption.enabled or not encryption.key:
        return
    off = table.given(*_ENABLED)
    if table.sound(*_KEY) and table.sound(*_ENABLED) and (off or table.absent(*_ENABLED)):
        yield Finding(
            _KEY,
            "a KMS key is given, but encryption with it is off",
            f"write {table.spelled_key(*_ENABLED)}: true, or remove {table.spelled_key(*_KEY)}: "
            "data is encrypted with a key that AWS owns then",
            related=(("it is switched off here", _ENABLED),) if off else (),
            fix=idle_setting(table, _ENABLED, _KEY),
        )


@rule(ERROR)
def sse_kms_key_format(table: Table) -> Iterator[Finding]:
    """The KMS key is not given as an ARN.

    ## What it finds
    A `kmsKeyArn` that is not the ARN of a KMS key or of an alias: a bare key id, the name of an alias, the
    ARN of something else, or an ARN with a part that can't be (an account of 11 digits, a key id that is no
    UUID).

    ## Why
    CreateTable itself would take a key id or the name of an alias as well. The field is an ARN by name, and
    the AWS providers of Pulumi and Terraform take nothing else. A malformed ARN is found out only when the
    table is made: KMS does not know the key.

    ## Example
    ```yaml
    spec:
      serverSideEncryption:
        enabled: true
        kmsKeyArn: 1234abcd-12ab-34cd-56ef-1234567890ab
    ```

    ## The edit
    ```yaml
    spec:
      serverSideEncryption:
        enabled: true
        kmsKeyArn: arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
    ```

    ## Source
    "Key ARN" and "Multi-Region keys" in the guide of KMS; the argument kms_key_arn of the AWS providers.
    """
    encryption = table.encryption
    if encryption is None or not encryption.enabled or not encryption.key:
        return
    key = encryption.key
    if re.fullmatch(KEY_ARN, key) or not table.sound(*_KEY):
        return
    message, help_, detail = _what_it_is_instead(key)
    yield Finding(_KEY, message, help_, detail=detail)


def _what_it_is_instead(key: str) -> tuple[str, str, str | None]:
    """A message, the edit and AWS's answer for a key that is not given as an ARN."""
    if re.fullmatch(_KEY_ID, key):
        edit = f"write the ARN of the key: {_FORM.replace('KEY-ID', key)}"
        return f"{quoted(key)} is the id of a key, not its ARN", edit, None
    if re.fullmatch(_ALIAS, key):
        edit = f"write the ARN of the key that the alias stands for: {_FORM}"
        if key == _AWS_MANAGED:
            edit = "remove it: this key is used where none is given"
        return f"{quoted(key)} is the name of an alias, not the ARN of a key", edit, None
    arn, *parts = key.split(":", len(_PARTS))
    if arn != "arn" or len(parts) != len(_PARTS):
        return f"{quoted(key)} is not the ARN of a KMS key", f"write it as {_FORM}", None
    name, part, wrong = next(
        (name, part, wrong)
        for (name, pattern, wrong), part in zip(_PARTS, parts, strict=True)
        if not re.fullmatch(pattern, part)
    )
    answers = {"region": f"Invalid arn {part}", "resource": f"Key '{key}' does not exist"}
    detail = f"{_NOT_FOUND}{answers[name]}" if part and name in answers else None
    if part.startswith("key/"):
        name, part, wrong = "key id", part[4:], "is neither a UUID nor mrk- with 32 hexadecimal digits"
    found = f"its {name} {quoted(part)} {wrong}" if part else f"it has no {name}"
    message = f"this is not the ARN of a KMS key: {found}"
    return message, f"write it as {_FORM}", detail


@rule(WARNING)
def sse_kms_alias_arn(table: Table) -> Iterator[Finding]:
    """The KMS key is given by an alias.

    ## What it finds
    A `kmsKeyArn` that is the ARN of an alias.

    ## Why
    AWS resolves the alias once and answers with the ARN of the key, so that every refresh shows a
    difference. Each time it is sent again the table is encrypted anew, and one of the four changes that AWS
    allows in 24 hours is used up. Pointing the alias to another key changes nothing.

    ## Example
    ```yaml
    spec:
      serverSideEncryption:
        enabled: true
        kmsKeyArn: arn:aws:kms:eu-central-1:111122223333:alias/orders
    ```

    ## The edit
    ```yaml
    spec:
      serverSideEncryption:
        enabled: true
        kmsKeyArn: arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab
    ```

    The alias `alias/aws/dynamodb` stands for the key that AWS manages, which is used where no key is given:
    leave `kmsKeyArn` out.

    ## Source
    API_SSESpecification; accepted by the service.
    """
    encryption = table.encryption
    if encryption is None or not encryption.enabled or ":alias/" not in encryption.key:
        return
    if not re.fullmatch(KEY_ARN, encryption.key) or not table.sound(*_KEY):
        return
    name = table.spelled_key(*_KEY)
    alias = encryption.key.rpartition(":")[2]
    if alias == _AWS_MANAGED:
        yield Finding(
            _KEY,
            f"{quoted(alias)} is the key that is used where none is given",
            f"remove {name}",
            fix=Fix(f"remove {name}", (Remove(_KEY),)),
        )
        return
    yield Finding(
        _KEY,
        f"{quoted(alias)} is an alias: AWS answers with its key, so that every refresh shows a difference",
        f"write the ARN of the key itself, which `aws kms describe-key --key-id {alias}` prints",
    )
