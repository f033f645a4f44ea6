"""What a table costs, held to what was worked out by hand: from AWS's published examples, and from a seed."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest

from planton_dynamodb.costing import json_format, markdown_format, text_format
from tests.costing.bills import (
    GET,
    INDEX,
    LOCAL,
    MOVE,
    ON_DEMAND,
    PUT,
    QUERY,
    RESERVED,
    amount,
    bill,
    line,
    operations,
    patterns,
    table,
    usage,
)


def test_the_table_of_the_seed_costs_half_of_what_it_did() -> None:
    """100,000 writes, 500,000 reads of one unit each and 1 GB: $0.125 + $0.125 + $0.25 before November 2024.

    Since then 100,000 x $0.625 / 1,000,000 = $0.0625, 500,000 x $0.125 / 1,000,000 = $0.0625, and 1 x $0.25: $0.375.
    """
    said = "reads: 500000/month, consistentReadsPercent: 100, writes: 100000/month, itemSize: 1 KB, storage: 1 GB"
    made = bill(table(), usage(said))
    assert amount(made, "reads") == Decimal("0.0625")
    assert amount(made, "writes") == Decimal("0.0625")
    assert amount(made, "storage") == Decimal("0.25")
    assert made.known == made.least == Decimal("0.375")
    assert made.open == []


def test_eventually_consistent_reads_cost_half() -> None:
    """The same reads are half a unit each: 250,000 x $0.125 / 1,000,000 = $0.03125."""
    made = bill(table(), usage("reads: 500000/month, writes: 100000/month, itemSize: 1 KB, storage: 1 GB"))
    assert amount(made, "reads") == Decimal("0.03125")
    assert line(made, "reads").how == (
        "500,000 reads/month x 0.5 units (1 KB, eventually consistent) = 250,000 units x $0.125 per million",
    )


def test_the_example_of_a_month_on_demand() -> None:
    """AWS's example on demand: 3,550,000 writes and as many strongly consistent reads of small items, and 80 GB.

    By today's prices 3.55 x $0.625 = $2.21875, 3.55 x $0.125 = $0.44375; with the first 25 GB free 55 x $0.25 = $13.75.
    """
    said = "reads: 3550000/month, consistentReadsPercent: 100, writes: 3550000/month, itemSize: 1 KB, storage: 80 GB"
    made = bill(table(), usage(said), free_tier=True)
    assert amount(made, "writes") == Decimal("2.21875")
    assert amount(made, "reads") == Decimal("0.44375")
    assert amount(made, "storage") == Decimal("13.75")
    assert amount(bill(table(), usage(said)), "storage") == Decimal(20)


def test_reserved_units_are_paid_for_whether_they_are_used_or_not() -> None:
    """100 x 730 hours x $0.00065 = $47.45 for writes, 100 x 730 x $0.00013 = $9.49 for reads."""
    made = bill(table(RESERVED))
    assert amount(made, "writes") == Decimal("47.45")
    assert amount(made, "reads") == Decimal("9.49")
    assert amount(bill(table(RESERVED), free_tier=True), "writes") == Decimal("47.45") * 75 / 100


SCALED = "  autoScaling: {read: {min: 100, max: 400}, write: {min: 100, max: 400}}\n"


def test_the_example_of_auto_scaling() -> None:
    """AWS's example of scaling at 70 percent: 210 units in use each second make it reserve 300.

    300 x 730 x $0.00065 = $142.35 for writes and 300 x 730 x $0.00013 = $28.47 for reads.
    """
    said = "  usage: {reads: 210/second, consistentReadsPercent: 100, writes: 210/second, itemSize: 1 KB}\n"
    made = bill(table(RESERVED), operations(SCALED + said))
    assert amount(made, "writes") == Decimal("142.35")
    assert amount(made, "reads") == Decimal("28.47")
    assert line(made, "reads").how == (
        "scaled from 100 units ($9.49) to 400 units ($37.96)",
        "the usage needs 300 units: 210 each second on average, at 70 percent in use",
        "300 units x 730 hours x $0.00013",
    )


def test_scaled_units_depend_on_usage_where_nobody_told_of_it() -> None:
    """What is known is between which amounts it is."""
    made = bill(table(RESERVED), operations(SCALED))
    reads = line(made, "reads")
    assert (reads.amount, reads.least, reads.most) == (None, Decimal("9.49"), Decimal("37.96"))
    assert made.known == 0
    assert made.least == Decimal("9.49") + Decimal("47.45")


@pytest.mark.parametrize(
    ("said", "units"),
    [
        ("itemSize: 8 KB, consistentReadsPercent: 100", 2),
        ("itemSize: 8 KB", 1),
        ("itemSize: 4097 B, consistentReadsPercent: 100", 2),
        ("itemSize: 4 KB, consistentReadsPercent: 50", Decimal("0.75")),
    ],
)
def test_reads_are_counted_by_4_kb(said: str, units: Decimal) -> None:
    """AWS's example: a strongly consistent read of 8 KB takes two units, an eventually consistent one takes one."""
    made = bill(table(), usage(f"reads: 1000000/month, {said}"))
    assert line(made, "reads").quantity == units * 1_000_000


@pytest.mark.parametrize(("size", "units"), [("3 KB", 3), ("1 KB", 1), ("1025 B", 2), ("1 B", 1)])
def test_writes_are_counted_by_1_kb(size: str, units: int) -> None:
    """AWS's example: a write of an item of 3 KB takes three units."""
    made = bill(table(), usage(f"writes: 1000000/month, itemSize: {size}"))
    assert line(made, "writes").quantity == units * 1_000_000


def test_a_write_is_paid_for_in_each_index() -> None:
    """Where no sample item says otherwise, every item stands in every index, and the bill says that it took it so."""
    made = bill(table(ON_DEMAND + INDEX), usage("writes: 1000000/month, itemSize: 2 KB"))
    assert amount(made, "writes of the table") == amount(made, "writes of by-status") == Decimal("1.25")
    assert "at most: as if every item stood in it" in line(made, "writes of by-status").how[0]


def test_the_stream_is_read_by_the_hundred_thousand() -> None:
    """10 reads a second are 26,280,000 in 730 hours: 262.8 x $0.02 = $5.256; 23,780,000 of them are not free."""
    stream = ON_DEMAND + "  streamEnabled: true\n  streamViewType: NEW_IMAGE\n"
    said = usage("streamReads: 10/second")
    assert amount(bill(table(stream), said), "reads of the stream") == Decimal("5.256")
    assert amount(bill(table(stream), said, free_tier=True), "reads of the stream") == Decimal("4.756")
    assert amount(bill(table(stream)), "reads of the stream") is None


def test_backups_are_paid_for_what_they_hold() -> None:
    """Continuous backups of 10 GB: $2.00; 5 GB in backups on demand: $0.50."""
    recovery = ON_DEMAND + "  pointInTimeRecoveryEnabled: true\n"
    made = bill(table(recovery), usage("storage: 10 GB, backups: 5 GB"))
    assert amount(made, "continuous backups") == Decimal(2)
    assert amount(made, "backups") == Decimal("0.5")
    assert amount(bill(table(recovery)), "continuous backups") is None


def test_continuous_backups_hold_local_indexes_and_no_global_ones() -> None:
    """10 GB and as much in the index: $4.00 with a local one, $2.00 with a global one."""
    said = usage("storage: 10 GB")
    recovery = "  pointInTimeRecoveryEnabled: true\n"
    local = bill(table(ON_DEMAND + LOCAL + recovery), said)
    assert amount(local, "continuous backups") == Decimal(4)
    assert amount(bill(table(ON_DEMAND + INDEX + recovery), said), "continuous backups") == Decimal(2)


def test_the_class_for_infrequent_access_has_prices_of_its_own() -> None:
    """A million reads and writes and 100 GB: $0.155 + $0.78 + $10 instead of $0.125 + $0.625 + $25."""
    infrequent = ON_DEMAND + "  tableClass: STANDARD_INFREQUENT_ACCESS\n"
    said = "reads: 1000000/month, consistentReadsPercent: 100, writes: 1000000/month, itemSize: 1 KB, storage: 100 GB"
    made = bill(table(infrequent), usage(said), free_tier=True)
    assert made.known == Decimal("10.935")
    assert bill(table(), usage(said)).known == Decimal("25.75")


def test_alarms_are_paid_for_by_the_metrics_they_look_at() -> None:
    """Throttled reads and writes, user errors, system errors of ten operations: 13 metrics, $1.30; ten are free."""
    said = operations("  alarms: {notify: 'arn:aws:sns:us-east-1:111122223333:on-call'}\n")
    assert amount(bill(table(), said), "alarms") == Decimal("1.3")
    assert amount(bill(table(), said, free_tier=True), "alarms") == Decimal("0.3")


def test_what_nobody_knows_has_no_amount() -> None:
    """Neither reads nor writes nor storage are 0 because nothing is said of them."""
    made = bill(table())
    assert [(each.title, each.amount) for each in made.lines] == [
        ("reads", None),
        ("writes", None),
        ("storage", None),
    ]
    assert all(each.how[0].startswith("depends on usage: ") for each in made.lines)


def test_a_key_of_ones_own_is_paid_for_and_its_requests_depend_on_usage() -> None:
    """$1.00 for the key; AWS's own key costs nothing, its requests do."""
    arn = "arn:aws:kms:us-east-1:111122223333:key/11112222-3333-4444-5555-666677778888"
    own = ON_DEMAND + f"  serverSideEncryption: {{enabled: true, kmsKeyArn: '{arn}'}}\n"
    made = bill(table(own))
    assert (amount(made, "key"), amount(made, "requests to the key")) == (Decimal(1), None)
    aws = bill(table(ON_DEMAND + "  serverSideEncryption: {enabled: true}\n"))
    assert "key" not in [each.title for each in aws.lines]
    assert amount(aws, "requests to the key") is None


def test_patterns_say_what_is_used_where_operations_do_not() -> None:
    """A get of 40 bytes is half a unit, a put of one item is one: 1,000 a day are 30,416.67 in a month of 730 hours."""
    asked = GET + "      frequency: 1000/day\n" + PUT + "      frequency: 240/day\n"
    made = bill(table(), patterns(asked))
    assert line(made, "reads").quantity == Decimal(1000) * 730 / 24 / 2
    assert line(made, "writes").quantity == 7300
    assert amount(made, "writes") == Decimal("0.0045625")


def test_operations_take_the_place_of_patterns() -> None:
    """All reads are said there; the writes are still the patterns'."""
    asked = GET + "      frequency: 1000/day\n" + PUT + "      frequency: 240/day\n"
    made = bill(table(), patterns(asked), usage("reads: 100/month"))
    assert line(made, "reads").quantity == 50
    assert line(made, "writes").quantity == 7300


def test_a_pattern_without_a_frequency_leaves_the_rest_known() -> None:
    """The known part has its line, and another one names the pattern that is missing."""
    made = bill(table(), patterns(GET + "      frequency: 100/month\n" + QUERY))
    known, unknown = [each for each in made.lines if each.sort == "reads"]
    assert known.quantity == 50
    assert unknown.amount is None
    assert unknown.how == ("depends on usage: `list` has no `frequency`",)


def test_a_query_adds_its_items_before_it_rounds() -> None:
    """50 items of 50 bytes, the mean of the two, are 2,500 bytes: one eventually consistent read of 4 KB."""
    asked = QUERY + "      frequency: 100/month\n      itemsPerCall: 50\n"
    assert line(bill(table(), patterns(asked)), "reads").quantity == 50
    asked = asked.replace("50\n", "100\n")  # 5,000 bytes: two times 4 KB
    assert line(bill(table(), patterns(asked)), "reads").quantity == 100


def test_the_size_of_an_entity_goes_before_that_of_its_samples() -> None:
    """Of 5 KB, a get takes one unit and a put five."""
    asked = GET + "      frequency: 100/month\n" + PUT + "      frequency: 100/month\n"
    made = bill(table(), patterns(asked, "      itemSize: 5 KB\n"), usage("itemSize: 1 KB"))
    assert line(made, "reads").quantity == 100
    assert line(made, "writes").quantity == 500


def test_an_entry_that_moves_in_an_index_is_paid_for_twice() -> None:
    """Another status is another partition of the index: the old entry goes, the new one comes."""
    made = bill(table(ON_DEMAND + INDEX), patterns(MOVE + "      frequency: 100/month\n"))
    assert line(made, "writes of the table").quantity == 100
    assert line(made, "writes of by-status").quantity == 200


def test_entries_of_a_local_index_are_units_of_the_table() -> None:
    """They are written with the table's units, and the line says how many."""
    made = bill(table(ON_DEMAND + LOCAL), patterns(MOVE + "      frequency: 100/month\n"))
    assert line(made, "writes").quantity == 300
    assert "2 units of them for local indexes" in line(made, "writes").how[0]


TRANSACTION = """\
    - name: both
      operation: TransactWriteItems
      writes:
        - {operation: PutItem, entity: order, item: {pk: bob, sk: "03"}}
        - {operation: PutItem, entity: order, item: {pk: bob, sk: "04"}}
      expect: {items: [{sk: "03"}, {sk: "04"}]}
      frequency: 100/month
"""


def test_transactions_cost_twice() -> None:
    """AWS's example: a transaction takes two units for each KB; two items of 3 KB are 12 units."""
    assert line(bill(table(), patterns(TRANSACTION)), "writes").quantity == 400
    made = bill(table(), patterns(TRANSACTION, "      itemSize: 3 KB\n"))
    assert line(made, "writes").quantity == 1200


def test_a_refused_write_is_charged_too() -> None:
    """A condition that does not hold takes the units of the item that is there, and none of the index."""
    refused = PUT.replace('pk: bob, sk: "03", status: open}', 'pk: alice, sk: "01"}').replace(
        "expect: {items: [{pk: bob}]}",
        "condition: attribute_not_exists(pk)\n      expect: {error: ConditionalCheckFailedException}",
    )
    made = bill(table(ON_DEMAND + INDEX), patterns(refused + "      frequency: 100/month\n"))
    assert [each.title for each in made.lines if each.sort == "writes"] == ["writes of the table"]
    assert line(made, "writes of the table").quantity == 100


def test_storage_is_what_the_entities_come_to() -> None:
    """A million orders of 50 bytes on average, and 100 bytes for each that AWS adds: 150,000,000 bytes."""
    made = bill(table(ON_DEMAND + INDEX), patterns(GET, "      count: 1000000\n"))
    gigabytes = Decimal(150_000_000) / 1024**3
    assert amount(made, "storage of the table") == gigabytes * Decimal("0.25")
    assert amount(made, "storage of by-status") == gigabytes * Decimal("0.25")
    assert line(made, "storage of the table").how == (
        "1,000,000 order x (50 bytes + 100 bytes) = 0.14 GB x $0.25",
    )


def test_only_items_that_stand_in_an_index_are_stored_and_written_there() -> None:
    """One of two samples has a status: half of a million entries of 40 + 100 bytes, and half of the writes."""
    items = patterns("")[patterns("").index("    - name: open") : patterns("").index("  patterns:")]
    sparse = items.replace("status: paid, ", "")
    index = INDEX.replace("ALL", "KEYS_ONLY")
    made = bill(
        table(ON_DEMAND + index),
        patterns(GET, "      count: 1000000\n", sparse),
        usage("writes: 1000/month"),
    )
    # The keys alone: pk 7, sk 4, status 10 bytes.
    assert line(made, "storage of by-status").quantity == Decimal(500_000 * 121) / 1024**3
    assert line(made, "writes of by-status").quantity == 500
    assert "50 percent of the items stand in it" in line(made, "writes of by-status").how[0]


SCAN = """\
    - name: everything
      operation: Scan
      expect: {count: 2}
      frequency: 1/month
"""


def test_a_scan_reads_all_there_is() -> None:
    """A million items of 50 bytes are 50,000,000 bytes: 12,208 times 4 KB, half a unit each."""
    made = bill(table(), patterns(SCAN, "      count: 1000000\n"))
    assert line(made, "reads").quantity == 6104


def test_reserved_and_on_demand_break_even_at_29_percent() -> None:
    """$0.00013 / 3,600 for a unit of a second is $0.0361 a million: 28.9 percent of $0.125; writes likewise."""
    (sentence,) = [each for each in bill(table()).advice if "percent" in each]
    assert "more than 29 percent of them" in sentence


def test_the_cheaper_billing_mode_is_named_where_the_usage_is_known() -> None:
    """26,280,000 reads and as many writes: $3.285 + $16.425 on demand; 15 units each at 70 percent: $1.42 + $7.12."""
    said = "reads: 10/second, consistentReadsPercent: 100, writes: 10/second, itemSize: 1 KB, storage: 1 GB"
    busy = bill(table(), usage(said))
    assert busy.advice[0] == (
        "reads and writes of this usage cost $19.71 on demand and $8.54 with reserved units, if it is even: "
        "reserved units are cheaper"
    )
    quiet = bill(table(), usage(said.replace("10/second", "10/day")))
    assert quiet.advice[0].endswith("on demand is cheaper")
    assert bill(table(), usage("reads: 10/second, itemSize: 1 KB")).advice[0].startswith("reserved units are")


def test_the_cheaper_class_is_named_with_the_storage_from_which_on_it_is() -> None:
    """A million of each: $0.185 dearer, and $0.15 less for each GB: from 1.23 GB on."""
    said = "reads: 1000000/month, consistentReadsPercent: 100, writes: 1000000/month, itemSize: 1 KB, storage: 2 GB"
    assert bill(table(), usage(said)).advice[-1] == (
        "reads, writes and storage cost $1.25 in the class Standard and $1.14 in Standard-IA: Standard-IA is cheaper; "
        "with these reads and writes Standard-IA is cheaper than Standard from 1.23 GB on"
    )


def test_all_ways_to_pay_are_named() -> None:
    """Four of them, the table's own among them and equal to its lines."""
    said = "reads: 1000000/month, writes: 1000000/month, itemSize: 1 KB, storage: 2 GB"
    made = bill(table(), usage(said))
    ways = {(each.billing_mode, each.table_class): each.amount for each in made.alternatives}
    assert len(ways) == 4
    assert ways["PAY_PER_REQUEST", "STANDARD"] == made.known
    unknown = bill(table())
    assert {each.amount for each in unknown.alternatives} == {None}


def test_there_may_be_none_of_an_entity() -> None:
    """No sample item says how large one is, and none has to."""
    made = bill(table(), patterns("    []\n", "      count: 0\n", "    []\n"))
    assert amount(made, "storage") == 0


def test_what_two_manifests_tell_of_one_entity_is_counted_once() -> None:
    """The patterns of two services may name the same items."""
    one = patterns(GET, "      count: 1000\n")
    other = patterns(QUERY).replace("metadata: {name: orders}", "metadata: {name: others}")
    assert line(bill(table(), one, other), "storage").quantity == Decimal(150_000) / 1024**3


def test_whatever_is_written_can_be_added_up() -> None:
    """The largest numbers that are read make a bill, if not one that anybody pays."""
    asked = QUERY + f"      frequency: {'9' * 15}/second\n      itemsPerCall: {2**63 - 1}\n"
    made = bill(table(), patterns(asked, f"      itemSize: 400 KB\n      count: {2**63 - 1}\n"))
    out = io.StringIO()
    for form in (text_format, json_format, markdown_format):
        form.write([made], [], out)
    assert made.known > 10**30


def test_an_item_that_is_written_is_as_large_as_its_entity_says() -> None:
    """There are two entities, and no sample item stands under the key that is written."""
    two = (
        '      itemSize: 3 KB\n    - name: line\n      keys: {pk: "{pk}", sk: "{sk}"}\n      itemSize: 7 KB\n'
    )
    asked = PUT + "      frequency: 100/month\n"
    assert line(bill(table(), patterns(asked, two)), "writes").quantity == 300
    asked = asked.replace("entity: order", "entity: line")
    assert line(bill(table(), patterns(asked, two)), "writes").quantity == 700


@pytest.mark.parametrize(("rate", "units"), [("1/hour", 100), ("200/second", 286), ("900/second", 400)])
def test_scaled_units_stay_within_their_range(rate: str, units: int) -> None:
    """However little is used there are the fewest, and however much no more than the most."""
    said = f"  usage: {{reads: {rate}, consistentReadsPercent: 100, itemSize: 1 KB}}\n"
    made = bill(table(RESERVED), operations(SCALED + said))
    assert line(made, "reads").quantity == units * 730


def test_nothing_is_reserved_for_usage_that_nobody_told_of() -> None:
    """What is stored is known and what is written is not: no way to pay has an amount."""
    made = bill(table(), usage("reads: 10/second, itemSize: 1 KB, storage: 1 GB"))
    assert {each.amount for each in made.alternatives} == {None}
