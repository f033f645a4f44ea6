from __future__ import annotations

from tests.terraforming.fixtures import aws_account, terraform_cli, terraforming

__all__ = ["aws_account", "terraform_cli", "terraforming"]
