"""The developer's commands behind the Makefile: the standard library only, without the venv."""
