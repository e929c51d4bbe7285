"""All settings, driven by the environment; docs/settings.md explains each variable."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from config import VERSION as RELEASE
from config import redis_urls
from config.environment import (
    LOOPBACK_NAMES,
    check_development_reach,
    data_folder,
    one_of,
    secret_key,
    time_zone,
)
from config.variables import Variables

BASE_DIR = Path(__file__).resolve().parent.parent

env = Variables()
ENV_FILE = env.read_file(env.str("ENV_FILE", default=""), BASE_DIR / ".env")

VERSION = RELEASE
DEBUG = env.bool("DEBUG", default=True)
VAR_DIR = data_folder(BASE_DIR / env.str("VAR_DIR", default="var"))
SECRET_KEY = secret_key(env.str("SECRET_KEY", default=""), VAR_DIR, development=DEBUG)
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])

PORT = env.int("PORT", default=8000, most=65_535)
BIND_ADDRESS = env.str("BIND_ADDRESS", default="127.0.0.1")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=list(LOOPBACK_NAMES) if DEBUG else [])
if DEBUG:
    check_development_reach(ALLOWED_HOSTS, BIND_ADDRESS)

# Full origins (scheme, host, port) that may open a socket or post a form besides the page's own.
TRUSTED_ORIGINS = env.list("TRUSTED_ORIGINS", default=[])
CSRF_TRUSTED_ORIGINS = TRUSTED_ORIGINS
BEHIND_TLS = env.bool("BEHIND_TLS", default=False)

# --- Applications -------------------------------------------------------------------------

INSTALLED_APPS = [
    "daphne",
    "chat.apps.ChatConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "servestatic",
    "channels",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]

MIDDLEWARE = [
    "chat.web.shell.middleware.measured",
    "django.middleware.security.SecurityMiddleware",
    "chat.web.shell.middleware.content_security_policy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "chat.web.shell.middleware.personal_language_and_time_zone",
    "chat.web.shell.browser_data.no_store",
    "chat.web.shell.maintenance.open_for_its_end",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chat.web.shell.context.site",
            ],
            "builtins": [
                "chat.web.shell.template_tags",
            ],
        },
    },
]

# --- Database and Redis -------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR}/hiroba.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASE_CONNECT_SECONDS = 3  # for whoever waits for a connection, and for one attempt at one
DATABASE_ATTEMPT_SECONDS = 2
DATABASE_POOL = env.int("DATABASE_POOL", default=16)
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 5,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
    _database["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    # Daphne runs each request in a thread of its own: a pool, never CONN_MAX_AGE.
    _database["ENGINE"] = "config.postgresql"
    _database["CONN_HEALTH_CHECKS"] = True
    _database["OPTIONS"] = {
        **_database.get("OPTIONS", {}),
        "pool": {
            "min_size": 1,
            "max_size": DATABASE_POOL,
            "timeout": DATABASE_CONNECT_SECONDS,
        },
        # A database that is cut off without a word is noticed in seconds, not in two hours.
        "connect_timeout": DATABASE_ATTEMPT_SECONDS,
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 5_000,  # milliseconds
    }

# Django's 300 entries would let whoever makes that many attempts push the others' out.
MEMORY = {
    "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
    "OPTIONS": {"MAX_ENTRIES": 100_000},
}
REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [redis_urls.layer_host(REDIS_URL)], "prefix": "hiroba"},
        }
    }
    CACHES = {
        "default": {"BACKEND": "config.caches.FallbackCache"},
        "redis": redis_urls.cache(REDIS_URL),
        "memory": MEMORY,
    }
else:
    CHANNEL_LAYERS = {}  # one process, which has nobody to ring for
    CACHES = {"default": MEMORY}

# --- Accounts -----------------------------------------------------------------------------

AUTH_USER_MODEL = "chat.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
# A place that others can reach belongs to whoever installed it: see `manage.py setup_link`.
SET_UP_BY_LINK = not DEBUG
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "account_login"

RATE_LIMITS = env.bool("RATE_LIMITS", default=True)

ACCOUNT_ADAPTER = "chat.web.account.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_SIGNUP_FORM_CLASS = "chat.web.account.forms.SignUpExtras"
ACCOUNT_FORMS = {
    "login": "chat.web.account.allauth_forms.SignInForm",
    "signup": "chat.web.account.allauth_forms.SignUpForm",
    "add_email": "chat.web.account.allauth_forms.AddEmailForm",
    "change_password": "chat.web.account.allauth_forms.ChangePasswordForm",
    "set_password": "chat.web.account.allauth_forms.SetPasswordForm",
    "reset_password": "chat.web.account.allauth_forms.ResetPasswordForm",
    "reset_password_from_key": "chat.web.account.allauth_forms.ResetPasswordKeyForm",
    "reauthenticate": "chat.web.account.allauth_forms.ReauthenticateForm",
}
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USERNAME_MIN_LENGTH = 1
ACCOUNT_USERNAME_VALIDATORS = "chat.models.people.usernames.NEWCOMER_VALIDATORS"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "chat.web.account.reset_tokens.ResetTokens"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True

MFA_ADAPTER = "chat.web.account.second_step.SecondStepAdapter"
MFA_FORMS = {
    "authenticate": "chat.web.account.second_step_forms.CodeForm",
    "reauthenticate": "chat.web.account.second_step_forms.CodeAgainForm",
    "activate_totp": "chat.web.account.second_step_forms.ActivateAppForm",
    "add_webauthn": "chat.web.account.second_step_forms.AddPasskeyForm",
    "edit_webauthn": "chat.web.account.second_step_forms.RenamePasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be up to 30 s wrong
# An address is optional here: having none, or one without confirmation, must not keep anybody from
# protecting the account, nor protecting it from changing the address.
MFA_ALLOW_UNVERIFIED_EMAIL = True
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0, least=0)
ACCOUNT_RATE_LIMITS = {"reset_password": "20/m/ip,5/m/key,10/h/key"} if RATE_LIMITS else False

INVITATION_DAYS = env.int("INVITATION_DAYS", default=7)

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 10  # seconds; else a page would wait for a mail server that is away
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="hiroba@localhost")

# --- Limits (each answers with its own error code) ----------------------------------------

BODY_MAX_CHARS = env.int("BODY_MAX_CHARS", default=10_000)
FRAME_MAX_BYTES = env.int("FRAME_MAX_BYTES", default=65_536)
FRAMES_PER_SECOND = env.float("FRAMES_PER_SECOND", default=20)
FRAMES_BURST = env.int("FRAMES_BURST", default=200)
MESSAGES_PER_SECOND = env.float("MESSAGES_PER_SECOND", default=2)
MESSAGES_BURST = env.int("MESSAGES_BURST", default=20)
SOCKETS_PER_PERSON = env.int("SOCKETS_PER_PERSON", default=10)
ROOMS_PER_SOCKET = env.int("ROOMS_PER_SOCKET", default=500)
WRITER_QUEUE = env.int("WRITER_QUEUE", default=5_000)
HEARTBEAT_SECONDS = env.float("HEARTBEAT_SECONDS", default=25)
HELLO_SECONDS = env.float("HELLO_SECONDS", default=10)

# --- Language and time --------------------------------------------------------------------

LANGUAGE_CODE = "en"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = time_zone("TIME_ZONE", env.str("TIME_ZONE", default="Asia/Tokyo"))
FORMAT_MODULE_PATH = "config.formats"
USE_I18N = True
USE_TZ = True

# --- Static files -------------------------------------------------------------------------

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = data_folder(VAR_DIR / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.storage.ModuleManifestStorage"
    },
}

SERVESTATIC_ALLOW_ALL_ORIGINS = False
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o755  # nginx reads the static files; the umask hides the rest

# --- Files of people ----------------------------------------------------------------------

MEDIA_ROOT = VAR_DIR / "media"

# --- Security -----------------------------------------------------------------------------

SESSION_ENGINE = "chat.web.account.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = BEHIND_TLS
LANGUAGE_COOKIE_SECURE = BEHIND_TLS
LANGUAGE_COOKIE_SAMESITE = "Lax"
if BEHIND_TLS:
    # What a browser sends under these names was set by this host itself, over TLS: neither another
    # site on a subdomain nor somebody on the way of plain HTTP can have slipped it in.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
# Other sites may live on our subdomains: whether they speak HTTPS is not ours to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "default-src": "'self'",
    "worker-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}

# --- What can be watched ------------------------------------------------------------------

# Networks whose machines may read /metrics, asking a process directly.
METRICS_FROM = env.list("METRICS_FROM", default=["127.0.0.1", "::1"])

LOG_FORMATS = ("line", "json")
LOG_FORMAT = one_of("LOG_FORMAT", env.str("LOG_FORMAT", default="line"), LOG_FORMATS)
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
LOG_LEVEL = one_of("LOG_LEVEL", env.str("LOG_LEVEL", default="INFO"), LOG_LEVELS)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "config.logs.LineFormatter"},
        "json": {"()": "config.logs.JsonFormatter"},
    },
    "filters": {
        "short": {"()": "config.logs.WithoutClientTracebacks"},
        "absences": {"()": "config.logs.WithoutAbsences"},
        "hosts": {"()": "config.logs.EachHostOnce"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "stream": "ext://sys.__stderr__",  # past what logs each line: config/log_lines.py
            "formatter": LOG_FORMAT,
            "filters": ["short", "absences"],
        }
    },
    "loggers": {
        # Django brings a handler of its own, and every line would stand there twice.
        "django": {"handlers": []},
        "django.security.DisallowedHost": {"filters": ["hosts"]},
        # Each attempt, twice a second; our own pool says once that the database is away.
        "psycopg.pool": {"level": "ERROR"},
        # The same traceback each second; the doorbell says once that the layer is away.
        "channels_redis.pubsub": {"level": "CRITICAL"},
    },
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
}

# What stands in ENV_FILE and is no setting: a name with a mistake in it, most likely.
UNKNOWN_SETTINGS = env.unknown
KNOWN_SETTINGS = sorted(env.asked)
