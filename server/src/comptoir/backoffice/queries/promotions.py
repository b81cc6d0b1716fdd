"""What promotions brought, from the lines that tills sealed; and which codes were shown."""

from dataclasses import dataclass
from uuid import UUID

from comptoir.backoffice.scope import SCOPED_SALES, Scope
from comptoir.backoffice.sql import select


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
        SELECT t.promotion, count(*), sum(t.lines)::bigint, sum(t.amount)::bigint, sum(s.gross - s.returned)::bigint
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
        SELECT count(*), coalesce(sum(s.gross - s.returned), 0)::bigint, count(t.sale_id),
            coalesce(sum(s.gross - s.returned) FILTER (WHERE t.sale_id IS NOT NULL), 0)::bigint,
            coalesce(sum(t.amount), 0)::bigint
        FROM scoped s LEFT JOIN taken t ON t.sale_id = s.id
        """,  # noqa: S608  # a constant of ours, never a value
        scope.parameters(),
    )
    return found
