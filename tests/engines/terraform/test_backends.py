"""A state in a bucket: read, locked and written by Terraform's own backend."""

from __future__ import annotations

import json

from planton_dynamodb.engines.outcome import Done
from tests.engines.pulumi.jobs import told
from tests.engines.pulumi.living import ON_DEMAND
from tests.engines.terraform.living import Living
from tests.terraforming.fixtures import Terraforming

CHECKS = (
    "skip_credentials_validation",
    "skip_requesting_account_id",
    "skip_region_validation",
    "use_path_style",
)


def test_a_table_whose_state_is_in_s3(terraforming: Terraforming) -> None:
    """Made, found again by whoever comes next, and its outputs read, with nothing of it on this machine."""
    client = terraforming.client("s3")
    client.create_bucket(Bucket="states")
    settings = "&".join(f"{each}=true" for each in CHECKS)
    table = Living(terraforming, backend=f"s3://states/team?region=us-east-1&{settings}")
    made = table.apply(ON_DEMAND)
    assert made.done is Done.CREATED, told(made)
    (found,) = client.list_objects_v2(Bucket="states")["Contents"]
    assert found["Key"] == "team/orders/terraform.tfstate"
    kept = json.loads(client.get_object(Bucket="states", Key=found["Key"])["Body"].read())
    assert kept["resources"][0]["type"] == "aws_dynamodb_table"
    place = table.job(ON_DEMAND).place
    read = table.engine.outputs(place, "orders")
    assert read.outputs == made.outputs, told(read)
