"""Made-up items, conditions and updates, most of which make sense.

What dynalite is known to get wrong is not made up: two attributes compared with each other (it takes two that are not
there for equal), lists and mappings compared at all (it takes none for equal), operands without an order under `<` and
BETWEEN (it does not refuse them), begins_with and an attribute (one that is not there ends it), several elements taken
out of one list (it counts on from what the first one left), and an update that writes one attribute into another and
changes inside it (it changes both).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from hypothesis import strategies as st

from planton_dynamodb.manifest.free_values import Plain
from planton_dynamodb.patterns.values import Attributes, typed

PLACEHOLDER = re.compile(r":[a-z0-9]+")
_PLAIN: Mapping[str, Plain] = {
    ":n1": 1,
    ":n2": 2,
    ":n10": 10,
    ":sa": "a",
    ":sab": "ab",
    ":sx": "x",
    ":b": {"B": "YWI="},
    ":yes": True,
    ":null": None,
    ":list": ["a", 2],
    ":map": {"k": 1},
    ":ss": {"SS": ["a", "x"]},
    ":ns": {"NS": ["1", "2"]},
    ":tn": "N",
    ":ts": "S",
    ":tm": "M",
}
VALUES: Attributes = {name: typed(value) for name, value in _PLAIN.items()}
_TARGETS = ("a", "b", "c", "d")
_STEPS = ("", "", "", ".k", "[0]", ".k.j", "[1].k", ".k[3]", "[3]")
_steps = st.sampled_from(_STEPS)
_sources = st.builds("{}{}".format, st.sampled_from(["e", "f"]), _steps)
paths = st.builds("{}{}".format, st.sampled_from([*_TARGETS, "e", "f"]), _steps)
_values = st.sampled_from(sorted(VALUES))
_SCALARS: Sequence[Plain] = (1, 2, 10, "a", "ab", "x", {"B": "YWI="}, {"B": "YQ=="}, True, None)
_scalars = st.sampled_from([typed(value) for value in _SCALARS])
_sets = st.sampled_from([{"SS": ["a"]}, {"SS": ["a", "b", "x"]}, {"NS": ["1", "3"]}, {"BS": ["YWI="]}])
_attributes = st.recursive(
    _scalars | _sets,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: {"L": items}),
        st.dictionaries(st.sampled_from("kj"), inner, max_size=2).map(lambda items: {"M": items}),
    ),
    max_leaves=5,
)
items = st.dictionaries(st.sampled_from([*_TARGETS, "e", "f"]), _attributes, max_size=6)

_equal = st.sampled_from([":n1", ":n2", ":sa", ":sab", ":b", ":yes", ":null", ":ss", ":ns"])
_ordered = st.sampled_from([":n1", ":n2", ":n10", ":sa", ":sab", ":b"])


def conditions(found: st.SearchStrategy[str], asked: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Conditions about paths, and about operands that are made of paths."""
    tests = st.one_of(
        st.builds("{} {} {}".format, asked, st.sampled_from(["=", "<>"]), _equal),
        st.builds("{} {} {}".format, _equal, st.sampled_from(["=", "<>"]), asked),
        st.builds("{} {} {}".format, asked, st.sampled_from(["<", "<=", ">", ">="]), _ordered),
        st.builds("{} BETWEEN {} AND {}".format, asked, _ordered, _ordered),
        st.builds("{} IN ({}, {})".format, asked, _equal, _equal),
        st.builds("attribute_exists({})".format, found | _values),
        st.builds("attribute_not_exists({})".format, found),
        st.builds("attribute_type({}, {})".format, found, _values),
        st.builds("begins_with({}, {})".format, asked, _values),
        st.builds("contains({}, {})".format, found, _equal),
    )
    return st.recursive(
        tests,
        lambda inner: st.one_of(
            st.builds("{} AND {}".format, inner, inner),
            st.builds("{} OR {}".format, inner, inner),
            st.builds("NOT ({})".format, inner),
            inner.map("({})".format),
        ),
        max_leaves=4,
    )


any_conditions = conditions(
    paths, st.one_of(paths, paths, paths.map("size({})".format), paths.map("({})".format))
)
"""Whatever DynamoDB can be asked."""

plain_conditions = conditions(*[st.sampled_from(_TARGETS)] * 2)
"""About attributes alone: moto reads neither operands in parentheses nor, in places, paths and sizes."""

_numbers, _any_set, _list = st.sampled_from([":n1", ":n2"]), st.sampled_from([":ss", ":ns"]), st.just(":list")


def _set(path: str) -> st.SearchStrategy[str]:
    """A SET of a path, from values, from itself, and from attributes that are not changed."""
    own = st.just(path) | _sources
    term = st.one_of(
        own,
        _values,
        st.builds("if_not_exists({}, {})".format, own, _sources | _values),
        st.builds("list_append({}, {})".format, own | _list, own | _list),
        st.builds("list_append({}, {})".format, st.just(f"if_not_exists({path}, :list)"), _list | _values),
        st.builds("if_not_exists({}, {}) {} {}".format, own, _numbers, st.sampled_from("+-"), own | _numbers),
        st.builds("{} {} {}".format, own | _numbers, st.sampled_from("+-"), own | _numbers | _values),
    )
    return st.builds("{} = {}".format, st.just(path), term)


_ACTIONS: dict[str, Callable[[str], st.SearchStrategy[str]]] = {
    "SET": _set,
    "REMOVE": st.just,
    "ADD": lambda path: st.builds("{} {}".format, st.just(path), _numbers | _any_set | _values),
    "DELETE": lambda path: st.builds("{} {}".format, st.just(path), _any_set | _any_set | _values),
}


@st.composite
def updates(draw: st.DrawFn) -> str:
    """Up to four actions in up to four sections, each of which changes an attribute of its own."""
    text: dict[str, list[str]] = {}
    for name in draw(st.lists(st.sampled_from(_TARGETS), min_size=1, unique=True)):
        section = draw(st.sampled_from(["SET", "SET", "SET", "REMOVE", "ADD", "DELETE"]))
        action = draw(_ACTIONS[section](name + draw(_steps)))
        text.setdefault(section, []).append(action)
    return " ".join(f"{section} {', '.join(actions)}" for section, actions in text.items())


def used(text: str) -> Attributes:
    """The values that an expression uses."""
    return {name: VALUES[name] for name in PLACEHOLDER.findall(text)}
