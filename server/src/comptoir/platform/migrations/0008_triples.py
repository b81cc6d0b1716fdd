"""Texts as arrays of hashed triples of letters, for search (`searching.py`, ADR 0026)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("platform", "0007_audit_changes")]
    operations = [
        migrations.RunSQL(
            """
            CREATE FUNCTION comptoir_triples(organization uuid, folded text) RETURNS bigint[]
                LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 500
                AS $$
                    SELECT array_agg(
                        pg_catalog.hashtextextended(
                            pg_catalog.substr(' ' || folded || ' ', n, 3), pg_catalog.uuid_hash_extended(organization, 0)
                        )
                    )
                    FROM pg_catalog.generate_series(1, pg_catalog.length(folded)) n
                $$;
            CREATE FUNCTION comptoir_hashed(organization uuid, triples jsonb) RETURNS bigint[]
                LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
                AS $$
                    SELECT array_agg(
                        pg_catalog.hashtextextended(t, pg_catalog.uuid_hash_extended(organization, 0))
                    )
                    FROM pg_catalog.jsonb_array_elements_text(triples) t
                $$;
            """,
            "DROP FUNCTION comptoir_hashed(uuid, jsonb); DROP FUNCTION comptoir_triples(uuid, text)",
        ),
    ]
