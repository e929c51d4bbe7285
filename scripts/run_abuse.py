"""`make abuse`: the tests that invent their input, with many more examples than the suite has.

`SHARE=0.1 make abuse` takes a tenth of them.
"""

import os
from functools import partial

from scripts import steps, system_packages
from scripts.run_tests import run_pytest
from scripts.venv import ensure_development

# Files, and what to choose in them.
PARTS = {
    "Frames": ("tests/live/test_protocol.py", "-k", "any_text"),
    "Frames and bytes, to a real server": ("tests/processes/hostile/test_frame_junk.py",),
    "Requests": ("tests/web/test_http_junk.py",),
    "Bodies": (
        "tests/text/test_markdown.py",
        "-k",
        "any_text or plain_text_comes_out or no_letter",
    ),
    "Hostile bodies, by the clock": ("tests/text/test_bounds.py", "-k", "any_hostile"),
}


def main() -> None:
    """Run every part, each on SQLite; exit with 1 when one fails."""
    ensure_development()
    system_packages.ensure(system_packages.for_tests())
    results = [steps.timed(title, partial(_run, *part)) for title, part in PARTS.items()]
    print("\n── Summary ".ljust(100, "─"), *results, sep="\n", flush=True)
    steps.exit_with(results)


def _run(*arguments: str) -> bool:
    share = os.environ.get("SHARE", "1")
    return run_pytest(*arguments, "--override-ini=faulthandler_timeout=0", LONG_RUN=share)


if __name__ == "__main__":
    main()
