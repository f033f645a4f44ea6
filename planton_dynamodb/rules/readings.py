"""Texts of operations as each environment reads them, and the environments that parts of them are meant for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from planton_dynamodb.manifest.problems import Route
from planton_dynamodb.operations.declared import Declared, Part
from planton_dynamodb.operations.resolve import named
from planton_dynamodb.operations.texts import APP, ENV, ORG, OUTPUT, TABLE, filled, holes, plain
from planton_dynamodb.rules.guesses import Guesses
from planton_dynamodb.rules.registry import Finding
from planton_dynamodb.rules.wording import quoted

_FIT = re.compile(r"[a-zA-Z0-9_.-]+")
_LONGEST_TABLE = 255


class Text(NamedTuple):
    """A text that has room for names, and the names that there is room for."""

    route: Route
    text: str
    known: tuple[str, ...] = (APP, TABLE, ENV, ORG)


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


def texts_of(declared: Declared) -> Iterator[Text]:
    """Every text that has room for names."""
    spec = declared.spec
    found = [Text(("spec", "naming"), str(spec.get("naming") or ""))]
    alarms, parameters = declared.part("alarms"), declared.part("parameters")
    if alarms is not None:
        found.append(Text(alarms.at("notify"), str(alarms.fields.get("notify") or "")))
    if parameters is not None:
        path = str(parameters.fields.get("path") or "")
        found.append(Text(parameters.at("path"), path, (APP, TABLE, ENV, ORG, OUTPUT)))
    grants = declared.parts("grants")
    found += [Text(grant.at("role"), str(grant.fields.get("role") or "")) for grant in grants]
    return (each for each in found if each.text and declared.sound(*each.route))


def environments_of(declared: Declared) -> list[str]:
    """The environments that the table may be made for."""
    names = [each.name for each in declared.judged if each.name]
    # What can't be called so has a rule of its own, and is one mistake with all that it is filled into.
    return [name for name in names if _FIT.fullmatch(name)] if names else [declared.environment]


def is_meant_for(part: Part, environment: str) -> bool:
    """Whether there is a part in an environment: of one that says none it is in all."""
    meant = part.fields.get("environments") or ()
    return not meant or not environment or environment in meant


def readings(declared: Declared, text: str, part: Part) -> Iterator[Reading]:
    """A text of a part in every environment of it, each reading once.

    None where its braces are odd, which has a rule of its own.
    """
    seen = set()
    meant = [each for each in environments_of(declared) if is_meant_for(part, each)]
    for environment in meant if plain(text) else ():
        found = filled(text, declared.words(environment))
        if found not in seen:
            seen.add(found)
            yield Reading(environment, found)


@lru_cache(maxsize=2)
def names_at_aws(declared: Declared) -> tuple[Reading, ...]:
    """What the table is called in every environment; where that is not known, nothing."""
    said = {environment: declared.words(environment) for environment in environments_of(declared)}
    names = (
        (environment, named(declared, words) or declared.table_name) for environment, words in said.items()
    )
    return tuple(Reading(environment, name) for environment, name in names if not holes(name))


def too_long(declared: Declared, part: Part, behind: str, most: int) -> Reading | None:
    """A name of a part that begins with the table's, where it is longer than AWS takes it, and the table's is not."""
    fit = (each for each in names_at_aws(declared) if len(each.text) <= _LONGEST_TABLE)
    meant = (each for each in fit if is_meant_for(part, each.environment))
    whole = (Reading(each.environment, f"{each.text}-{behind}") for each in meant)
    return next((each for each in whole if len(each.text) > most), None)


def unlisted(declared: Declared, part: Part) -> Iterator[Finding]:
    """The environments that a part is meant for and that there are not."""
    if not declared.sound("spec", "environments") or not declared.sound(*part.at("environments")):
        return
    known = [each.name for each in declared.environments]
    meant = part.fields.get("environments") or ()
    if "" in known or (not known and ENV not in declared.words() and _asks_for_environment(declared)):
        return  # one without a name may be the one that is meant; where there are none at all, `{env}` asks for them
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


def _asks_for_environment(declared: Declared) -> bool:
    return any(ENV in holes(each.text) for each in texts_of(declared))
