#!/bin/sh
# Runs the arguments with a Python that can make Hiroba's virtual environment.

can_make_a_venv='import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info < (3, 15))'
right_version='import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))'

for candidate in python3.14 python3.13 python3.12 python3.11 python3; do
    if "$candidate" -c "$can_make_a_venv" >/dev/null 2>&1; then
        exec "$candidate" "$@"
    fi
done

for candidate in python3.14 python3.13 python3.12 python3.11 python3; do
    if "$candidate" -c "$right_version" >/dev/null 2>&1; then
        version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echo "$candidate lacks the modules venv and ensurepip. On Debian and Ubuntu:" >&2
        echo "    sudo apt install python$version-venv" >&2
        exit 1
    fi
done

echo "Hiroba needs Python 3.11, 3.12, 3.13 or 3.14, and none of them is on this machine's PATH." >&2
echo "    Debian and Ubuntu:  sudo apt install python3 python3-venv" >&2
echo "    macOS:              brew install python@3.14" >&2
exit 1
