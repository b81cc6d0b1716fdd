"""How receipts look is a set of inherited settings (ADR 0034): every choice becomes its place's own values."""

from django.db import migrations

PARTS = {
    "receipt_language": "to_jsonb(language)", "receipt_code": "to_jsonb(code)",
    "receipt_header": "coalesce(template->'header', '[]')", "receipt_footer": "coalesce(template->'footer', '[]')",
    "receipt_sections": "coalesce(template->'sections', '{}')", "receipt_logo": "coalesce(template->'logo', 'null')",
}  # fmt: skip
_MOVE = """
    INSERT INTO platform_setting (organization_id, id, level, store_id, name, value)
    SELECT organization_id, gen_random_uuid(), CASE WHEN store_id IS NULL THEN 0 ELSE 3 END, store_id, '{name}', {value}
    FROM papers_receiptchoice
"""
MOVE = [_MOVE.format(name=name, value=value) for name, value in PARTS.items()]


class Migration(migrations.Migration):
    dependencies = [("platform", "0009_inherited_settings"), ("papers", "0006_invitation_letter")]
    operations = [migrations.RunSQL("; ".join(MOVE), migrations.RunSQL.noop), migrations.DeleteModel("ReceiptChoice")]
