"""What a company decided about its books. The books themselves are no rows: they are derived whenever they are read."""

from django.db import models

from comptoir.platform.fields import TenantModel, reference


class Books(TenantModel):
    """How one company keeps its books; without a row, as its country usually does."""

    legal_entity = models.OneToOneField(
        "platform.LegalEntity", models.PROTECT, related_name="+", db_constraint=False, primary_key=True
    )
    chart = models.CharField(max_length=8)
    # The month with which its year begins.
    year_starts = models.SmallIntegerField(default=1)
    journal_code = models.CharField(max_length=6)
    # As DATEV numbers the adviser and the client; empty where nobody sends anything there.
    adviser = models.CharField(max_length=7, blank=True)
    client = models.CharField(max_length=5, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(year_starts__gte=1, year_starts__lte=12), name="books_year_starts_in_a_month"
            ),
        )


class OwnAccount(TenantModel):
    """A number that a company gave an account instead of its chart's."""

    pk = models.CompositePrimaryKey("organization_id", "legal_entity_id", "role", "key")
    legal_entity = reference("platform.LegalEntity", db_index=False)
    role = models.CharField(max_length=16)
    key = models.CharField(max_length=64, blank=True)
    number = models.CharField(max_length=12)
    name = models.TextField()

    class Meta:
        db_table = "accounting_own_account"
