"""What the API answered to a request that carried a key of its own."""

from django.db import models

from comptoir.platform.fields import TenantModel, reference


class KeptAnswer(TenantModel):
    """The answer to a write, kept in the transaction that made it: asked again with the same key, it is told again.

    `asked` is the digest of what was asked, so that a key is never good for two different wishes.
    """

    pk = models.CompositePrimaryKey("organization_id", "token_id", "key")
    token = reference("identity.ApiToken", db_index=False)
    key = models.CharField(max_length=200)
    asked = models.BinaryField()
    status = models.SmallIntegerField(default=0)
    body = models.BinaryField(default=b"")
    etag = models.CharField(max_length=64, default="")
    made_at = models.DateTimeField()

    class Meta:
        db_table = "api_kept_answer"
        indexes = (models.Index(fields=["organization", "made_at"], name="kept_answer_by_age"),)
