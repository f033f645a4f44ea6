"""How the property-based tests look for counterexamples: afresh on each machine, reproducibly in CI."""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("afresh", deadline=None)
settings.register_profile("reproducible", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("reproducible" if os.environ.get("CI") == "true" else "afresh")
