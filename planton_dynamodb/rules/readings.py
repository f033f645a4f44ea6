"""Texts of operations as each environment reads them, and the environments that parts of them are meant for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from planton_dynamodb.operations.declared import Declared, Part
from planton_dynamodb.operations.resolve import named
from planton_dynamodb.operations.texts import filled, holes
from planton_dynamodb.rules.guesses import Guesses
from planton_dynamodb.rules.registry import Finding
from planton_dynamodb.rules.wording import quoted


class Reading(NamedTuple):
    """A text with its holes filled, as far as it is known with what."""

    environment: str
    """Empty where no environments are listed and none is chosen."""
    text: str

    def behind(self, written: str) -> str:
        """Where the text is like that, for a message; nothing where it is so as it is written."""
        if self.text == written or not self.environment:
            return ""
        return f", in the environment {quoted(self.environment)}"


def environments_of(declared: Declared) -> list[str]:
    """The environments that the table may be made for."""
    return [each.name for each in declared.judged if each.name] or [declared.environment]


def readings(declared: Declared, text: str) -> Iterator[Reading]:
    """A text in every environment, each reading once."""
    seen = set()
    for environment in environments_of(declared):
        found = filled(text, declared.words(environment))
        if found not in seen:
            seen.add(found)
            yield Reading(environment, found)


def names_at_aws(declared: Declared) -> Iterator[Reading]:
    """What the table is called in every environment; where that is not known, nothing."""
    for environment in environments_of(declared):
        name = named(declared, declared.words(environment)) or declared.table_name
        if not holes(name):
            yield Reading(environment, name)


def too_long(declared: Declared, behind: str, most: int) -> Reading | None:
    """A name that begins with that of the table, where it is longer than AWS takes it."""
    whole = (Reading(each.environment, f"{each.text}-{behind}") for each in names_at_aws(declared))
    return next((each for each in whole if len(each.text) > most), None)


def unlisted(declared: Declared, part: Part) -> Iterator[Finding]:
    """The environments that a part is meant for and that there are not."""
    if not declared.sound("spec", "environments") or not declared.sound(*part.at("environments")):
        return
    known = [each.name for each in declared.environments]
    meant = part.fields.get("environments") or ()
    if meant and not known:
        yield Finding(
            part.at("environments"),
            "it is meant for some environments, and none are listed",
            "list all that there are under `spec.environments`, or leave it out",
            at_key=True,
        )
        return
    guesses = Guesses(known)
    for position, name in enumerate(meant):
        if name not in known:
            route = (*part.at("environments"), position)
            yield Finding(
                route,
                f"{quoted(name or '')} is none of the environments of {quoted(declared.table_name)}",
                guesses.advice(name or "", "list it under `spec.environments`"),
                fix=guesses.fix(name or "", route),
            )
