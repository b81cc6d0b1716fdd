"""What a customer owes is the customer's, in whichever stores it was bought; the lines stay those of who sees them."""

from django.db import migrations

from comptoir.platform.protection import lookup_function


class Migration(migrations.Migration):
    dependencies = [("sales", "0019_sale_not_plain")]

    operations = [
        lookup_function(
            "sales_accounts_owed(organization uuid)",
            "TABLE (account uuid, balance numeric)",
            """
            SELECT d.account, sum(t.amount)
            FROM sales_tender_detail d
            JOIN sales_tender t ON t.organization_id = d.organization_id AND t.sale_id = d.sale_id
                AND t.number = d.number
            WHERE d.organization_id = $1 AND d.account IS NOT NULL
                AND $1::text = ANY(string_to_array(current_setting('comptoir.organizations', true), ','))
            GROUP BY d.account
            """,
            reads=["sales_tender_detail", "sales_tender"],
        ),
    ]
