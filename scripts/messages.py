"""`make messages`: collects the texts to translate, and compiles the translations."""

import sys

from scripts import steps
from scripts.venv import ensure_development

LANGUAGE = "ja"
NO_SOURCES = (".venv*", "var", "tests", "scripts", "node_modules")


def main() -> None:
    """Bring locale/ up to date with the sources; exit with 1 when gettext complains."""
    ensure_development()
    ignored = [f"--ignore={pattern}" for pattern in NO_SOURCES]
    collect = ("makemessages", "--locale", LANGUAGE, "--add-location", "file", "--no-obsolete")
    compile_ = ("compilemessages", "--ignore", ".venv*")
    if not steps.passes("python", "manage.py", *collect, "--no-wrap", *ignored):
        sys.exit("The texts could not be collected. `gettext` must be installed.")
    if not steps.passes("python", "manage.py", *compile_):
        sys.exit("The translations could not be compiled.")


if __name__ == "__main__":
    main()
