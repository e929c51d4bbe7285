"""Hiroba's settings for windows: production's, but for passwords, whose check takes a second."""

from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
