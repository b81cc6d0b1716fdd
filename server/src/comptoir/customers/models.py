"""The directory of customers: the words of a person, which can be erased. Entries know identifiers only."""

from django.db import models
from django.db.models.functions import Lower, Now

from comptoir.platform.fields import TenantModel, identifier, reference


class PhoneDigits(models.Func):
    """A phone number as numbers are compared (`importing.digits`)."""

    function = "ltrim"
    template = "ltrim(regexp_replace(%(expressions)s, '[^0-9]', '', 'g'), '0')"
    output_field = models.TextField()


class CardKey(models.Func):
    """A card's number as numbers are compared (`cards.card_key`)."""

    function = "upper"
    template = "upper(regexp_replace(%(expressions)s, '[^0-9A-Za-z]', '', 'g'))"
    output_field = models.TextField()


class Customer(TenantModel):
    """Somebody by name. `credit_limit`: what they may owe; null: they have no account. `card`: what a reader reads of
    the card that they carry; `group`: the group of customers whose prices they have.

    What they owe is no column: it is the sum of the tenders that name them (`sales.accounts`). `folded`: what they are
    found by (`words.py`).
    """

    id = identifier()
    name = models.TextField()
    phone = models.TextField(blank=True, default="", db_default="")
    email = models.TextField(blank=True, default="", db_default="")
    folded = models.TextField(blank=True, default="", db_default="")
    credit_limit = models.BigIntegerField(null=True)
    card = models.TextField(blank=True, default="", db_default="")
    group = models.UUIDField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    erased_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(credit_limit__gte=0), name="customer_limit_not_negative"),
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True)
                | models.Q(
                    name="", phone="", email="", card="", folded="", credit_limit__isnull=True, group__isnull=True
                ),
                name="customer_erased_is_empty",
            ),
            models.UniqueConstraint(
                "organization", CardKey("card"), name="customer_card_once", condition=~models.Q(card="")
            ),
        )
        indexes = (
            models.Index(fields=["organization", "name"], name="customer_by_name"),
            models.Index("organization", Lower("email"), name="customer_by_email", condition=~models.Q(email="")),
            models.Index("organization", PhoneDigits("phone"), name="customer_by_phone", condition=~models.Q(phone="")),
        )


class StandingExemption(TenantModel):
    """Why one customer owes no tax, from a day to a day: an embassy's, a company's. Rows are only added and ended, so
    that a till that was away is judged by what it knew. `evidence`: what proves it, erased with the customer.
    """

    id = identifier()
    customer = reference("customers.Customer", db_index=False)
    reason = reference("tax.ExemptionReason", db_index=False)
    evidence = models.TextField(blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField()
    # Where tills learned in the catalogue's feed that it had ended before its day; null while it stands.
    ended_position = models.BigIntegerField(null=True)
    set_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "customers_standing_exemption"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(valid_until__gte=models.F("valid_from")), name="standing_exemption_days"
            ),
            models.UniqueConstraint(
                fields=["organization", "customer"],
                condition=models.Q(ended_position__isnull=True),
                name="standing_exemption_once",
            ),
        )
