"""Hiroba's settings for the suite: away from `.env` and from the real data folder."""

import atexit
import os
import tempfile

folder = tempfile.TemporaryDirectory(prefix="hiroba-tests-")
atexit.register(folder.cleanup)
os.environ.setdefault("ENV_FILE", os.devnull)
os.environ.setdefault("VAR_DIR", folder.name)
os.environ.setdefault("TEMPLATES", f"{folder.name}/templates")

# Tests that run side by side must not hear each other, or clear each other's cache.
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
if os.environ.get("REDIS_URL"):
    os.environ["REDIS_URL"] += f"/{WORKER.removeprefix('gw')}"

from config.settings import *  # noqa: E402, F403 (they read the environment above)
from config.settings import CHANNEL_LAYERS, DATABASES, REDIS_URL  # noqa: E402

if REDIS_URL:
    CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = f"hiroba-{WORKER}"

# A database of each worker that has all tables from the first.
if template := os.environ.get("DATABASE_TEMPLATE"):
    DATABASES["default"]["TEST"] = {"TEMPLATE": template}

# Neither the disk nor a cracker is waited for.
if "init_command" in DATABASES["default"]["OPTIONS"]:
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
