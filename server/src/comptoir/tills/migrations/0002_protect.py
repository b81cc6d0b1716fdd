"""Keys that start with the organization, row-level security, rights."""

from django.db import migrations

from comptoir.platform.protection import ProtectTable, lookup_function


class Migration(migrations.Migration):
    dependencies = [
        ("tills", "0001_initial"),
        ("platform", "0002_protect"),
        ("fleet", "0002_protect"),
    ]
    operations = [
        ProtectTable("Till", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("EnrolmentCode", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("Enrolment", rights="SELECT, INSERT, UPDATE"),
        ProtectTable("ChainHead", rights="SELECT, INSERT, UPDATE"),
        lookup_function(
            "tills_enrolment_of_token(token bytea)",
            "TABLE (organization_id uuid, till_id uuid, store_id uuid, chain_id uuid, device_id uuid, "
            "public_key bytea, issued_at timestamptz, revoked boolean)",
            "SELECT e.organization_id, e.till_id, t.store_id, e.id, e.device_id, e.public_key, e.issued_at, "
            "e.revoked_at IS NOT NULL "
            "FROM tills_enrolment e JOIN tills_till t ON t.organization_id = e.organization_id AND t.id = e.till_id "
            "WHERE e.token_hash = token",
            reads=["tills_enrolment", "tills_till"],
        ),
        lookup_function(
            "tills_organization_of_code(code bytea)",
            "uuid",
            "SELECT c.organization_id FROM tills_enrolmentcode c WHERE c.code_hash = code",
            reads=["tills_enrolmentcode"],
        ),
        lookup_function(
            "tills_organization_of_chain(chain uuid)",
            "uuid",
            "SELECT e.organization_id FROM tills_enrolment e WHERE e.id = chain",
            reads=["tills_enrolment"],
        ),
    ]
