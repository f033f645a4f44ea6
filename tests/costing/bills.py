"""Small tables whose cost can be worked out by hand, for tests that change one thing about them."""

from __future__ import annotations

from decimal import Decimal

from planton_dynamodb import cost_text
from planton_dynamodb.costing.bill import Bill, Line

ON_DEMAND = "  billingMode: PAY_PER_REQUEST\n"
RESERVED = """\
  billingMode: PROVISIONED
  provisionedThroughput: {readCapacityUnits: 100, writeCapacityUnits: 100}
"""
INDEX = """\
  globalSecondaryIndexes:
    - name: by-status
      keySchema: [{attributeName: status, keyType: HASH}]
      projection: {type: ALL}
"""
LOCAL = """\
  localSecondaryIndexes:
    - name: by-status
      keySchema:
        - {attributeName: pk, keyType: HASH}
        - {attributeName: status, keyType: RANGE}
      projection: {type: ALL}
"""
_INDEXED = (INDEX.partition("\n")[0], LOCAL.partition("\n")[0])


def table(spec: str = ON_DEMAND) -> str:
    """A table with a composite key; `status` is defined where an index has it."""
    status = "    - {name: status, type: S}\n" if any(each in spec for each in _INDEXED) else ""
    return f"""\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata: {{name: orders}}
spec:
  attributeDefinitions:
    - {{name: pk, type: S}}
    - {{name: sk, type: S}}
{status}  keySchema:
    - {{attributeName: pk, keyType: HASH}}
    - {{attributeName: sk, keyType: RANGE}}
{spec}"""


def operations(spec: str) -> str:
    """What runs around it."""
    return f"""\
---
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbOperations
metadata: {{name: orders}}
spec:
  table: orders
{spec}"""


def usage(said: str) -> str:
    """How much it is used, in a flow mapping."""
    return operations(f"  usage: {{{said}}}\n")


def patterns(asked: str, entity: str = "", items: str | None = None) -> str:
    """What is asked of it. There are two orders of alice, the open one of 40 bytes and the paid one of 60."""
    held = ITEMS if items is None else items
    return f"""\
---
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbAccessPatterns
metadata: {{name: orders}}
spec:
  table: orders
  entities:
    - name: order
      keys: {{pk: "{{pk}}", sk: "{{sk}}"}}
{entity}  items:
{held}  patterns:
{asked}"""


# pk 2 + alice 5, sk 2 + 01 2, status 6 + open 4: 21 bytes; x 1 + 18 letters: 40 bytes. The other: 38 letters, 60 bytes.
ITEMS = f"""\
    - name: open
      entity: order
      attributes: {{pk: alice, sk: "01", status: open, x: {"a" * 18}}}
    - name: paid
      entity: order
      attributes: {{pk: alice, sk: "02", status: paid, x: {"a" * 38}}}
"""
GET = """\
    - name: get
      operation: GetItem
      key: {pk: alice, sk: "01"}
      expect: {items: [open]}
"""
QUERY = """\
    - name: list
      operation: Query
      keyCondition: {pk: {equals: alice}}
      expect: {items: [open, paid]}
"""
PUT = """\
    - name: put
      operation: PutItem
      entity: order
      item: {pk: bob, sk: "03", status: open}
      expect: {items: [{pk: bob}]}
"""
MOVE = """\
    - name: move
      operation: UpdateItem
      key: {pk: alice, sk: "01"}
      update: "SET #s = :paid"
      names: {"#s": status}
      values: {":paid": paid}
      expect: {items: [{pk: alice, status: paid}]}
"""


def bill(*parts: str, region: str = "us-east-1", free_tier: bool = False) -> Bill:
    """The bill of one table."""
    (made,) = cost_text("".join(parts), region=region, free_tier=free_tier)
    return made


def line(made: Bill, title: str) -> Line:
    """One line of a bill."""
    (found,) = [each for each in made.lines if each.title == title]
    return found


def amount(made: Bill, title: str) -> Decimal | None:
    """What one line comes to."""
    return line(made, title).amount
