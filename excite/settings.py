"""Every setting of the portal. What differs between installations comes from the environment (see README)."""

from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import structlog
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from excite import __version__
from excite import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_ROOT = Path(env.text("VAR_ROOT", str(BASE_DIR / "var")))
env.load_file(VAR_ROOT / "demo.env")
VERSION = __version__

# The two switches. DEMO opens accounts with a known password and a clock that can be moved.
DEBUG = env.switch("DEBUG")
DEMO = env.switch("DEMO")

SECRET_KEY = env.text("SECRET_KEY", "insecure-" * 8 if DEBUG else "")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS") or (["localhost", "127.0.0.1", "[::1]"] if DEBUG or DEMO else [])
SITE_URL = env.text(
    "SITE_URL",
    "http://localhost:8000" if DEBUG or DEMO else f"https://{next(iter(ALLOWED_HOSTS), '')}",
).rstrip("/")
SECURE = SITE_URL.startswith("https://")
if not DEBUG:
    env.refuse_insecure(globals(), demo=DEMO)

# --- Parts ---------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "excite",
    "excite.outbox",
    "excite.audit",
    "clusters",
    "missions",
    "exchanges",
    "tandems",
    "reporting",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "django_countries",
    "django_filters",
    "django_htmx",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "excite.middleware.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "excite.middleware.LimitsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "excite.middleware.LanguageMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "clusters.middleware.SecondFactorMiddleware",
    "excite.middleware.PartnershipMiddleware",
    "excite.middleware.WaitingMiddleware",
    "excite.middleware.BusyMiddleware",
]

ROOT_URLCONF = "excite.urls"
WSGI_APPLICATION = "excite.wsgi.application"
FORM_RENDERER = "excite.forms.Renderer"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "excite.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "excite.templatetags.excite",
            ],
        },
    },
]

# --- Data ----------------------------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL", f"sqlite:///{VAR_ROOT / 'portal.sqlite3'}"),
        conn_max_age=60,
        conn_health_checks=True,
    )
}
SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if SQLITE:
    # One writer at a time: each transaction takes the write lock at its start and waits for it in the queue,
    # instead of failing half-way when it finds that somebody else wrote in between.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
# Rate limits count in the cache, so it has to be one that all processes share.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "portal",
    }
    if REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entries",
    }
}

MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(VAR_ROOT / "media")))
FILE_UPLOAD_PERMISSIONS = 0o640
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024  # bytes; larger files are streamed to disk
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024  # bytes of a form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# A file that is too large still arrives whole up to here, so that its form can answer with a sentence
# beside the field and keep the rest of what was typed.
MAX_REQUEST_BYTES = 100 * 1024 * 1024

# Straight from the source tree, with no step to forget; else hashed and packed.
SERVES_SOURCES = DEBUG or DEMO
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(VAR_ROOT / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if SERVES_SOURCES
        else "excite.packing.PackedStatic"
    },
}
WHITENOISE_USE_FINDERS = SERVES_SOURCES
STATIC_ROOT.mkdir(parents=True, exist_ok=True)

# --- Time and language ---------------------------------------------------------------------------------

USE_TZ = True
TIME_ZONE = "Europe/Brussels"
CLOCK_OFFSET = env.number("CLOCK_OFFSET") if DEMO else 0  # seconds from real time to the demo's time
DEMO_CLOCK_FILE = env.text("DEMO_CLOCK_FILE", str(VAR_ROOT / "demo-clock"))

USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "clusters/locale"]  # the second: words for allauth
COUNTRIES_OVERRIDE = {"XK": _("Kosovo")}  # ISO 3166 has no code for it; EU papers write XK
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60  # seconds
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"

# --- People --------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "clusters.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in [
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    ]
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "work"
LOGOUT_REDIRECT_URL = "home"

ACCOUNT_SIGNUP_FORM_CLASS = "clusters.forms.accounts.SignupForm"
ACCOUNT_ADAPTER = "clusters.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60  # seconds
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_PREVENT_ENUMERATION = True
# An unknown address gets a mail too: the same answer, after the same work, whoever asks about whom.
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme
# The number of proxies in front of us that are ours; only what they add about the client is believed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES")

MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = env.text("SITE_NAME", "Cluster Exchange")
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE  # browsers allow it on localhost only

# Whom the configured institution vouches for gets into the account of that address; see InstitutionAdapter.
SOCIALACCOUNT_ADAPTER = "clusters.adapter.InstitutionAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_PROVIDERS = {}
if env.text("OIDC_SERVER_URL"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": env.text("OIDC_ID", "institution"),
                "name": env.text("OIDC_NAME", "Institution"),
                "client_id": env.text("OIDC_CLIENT_ID"),
                "secret": env.text("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": env.text("OIDC_SERVER_URL")},
            }
        ],
    }

# --- Mail ----------------------------------------------------------------------------------------------

# In the demo every mail is read in the portal, and none leaves.
globals().update(env.email(env.text("EMAIL_URL", "none://" if DEMO else "smtp://localhost:25")))
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"portal@{urlsplit(SITE_URL).hostname or 'localhost'}")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Jobs ----------------------------------------------------------------------------------------------

BROKER_ROOT = VAR_ROOT / "broker"
CELERY_BROKER_URL = REDIS_URL or "filesystem://localhost"
if REDIS_URL:
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 3600,  # seconds; jobs are acknowledged at the start and hold leases
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 5,
        "socket_connect_timeout": 3,
        "socket_timeout": 30,
        "max_retries": 1,
    }
else:
    CELERY_BROKER_TRANSPORT = "excite.broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_ROOT / "queue"),
        "data_folder_out": str(BROKER_ROOT / "queue"),
        "processed_folder": str(BROKER_ROOT / "taken"),
        "control_folder": str(BROKER_ROOT / "control"),
        "polling_interval": 0.1,  # seconds
    }
    for folder in ["queue", "taken", "control"]:
        (BROKER_ROOT / folder).mkdir(parents=True, exist_ok=True)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 3  # seconds
CELERY_TASK_PUBLISH_RETRY = False  # the row is saved already; the sweeper sends it again
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "portal"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULER = "excite.celery:Scheduler"
CELERY_BEAT_SCHEDULE = {
    "sweep": {"task": "excite.jobs.sweep", "schedule": 15.0, "options": {"expires": 15}},  # seconds
    "exchanges": {"task": "exchanges.sweep", "schedule": 60.0, "options": {"expires": 60}},
}

# --- Safety --------------------------------------------------------------------------------------------

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS") or [SITE_URL]
CSRF_FAILURE_VIEW = "excite.views.errors.csrf_failure"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60  # seconds
if SECURE:
    # __Host- binds a cookie to this very host over HTTPS: no other host of the domain can plant one.
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = env.switch("HTTPS_REDIRECT", default=True)
    SECURE_HSTS_SECONDS = env.number("HSTS_SECONDS", 365 * 24 * 60 * 60)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    if ALLAUTH_TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],  # data: for the picture of the second factor's code
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# --- Logs ----------------------------------------------------------------------------------------------

LOG_FORMAT = env.text("LOG_FORMAT", "console" if DEBUG or DEMO else "json")
LOG_STEPS = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.StackInfoRenderer(),
]
structlog.configure(
    processors=[*LOG_STEPS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": LOG_STEPS,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.dict_tracebacks,
                structlog.processors.JSONRenderer(),
            ],
        },
        "console": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": LOG_STEPS,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.dev.ConsoleRenderer(colors=False),
            ],
        },
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "WARNING" if DEMO else "INFO").upper()},
    "loggers": {
        "django": {"level": "NOTSET", "handlers": [], "propagate": True},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        # Scanners that knock with made-up host names are not our errors.
        "django.security.DisallowedHost": {"handlers": [], "propagate": False},
    },
}
