"""What belongs to the installation and to no shop: who tried to sign in, and when.

Sessions, links for forgotten passwords and limits end by what they are for, within hours (`backoffice.forgotten_mail`).
"""

from datetime import datetime, timedelta

from axes.models import AccessFailureLog, AccessLog
from django.db import transaction
from django.db.models import Model, QuerySet

# As long as somebody may ask who tried: half a year, as data protection offices advise for logs of access.
SIGN_INS_KEPT = timedelta(days=180)
BATCH = 1_000


def forget_house(now: datetime) -> int:
    """Remove what is known of sign-ins of half a year ago; answers how many rows went."""
    before = now - SIGN_INS_KEPT
    failures = AccessFailureLog.objects.filter(attempt_time__lt=before)
    return _remove(failures) + _remove(AccessLog.objects.filter(attempt_time__lt=before))


def _remove(old: "QuerySet[Model]") -> int:
    """A batch a transaction, so that nobody who signs in waits long."""
    removed = 0
    while True:
        with transaction.atomic():
            keys = list(old.values_list("pk", flat=True)[:BATCH])
            old.model._default_manager.filter(pk__in=keys).delete()
        removed += len(keys)
        if len(keys) < BATCH:
            return removed
