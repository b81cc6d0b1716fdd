"""Rules about commissions, and what closed periods keep of them. What an open period comes to is worked out."""

from django.db import models

from comptoir.platform.fields import TenantModel, identifier, reference


class Rule(TenantModel):
    """Who earns how much by selling what, from a day on. Of several that fit a line, the nearest one counts.

    Without a person and a role it is everybody's, without a category and an article it is of everything. A rule is
    never changed: it ends, and another one begins.
    """

    class Basis(models.TextChoices):
        NET = "net"
        MARGIN = "margin"
        PIECE = "piece"

    id = identifier()
    employee = reference("identity.Employee", null=True)
    role = reference("staff.Role", null=True, db_index=False)
    category = reference("catalog.Category", null=True, db_index=False)
    item = reference("catalog.Item", null=True, db_index=False)
    basis = models.CharField(max_length=6, choices=Basis)
    rate_ppm = models.IntegerField(default=0)
    # For a piece: minor units.
    amount = models.BigIntegerField(default=0)
    valid_from = models.DateField()
    # The last day on which it holds; null: it goes on.
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(employee__isnull=True) | models.Q(role__isnull=True), name="commission_rule_one_who"
            ),
            models.CheckConstraint(
                condition=models.Q(category__isnull=True) | models.Q(item__isnull=True), name="commission_rule_one_what"
            ),
            models.CheckConstraint(
                condition=models.Q(basis="piece", rate_ppm=0, amount__gt=0)
                | models.Q(basis__in=("net", "margin"), amount=0, rate_ppm__gt=0, rate_ppm__lte=1_000_000),
                name="commission_rule_amount_fits",
            ),
        )


class Period(TenantModel):
    """A period of a company whose commissions were kept with its books; `id` is the closing's."""

    id = identifier()
    legal_entity = reference("platform.LegalEntity", db_index=False)
    number = models.IntegerField()
    first = models.DateField()
    last = models.DateField()
    is_released = models.BooleanField(default=False)


class Kept(TenantModel):
    """What somebody earned on a day by a rule, as a closing kept it. Rows are only added.

    `booked` is the day itself, or, of what came after the day's period was closed, the first day that was open then.
    """

    pk = models.CompositePrimaryKey("organization_id", "period_id", "number")
    period = reference("commissions.Period", db_index=False)
    number = models.IntegerField()
    store = reference("platform.Store", db_index=False)
    employee = models.UUIDField()
    rule = models.UUIDField()
    day = models.DateField()
    booked = models.DateField()
    base = models.BigIntegerField()
    quantity_milli = models.BigIntegerField()
    amount = models.BigIntegerField()
    # Sold by a margin rule while nobody knew what it had cost: nothing is earned by it.
    unknown = models.BigIntegerField()
