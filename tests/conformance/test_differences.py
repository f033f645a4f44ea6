from __future__ import annotations

from pathlib import Path

import pytest

from planton_dynamodb.manifest.source import Source
from planton_dynamodb.rules.registry import all_rules
from tests.conformance.corpus import corpus
from tests.conformance.differences import Known, complaints, outlived, read, unexplained
from tests.conformance.verdicts import Case, Difference, Verdict, cases_in, comparable, difference

JUDGES = {"dynalite", "moto", "cfn-lint", "endpoint"}
NAMELESS = "The parameter 'TableName' is required but was not present in the request"
SOUND = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata: {name: orders}
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions: [{name: orderId, type: S}]
  keySchema: [{attributeName: orderId, keyType: HASH}]
"""


def case(name: str, text: str = SOUND) -> Case:
    """One case."""
    [made] = cases_in(name, Source(name, text))
    return made


def nameless(name: str = "err/table-name-required--blank") -> Case:
    """A table that lacks a name and nothing else."""
    return case(name, SOUND.replace("{name: orders}", "{name: ''}"))


def entry(about: str = "verdict", *, rules: tuple[str, ...] = (), files: tuple[str, ...] = ()) -> Known:
    """An entry of the list."""
    return Known("dynalite", about, "planton-dynamodb", "a reason", rules, files)


def found(name: str, *rules: str, about: str = "verdict") -> Difference:
    """A difference that occurs."""
    return Difference(name, about, frozenset(rules), "ours", "theirs")


def test_a_judge_and_we_agree_where_both_accept_or_both_refuse() -> None:
    """A judge that fell over accepted nothing, which is enough where we refuse the table too."""
    assert difference(case("ok/sound"), Verdict(refused=False), answers=True) is None
    assert difference(nameless(), Verdict(refused=True, answer=NAMELESS), answers=True) is None
    assert difference(nameless(), Verdict(refused=None, answer="KeyError"), answers=True) is None


@pytest.mark.parametrize("verdict", [Verdict(refused=True, answer="no"), Verdict(refused=None, answer="no")])
def test_a_judge_that_does_not_take_what_we_accept_differs(verdict: Verdict) -> None:
    """Be it that it refuses it or that it falls over."""
    differs = difference(case("ok/sound"), verdict, answers=False)
    assert differs == Difference("ok/sound", "verdict", frozenset(), "accepted", "no")


def test_a_judge_that_accepts_what_we_refuse_differs() -> None:
    """The difference names the rules that would have to be wrong."""
    differs = difference(nameless(), Verdict(refused=False), answers=False)
    rules = frozenset({"table-name-required"})
    assert differs == Difference(nameless().name, "verdict", rules, "table-name-required", "accepted")


def test_answers_are_compared_where_they_are_asked_for() -> None:
    """Only dynalite's are the service's own: moto and cfn-lint speak in words of theirs."""
    other = Verdict(refused=True, answer="TableName is missing")
    assert difference(nameless(), other, answers=False) is None
    differs = difference(nameless(), other, answers=True)
    assert differs is not None
    assert (differs.about, differs.ours, differs.theirs) == ("answer", NAMELESS, "TableName is missing")


def test_a_warning_is_no_refusal() -> None:
    """What AWS accepts, though it is likely a mistake, every judge should accept."""
    padded = SOUND.replace("orderId", '" orderId"')
    assert case("err/attr-name-whitespace--leading", padded).rules == frozenset()


def test_a_manifest_that_cannot_be_read_in_full_is_shown_to_no_judge() -> None:
    """What a judge would be asked for is not what the file says."""
    assert cases_in("orders", Source("orders", SOUND.replace("PAY_PER_REQUEST", "PAY_PER_VIEW"))) == []


def test_each_document_of_a_file_is_a_case() -> None:
    """The second one is told by its number."""
    names = [made.name for made in cases_in("ok/two", Source("two", f"{SOUND}---\n{SOUND}"))]
    assert names == ["ok/two", "ok/two#2"]


def test_lists_in_an_answer_have_no_order() -> None:
    """The service prints sets of names as they come; everything else is compared to the letter."""
    assert comparable("Keys: [b, a], used: [c]") == comparable("Keys: [a, b], used: [c]")
    assert comparable("Keys: [b, a]") != comparable("Keys: [b, c]")
    assert comparable("keys [a]") != comparable("Keys [a]")


def test_a_key_in_an_answer_has_one_form() -> None:
    """The service prints it as JSON or as its Java class does."""
    as_json = """Value '[{"AttributeName":"id","KeyType":"HASH"}]' at 'keySchema'"""
    assert comparable(as_json) == "Value '[KeySchemaElement(attributeName=id, keyType=HASH)]' at 'keySchema'"
    assert comparable('[{"AttributeName":"id"}]') == "[KeySchemaElement(attributeName=id, keyType=null)]"


def test_a_listed_difference_that_occurs_is_no_complaint() -> None:
    """By its rule it covers every err/ file of it, by its name one file."""
    both = [nameless(), case("ok/sound")]
    occurring = [found(nameless().name, "table-name-required"), found("ok/sound")]
    assert (
        complaints([entry(rules=("table-name-required",)), entry(files=("ok/sound",))], both, occurring) == []
    )


def test_a_difference_that_is_not_listed_is_a_complaint() -> None:
    """It says what both sides made of the file."""
    [complaint] = complaints([], [case("ok/sound")], [found("ok/sound")])
    assert complaint.startswith("not listed: ok/sound (verdict)")
    assert "theirs" in complaint


@pytest.mark.parametrize(
    "gone", [entry(rules=("table-name-required",)), entry(files=("err/table-name-required--blank",))]
)
def test_a_listed_difference_that_occurs_no_longer_is_a_complaint(gone: Known) -> None:
    """The list may only shrink."""
    assert complaints([gone], [nameless()], []) == [
        "listed, but occurs no longer: err/table-name-required--blank (verdict)"
    ]


@pytest.mark.parametrize("gone", [entry(rules=("no-such-rule",)), entry(files=("ok/removed",))])
def test_an_entry_that_no_file_stands_for_is_a_complaint(gone: Known) -> None:
    """A corpus file that was removed or renamed takes its entry with it."""
    [complaint] = complaints([gone], [nameless()], [])
    assert complaint.startswith("listed, but the corpus has no such file")


def test_a_difference_in_the_answer_does_not_excuse_one_in_the_verdict() -> None:
    """They are listed apart."""
    listed = [entry("answer", rules=("table-name-required",))]
    occurring = [found(nameless().name, "table-name-required")]
    assert len(complaints(listed, [nameless()], occurring)) == 2


def test_made_up_tables_are_explained_by_the_rules_of_the_list() -> None:
    """All rules that a table breaks must be ones that the judge is known to pass over."""
    known = [entry(rules=("lsi-count",)), entry(files=("err/gsi-count--many",))]
    explained = found("table", "lsi-count", "gsi-count")
    assert unexplained(known, [explained]) == []
    for other in (
        found("table"),
        found("table", "lsi-count", "attr-def-unused"),
        found("table", "lsi-count", about="answer"),
    ):
        assert unexplained(known, [explained, other]) == [other]


def test_a_rule_listed_for_made_up_tables_makes_a_difference_there() -> None:
    """That part of the list may only shrink as well."""
    known = [Known("moto", "verdict", "both", "a reason", made_up=("lsi-count", "gsi-count"))]
    occurring = [found("table", "lsi-count")]
    assert unexplained(known, occurring) == []
    assert outlived(known, occurring) == {"gsi-count"}
    assert outlived(known, [*occurring, found("table", "gsi-count", about="answer")]) == {"gsi-count"}


def test_an_entry_without_a_reason_is_refused(tmp_path: Path) -> None:
    """Whoever adds one says why it is there."""
    path = tmp_path / "differences.toml"
    fields = 'judge = "moto"\nabout = "verdict"\nright = "both"\nreason = ""\nrules = ["gsi-count"]\n'
    text = f"[[difference]]\n{fields}"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AssertionError, match="gsi-count"):
        read(path)


def test_the_list_speaks_of_judges_and_rules_that_exist() -> None:
    """A misspelt entry would excuse nothing."""
    for known in read():
        assert known.judge in JUDGES
        assert known.all_rules <= all_rules().keys()


def test_no_difference_is_listed_twice() -> None:
    """One file, one reason."""
    for judge in JUDGES:
        for about in ("verdict", "answer"):
            entries = [known for known in read() if (known.judge, known.about) == (judge, about)]
            for one in corpus():
                assert sum(known.covers(one) for known in entries) <= 1, (judge, about, one.name)
