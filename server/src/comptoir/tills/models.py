"""A till numbers its receipts; an enrolment gives a device the till's key and a new chain."""

from django.db import models

from comptoir.platform.fields import TenantModel, identifier, reference


class Till(TenantModel):
    """A numbering and a place in a store. The hardware behind it may change."""

    id = identifier()
    store = reference("platform.Store")
    code = models.CharField(max_length=8)
    name = models.TextField()
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organization", "code"], name="till_code_once"),)


class EnrolmentCode(TenantModel):
    """A one-time code, kept as its SHA-256, valid for ten minutes, spent when a key registers."""

    id = identifier()
    till = reference("tills.Till")
    code_hash = models.BinaryField()
    person = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["code_hash"], name="enrolment_code_by_hash"),)


class Enrolment(TenantModel):
    """A device's key for a till, and the chain it writes. `id` is the chain's id.

    A chain belongs to one enrolment, so a wiped or cloned browser can never continue it. A key that is renewed begins a
    chain of its own: `rotated_from` is the one before, whose key vouched for it. It `is_waiting`, and nothing of it is
    believed, until that word is stored; the chain before ends at its `ended_sequence` (ADR 0067).
    """

    id = identifier()
    till = reference("tills.Till")
    device = reference("fleet.Device")
    number = models.IntegerField()
    public_key = models.BinaryField()
    algorithm = models.CharField(max_length=8)
    certificate = models.TextField()
    token_hash = models.BinaryField()
    # The public half by which people's verifiers are made for this device alone (ADR 0011).
    exchange_key = models.BinaryField(null=True)
    issued_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)
    previous_chain = models.UUIDField(null=True)
    rotated_from = models.UUIDField(null=True)
    is_waiting = models.BooleanField(default=False, db_default=False)
    ended_sequence = models.BigIntegerField(null=True)
    # Somebody in the office wants the key renewed; the till does it when it next reports.
    renewal_asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["organization", "till", "number"], name="enrolment_number_once"),
        )
        indexes = (models.Index(fields=["token_hash"], name="enrolment_by_token"),)


class ChainHead(TenantModel):
    """The newest stored entry of a chain. Its row lock serializes one till, never the shop.

    The clock values are that entry's: the next one is dated against them, never against its arrival.
    `has_quarantine` spares honest chains the search for quarantined bytes. A backup that was restored to try it holds
    the chain up to `held_sequence`: so far a till may let go of what is old.
    """

    pk = models.CompositePrimaryKey("organization_id", "chain_id")
    chain = reference("tills.Enrolment", db_index=False)
    sequence = models.BigIntegerField()
    digest = models.BinaryField()
    device_time = models.DateTimeField(null=True)
    boot = models.CharField(max_length=16, blank=True)
    monotonic_ms = models.BigIntegerField(default=0)
    has_quarantine = models.BooleanField(default=False)
    held_sequence = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "tills_chain_head"


class OfficeEntry(TenantModel):
    """An entry of the server's own chain: what happened here and not at a till (ADR 0060).

    Signed by the server's key, which lies outside the database; only added. `name` says which one of its kind it is
    where there may be one only: a period is closed once.
    """

    id = identifier()
    sequence = models.BigIntegerField()
    kind = models.TextField()
    name = models.TextField(blank=True)
    digest = models.BinaryField()
    content = models.BinaryField()
    signature = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "tills_office_entry"
        constraints = (
            models.UniqueConstraint(fields=["organization", "sequence"], name="office_sequence_once"),
            models.UniqueConstraint(
                fields=["organization", "kind", "name"], name="office_name_once", condition=~models.Q(name="")
            ),
        )
        indexes = (models.Index(fields=["organization", "kind", "sequence"], name="office_by_kind"),)


class AgentCode(TenantModel):
    """A one-time code with which an agent joins a store; kept and spent like a till's."""

    id = identifier()
    store = reference("platform.Store")
    code_hash = models.BinaryField()
    person = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    spent_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["code_hash"], name="agent_code_by_hash"),)


class Agent(TenantModel):
    """The program on a store's hardware (`comptoir-agent`): it prints for tills, and keeps entries that can't be sent.

    It vouches for nothing: what it forwards is sealed by tills. `address` is where tills reach it; empty while it
    serves its own machine only.
    """

    id = identifier()
    store = reference("platform.Store")
    name = models.TextField()
    address = models.TextField(blank=True)
    public_key = models.BinaryField()
    token_hash = models.BinaryField()
    version = models.TextField(blank=True)
    joined_at = models.DateTimeField()
    last_seen_at = models.DateTimeField(null=True)
    kept_count = models.IntegerField(default=0)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.UUIDField(null=True)

    class Meta:
        indexes = (models.Index(fields=["token_hash"], name="agent_by_token"),)


class ParkedBasket(TenantModel):
    """A basket put aside for any till of the store. It is erased when a till has it: its name may be a customer's.

    `taken_by` has been given it. Once that till says that it got it, an empty row stays until the till that parked it
    has heard of it.
    """

    id = identifier()
    store = reference("platform.Store")
    till = reference("tills.Till")
    cashier = models.UUIDField()
    label = models.TextField()
    parked_at = models.DateTimeField()
    lines_count = models.IntegerField()
    gross = models.BigIntegerField()
    basket = models.JSONField()
    taken_by = models.UUIDField(null=True)
    is_handed_over = models.BooleanField(default=False)
