"""Django's settings. Everything that differs between installations comes from the environment."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from flowbuilder.common import logs
from flowbuilder.config import env, look

BASE_DIR = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "var"))).absolute()

DEBUG = env.flag("DEBUG")
SECRET_KEY = env.secret_key(DATA_DIR)
ALLOWED_HOSTS = env.words("HOSTS", "127.0.0.1 localhost [::1]")

# ---- Apps -----------------------------------------------------------------

FLOWBUILDER_APPS = [
    "flowbuilder.config.apps.ConfigConfig",
    "flowbuilder.accounts",
    "flowbuilder.integrations",
    "flowbuilder.llm",
    "flowbuilder.flows",
    "flowbuilder.conversations",
    "flowbuilder.handoff",
    "flowbuilder.knowledge",
    "flowbuilder.surveys",
    "flowbuilder.insights",
    "flowbuilder.runtime",
    "flowbuilder.channels.web",
    "flowbuilder.channels.email",
]

INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",
    "unfold.contrib.filters",
    "unfold.contrib.forms",
    "flowbuilder.config.apps.FlowbuilderAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "channels",
    *FLOWBUILDER_APPS,
]

AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "flowbuilder.config.request_log.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "flowbuilder.accounts.middleware.PersonalLanguage",
    "flowbuilder.config.security_headers.SecurityHeaders",
]

AUTHENTICATION_BACKENDS = ["flowbuilder.accounts.signing_in.EmailOrName"]

ROOT_URLCONF = "flowbuilder.config.urls"
ASGI_APPLICATION = "flowbuilder.config.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "flowbuilder" / "config" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {
                "first_steps": "flowbuilder.config.first_steps",
                "frontend": "flowbuilder.config.frontend",
            },
        },
    }
]

# ---- Where things are kept --------------------------------------------------

FLOWBUILDER_ORM_THREADS = env.number("ORM_THREADS", 8)
FLOWBUILDER_RUNNER_THREADS = env.number("RUNNER_THREADS", 6)
FLOWBUILDER_JOB_LEASE_S = env.number("JOB_LEASE_S", 30)
FLOWBUILDER_BURST_MS = env.number("BURST_MS", 1_500)
FLOWBUILDER_SOCKET_FRAMES_PER_S = env.number("SOCKET_FRAMES_PER_S", 10)
DATABASES = {"default": env.database(env.text("DATABASE_URL"), DATA_DIR, FLOWBUILDER_ORM_THREADS)}

FLOWBUILDER_REDIS_URL = env.text("REDIS_URL")
FLOWBUILDER_CELERY_BROKER_URL = env.text("CELERY_BROKER_URL")
CELERY_BROKER_URL = FLOWBUILDER_CELERY_BROKER_URL or None

CHANNEL_LAYERS: dict[str, Any] = {
    "default": (
        {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [FLOWBUILDER_REDIS_URL]},
        }
        if FLOWBUILDER_REDIS_URL
        else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
    )
}

# Counts requests, in each process for itself: it must not fail with Redis.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

MEDIA_ROOT = DATA_DIR / "files"
MEDIA_URL = "/files/"
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
FLOWBUILDER_FILE_MAX_BYTES = env.number("FILE_MAX_MB", 10) * 1024 * 1024
FLOWBUILDER_FILES_PER_HOUR = env.number("FILES_PER_HOUR", 30)
FLOWBUILDER_FILES_MAX_TOTAL_BYTES = env.number("FILES_MAX_TOTAL_MB", 100) * 1024 * 1024

FRONTEND_DIST = Path(env.text("FRONTEND_DIST", str(BASE_DIR / "frontend" / "dist")))
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [("frontend", FRONTEND_DIST)] if FRONTEND_DIST.is_dir() else []

# ---- Language and time --------------------------------------------------------

LANGUAGE_CODE = env.text("LANGUAGE", "pl")
LANGUAGES = [("pl", _("Polish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "flowbuilder" / "config" / "locale"]
FORMAT_MODULE_PATH = ["flowbuilder.config.formats"]
LANGUAGE_COOKIE_NAME = "flowbuilder_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Warsaw"
USE_I18N = True
USE_TZ = True

# ---- Signing in ----------------------------------------------------------------

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "/admin/"

FLOWBUILDER_HTTPS = env.flag("HTTPS")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = FLOWBUILDER_HTTPS
SESSION_COOKIE_NAME = "__Host-session" if FLOWBUILDER_HTTPS else "flowbuilder_session"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = FLOWBUILDER_HTTPS
CSRF_COOKIE_NAME = "__Host-csrf" if FLOWBUILDER_HTTPS else "flowbuilder_csrf"
CSRF_TRUSTED_ORIGINS = env.words("TRUSTED_ORIGINS")
FLOWBUILDER_ADDRESS = env.text("ADDRESS", env.address(ALLOWED_HOSTS) if FLOWBUILDER_HTTPS else "")
if FLOWBUILDER_HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# ---- Look ------------------------------------------------------------------------

UNFOLD = look.unfold_settings()

# ---- REST ------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["flowbuilder.common.rest.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "flowbuilder.common.openapi.NamedSchema",
    "EXCEPTION_HANDLER": "flowbuilder.common.rest.exception_handler",
    # Whose address counts: the peer's, or what the last of so many proxies of ours wrote down.
    "NUM_PROXIES": env.number("PROXIES", 1 if FLOWBUILDER_HTTPS else 0),
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Flowbuilder",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "ENUM_NAME_OVERRIDES": {
        "ConversationState": ["bot", "queued", "agent", "closed"],
        "Presence": ["online", "away"],
    },
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
}

# ---- Models and the outside world ---------------------------------------------------

FLOWBUILDER_LLM_BASE_URL = env.text("LLM_BASE_URL")
FLOWBUILDER_LLM_API_KEY = env.text("LLM_API_KEY")
FLOWBUILDER_LLM_MODEL = env.text("LLM_MODEL")
FLOWBUILDER_LLM_PRICE_IN = env.amount("LLM_PRICE_IN", 0.0)
FLOWBUILDER_LLM_PRICE_OUT = env.amount("LLM_PRICE_OUT", 0.0)
FLOWBUILDER_EMBEDDINGS = env.text("EMBEDDINGS", "local")
FLOWBUILDER_ALLOWED_PRIVATE_HOSTS = env.words("ALLOWED_PRIVATE_HOSTS")
FLOWBUILDER_DEMO_SHOP_ORIGIN = env.text("DEMO_SHOP_ORIGIN", "http://127.0.0.1:8001")

EMAIL_HOST = env.text("EMAIL_HOST")
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_TLS", default=True)
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = env.text("EMAIL_FROM", "flowbuilder@localhost")
EMAIL_FILE_PATH = DATA_DIR / "outbox"
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if EMAIL_HOST
    else "django.core.mail.backends.filebased.EmailBackend"
)

# ---- Ending ------------------------------------------------------------------------------

FLOWBUILDER_DRAIN_S = env.amount("DRAIN_S", 0.0)

# ---- Metrics ----------------------------------------------------------------------------

FLOWBUILDER_METRICS_TOKEN = env.text("METRICS_TOKEN")
FLOWBUILDER_WORKER_METRICS_PORT = env.number("WORKER_METRICS_PORT", 0)

# ---- Logs -----------------------------------------------------------------------------

LOG_LEVEL = env.text("LOG_LEVEL", "INFO")
LOG_FORMAT = env.text("LOG_FORMAT", "text" if sys.stderr.isatty() or DEBUG else "json")
LOGGING = logs.configuration(level=LOG_LEVEL, json=LOG_FORMAT == "json", with_words=DEBUG)
logs.configure(with_words=DEBUG)
