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


def brought(scope: Scope) -> list[Brought]:
    """Each promotion, what gave most first. Returned goods are not taken off: the offer was used all the same."""
    return select(
        Brought,
        f"""
        WITH scoped AS ({SCOPED_SALES} AND s.kind IN ('sale', 'exchange')),
        taken AS (
            SELECT p.promotion, p.sale_id, count(*) AS lines, sum(p.amount) AS amount
            FROM sales_line_promotion p JOIN scoped s ON s.id = p.sale_id
            WHERE p.organization_id = %(organization)s
            GROUP BY p.promotion, p.sale_id
        )
        SELECT t.promotion, count(*), sum(t.lines), sum(t.amount), sum(s.gross - s.returned)
        FROM taken t JOIN scoped s ON s.id = t.sale_id
        GROUP BY t.promotion ORDER BY sum(t.amount) DESC, t.promotion
        """,  # noqa: S608  # a constant of ours, never a value
        scope.parameters(),
    )


def whole(scope: Scope) -> Whole:
    """The scope without and with promotions."""
    [found] = select(
        Whole,
        f"""
        WITH scoped AS ({SCOPED_SALES} AND s.kind IN ('sale', 'exchange')),
        taken AS (
            SELECT p.sale_id, sum(p.amount) AS amount
            FROM sales_line_promotion p JOIN scoped s ON s.id = p.sale_id
            WHERE p.organization_id = %(organization)s
            GROUP BY p.sale_id
        )
        SELECT count(*), coalesce(sum(s.gross - s.returned), 0), count(t.sale_id),
            coalesce(sum(s.gross - s.returned) FILTER (WHERE t.sale_id IS NOT NULL), 0),
            coalesce(sum(t.amount), 0)
        FROM scoped s LEFT JOIN taken t ON t.sale_id = s.id
        """,  # noqa: S608  # a constant of ours, never a value
        scope.parameters(),
    )
    return found


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
