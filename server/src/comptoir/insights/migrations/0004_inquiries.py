"""Rights of the role that people's questions in SQL are asked as. Where the roles were made by hand, it may be missing."""

from django.db import migrations

WHOLE = (
    "sales_sale", "sales_line", "sales_tax_subtotal", "sales_tender", "sales_tender_detail", "sales_line_promotion",
    "sales_session", "sales_act", "sales_tip", "insights_sales_hour", "insights_item_day", "insights_item_month",
    "insights_tax_day", "insights_tender_day", "insights_list_day", "insights_deed_day", "catalog_item",
    "catalog_product", "catalog_category", "catalog_barcode", "catalog_price", "stock_level", "stock_movement",
    "stock_booking", "stock_holding", "platform_store", "tills_till", "payments_tender_kind",
)  # fmt: skip
RIGHTS = [f"SELECT ON {table}" for table in WHOLE]
RIGHTS.append("SELECT (organization_id, id, name, is_active) ON identity_employee")


def _where_it_is(statements: list[str]) -> str:
    return (
        "DO $$ BEGIN IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'comptoir_reader') THEN "
        + " ".join(f"{statement};" for statement in statements)
        + " END IF; END $$"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("insights", "0003_savedreport"),
        ("sales", "0017_line_labels"),
        ("stock", "0006_worth"),
        ("catalog", "0016_net_content"),
        ("tills", "0005_parked_baskets"),
        ("payments", "0005_orders"),
        ("identity", "0002_protect"),
        ("platform", "0002_protect"),
    ]
    operations = [
        migrations.RunSQL(
            _where_it_is([f"GRANT {right} TO comptoir_reader" for right in RIGHTS]),
            _where_it_is([f"REVOKE {right} FROM comptoir_reader" for right in RIGHTS]),
        )
    ]
