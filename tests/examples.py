"""How many examples the tests that invent their input go through."""

import os

from hypothesis import HealthCheck, settings

# `make abuse` sets it to 1; 0.1 asks for a tenth of its examples.
SHARE = float(os.environ.get("LONG_RUN", "0"))


def examples(quick: int, long: int) -> settings:
    """Settings for so many examples in the suite, and so many in the long run."""
    return settings(
        max_examples=max(quick, int(long * SHARE)),
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
