"""Who has the say about how a table is held on to."""

from __future__ import annotations

import pytest

from planton_dynamodb.manifest.load import load_source
from planton_dynamodb.manifest.source import Source
from planton_dynamodb.targets.pulumi_options import PROTECT, RETAIN, options_of


def held(
    *,
    kept: bool | None,
    more: str = "",
    labels: str = "",
    protect: bool | None = None,
    retain: bool | None = None,
) -> tuple[bool, bool]:
    """Whether a table is protected, and whether it is kept."""
    text = (
        "apiVersion: aws.project-planton.org/v1\nkind: AwsDynamodb\n"
        f"metadata: {{name: orders, labels: {{{labels}}}}}\nspec: {{billingMode: PAY_PER_REQUEST{more}}}\n"
    )
    manifest = load_source(Source("orders.yaml", text)).manifests[0]
    options = options_of(manifest, protect=protect, retain=retain, kept=kept)
    return options.protect, options.retain


@pytest.mark.parametrize(
    ("kept", "said"), [(True, (True, True)), (False, (False, False)), (None, (False, False))]
)
def test_the_environment_says_both(*, kept: bool | None, said: tuple[bool, bool]) -> None:
    """Without one neither is so."""
    assert held(kept=kept) == said


def test_the_environment_goes_before_deletion_protection() -> None:
    """Which counts where no environment says anything."""
    protection = ", deletionProtectionEnabled: true"
    assert held(kept=None, more=protection) == (True, False)
    assert held(kept=False, more=protection) == (False, False)


def test_labels_go_before_the_environment_and_flags_before_labels() -> None:
    """Each of the two by itself."""
    assert held(kept=True, labels=f'{PROTECT}: "false"') == (False, True)
    assert held(kept=False, labels=f'{RETAIN}: "true"') == (False, True)
    assert held(kept=False, labels=f'{RETAIN}: "true"', retain=False, protect=True) == (True, False)
