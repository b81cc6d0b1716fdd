"""What promotions brought, from the lines that tills sealed; and which codes were shown."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from comptoir.backoffice.scope import SCOPED_SALES, Scope
from comptoir.platform.sql import select


@dataclass(frozen=True, slots=True)
class Brought:
    """One promotion in a scope: sales in which it took something, their lines, what it took, what they came to."""

    promotion: UUID
    sales_count: int
    lines_count: int
    given: int
    gross: int


@dataclass(frozen=True, slots=True)
class Whole:
    """All sales of the scope, and those with any promotion: a sale with two counts once here."""

    sales_count: int
    gross: int
    promoted_count: int
    promoted_gross: int
    given: int


@dataclass(frozen=True, slots=True)
class _Row:
    promotion: UUID | None
    sales_count: int
    lines_count: int
    given: int
    gross: int
    whole_count: int
    whole_gross: int


def brought(scope: Scope) -> tuple[list[Brought], Whole]:
    """Each promotion, what gave most first; and the scope with and without them. Returned goods are not taken off: the
    offer was used all the same.
    """
    rows = select(_Row, _BROUGHT, scope.parameters())
    each = [
        Brought(row.promotion, row.sales_count, row.lines_count, row.given, row.gross) for row in rows if row.promotion
    ]
    [both] = [row for row in rows if row.promotion is None]
    return each, Whole(both.whole_count, both.whole_gross, both.sales_count, both.gross, both.given)


# The scope's sales are walked through once, and no more of them is kept than is summed.
_BROUGHT = f"""
    WITH scoped AS MATERIALIZED (
        SELECT s.id, s.gross - s.returned AS gross FROM ({SCOPED_SALES} AND s.kind IN ('sale', 'exchange')) s
    ), taken AS MATERIALIZED (
        SELECT p.promotion, p.sale_id, s.gross, count(*) AS lines, sum(p.amount) AS amount
        FROM sales_line_promotion p JOIN scoped s ON s.id = p.sale_id
        WHERE p.organization_id = %(organization)s
        GROUP BY p.promotion, p.sale_id, s.gross
    ), promoted AS (
        SELECT sale_id, gross, sum(lines) AS lines, sum(amount) AS amount FROM taken GROUP BY sale_id, gross
    )
    SELECT promotion, count(*), sum(lines), sum(amount), sum(gross), 0, 0 FROM taken GROUP BY promotion
    UNION ALL
    SELECT NULL, count(*), coalesce(sum(lines), 0), coalesce(sum(amount), 0), coalesce(sum(gross), 0),
        (SELECT count(*) FROM scoped), (SELECT coalesce(sum(gross), 0) FROM scoped)
    FROM promoted
    ORDER BY 4 DESC, 1
"""  # noqa: S608  # a constant of ours, never a value


@dataclass(frozen=True, slots=True)
class CodeUse:
    """A sealed sale that stated a code which is good once."""

    code: str
    sale: UUID
    number: str
    sold_at: datetime
    timezone: str


def code_uses(organization: UUID, promotion: UUID) -> list[CodeUse]:
    """Every use of a promotion's codes, the first of each code first."""
    return select(
        CodeUse,
        """
        SELECT u.code, s.id, t.code || '-' || e.number || '-' || n.sequence, s.sold_at, p.timezone
        FROM catalog_coupon_code c
        JOIN sales_coupon_use u ON u.organization_id = c.organization_id AND u.code = c.code
        JOIN sales_sale s ON s.organization_id = u.organization_id AND s.id = u.entry_id
        JOIN sales_entry n ON n.organization_id = s.organization_id AND n.id = s.id
        JOIN tills_enrolment e ON e.organization_id = s.organization_id AND e.id = n.chain_id
        JOIN tills_till t ON t.organization_id = s.organization_id AND t.id = s.till_id
        JOIN platform_store p ON p.organization_id = s.organization_id AND p.id = s.store_id
        WHERE c.organization_id = %(organization)s AND c.promotion = %(promotion)s
        ORDER BY u.code, s.sold_at, s.id
        """,
        {"organization": organization, "promotion": promotion},
    )
