"""Django's settings. The environment says where the database and the home are; nothing else varies."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from comptoir.config.languages import LOCALE, languages
from comptoir.messaging.mail import email_settings

PACKAGE = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("COMPTOIR_HOME", Path.home() / ".local/share/comptoir"))


def _secret_key() -> str:
    """The key of sessions and CSRF, kept in the home so that a restart signs nobody out."""
    path = HOME / "secrets" / "django-key"
    if path.exists():
        return path.read_text(encoding="ascii")
    return os.environ.get("COMPTOIR_SECRET_KEY") or secrets.token_urlsafe(48)


def _former_keys() -> list[str]:
    """Keys of before, a line each, the newest first: what they signed or sealed still counts."""
    path = HOME / "secrets" / "django-key.before"
    return path.read_text(encoding="ascii").split() if path.exists() else []


# Limits of the application's sessions. libpq's notice a server that went away without a word; the server's end what a
# page gave up (comptoir.platform.bounded waits no longer), or a process of ours that is frozen holds locked.
PATIENCE = {
    "options": "-c statement_timeout=60s -c idle_in_transaction_session_timeout=300s",
    "connect_timeout": "10",
    "keepalives_idle": "20",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}


BOUNDED = "comptoir.platform.bounded"


def database_settings(url: str, *, engine: str = BOUNDED) -> dict[str, object]:
    """Django's settings for a PostgreSQL address; a socket folder stands in `?host=`."""
    parts = urlsplit(url)
    options = {**(PATIENCE if engine == BOUNDED else {}), **dict(parse_qsl(parts.query))}
    return {
        "ENGINE": engine,
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(options.pop("port", None) or parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


APP_DATABASE_URL = os.environ.get("COMPTOIR_APP_DATABASE_URL", "postgresql://comptoir_app@/comptoir")
OWNER_DATABASE_URL = os.environ.get("COMPTOIR_OWNER_DATABASE_URL", "postgresql://comptoir_owner@/comptoir")
DATABASES = {
    "default": database_settings(APP_DATABASE_URL),
    # The owner's statements build indexes and copy tables: they take what they take.
    "owner": database_settings(OWNER_DATABASE_URL, engine="django.db.backends.postgresql"),
}

SECRET_KEY, SECRET_KEY_FALLBACKS = _secret_key(), _former_keys()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("COMPTOIR_HOSTS", "localhost,127.0.0.1").split(",")
# The origin that browsers of the shop use, and the one that a customer's phone reaches from anywhere: empty
# unless an administrator gave it, because a receipt's code must never lead to this computer's own name.
ADDRESS = os.environ.get("COMPTOIR_ADDRESS", "")
PUBLIC_ADDRESS = os.environ.get("COMPTOIR_PUBLIC_ADDRESS", "")
IS_SECURE = os.environ.get("COMPTOIR_TLS") == "1"
# A stand-in for a card terminal, `simulated`, for trying and measuring: never set where customers pay.
COMPTOIR_CARD_TERMINAL = os.environ.get("COMPTOIR_CARD_TERMINAL", "")
# Simulated payment providers on this computer, for trying and measuring: `stripe=http://127.0.0.1:8131,…`
# (`comptoir peer`). Accounts with real money are never brought there.
# Of a company with a live account at Adyen: the first part of the address at which its payment links are made.
ADYEN_LIVE_PREFIX = os.environ.get("COMPTOIR_ADYEN_LIVE_PREFIX", "")
PAYMENT_PEERS = dict(
    pair.split("=", 1) for pair in os.environ.get("COMPTOIR_PAYMENT_PEERS", "").split(",") if "=" in pair
)
# Nodes of EVM chains that this server may ask for transfers, by the chain's number: without one no token is taken.
CHAIN_NODES = {
    int(pair.split("=", 1)[0]): pair.split("=", 1)[1]
    for pair in os.environ.get("COMPTOIR_CHAIN_NODES", "").split(",")
    if pair.partition("=")[0].isdigit()
}
# How receipts reach customers who want them by mail or SMS (docs/administrator.md).
COMPTOIR_EMAIL_URL = os.environ.get("COMPTOIR_EMAIL_URL", "")
COMPTOIR_EMAIL_FROM = os.environ.get("COMPTOIR_EMAIL_FROM", "receipts@localhost")
# Who estimates what will be sold (`purchasing.demand`): a function of the shape of `Forecast`.
COMPTOIR_FORECAST = os.environ.get("COMPTOIR_FORECAST", "comptoir.purchasing.demand.weekday_mean")
COMPTOIR_SMS_URL = os.environ.get("COMPTOIR_SMS_URL", "")
# Networks inside that webhooks may lead into, such as `192.168.1.0/24`: none unless an administrator says so.
COMPTOIR_WEBHOOK_NETWORKS = os.environ.get("COMPTOIR_WEBHOOK_NETWORKS", "").replace(",", " ").split()
# Networks inside in which witnesses of the log may be, as for webhooks.
COMPTOIR_WITNESS_NETWORKS = os.environ.get("COMPTOIR_WITNESS_NETWORKS", "").replace(",", " ").split()
globals().update(email_settings(COMPTOIR_EMAIL_URL))
# Where the countries of this wheel are found, by name: nothing of `comptoir` imports one.
COUNTRY_PACKAGE = "comptoir_countries"
# Whose data packs count: public keys (base64url), separated by commas. None unless an administrator says so.
COMPTOIR_PUBLISHERS = os.environ.get("COMPTOIR_PUBLISHERS", "").replace(",", " ").split()
# Sealing devices of countries that this server asks for tills: NAME=ADDRESS, separated by commas. A shop names one, and
# never an address: a server that calls whatever a tenant types is a hole.
COMPTOIR_SEALING_DEVICES = dict(
    one.split("=", 1) for one in os.environ.get("COMPTOIR_SEALING_DEVICES", "").replace(",", " ").split() if "=" in one
)
CSRF_TRUSTED_ORIGINS = sorted({address for address in (ADDRESS, PUBLIC_ADDRESS) if address})
ROOT_URLCONF = "comptoir.config.urls"
WSGI_APPLICATION = "comptoir.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton",
    "axes",
    "procrastinate.contrib.django",
    "comptoir.platform",
    "comptoir.identity",
    "comptoir.fleet",
    "comptoir.tax",
    "comptoir.catalog",
    "comptoir.labels",
    "comptoir.tills",
    "comptoir.stock",
    "comptoir.payments",
    "comptoir.customers",
    "comptoir.staff",
    "comptoir.shops",
    "comptoir.sales",
    "comptoir.papers",
    "comptoir.invoices",
    "comptoir.purchasing",
    "comptoir.moving",
    "comptoir.insights",
    "comptoir.commissions",
    "comptoir.settlements",
    "comptoir.accounting",
    "comptoir.fiscal",
    "comptoir.webhooks",
    "comptoir.links",
    "comptoir.witnesses",
    "comptoir.alerts",
    "comptoir.retention",
    "comptoir.privacy",
    "comptoir.api",
    "comptoir.backoffice",
]

MIDDLEWARE = [
    "comptoir.config.doors.pages_apart",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "comptoir.backoffice.sessions.note_use",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "axes.middleware.AxesMiddleware",
    "comptoir.config.card_guard.refuse_card_numbers",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django_cotton.cotton_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

AUTH_USER_MODEL = "identity.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_CALLABLE = "comptoir.backoffice.pages.account.locked_out"
AXES_VERBOSE = False
# Who came in stands in the shop's events, without a user agent.
AXES_DISABLE_ACCESS_LOG = True
# What `authenticate` is called with; axes would look for "email", find nobody, and lock the address for all.
AXES_USERNAME_FORM_FIELD = "username"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
CSRF_FAILURE_VIEW = "comptoir.backoffice.pages.account.form_expired"
# What each refusal says to a person: the API's problems say what the pages say.
REFUSAL_SENTENCE = "comptoir.backoffice.refusals.say_code"
LABEL_TEXTS = "comptoir.backoffice.label_texts.labels_of"
LOGIN_URL = "/sign-in"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_HTTPONLY = True
# A cookie that no other host of a domain can set: browsers take the prefix with TLS only.
_HOST = "__Host-" if IS_SECURE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_HOST}sessionid", f"{_HOST}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_HOST}language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_ENGINE = "comptoir.identity.sessions"
# So long nobody may have used a session that is still to be good.
SESSION_IDLE_SECONDS = 12 * 3600

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        # No text becomes markup or code but by a policy with a name: web/apps/backoffice (ADR 0066).
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["htmx", "default"],
    }
}

LANGUAGES = languages()
LANGUAGE_CODE = "fr"
USE_I18N = True
LOCALE_PATHS = [LOCALE]
FORMAT_MODULE_PATH = ["comptoir.config.formats"]
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [path for path in [PACKAGE / "config" / "web" / "static"] if path.exists()]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEST_RUNNER = "django.test.runner.DiscoverRunner"

# Who may read figures at /metrics; without a word of its own nobody may.
METRICS_TOKEN = os.environ.get("COMPTOIR_METRICS_TOKEN", "")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {"()": "comptoir.platform.lines.formatter", "form": os.environ.get("COMPTOIR_LOG", "text")}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
