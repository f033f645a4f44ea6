"""Access patterns of a small shop, for tests that change one thing about them."""

from __future__ import annotations

from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.patterns.design import Pattern
from planton_dynamodb.patterns.reach import design_within
from planton_dynamodb.patterns.trial import Trial
from planton_dynamodb.rules.subject import Quotas

TABLE = """\
apiVersion: aws.project-planton.org/v1
kind: AwsDynamodb
metadata:
  name: shop
spec:
  billingMode: PAY_PER_REQUEST
  attributeDefinitions:
    - {name: PK, type: S}
    - {name: SK, type: S}
    - {name: status, type: S}
  keySchema:
    - {attributeName: PK, keyType: HASH}
    - {attributeName: SK, keyType: RANGE}
  globalSecondaryIndexes:
    - name: by-status
      keySchema:
        - {attributeName: status, keyType: HASH}
        - {attributeName: SK, keyType: RANGE}
      projection: {type: KEYS_ONLY}
"""
ITEMS = """\
apiVersion: dynamodb.project-planton.org/v1
kind: AwsDynamodbAccessPatterns
metadata:
  name: shop-patterns
spec:
  table: shop
  entities:
    - name: customer
      keys: {PK: "CUSTOMER#{customer}", SK: PROFILE}
    - name: order
      keys: {PK: "CUSTOMER#{customer}", SK: "ORDER#{placed}", status: "{status}"}
  items:
    - name: alice
      entity: customer
      attributes: {customer: alice, plan: free}
    - name: first
      entity: order
      attributes: {customer: alice, placed: 2025-01-05, status: paid, total: 12.5}
    - name: second
      entity: order
      attributes: {customer: alice, placed: 2025-02-07, status: open, total: 7}
    - name: third
      entity: order
      attributes: {customer: alice, placed: 2025-03-01, status: open, total: 30}
  patterns:
"""
GET_CUSTOMER = """\
    - name: get-customer
      operation: GetItem
      parameters: {customer: alice}
      key: {PK: "CUSTOMER#{customer}", SK: PROFILE}
      expect: {items: [alice]}
"""
ORDERS = """\
    - name: orders
      operation: Query
      parameters: {customer: alice}
      keyCondition:
        PK: {equals: "CUSTOMER#{customer}"}
        SK: {beginsWith: ORDER#}
      expect: {items: [first, second, third]}
"""
OPEN_ORDERS = """\
    - name: open-orders
      operation: Query
      index: by-status
      keyCondition:
        status: {equals: open}
        SK: {between: [ORDER#2025-01, ORDER#2026]}
      order: DESCENDING
      expect: {items: [third, second], ordered: true}
"""
EVERYTHING = """\
    - name: everything
      operation: Scan
      expect: {count: 4}
"""
PLACE_ORDER = """\
    - name: place-order
      operation: PutItem
      entity: order
      item: {customer: alice, placed: 2025-04-01, status: open}
      condition: attribute_not_exists(PK)
      expect: {items: [{placed: 2025-04-01}]}
"""
FORGET = """\
    - name: forget-customer
      operation: DeleteCollection
      parameters: {customer: alice}
      keyCondition:
        PK: {equals: "CUSTOMER#{customer}"}
      expect: {count: 4}
"""
SERVED = GET_CUSTOMER + ORDERS + OPEN_ORDERS + PLACE_ORDER + FORGET


def manifests(patterns: str = SERVED) -> str:
    """The table and its patterns in one file."""
    return f"{TABLE}---\n{ITEMS}{patterns}"


def tried(patterns: str) -> Trial:
    """The patterns tried on the items of the shop."""
    loaded = load_source(Source("shop.yaml", manifests(patterns)))
    return Trial(design_within(loaded.manifests[1], loaded, (), Quotas()))


def pattern(patterns: str, expect: str | None = None) -> tuple[Trial, Pattern]:
    """The first of some patterns, with something else expected of it."""
    if expect is not None:
        head, _, _ = patterns.partition("      expect:")
        patterns = f"{head}      expect: {expect}\n"
    trial = tried(patterns)
    return trial, trial.patterns[0]
