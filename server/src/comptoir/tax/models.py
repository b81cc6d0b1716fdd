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


class ClassSwitch(TenantModel):
    """At a place (eaten here, taken away) a class is taxed as another, from a position of the catalogue's feed on.

    The newest row of a class counts; without another class it says that there is none. Rows are only added: a till
    that was away is judged by what it knew.
    """

    id = identifier()
    tax_class = reference("tax.TaxClass")
    place = models.CharField(max_length=8)
    becomes = reference("tax.TaxClass", null=True)
    position = models.BigIntegerField()
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "tax_class_switch"
        indexes = (models.Index(fields=["organization", "-position"], name="class_switch_by_position"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(place__in=("here", "away")), name="class_switch_place"),
        )


class StorePlaces(TenantModel):
    """Whether a store asks where its goods are eaten, from a position of the feed on. Rows are only added.

    `place` is what a basket begins with, empty where nobody is asked.
    """

    id = identifier()
    store = reference("platform.Store")
    place = models.CharField(max_length=8, blank=True)
    keeps = models.CharField(max_length=10, default="keep_price")
    position = models.BigIntegerField()
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "tax_store_places"
        indexes = (models.Index(fields=["organization", "-position"], name="store_places_by_position"),)
        constraints = (
            models.CheckConstraint(condition=models.Q(place__in=("", "here", "away")), name="store_places_place"),
            models.CheckConstraint(condition=models.Q(keeps__in=("keep_price", "keep_net")), name="store_places_keeps"),
        )


class ExemptionReason(TenantModel):
    """Why a customer of this shop owes no tax. What tills ask and papers say of it stands in its revisions."""

    id = identifier()
    # EN 16931's category of such a sale (UNTDID 5305); another one is another reason.
    category = models.CharField(max_length=2)
    # The newest one: tills seal it with each sale.
    revision = models.IntegerField()
    place = models.IntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "tax_exemption_reason"
        constraints = (
            models.CheckConstraint(condition=models.Q(category__in=("E", "G", "K", "AE")), name="exemption_category"),
        )


class ExemptionRevision(TenantModel):
    """A reason from a change on. Rows are only added: a sale is judged by what its till knew."""

    pk = models.CompositePrimaryKey("organization_id", "reason_id", "number")
    reason = reference("tax.ExemptionReason", db_index=False)
    number = models.IntegerField()
    name = models.TextField()
    # A code of the list of the invoice norm (VATEX), where one exists; and the law as papers state it.
    vatex = models.CharField(max_length=32, blank=True)
    mention = models.TextField(blank=True)
    evidence = models.CharField(max_length=8, blank=True)
    # Identifiers of groups of customers; empty: anybody.
    groups = models.JSONField(default=list)
    changed_at = models.DateTimeField(auto_now_add=True)
    person = models.UUIDField(null=True)

    class Meta:
        db_table = "tax_exemption_revision"
        constraints = (
            models.CheckConstraint(
                condition=models.Q(evidence__in=("", "number", "card", "document")), name="exemption_evidence"
            ),
        )
