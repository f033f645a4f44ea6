"""What Terraform and AWS say when something fails, recognised and said again with what to do about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from planton_dynamodb.engines.pulumi.faults import GENERAL, OF_TABLES, interrupted, known, recognised
from planton_dynamodb.engines.terraform.place import Place
from planton_dynamodb.fault import Fault

if TYPE_CHECKING:
    from planton_dynamodb.engines.terraform.events import Events

_FRAME = re.compile(r"^[╷│╵\s]+|\x1b\[[0-9;]*m")
_DIED = "{title} was killed in the middle of its work"
_UNKNOWN = "{title} could not do it"
_LOCKED, _HOLDER = "Error acquiring the state lock", "Lock Info:"
_ADVICE = re.compile(r"^(?:Terraform|OpenTofu) acquires a state lock to protect", re.MULTILINE)
"""From here on it is told to go without locks, which nobody should."""
_OF_TERRAFORM = (
    known(
        r"no space left|file too large|disk quota exceeded",
        "the state of stack {stack} could not be written: the disk is full",
        "Make room where {backend} is, then run the same again: what was under way is looked after first.",
    ),
    known(
        r"saved plan is stale",
        "somebody else changed the state of stack {stack} after it was looked at",
        "Nothing was done. Run the same again: what is to be done is judged anew.",
    ),
    known(
        r"Instance cannot be destroyed|lifecycle\.prevent_destroy",
        "{title} protects the table of stack {stack}, and what is asked for would delete or replace it",
        "If that is meant, apply it without protection first, changing nothing else: --no-protect, or the label "
        'pulumi.project-planton.org/protect: "false".',
    ),
    known(
        r"(?<!API )version constraint|Unsupported Terraform Core version|Unsupported OpenTofu Core version",
        "{title} or its AWS provider is of a version that does not fit",
        "Its own words say which is needed.",
    ),
    known(
        r"problems with the CLI configuration.*(Failed to query available provider|Failed to install provider)",
        "{title} cannot read the settings that it is to go by, and has no AWS provider without them",
        "Mend the file that its own words name, or have TF_CLI_CONFIG_FILE name another.",
    ),
    known(
        r"Failed to query available provider packages|Failed to install provider|could not connect to registry|"
        r"provider registry\.\S+ (was|is) not|Required plugins are not installed|Could not retrieve the list",
        "{title} has no AWS provider, and could not get it",
        "See that the registry can be reached. Without it: fetch the provider where it can (terraform providers mirror "
        "FOLDER), and name the folder as filesystem_mirror in a CLI configuration that TF_CLI_CONFIG_FILE names.",
    ),
    known(
        r"state (data|snapshot).{0,80}(unsupported|does not support|not be read|invalid)|"
        r"Unsupported state file format|state snapshot was created by",
        "the state of stack {stack} cannot be read",
        "It is damaged, or a later version wrote it. What it was before the last run is beside it, as "
        "terraform.tfstate.backup.",
    ),
    known(
        r"(Failed to|Error) (get|load|read|inspect|refresh).{0,30}state|Backend initialization|"
        r"(Invalid|Error).{0,30}backend configuration|S3 bucket .{0,80}does not exist|NoSuchBucket|"
        r"read-only file system|(open|write|mkdir|rename) /[^\n]+: (permission denied|not a directory|is a directory)|"
        r"\[Errno (13|20|21|30)\]",
        "the backend {backend} cannot be used",
        "See that it exists and that you may write to it; --backend names another.",
    ),
    known(
        r"Plugin did not respond|plugin.{0,40}(exited|crashed)|Failed to instantiate provider|"
        r"Unrecognized remote plugin message|rpc error: code = Unavailable",
        "the AWS provider went away in the middle of its work",
        "Run the same again: what was made is in the state, and what was under way is looked after first.",
    ),
    known(
        r"execution halted|operation (was )?cancell?ed|Interrupt received|Two interrupts",
        "it was interrupted",
        "What was made is in the state, and what was under way is looked after first: run the same again to go on.",
    ),
)
_REINIT = re.compile(
    r"terraform init|tofu init|Required plugins are not installed|Inconsistent dependency lock|"
    r"Backend initialization required|there is no package for",
    re.IGNORECASE,
)


class FailedError(Exception):
    """A command that failed: how it ended, and what was said of it."""

    def __init__(self, code: int, said: Sequence[str]) -> None:
        super().__init__("\n".join(said))
        self.code = code
        self.said = tuple(said)
        self.events: Events | None = None
        """What it had told until then, where it tells events."""

    @property
    def was_killed(self) -> bool:
        """Whether a signal ended it."""
        return self.code < 0

    @property
    def wants_init(self) -> bool:
        """Whether what `init` prepares is missing, or no longer what it was."""
        return bool(_REINIT.search(str(self)))


def fault_of(error: FailedError, place: Place, title: str, *, stopped: bool = False) -> Fault:
    """A failed command as a fault."""
    said = bare("\n".join(error.said))
    if stopped:
        asked = interrupted()
        return Fault(asked.summary, asked.help, said)
    if error.was_killed:
        return Fault(
            _DIED.format(title=title),
            "Run the same again: what it had begun is looked after first, and nothing is made twice.",
        )
    said = _ADVICE.split(said)[0].rstrip()
    if _LOCKED in said and _HOLDER in said:
        return held(place, said)
    words = {"stack": place.stack, "backend": place.title, "title": title}
    fault = recognised(said, (*OF_TABLES, *_OF_TERRAFORM, *GENERAL), words)
    if fault is None and _LOCKED in said:
        return held(place, said)
    return fault or Fault(_UNKNOWN.format(title=title), "Its own words say why.", said)


def damaged(place: Place) -> Fault:
    """A state that nobody can read, and of which nothing is left that could."""
    where = place.state_name
    return Fault(
        f"the state of stack {place.stack} is damaged",
        f"Put a copy of it in the place of {where}. Without one: move it away, and take the table over with "
        "apply --import.",
    )


def held(place: Place, said: str) -> Fault:
    """Who works on a state, as the lock tells it."""
    told = dict(re.findall(r"^\s*(ID|Path|Operation|Who|Created):\s+(\S.*?)\s*$", said, re.MULTILINE))
    if not told.get("Who"):
        return Fault(
            f"stack {place.stack} is in use: another update of it is going on",
            "Wait until it is done, then run the same again.",
            said,
        )
    since = told.get("Created", "").partition(".")[0]
    help_ = "Wait until it is done, then run the same again."
    if place.backend is not None:
        help_ += f" Should nothing run there any more, remove the lock {told.get('ID', '')}, of {told.get('Path', '')}."
    return Fault(f"stack {place.stack} is in use by {told['Who']}, since {since}", help_, said)


def bare(text: str) -> str:
    """Terraform's words without the frame around them, and without colours."""
    lines = (_FRAME.sub("", line).rstrip() for line in text.splitlines())
    kept = [line.removeprefix("Error: ") for line in lines if line]
    return "\n".join(dict.fromkeys(kept))


def messages(**names: str) -> list[str]:
    """Every message that is known here, with these names in it."""
    words = {"stack": "", "backend": "", "what": "", "title": "Terraform", **names}
    known_here = [each.summary.format(**words) for each in _OF_TERRAFORM]
    return [*known_here, *(text.format(**words) for text in (_DIED, _UNKNOWN))]
