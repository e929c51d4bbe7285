"""The Channels tutorial's project, with the channel layer that LAYER names."""

import os

SECRET_KEY = "the benchmark's tutorial has no secrets"
ALLOWED_HOSTS = ["127.0.0.1"]
INSTALLED_APPS = [
    "daphne",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": f"channels_redis.{os.environ['LAYER']}",
        "CONFIG": {"hosts": [os.environ["REDIS_URL"]]},
    }
}
