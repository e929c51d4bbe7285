"""`make fix`: what a program can mend."""

from scripts import steps
from scripts.venv import ensure_development


def main() -> None:
    """Mend and format Python; what is left to do is printed."""
    ensure_development()
    steps.passes("ruff", "check", "--fix", ".")
    steps.passes("ruff", "format", ".")


if __name__ == "__main__":
    main()
