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


class ConsentText(TenantModel):
    """A text that somebody was shown before they said yes, word for word. Rows are only added; named by its digest."""

    pk = models.CompositePrimaryKey("organization_id", "digest")
    digest = models.BinaryField(max_length=32)
    version = models.CharField(max_length=40)
    language = models.CharField(max_length=2)
    text = models.TextField()
    kept_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "customers_consent_text"


class Consent(TenantModel):
    """What a customer said about one use of their data by one way: yes, or no more. Rows are only added (ADR 0062).

    What stands is the newest by `happened_at`. It holds no words of the customer's, so that it outlives them: it proves
    that who was written to had said yes. `text`: the digest of what they were shown; of a customer who came by a file,
    `proof` says which line of which file said so.
    """

    class Purpose(models.TextChoices):
        NEWS = "news"
        LOYALTY = "loyalty"
        PROFILING = "profiling"

    class Channel(models.TextChoices):
        EMAIL = "email"
        SMS = "sms"
        POST = "post"
        PHONE = "phone"
        # A use that writes to nobody.
        NONE = "none"

    class Place(models.TextChoices):
        TILL = "till"
        OFFICE = "office"
        WEB = "web"
        IMPORT = "import"

    id = identifier()
    customer = reference("customers.Customer", db_index=False)
    purpose = models.CharField(max_length=9, choices=Purpose)
    channel = models.CharField(max_length=5, choices=Channel)
    is_given = models.BooleanField()
    text = models.BinaryField(max_length=32, null=True)
    place = models.CharField(max_length=6, choices=Place)
    till = models.UUIDField(null=True)
    # Who took it, or wrote it down; null: the customer alone, or a program.
    person = models.UUIDField(null=True)
    proof = models.TextField(blank=True, default="", db_default="")
    happened_at = models.DateTimeField()
    noted_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "customers_consent"
        constraints = (
            # To withdraw must be as easy as to give: nobody has to be shown anything for it.
            models.CheckConstraint(
                condition=models.Q(is_given=False) | models.Q(text__isnull=False) | ~models.Q(proof=""),
                name="consent_is_proved",
            ),
        )
        indexes = (models.Index(fields=["organization", "customer", "happened_at"], name="consent_by_customer"),)
