"""Hiroba's settings for the suite: away from `.env` and from the real data folder."""

import os
import tempfile

os.environ.setdefault("ENV_FILE", os.devnull)
os.environ.setdefault("VAR_DIR", tempfile.mkdtemp(prefix="hiroba-tests-"))

from config.settings import *  # noqa: F403 (they read the environment above)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast
