"""One file, read top to bottom. What differs between machines comes from the environment:
see .env.example."""

import sysconfig
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import environ
from celery.schedules import crontab
from django.utils.csp import CSP
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- what the environment decides ---------------------------------------------

SECRET_KEY = env("SECRET_KEY")
#: Where people find the portal. Host names, secure cookies and links in letters follow from it.
SITE_URL = env("SITE_URL", default="http://localhost:8000").rstrip("/")
DATABASES = {"default": env.db("DATABASE_URL")}
REDIS_URL = env("REDIS_URL")
#: Seals what is secret in the database. The first seals, each of them opens: see .env.example.
FIELD_KEYS: list[str] = env.list("FIELD_KEYS", default=[SECRET_KEY])
MAIL_FROM = env("MAIL_FROM", default="Unisono <unisono@localhost>")
#: The demonstration says so on every page.
IS_DEMO = env.bool("IS_DEMO", default=False)

# --- the applications ----------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.auth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "members",
    "reports",
    "surveys",
    "indicators",
    "strategy",
    "communications",
    "portal",
    "portal.apps.OfficeAdminConfig",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "pgtrigger",
    "pghistory",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "portal.lib.middleware.refuse_nul",
    "portal.lib.middleware.know_few_methods",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "portal.middleware.leave_nothing_in_the_browser",
    "portal.middleware.end_old_sessions",
    "portal.middleware.speak_the_readers_language",
    "portal.lib.middleware.ClosedByDefaultMiddleware",
    "portal.middleware.look_as_a_school",
    "portal.middleware.act_for_an_organisation",
    "portal.middleware.write_refusals_down",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.middleware.keep_the_office_closed",  # its 404 is that of any other page
    "portal.middleware.SecondFactorMiddleware",
    "portal.middleware.AskAgainMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.views.frame",
            ]
        },
    }
]

# --- the database ----------------------------------------------------------------

DATABASES["default"] |= {
    "CONN_MAX_AGE": 0,
    "OPTIONS": {
        **DATABASES["default"].get("OPTIONS", {}),
        "pool": {"min_size": 1, "max_size": 8, "timeout": 5},
        "connect_timeout": 2,
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
#: In PostgreSQL, so that all workers share the limits of sign-in, and keep them without Valkey.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        # Django's 300 would let whoever comes from 300 addresses push the counters out.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
PGHISTORY_APPEND_ONLY = True

# --- people and signing in -------------------------------------------------------

AUTH_USER_MODEL = "members.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "members.passwords.OwnWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "members.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_DISPLAY = str
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
#: A code too, never a link: mail scanners follow links, and allauth's link would note the address
#: in a table of its own, where it goes on opening the door after the office has changed it.
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_FORMS = {"request_login_code": "members.forms.LoginCodeForm"}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_VERIFICATION = "none"  # people come by invitation to an address that was checked
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password is told to its owner
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True  # one letter, whether or not we know the address
ACCOUNT_SESSION_REMEMBER = False  # staff rooms share computers: closing the browser signs out
#: Roles that decide for others need a second factor; only the demonstration does without, and says
#: so. Who they are: `members.factors.FORCED`.
MFA_REQUIRED = not IS_DEMO
MFA_ADAPTER = "members.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Unisono"
MFA_RECOVERY_CODES_SHOW_ONCE = True
#: A passkey is the device and its owner's finger or PIN, so that it opens the door by itself.
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_ALLOW_UNVERIFIED_EMAIL = True  # allauth's table of addresses stays empty; ours are checked
MFA_FORMS = {
    "activate_totp": "members.factor_forms.ActivateAppForm",
    "add_webauthn": "members.factor_forms.AddPasskeyForm",
    "edit_webauthn": "members.factor_forms.PasskeyNameForm",
    "authenticate_webauthn": "members.factor_forms.SecondStepPasskeyForm",
    "login_webauthn": "members.factor_forms.PasskeyLoginForm",
    "reauthenticate_webauthn": "members.factor_forms.ConfirmPasskeyForm",
}
#: Signing in by another house (OpenID Connect), off unless it is named in the environment.
_house = urlsplit(env("OIDC_URL", default="").rstrip("/"))
_house_origin = f"{_house.scheme}://{_house.netloc.rpartition('@')[2]}"
OIDC_ISSUER = f"{_house_origin}{_house.path}" if _house.scheme else ""
OIDC_NAME = env("OIDC_NAME", default="") or "OpenID Connect"
#: The house speaks for its own addresses, which end so (example.org), and for no other's.
OIDC_DOMAINS = [name.strip().lower() for name in env.list("OIDC_DOMAINS", default=[])]
SOCIALACCOUNT_ADAPTER = "members.oidc.OIDCAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "house",
                    "name": OIDC_NAME,
                    "client_id": unquote(_house.username or ""),
                    "secret": unquote(_house.password or ""),
                    "settings": {"server_url": OIDC_ISSUER},
                }
            ],
        }
    }
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
#: In seconds, the longest for which one need not confirm again what is grave.
ACCOUNT_REAUTHENTICATION_TIMEOUT = 5 * 60
MFA_REAUTHENTICATION_REQUIRED = False  # ours knows more pages, and that signing in is fresh too
#: A day's work in one session, but nothing open over night, nor over a long lunch on a shared
#: computer. The office's desk, which opens everything, closes sooner and is opened by confirming.
SESSION_LIFE = SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE = 2 * 60 * 60
DESK_IDLE = 30 * 60
#: A phone, a computer at work, one at home, and two more: a sixth is more likely somebody else.
SESSIONS_AT_ONCE = 5
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
#: By it a browser knows who has signed in with it before: see members/browsers.py.
KNOWN_COOKIE_NAME = "known"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own

# --- languages, days and numbers -------------------------------------------------

LANGUAGE_CODE = "fi"
LANGUAGES = [("fi", _("Finnish")), ("sv", _("Swedish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "libraries"]
FORMAT_MODULE_PATH = ["portal.formats"]
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "Europe/Helsinki"

# --- pages -------------------------------------------------------------------------

STATIC_URL = "static/"
_bootstrap = Path(sysconfig.get_path("purelib")) / "bootstrap"  # files alone, no code to import
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap", _bootstrap / "css"),
]
# An image for production has its files collected, under names that tell their content; anywhere
# else they are served from where they lie.
_collected = BASE_DIR / "staticfiles"
if _collected.exists():
    STATIC_ROOT = _collected
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
else:
    WHITENOISE_USE_FINDERS = True
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

# --- security ------------------------------------------------------------------------

_site = urlsplit(SITE_URL)
_is_secure = _site.scheme == "https"
ALLOWED_HOSTS = [_site.hostname or "localhost"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "portal.errors.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _is_secure
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
if _is_secure:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    KNOWN_COOKIE_NAME = "__Host-known"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.NONCE, CSP.STRICT_DYNAMIC],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],  # Bootstrap's stylesheet holds its icons as data
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
    "object-src": [CSP.NONE],
}
if OIDC_ISSUER:  # browsers hold the way there, which begins with our form, to this rule too
    SECURE_CSP["form-action"] = [CSP.SELF, _house_origin]
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- letters and work ------------------------------------------------------------------

#: Every mail goes into the outbox first; only the delivery of letters uses the carrier.
MAILERS: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "communications.outbox.OutboxBackend"},
    "carrier": {"BACKEND": "communications.carriers.TerminalCarrier"},
}
#: smtp+tls://user:password@host:587 in production; without it letters stay on this terminal.
if env("CARRIER_URL", default=""):
    _carrier = env.email_url("CARRIER_URL")
    MAILERS["carrier"] = {
        "BACKEND": "communications.carriers.SmtpCarrier",
        "OPTIONS": {
            "host": _carrier["EMAIL_HOST"],
            "port": _carrier["EMAIL_PORT"],
            "username": _carrier["EMAIL_HOST_USER"],
            "password": _carrier["EMAIL_HOST_PASSWORD"],
            "use_tls": _carrier.get("EMAIL_USE_TLS", False),
            "use_ssl": _carrier.get("EMAIL_USE_SSL", False),
            "timeout": 5,  # for each command; the answer to the last dot has a minute
        },
    }
#: How many letters a minute our carrier takes of us; 0 is any number. Codes do not wait for it.
LETTERS_PER_MINUTE = env.int("LETTERS_PER_MINUTE", default=0)
#: imaps://user:password@host/Folder, where what cannot be delivered comes back; without it only
#: what is refused while sending is known.
BOUNCES_URL = env("BOUNCES_URL", default="")
#: For which domain the carrier signs our letters (DKIM): the signing is its work, not ours.
DKIM_DOMAIN = env("DKIM_DOMAIN", default="").strip().lower()
DEFAULT_FROM_EMAIL = SERVER_EMAIL = MAIL_FROM
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 1, "socket_connect_timeout": 1}
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_REDIRECT_STDOUTS = False  # a letter on the terminal is no log line
CELERY_TASK_DEFAULT_QUEUE = "work"
CELERY_TASK_ROUTES = {"communications.tasks.*": {"queue": "letters"}}
CELERY_TIMEZONE = TIME_ZONE
EVERY_MINUTE: dict[str, Any] = {"schedule": 60.0, "options": {"expires": 60}}
CELERY_BEAT_SCHEDULE = {
    "relay letters": {
        "task": "communications.tasks.relay",
        "schedule": 2.0,
        "options": {"expires": 2},
    },
    "read returned letters": {
        "task": "communications.tasks.read_returned",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "send newsletters": {
        "task": "communications.tasks.send_newsletters",
        "schedule": 30.0,
        "options": {"expires": 30, "queue": "work"},  # codes do not wait behind 1,500 letters
    },
    "keep rounds": {
        "task": "surveys.tasks.keep_rounds",
        "schedule": crontab(minute=5),
        "options": {"expires": 30 * 60},
    },
    "tell of newcomers": {
        "task": "members.tasks.tell_newcomers",
        "schedule": crontab(hour=7, minute=20),
        "options": {"expires": 6 * 60 * 60},
    },
    "keep confirmations": {
        "task": "members.tasks.keep_confirmations",
        "schedule": crontab(hour=7, minute=30),
        "options": {"expires": 6 * 60 * 60},
    },
    "import people": {"task": "members.tasks.import_rosters", **EVERY_MINUTE},
    "import forms": {"task": "surveys.tasks.import_forms", **EVERY_MINUTE},
    "build releases": {"task": "indicators.tasks.build_releases", **EVERY_MINUTE},
    "keep reports": {"task": "reports.tasks.keep_reports", **EVERY_MINUTE},
    "keep the log": {
        "task": "portal.tasks.keep_log",
        "schedule": crontab(hour=3, minute=10),
        "options": {"expires": 6 * 60 * 60},
    },
    "make exports": {"task": "portal.tasks.make_exports", **EVERY_MINUTE},
    "retain": {
        "task": "portal.tasks.retain",
        "schedule": crontab(hour=3, minute=40),
        "options": {"expires": 6 * 60 * 60},
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "filters": {"no links": {"()": "portal.lib.logs.HideLinks"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["no links"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"members.audit": {"level": "INFO"}},  # seals of the log are kept elsewhere too
}
