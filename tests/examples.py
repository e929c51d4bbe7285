"""How many examples the tests that invent their input go through."""

import os

from hypothesis import HealthCheck, settings

# `make abuse` sets it.
IS_LONG_RUN = "LONG_RUN" in os.environ


def examples(quick: int, long: int) -> settings:
    """Settings for so many examples in the suite, and so many in the long run."""
    return settings(
        max_examples=long if IS_LONG_RUN else quick,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )
