"""The application that the server runs (`comptoir.config.serving`)."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comptoir.config.settings")
django.setup()

# The doors import models, so Django must know its apps first.
from django.conf import settings  # noqa: E402

from comptoir.config.dispatcher import Dispatcher  # noqa: E402
from comptoir.config.home import Home  # noqa: E402
from comptoir.config.observing import Observing  # noqa: E402
from comptoir.config.wsgi import application as pages  # noqa: E402

application = Dispatcher(
    dsn=settings.APP_DATABASE_URL,
    web=settings.PACKAGE / "config" / "web",
    pages=pages,
    observing=Observing(
        settings.APP_DATABASE_URL, settings.OWNER_DATABASE_URL, Home.of_environment(), settings.METRICS_TOKEN
    ),
)
