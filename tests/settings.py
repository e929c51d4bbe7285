"""Hiroba's settings for the suite: away from `.env` and from the real data folder."""

import atexit
import os
import tempfile

folder = tempfile.TemporaryDirectory(prefix="hiroba-tests-")
atexit.register(folder.cleanup)
os.environ.setdefault("ENV_FILE", os.devnull)
os.environ.setdefault("VAR_DIR", folder.name)

from config.settings import *  # noqa: E402, F403 (they read the environment above)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast
