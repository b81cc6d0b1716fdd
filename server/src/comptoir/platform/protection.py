"""Migration operations that give a tenant table its keys, its row-level security and its rights.

Django can express none of the three: its primary keys and foreign keys know one column, and it has
no policies. So models declare `db_constraint=False`, and these operations write the real constraints:
every primary, unique and foreign key of a tenant table starts with `organization_id`.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from comptoir.platform.tenancy import VISIBLE, WRITABLE

if TYPE_CHECKING:
    from django.db.models import Model

APP_ROLE = "comptoir_app"
LOOKUP_ROLE = "comptoir_lookup"


class ProtectTable(Operation):
    """Keys, row-level security with FORCE, and rights of one tenant model's table."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, model_name: str, *, rights: str = "SELECT, INSERT, UPDATE, DELETE") -> None:
        self.model_name = model_name
        self.rights = rights

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models' state does not change: only the database learns more."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        model = to_state.apps.get_model(app_label, self.model_name)
        for statement in protect(model, rights=self.rights):
            schema_editor.execute(statement)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
        schema_editor.execute(f"DROP POLICY tenant ON {table}")
        schema_editor.execute(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY")

    def describe(self) -> str:
        return f"Protect the table of {self.model_name}"


def grant_table(table: str, rights: str) -> migrations.RunSQL:
    """Rights of the application role on a platform table (one without an organization)."""
    return migrations.RunSQL(
        f"GRANT {rights} ON {table} TO {APP_ROLE}",
        f"REVOKE {rights} ON {table} FROM {APP_ROLE}",
    )


def lookup_function(signature: str, returns: str, body: str, *, reads: Sequence[str]) -> migrations.RunSQL:
    """A security-definer function of the lookup role: it turns a credential into its organization.

    `body` is one SQL query. These functions are the only way around row-level security, so each returns
    the few columns its caller needs and is found by an exact key.
    """
    name = signature.split("(", 1)[0]
    grants = " ".join(f"GRANT SELECT ON {table} TO {LOOKUP_ROLE};" for table in reads)
    return migrations.RunSQL(
        f"""
        {grants}
        CREATE FUNCTION {signature} RETURNS {returns} LANGUAGE sql STABLE SECURITY DEFINER
            SET search_path = public, pg_temp AS $function$ {body} $function$;
        ALTER FUNCTION {signature} OWNER TO {LOOKUP_ROLE};
        REVOKE ALL ON FUNCTION {signature} FROM PUBLIC;
        GRANT EXECUTE ON FUNCTION {signature} TO {APP_ROLE};
        """,
        f"DROP FUNCTION {name}",
    )


def protect(model: "type[Model]", *, rights: str) -> list[str]:
    """The statements that protect one tenant table."""
    table = model._meta.db_table
    column = "id" if model._meta.model_name == "organization" else "organization_id"
    visible, writable = VISIBLE.format(column=column), WRITABLE.format(column=column)
    statements = [*_primary_key(model), *_foreign_keys(model)]
    statements += [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY tenant ON {table} USING ({visible}) WITH CHECK ({writable})",
        f"GRANT {rights} ON {table} TO {APP_ROLE}",
    ]
    return statements


def _primary_key(model: "type[Model]") -> list[str]:
    """Swap Django's key on `id` for one that starts with the organization."""
    key = model._meta.pk
    assert key is not None
    if model._meta.model_name == "organization" or key.column in (None, "organization_id"):
        return []  # the tenant itself, a composite key, or the organization as the key
    table = model._meta.db_table
    return [
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_pkey",
        f"ALTER TABLE {table} ADD PRIMARY KEY (organization_id, {key.column})",
    ]


def _foreign_keys(model: "type[Model]") -> list[str]:
    """Composite foreign keys. One that can't be null already proves the organization, so that key is spared."""
    table = model._meta.db_table
    references = [
        field
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and not getattr(field, "db_constraint", False)
    ]
    has_parent = any(not f.null and f.name != "organization" and _is_tenant(f.related_model) for f in references)
    statements = []
    for field in references:
        if field.name == "organization" and has_parent:
            continue
        target = field.related_model
        assert not isinstance(target, str)
        other = target._meta.db_table
        is_tenant = _is_tenant(target)
        columns = f"organization_id, {field.column}" if is_tenant else field.column
        there = f"organization_id, {_key_column(target)}" if is_tenant else _key_column(target)
        statements.append(
            f"ALTER TABLE {table} ADD CONSTRAINT fk_{table}_{field.column} "
            f"FOREIGN KEY ({columns}) REFERENCES {other} ({there})"
        )
    return statements


def _is_tenant(model: "type[Model] | str") -> bool:
    assert not isinstance(model, str)
    return any(field.name == "organization" for field in model._meta.local_fields)


def _key_column(model: "type[Model]") -> str:
    key = model._meta.pk
    assert key is not None
    assert key.column is not None
    return key.column
