"""A product has a tax class; a class has dated rates."""

from django.db import models

from comptoir.platform.fields import TenantModel, identifier, reference


class TaxClass(TenantModel):
    """How a kind of goods is taxed, whatever the rate is this year ("reduced", "standard")."""

    id = identifier()
    name = models.TextField()
    position = models.IntegerField(default=0)


class TaxRate(TenantModel):
    """The rate of a class from a day on. `category` is EN 16931's (UNTDID 5305): S, Z, E, AE..."""

    id = identifier()
    tax_class = reference("tax.TaxClass")
    category = models.CharField(max_length=2)
    rate_ppm = models.IntegerField()
    valid_from = models.DateField()
    # Where tills learn it in the catalogue's feed (comptoir.catalog); a till that was away then is judged without it.
    position = models.BigIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "tax_class", "valid_from"], name="tax_rate_once_a_day"),
            models.CheckConstraint(condition=models.Q(rate_ppm__gte=0, rate_ppm__lte=1_000_000), name="tax_rate_range"),
        )
