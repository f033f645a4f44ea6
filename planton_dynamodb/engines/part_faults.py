"""What AWS says when it refuses something that runs around a table, recognised and said again with what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from planton_dynamodb.changes.step import Step
from planton_dynamodb.engines.outcome import Undone
from planton_dynamodb.engines.pulumi.faults import GENERAL, Known, known, plain, recognised
from planton_dynamodb.fault import Fault
from planton_dynamodb.targets.pulumi_operations import (
    ALARM_TYPE,
    PARAMETER_TYPE,
    POLICY_TYPE,
    ROLE_POLICY_TYPE,
    SCALABLE_TYPE,
    SCALING_TYPE,
    WORDS,
)

_DENIED = known(
    r"not authorized to perform:? (?P<what>[\w-]+:\w+)",
    "AWS refuses the credentials in use the right to do this: {what}",
    "Grant them {what}, or use other credentials (AWS_PROFILE), and apply again.",
)
_TAKEN = "AWS has one of that name already, and it is not in stack {stack}"
_OF_ALARMS = (
    known(
        r"Invalid region (?P<what>[\w-]+) specified",
        "the topic that it is to tell is in the region {what}, and an alarm tells topics of its own region only",
        "Name a topic of the table's region in spec.alarms.notify.",
    ),
    known(
        r"Invalid arn|invalid arn syntax|is an invalid ARN|arn: invalid",
        "AWS takes no such ARN for what it is to tell",
        "See that spec.alarms.notify is the whole ARN of an SNS topic, with its holes filled in as meant.",
    ),
    known(
        r"LimitExceeded|limit exceeded|maximum.{0,40}alarms",
        "the account has as many alarms in this region as it may",
        "Switch alarms off that nobody needs (enabled: false), or have the quota of CloudWatch raised.",
    ),
)
_OF_PARAMETERS = (
    known(
        r"ParameterAlreadyExists",
        _TAKEN,
        "It is left as it is. Choose another spec.parameters.path, or delete that parameter if nobody needs it, "
        "and apply again.",
    ),
    known(
        r"reserved parameter name|can't be prefixed with|No access to reserved",
        "AWS keeps paths that begin with aws or ssm for itself",
        "Choose another spec.parameters.path.",
    ),
    known(
        r"ParameterLimitExceeded",
        "the account has as many parameters in this region as it may",
        "Delete parameters that nobody needs, or have the quota of the Parameter Store raised.",
    ),
    known(
        r"HierarchyLevelLimitExceeded|hierarchy.{0,40}(levels|depth)",
        "its path has too many levels: AWS takes 15",
        "Shorten spec.parameters.path.",
    ),
    known(
        r"ParameterMaxVersionLimitExceeded",
        "the parameter has as many versions as AWS keeps, and the oldest of them has a label",
        "Take the label off the oldest version, and apply again.",
    ),
    known(
        r"ParameterNotFound",
        "AWS has no such parameter any more, and stack {stack} still has it",
        "It was deleted elsewhere. planton-dynamodb refresh takes note of that; the next apply makes it again.",
    ),
)
_OF_POLICIES = (
    known(
        r"The role with name (?P<what>\S+) cannot be found|NoSuchEntity.{0,80}role",
        "AWS has no role of the name that the grant says",
        "Make the role first, or correct the grant's role; a grant without a role makes a policy of its own.",
    ),
    known(
        r"EntityAlreadyExists",
        _TAKEN,
        "It is left as it is. Give the grant another name, or delete that policy if nobody needs it, and apply again.",
    ),
    known(
        r"MalformedPolicyDocument",
        "AWS does not understand the policy",
        "Its own words say what. Where a key's ARN stands in it, see that it is right.",
    ),
    known(
        r"LimitExceeded|Cannot exceed quota|Maximum policy size",
        "there are as many policies as the account or the role may have, or they are as large as they may be",
        "A grant without a role makes a policy of its own, which counts apart; or have the quota of IAM raised.",
    ),
    known(
        r"DeleteConflict",
        "the policy is still attached to somebody, and AWS deletes no such policy",
        "Detach it from whom it was attached to, and run the same again.",
    ),
    known(
        r"UnmodifiableEntity",
        "the role belongs to an AWS service, which alone may change it",
        "Name a role of your own in the grant.",
    ),
)
_OF_SCALING = (
    known(
        r"iam:CreateServiceLinkedRole",
        "AWS may not make the role by which DynamoDB tables are scaled, which an account needs once",
        "Grant iam:CreateServiceLinkedRole, or have it made once: aws iam create-service-linked-role "
        "--aws-service-name dynamodb.application-autoscaling.amazonaws.com",
    ),
    known(
        r"(table|index|resource) does not exist|No scalable target|ObjectNotFound|not in PROVISIONED|PAY_PER_REQUEST",
        "AWS has nothing there that could be scaled: no such table or index with reserved units",
        "If somebody changed it elsewhere, planton-dynamodb refresh takes note of that; then apply again.",
    ),
    known(
        r"LimitExceeded",
        "the account has as many scaled tables and indexes in this region as it may",
        "Have the quota of Application Auto Scaling raised.",
    ),
    known(
        r"ConcurrentUpdate",
        "something else was changing this scaling at the same moment",
        "Run the same again.",
    ),
)
_OF: dict[str, tuple[Known, ...]] = {
    ALARM_TYPE: _OF_ALARMS,
    PARAMETER_TYPE: _OF_PARAMETERS,
    POLICY_TYPE: _OF_POLICIES,
    ROLE_POLICY_TYPE: _OF_POLICIES,
    SCALABLE_TYPE: _OF_SCALING,
    SCALING_TYPE: _OF_SCALING,
}
_NAMED = 3
"""So many are named in one line; more are counted, and named below it."""
_UNDONE = {
    "create": "was not made",
    "update": "was not changed",
    "replace": "was not replaced",
    "delete": "was not deleted",
}


def piece_taken(step: Step, stack: str) -> Fault:
    """Something of that name is there, and it is not what was being made when the last run ended."""
    kinds = {PARAMETER_TYPE: _OF_PARAMETERS[0], POLICY_TYPE: _OF_POLICIES[1]}
    return Fault(f"the {step.subject}: {_TAKEN.format(stack=stack)}", kinds[step.type].help)


def undone_in_all(parts: Sequence[Undone], table: str) -> Fault:
    """One fault for all of them."""
    if len(parts) == 1:
        return parts[0].fault
    named = len(parts) <= _NAMED
    kinds = Counter(WORDS.get(part.step.type, part.step.type) for part in parts)
    names = ", ".join(
        [part.step.subject for part in parts] if named else [_of_kind(*each) for each in kinds.items()]
    )
    return Fault(
        f"{len(parts)} of what runs around table {table} could not be made as asked: {names}",
        "The table and all else is as asked. Mend what is said of each, and apply again: it goes on from here.",
        "\n".join(part.fault.summary for part in parts),
    )


def _of_kind(word: str, count: int) -> str:
    plural = f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"
    return f"{count} {word if count == 1 else plural}"


def fault_of_part(step: Step, errors: Sequence[str], table: str, words: Mapping[str, str]) -> Fault:
    """Why one thing around a table is not as it was asked for. `words` names the `stack` and its `backend`."""
    said = plain(errors)
    kinds = (*_OF.get(step.type, ()), _DENIED, *GENERAL)
    fault = recognised(said, kinds, words)
    what = f"the {step.subject} of table {table} {_UNDONE.get(step.action, 'was not made')}"
    if fault is None:
        return Fault(f"{what}: AWS refuses it", "Its own words say why. Mend that, and apply again.", said)
    return Fault(f"{what}: {fault.summary}", fault.help, said)


def messages(**names: str) -> list[str]:
    """Every message that is known here, with these names in it."""
    return [each.summary.format(**names) for kinds in (*_OF.values(), (_DENIED,)) for each in kinds]
