"""Words for what tills and the office write down of themselves."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EVENT_WORDS: Mapping[str, str | Promise] = {
    "chain_started": _("A device became this till"),
    "till_started": _("Till started"),
    "version_changed": _("Other program version"),
    "clock_jumped": _("Clock of the till jumped"),
    "cashier_changed": _("Other cashier"),
    "signed_out": _("Cashier signed out"),
    "signed_in": _("Cashier signed in"),
    "pin_blocked": _("Wrong PINs"),
    "pin_changed": _("PIN changed"),
    "passkey_refused": _("Passkey refused"),
    "catalog_taken": _("Prices or taxes taken over"),
    "basket_voided": _("Basket voided"),
    "drawer_opened": _("Drawer opened without a sale"),
    "x_report": _("Day looked at"),
    "age_refused": _("Too young"),
    "copy": _("Copy of a receipt"),
    "training_began": _("Training began"),
    "training_ended": _("Training ended"),
    "time_clock": _("Time clock"),
    "outage_began": _("Outage began"),
    "outage_ended": _("Outage ended"),
    "document_voided": _("Unfinished document voided"),
    "seal_found": _("Lost seal found"),
    "fiscal_document": _("Document for the tax office"),
    "integrity_failed": _("Entry changed on the device"),
    "key_enrolled": _("Key enrolled"),
    "key_revoked": _("Key revoked"),
    "key_lost": _("Key reported lost"),
    "period_closing": _("Month or year closed"),
    "gift_receipt": _("Gift receipt"),
    "key_rotated": _("Key renewed"),
    "archive_made": _("Archive made"),
    "export_made": _("Export made"),
    "export_taken": _("File taken away"),
    "backup_restored": _("Backup restored"),
    "roll_back_seen": _("Log went back in time"),
    "log_key_changed": _("Other key of the server"),
    "server_clock_jumped": _("Clock of the server jumped"),
    "retention_run": _("Old data deleted by the rules"),
    "person_erased": _("Data of a person erased"),
}
# Kinds that stand beside technical events where an inspector reads.
KIND_WORDS: Mapping[str, str | Promise] = {
    "opening": _("Day opened"),
    "closing": _("Day closed"),
    "customer_correction": _("Customer corrected"),
}


def event_word(event: str) -> str:
    """An event of a newer program has no word yet."""
    return str(EVENT_WORDS.get(event) or KIND_WORDS.get(event, _("Other event")))
