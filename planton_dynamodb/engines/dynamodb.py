"""DynamoDB as whatever answers its calls: an AWS inside this process, or an endpoint."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, TypeAlias

Answer: TypeAlias = dict[str, Any]
"""What a call answers, in the form that goes over the wire."""


class DynamoDB(Protocol):
    """Answers calls."""

    def call(self, operation: str, parameters: Mapping[str, Any]) -> Answer:
        """Ask for something; Refused where the answer is an error, UnreachableError where there is none."""
        ...


class Refused(Exception):
    """A call was answered with an error: its code and text as AWS words them."""

    def __init__(self, operation: str, code: str, text: str) -> None:
        super().__init__(f"{operation}: {code}: {text}")
        self.operation = operation
        self.code = code
        self.text = text


class UnreachableError(Exception):
    """A call was not answered."""

    def __init__(self, text: str, *, sent: bool = True) -> None:
        super().__init__(text)
        self.sent = sent
        """Whether it may have been carried out all the same."""
