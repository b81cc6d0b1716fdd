"""Roles and who has them where; what tells a till who stands before it."""

from django.db import models
from django.db.models.functions import Now

from comptoir.platform.fields import TenantModel, identifier, reference

PIN_LENGTH = 4


class Role(TenantModel):
    """A name and its rights at a till: `rights` maps a right's code to its limit (`staff.rights`).

    `decided` are the codes that somebody of the shop has said something about, be it no: a right that a later program
    brings is not among them, and the shop is asked.
    """

    id = identifier()
    name = models.TextField()
    position = models.IntegerField(default=0)
    rights = models.JSONField(default=dict)
    decided = models.JSONField(default=list)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organization", "name"], name="role_name_once"),)


class Post(TenantModel):
    """Who has which role where: at one till, in one store, or (both null) everywhere else.

    The narrowest post counts. One without a role says that the person does not work there.
    """

    id = identifier()
    employee = reference("identity.Employee")
    store = reference("platform.Store", null=True)
    till = reference("tills.Till", null=True)
    role = reference("staff.Role", null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "employee", "store", "till"], name="post_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(store__isnull=True) | models.Q(till__isnull=True), name="post_one_place"
            ),
        )


class Policy(TenantModel):
    """What a shop decided about its people's till: one row, made when something is decided.

    `pin_salt` is the organization's, so that a till finds the person by one slow hash, not by one for each.
    """

    organization = models.OneToOneField(
        "platform.Organization", models.PROTECT, related_name="+", db_constraint=False, primary_key=True
    )
    pin_length = models.SmallIntegerField(default=PIN_LENGTH)
    pin_salt = models.BinaryField()
    pin_iterations = models.IntegerField()
    # What one person may buy in a calendar month as staff; null: as much as they like.
    purchase_limit = models.BigIntegerField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=models.Q(purchase_limit__gte=0), name="policy_purchase_positive"),
        )


class Secret(TenantModel):
    """What a person's PIN or badge came to, encrypted by a key that lives outside the database (ADR 0011)."""

    class Kind(models.TextChoices):
        PIN = "pin"
        BADGE = "badge"

    id = identifier()
    employee = reference("identity.Employee")
    kind = models.CharField(max_length=8, choices=Kind)
    sealed = models.BinaryField()
    set_at = models.DateTimeField()
    set_by = models.UUIDField(null=True)
    # Of tries to change it from a till, in a row: counted before each is judged.
    failures = models.SmallIntegerField(default=0, db_default=0)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organization", "employee", "kind"], name="secret_once"),)


class RoleVersion(TenantModel):
    """A role's rights from a position of the catalogue's feed on; null rights: it was removed. Rows are only added.

    A till that was away for a month is judged by the rights that it knew, as it is by the prices that it knew.
    """

    id = identifier()
    role = models.UUIDField()
    position = models.BigIntegerField()
    rights = models.JSONField(null=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "staff_role_version"
        indexes = (models.Index(fields=["organization", "-position"], name="role_version_by_position"),)


class PostVersion(TenantModel):
    """Who had which role where from a position of the feed on; cleared: what holds elsewhere holds there too."""

    id = identifier()
    employee = models.UUIDField()
    store = models.UUIDField(null=True)
    till = models.UUIDField(null=True)
    role = models.UUIDField(null=True)
    is_cleared = models.BooleanField(default=False)
    position = models.BigIntegerField()
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "staff_post_version"
        indexes = (models.Index(fields=["organization", "-position"], name="post_version_by_position"),)


class TimeCorrection(TenantModel):
    """What somebody says about hours that the time clock does not tell right: it counts once somebody else said yes.

    `shift` is the entry of the coming that it replaces, or its own id: hours that nobody clocked. The clock's entries
    stay as they were sealed; `before` is what they told when this was written.
    """

    class State(models.TextChoices):
        PROPOSED = "proposed"
        APPROVED = "approved"
        REJECTED = "rejected"

    id = identifier()
    employee = reference("identity.Employee")
    store = reference("platform.Store")
    shift = models.UUIDField()
    came_at = models.DateTimeField()
    left_at = models.DateTimeField()
    break_minutes = models.IntegerField(default=0)
    before = models.JSONField(null=True)
    reason = models.TextField()
    proposed_by = models.UUIDField(null=True)
    proposed_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    decided_by = models.UUIDField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "staff_time_correction"
        constraints = (
            models.CheckConstraint(condition=models.Q(left_at__gt=models.F("came_at")), name="time_goes_on"),
            models.CheckConstraint(condition=models.Q(break_minutes__gte=0), name="break_not_negative"),
        )
        indexes = (models.Index(fields=["organization", "came_at"], name="time_correction_by_time"),)
