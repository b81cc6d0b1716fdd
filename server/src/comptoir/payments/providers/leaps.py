"""What every provider's app on the till's own device has in common."""

from comptoir.payments.providers.contract import Asked, Heard, Standing

# The one terminal that such an account has.
APP = "app"
# Whoever has not paid in the app by then, and has not come back, has gone: a person looks.
PATIENCE_SECONDS = 600.0


def not_in_app(asked: Asked) -> Heard:
    """The provider knows of no payment: whether one can still come is told by whether the app was opened."""
    if not asked.names.get("opened"):
        is_over = asked.is_unwanted or asked.age_seconds > PATIENCE_SECONDS
        return Heard(Standing.ABSENT, "not_sent") if is_over else Heard(Standing.WAITING, step="open_app")
    if asked.is_unwanted or asked.names.get("failed") or asked.age_seconds > PATIENCE_SECONDS:
        return Heard(Standing.UNSURE)
    return Heard(Standing.WAITING, step="in_app")
