"""Who issues invoices, their numbers, and the documents themselves: written once, never changed."""

from django.db import models
from django.db.models.functions import Now

from comptoir.platform.fields import TenantModel, identifier, reference


class Issuer(TenantModel):
    """What an invoice must say of a company beyond its receipts (EN 16931 BG-4, BG-5). Without it there are none."""

    legal_entity = models.OneToOneField(
        "platform.LegalEntity", models.PROTECT, related_name="+", db_constraint=False, primary_key=True
    )
    street = models.TextField()
    postal_code = models.TextField()
    city = models.TextField()
    country = models.CharField(max_length=2)
    tax_number = models.TextField()
    registration = models.TextField(blank=True)
    mention = models.TextField(blank=True)


class Series(TenantModel):
    """The last number of a kind of document, of one company and year. Its row is the lock that leaves no hole."""

    id = identifier()
    legal_entity = reference("platform.LegalEntity")
    kind = models.CharField(max_length=11)
    year = models.IntegerField()
    last = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "legal_entity", "kind", "year"], name="series_once"),
        )


class Document(TenantModel):
    """An invoice, one of a deposit, or a credit note. `content` is all that it says; the XML is sealed into the PDF."""

    class Kind(models.TextChoices):
        INVOICE = "invoice"
        # Of money that was paid on an order (UNTDID 1001 code 386).
        PREPAYMENT = "prepayment"
        CREDIT_NOTE = "credit_note"

    id = identifier()
    legal_entity = reference("platform.LegalEntity")
    kind = models.CharField(max_length=11, choices=Kind)
    year = models.IntegerField()
    place = models.IntegerField()
    number = models.TextField()
    # The sale (or deposit) that is invoiced; of a credit note, the refund, or the end of the order, that it is for, or
    # again the sale when it cancels.
    entry = reference("sales.Entry")
    # Of a credit note: the invoice that it takes back, wholly (`is_cancellation`) or in part.
    corrects = models.ForeignKey("self", models.PROTECT, related_name="+", db_constraint=False, null=True)
    is_cancellation = models.BooleanField(default=False)
    buyer_name = models.TextField()
    gross = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    language = models.CharField(max_length=2)
    issued_at = models.DateTimeField()
    content = models.JSONField()
    xml = models.TextField()
    digest = models.BinaryField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "legal_entity", "kind", "year", "place"], name="document_place_once"
            ),
            # A refund has one credit note for each invoice of its sale; a cancellation is one for each invoice.
            models.UniqueConstraint(
                fields=["organization", "corrects", "entry"],
                name="document_correction_once",
                condition=models.Q(corrects__isnull=False),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["invoice", "prepayment"], corrects__isnull=True)
                | models.Q(kind="credit_note", corrects__isnull=False),
                name="document_kind_fits",
            ),
        )
        indexes = (
            models.Index(fields=["organization", "entry"], name="document_by_entry"),
            models.Index(fields=["organization", "-issued_at"], name="document_by_time"),
        )


class Restriction(TenantModel):
    """A document of somebody who wanted to be erased, and whose name the law keeps on it until a day (GDPR art. 18).

    Until then the name is shown to nobody who does not need it for the law; then it is erased, and the sums stay.
    """

    pk = models.CompositePrimaryKey("organization_id", "document_id")
    document = reference("invoices.Document", db_index=False)
    person = models.UUIDField()
    kept_until = models.DateField()
    restricted_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "invoices_restriction"
        indexes = (
            models.Index(
                fields=["organization", "kept_until"],
                name="restriction_due",
                condition=models.Q(erased_at__isnull=True),
            ),
        )
