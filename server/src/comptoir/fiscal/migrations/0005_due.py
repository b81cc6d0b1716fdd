"""Which shops have something due to send: found before any tenant is known."""

from django.db import migrations

from comptoir.platform.protection import lookup_function


class Migration(migrations.Migration):
    dependencies = [("fiscal", "0004_protect_archives")]
    operations = [
        lookup_function(
            "fiscal_due_organizations()",
            "SETOF uuid",
            "SELECT DISTINCT organization_id FROM fiscal_sending WHERE state = 'waiting' AND due_at <= now()",
            reads=["fiscal_sending"],
        ),
    ]
