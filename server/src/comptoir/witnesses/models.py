"""Who cosigns a shop's log, what they cosigned, and what they say is wrong with it."""

from django.db import models
from django.db.models.functions import Now

from comptoir.platform.fields import TenantModel, identifier, reference


class Witness(TenantModel):
    """A party outside. Its name is in its key, by which its cosignatures are believed.

    `origin` and `cosigned_size` are of the head that it cosigned last. A removed one stays, for what it cosigned.
    """

    id = identifier()
    name = models.TextField()
    address = models.TextField()
    key = models.TextField()
    made_at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True)
    origin = models.TextField(default="", db_default="")
    cosigned_size = models.BigIntegerField(default=0, db_default=0)
    cosigned_at = models.DateTimeField(null=True)
    # How the last try ended: the status that was answered (0: none) and our own word for why not.
    code = models.CharField(max_length=24, blank=True, default="", db_default="")
    status = models.SmallIntegerField(default=0, db_default=0)
    failures = models.IntegerField(default=0, db_default=0)
    failing_since = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "witnesses_witness"
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "key"], condition=models.Q(removed_at=None), name="witness_once"
            ),
        )


class Cosignature(TenantModel):
    """What a witness said of one head, the last time: `head` is our note, `line` its signature under it."""

    id = identifier()
    witness = reference("witnesses.Witness", db_index=False)
    origin = models.TextField()
    size = models.BigIntegerField()
    head = models.TextField()
    line = models.TextField()
    signed_at = models.DateTimeField()

    class Meta:
        db_table = "witnesses_cosignature"
        constraints = (
            models.UniqueConstraint(fields=["organization", "witness", "origin", "size"], name="witness_cosigned_once"),
        )
        indexes = (models.Index(fields=["organization", "origin", "size"], name="witness_cosigned"),)


class Alarm(TenantModel):
    """A witness's word that our log is not the one that it knows; kept until somebody has seen it, and after.

    `is_proven`: the head that it holds is signed by our own key, and our log does not lead to it.
    """

    class Kind(models.TextChoices):
        SET_BACK = "set_back"
        FORKED = "forked"
        NEW_AGE = "new_age"

    id = identifier()
    witness = reference("witnesses.Witness", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    origin = models.TextField()
    their_size = models.BigIntegerField()
    our_size = models.BigIntegerField()
    ours = models.TextField()
    theirs = models.TextField(blank=True)
    is_proven = models.BooleanField()
    raised_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "witnesses_alarm"
        constraints = (
            models.UniqueConstraint(
                fields=["organization", "witness", "kind", "origin", "their_size"], name="witness_alarmed_once"
            ),
        )
