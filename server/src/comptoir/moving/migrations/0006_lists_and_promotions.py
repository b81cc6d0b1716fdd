from django.db import migrations, models

# Files of gift cards from before their codes were left out of what is kept: a code is money. What of them was taken
# over can be taken back as ever; what was only tried is chosen again.
PURGE = r"""
    UPDATE moving_move SET
        content = '\x', digest = '',
        state = CASE
            WHEN state IN ('taking', 'stopped') OR (state = 'failed' AND failed_at = 'taking') THEN 'taken'
            WHEN state = 'trying' OR (state = 'failed' AND failed_at = 'trying') THEN 'tried'
            ELSE state END,
        holds_words = holds_words AND state IN ('taking', 'stopped', 'taken', 'returning', 'failed')
            AND NOT (state = 'failed' AND failed_at = 'trying')
    WHERE kind = 'cards' AND content <> '\x' AND substring(content FROM 1 FOR 10) <> convert_to('{"cards": ', 'UTF8')
"""


class Migration(migrations.Migration):

    dependencies = [
        ('moving', '0005_things'),
    ]

    operations = [
        migrations.AlterField(
            model_name='move',
            name='kind',
            field=models.CharField(choices=[('articles', 'Articles'), ('customers', 'Customers'), ('cards', 'Cards'), ('suppliers', 'Suppliers'), ('lists', 'Lists'), ('promotions', 'Promotions')], db_default='articles', default='articles', max_length=10),
        ),
        migrations.AlterField(
            model_name='movedthing',
            name='kind',
            field=models.CharField(choices=[('card', 'Card'), ('category', 'Category'), ('listprice', 'List Price'), ('offer', 'Offer'), ('pricelist', 'List'), ('promotion', 'Promotion'), ('supplier', 'Supplier')], max_length=9),
        ),
        migrations.RunSQL(PURGE, migrations.RunSQL.noop),
    ]
