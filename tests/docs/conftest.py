from __future__ import annotations

from tests.standin.fixtures import cloud, moto_endpoint, pulumi_cli, stand_ins
from tests.terraforming.fixtures import aws_account, terraform_cli, terraforming

__all__ = [
    "aws_account",
    "cloud",
    "moto_endpoint",
    "pulumi_cli",
    "stand_ins",
    "terraform_cli",
    "terraforming",
]
