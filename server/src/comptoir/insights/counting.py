"""How entries become sums: one definition, which both a batch of the log and a recount of whole days go through.

So what was added up entry by entry and what is counted from nothing are the same by construction, and a test and
`comptoir rebuild-reports` hold them against each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from comptoir.sales.turnover import SIDES, day_by_clock

# Who is meant where nobody is: a sale without a cashier, an amount without an article.
NOBODY = "00000000-0000-0000-0000-000000000000"
# A session that stays open for longer no longer says when something was sold: the clock does. It also bounds where a
# recount has to look.
SESSION_DAYS = 2


@dataclass(frozen=True, slots=True)
class Sums:
    """A table of sums: what it is keyed by, what it adds up, and from which rows of the statement."""

    table: str
    source: str
    keys: Sequence[str]
    measures: Sequence[tuple[str, str]]

    @property
    def columns(self) -> str:
        return ", ".join(("organization_id", *self.keys, *(name for name, _ in self.measures)))

    @property
    def add_up(self) -> str:
        """The statement's part that adds its rows to the table."""
        sums = ", ".join(f"coalesce(sum({formula}), 0)::int8" for _, formula in self.measures)
        keys = ", ".join(self.keys)
        more = ", ".join(f"{name} = {self.table}.{name} + excluded.{name}" for name, _ in self.measures)
        return f"""
            INSERT INTO {self.table} ({self.columns}) SELECT $1, {keys}, {sums} FROM {self.source} GROUP BY {keys}
            ON CONFLICT (organization_id, {keys}) DO UPDATE SET {more}
        """  # noqa: S608  # names of ours; every value is a parameter


_ITEM = (
    ("lines_count", "1"),
    ("quantity_milli", "quantity_milli"),
    ("returned_milli", "least(quantity_milli, 0)"),
    ("amount", "amount"),
    ("discount", "line_discount + basket_discount"),
)
ITEM_DAY = Sums("insights_item_day", "lines", ("day", "store_id", "item"), _ITEM)
ITEM_MONTH = Sums(
    "insights_item_month",
    "(SELECT date_trunc('month', day)::date AS day, store_id, item, quantity_milli, amount, line_discount,"
    " basket_discount FROM lines) monthly",
    ("day", "store_id", "item"),
    _ITEM,
)
# What books are made of (`accounting.facts`). What a card is, its number tells later: it may come after its use.
BOOKED = Sums(
    "insights_booked_day",
    "booked",
    ("day", "store_id", "what", "key", "detail", "rate_ppm", "voucher"),
    (("amount", "amount"), ("tax", "tax")),
)
HOURS = Sums(
    "insights_sales_hour",
    "baskets",
    ("day", "store_id", "till", "cashier", "hour"),
    (
        ("sales_count", "is_sale::int"),
        ("refunds_count", "is_refund::int"),
        ("discounted_count", "(is_sale AND line_discount + basket_discount <> 0)::int"),
        ("lines_count", "lines_count"),
        ("sold", "gross - back"),
        ("refunded", "back"),
        ("net", "net"),
        ("tax", "tax"),
        ("gross", "gross"),
        ("cash_rounding", "cash_rounding"),
        ("line_discount", "line_discount"),
        ("basket_discount", "basket_discount"),
    ),
)
DAYS: Sequence[Sums] = (
    HOURS,
    ITEM_DAY,
    Sums(
        "insights_tax_day",
        "taxes",
        ("day", "store_id", "tax_category", "tax_rate_ppm"),
        (("net", "net"), ("tax", "tax"), ("gross", "gross")),
    ),
    Sums(
        "insights_tender_day",
        "tenders",
        ("day", "store_id", "kind", "tender_kind"),
        (("count", "counted"), ("amount", "amount")),
    ),
    Sums(
        "insights_list_day",
        "listed",
        ("day", "store_id", "price_list"),
        (("lines_count", "1"), ("quantity_milli", "quantity_milli"), ("amount", "amount")),
    ),
    Sums(
        "insights_deed_day",
        "deeds",
        ("day", "store_id", "cashier", "deed"),
        (("count", "1"), ("amount", "coalesce(amount, 0)")),
    ),
    BOOKED,
)

# The batch of the log: each of its entries is looked up by key. LATERAL … OFFSET 0, because a join would be planned by
# statistics, and a fresh shop has none: any index of an organization then looks as good as the key. Only in the key's
# order there is nothing to sort.
BY_KEY = "{key} >= {value} AND {key} <= {value} ORDER BY {key} LIMIT 1"
LOGGED = """
    SELECT subject FROM platform_log
    WHERE organization_id = $1 AND position > $2 AND position <= $3 AND topic = 'sales.entry'
"""
_BATCH_SALES = f"""
    ({LOGGED}) l CROSS JOIN LATERAL (
        SELECT * FROM sales_sale WHERE organization_id = $1 AND {BY_KEY.format(key="id", value="l.subject")}
    ) s
"""  # noqa: S608
_BATCH_DEEDS = f"""
    ({LOGGED}) l CROSS JOIN LATERAL (
        SELECT * FROM sales_act
        WHERE organization_id = $1 AND entry_id >= l.subject AND entry_id <= l.subject
        ORDER BY entry_id, number OFFSET 0
    ) s
"""  # noqa: S608
# Days of the books: `$2` to `$3`, of the store `$4` (null: all), as far as the cursor (`$5`) has read the log. What
# comes behind it is added by its own batch.
_PENDING = """
    pending AS MATERIALIZED (
        SELECT subject FROM platform_outbox WHERE organization_id = $1
        UNION ALL SELECT subject FROM platform_log WHERE organization_id = $1 AND position > $5
    ),
"""
_AROUND = f"interval '{SESSION_DAYS + 2} days'"


def _booked(table: str, entry: str, moment: str) -> str:
    return f"""
        (SELECT * FROM {table} b WHERE organization_id = $1
            AND {moment} >= $2::date::timestamp AT TIME ZONE 'UTC' - {_AROUND}
            AND {moment} < $3::date::timestamp AT TIME ZONE 'UTC' + {_AROUND}
            AND ($4::uuid IS NULL OR store_id = $4)
            AND NOT EXISTS (SELECT 1 FROM pending WHERE pending.subject = b.{entry})
        ) s
    """  # noqa: S608


# The day of a session: as it is remembered in the log's order, or as the ledger knows it now.
_REMEMBERED = "SELECT day FROM insights_session WHERE organization_id = $1 AND session = s.session OFFSET 0"
_KNOWN = f"""
    SELECT coalesce(k.business_day, {day_by_clock("k.opened_at")}) AS day FROM sales_session k
    WHERE k.organization_id = $1 AND k.id = s.session OFFSET 0
"""  # noqa: S608


def _placed(columns: str, source: str, moment: str, only: str, session: str) -> str:
    """Rows with the business day that they count on, and the hour on the store's wall."""
    clock = day_by_clock(f"s.{moment}")
    return f"""
        SELECT * FROM (
            SELECT {columns}, s.store_id,
                CASE WHEN abs(n.day - c.day) <= {SESSION_DAYS} THEN n.day ELSE c.day END AS day,
                extract(hour FROM s.{moment} AT TIME ZONE p.timezone)::int2 AS hour
            FROM {source}
            CROSS JOIN LATERAL (
                SELECT timezone, day_starts_minute FROM platform_store
                WHERE organization_id = $1 AND id = s.store_id OFFSET 0
            ) p
            CROSS JOIN LATERAL (SELECT {clock} AS day) c
            LEFT JOIN LATERAL ({session}) n ON true
        ) placed WHERE {only}
    """  # noqa: S608


def _rows(sales: str, deeds: str, *, only: str, session: str = _REMEMBERED) -> str:
    """What tables add up: parts of a statement, each a row for what counts once."""
    who = f"coalesce(s.cashier, '{NOBODY}') AS cashier"
    turned = _placed(
        f"s.id, s.session, s.kind, s.till_id AS till, {who}, s.net, s.tax, s.gross, s.cash_rounding, s.price_mode,"
        f" {SIDES}",
        sales,
        "sold_at",
        only,
        session,
    )
    done = _placed(f"s.session, {who}, s.deed, s.amount", deeds, "happened_at", only, session)
    return f"""
        turned AS MATERIALIZED ({turned}),
        deeds AS MATERIALIZED ({done}),
        lines AS MATERIALIZED (
            SELECT t.id, t.day, t.store_id, coalesce(l.item_id, '{NOBODY}') AS item, l.quantity_milli, l.amount,
                l.line_discount, l.basket_discount, t.is_sale AND l.quantity_milli > 0 AS is_in_basket
            FROM turned t CROSS JOIN LATERAL (
                SELECT item_id, quantity_milli, amount, line_discount, basket_discount FROM sales_line
                WHERE organization_id = $1 AND sale_id = t.id OFFSET 0
            ) l
        ),
        baskets AS (
            SELECT t.*, coalesce(l.lines_count, 0) AS lines_count, coalesce(l.line_discount, 0) AS line_discount,
                coalesce(l.basket_discount, 0) AS basket_discount
            FROM turned t LEFT JOIN (
                SELECT id, count(*) FILTER (WHERE is_in_basket) AS lines_count, sum(line_discount) AS line_discount,
                    sum(basket_discount) AS basket_discount
                FROM lines GROUP BY id
            ) l ON l.id = t.id
        ),
        taxes AS (
            SELECT t.day, t.store_id, t.kind AS sale_kind, x.* FROM turned t CROSS JOIN LATERAL (
                SELECT tax_category, tax_rate_ppm, net, tax, gross FROM sales_tax_subtotal
                WHERE organization_id = $1 AND sale_id = t.id OFFSET 0
            ) x
        ),
        tenders AS (
            SELECT t.day, t.store_id, x.kind, coalesce(d.tender_kind, '{NOBODY}') AS tender_kind, x.amount,
                coalesce(d.voucher, '{NOBODY}') AS voucher,
                CASE t.kind WHEN 'tender_correction' THEN sign(x.amount) ELSE 1 END AS counted
            FROM turned t CROSS JOIN LATERAL (
                SELECT number, kind, amount FROM sales_tender WHERE organization_id = $1 AND sale_id = t.id OFFSET 0
            ) x LEFT JOIN LATERAL (
                SELECT tender_kind, voucher FROM sales_tender_detail
                WHERE organization_id = $1 AND sale_id = t.id AND number = x.number OFFSET 0
            ) d ON true
        ),
        listed AS (
            SELECT t.day, t.store_id, (l.line ->> 'price_list')::uuid AS price_list,
                (l.line ->> 'quantity_milli')::int8 AS quantity_milli, (l.line ->> 'amount')::int8 AS amount
            FROM turned t CROSS JOIN LATERAL (
                SELECT content FROM sales_entry
                WHERE organization_id = $1 AND {BY_KEY.format(key="id", value="t.id")}
            ) e CROSS JOIN LATERAL json_array_elements(
                CASE WHEN t.kind IN ('sale', 'refund', 'exchange') AND position('"price_list":'::bytea IN e.content) > 0
                    THEN convert_from(e.content, 'UTF8')::json -> 'body' -> 'lines' END
            ) l(line)
            WHERE l.line ->> 'price_list' IS NOT NULL
        ),
        booked AS (
            SELECT day, store_id, 'turnover' AS what, tax_category AS key,
                CASE sale_kind WHEN 'payment' THEN 'payment' ELSE '' END AS detail, tax_rate_ppm AS rate_ppm,
                '{NOBODY}'::uuid AS voucher, net AS amount, tax
            FROM taxes
            UNION ALL
            SELECT day, store_id, 'tender', kind, coalesce(nullif(tender_kind, '{NOBODY}')::text, ''), 0, voucher,
                amount, 0
            FROM tenders
            UNION ALL
            SELECT day, store_id, 'rounding', '', '', 0, '{NOBODY}', cash_rounding, 0
            FROM turned WHERE cash_rounding <> 0
            UNION ALL
            SELECT t.day, t.store_id, 'bottle', l.tax_category, t.price_mode, l.tax_rate_ppm, '{NOBODY}', l.amount, 0
            FROM turned t CROSS JOIN LATERAL (
                SELECT number FROM sales_bottle_deposit WHERE organization_id = $1 AND sale_id = t.id OFFSET 0
            ) b CROSS JOIN LATERAL (
                SELECT tax_category, tax_rate_ppm, amount FROM sales_line
                WHERE organization_id = $1 AND sale_id = t.id AND number = b.number OFFSET 0
            ) l
        )
    """  # noqa: S608


def _statement(rows: str, *, first: str, tables: Sequence[Sums]) -> str:
    """Add the rows to the tables, and remember which sessions were met."""
    parts = ", ".join(f"new_{table.table} AS ({table.add_up})" for table in tables)
    return f"""
        WITH {first} {rows},
        sessions AS (
            INSERT INTO insights_session (organization_id, session)
            SELECT $1, session FROM (SELECT session FROM turned UNION SELECT session FROM deeds) seen
            WHERE session IS NOT NULL
            ON CONFLICT DO NOTHING
        ),
        {parts}
        SELECT count(*) FROM turned
    """  # noqa: S608


FOLD = _statement(_rows(_BATCH_SALES, _BATCH_DEEDS, only="true"), first="", tables=(*DAYS, ITEM_MONTH))
RECOUNT = _statement(
    _rows(
        _booked("sales_sale", "id", "sold_at"),
        _booked("sales_act", "entry_id", "happened_at"),
        only="day BETWEEN $2 AND $3",
    ),
    first=_PENDING,
    tables=DAYS,
)
# What the log's follower has not read yet, position by position: no statistics are needed to find it by key.
_WAITING = """
    waiting AS MATERIALIZED (
        SELECT subject FROM platform_outbox WHERE organization_id = $1 AND topic = 'sales.entry'
        UNION ALL
        SELECT l.subject FROM (
            SELECT h.position AS last, coalesce((
                SELECT position FROM platform_consumer_cursor WHERE organization_id = $1 AND consumer = 'insights'
            ), 0) AS read
            FROM platform_log_head h WHERE h.organization_id = $1
        ) c CROSS JOIN generate_series(c.read + 1, c.last) unread(place) CROSS JOIN LATERAL (
            SELECT subject, topic FROM platform_log
            WHERE organization_id = $1 AND position >= unread.place AND position <= unread.place
            ORDER BY position LIMIT 1
        ) l WHERE l.topic = 'sales.entry'
    )
"""
_UNREAD = _rows(
    _BATCH_SALES.replace(LOGGED, "SELECT subject FROM waiting"),
    _BATCH_DEEDS.replace(LOGGED, "SELECT subject FROM waiting"),
    only="day BETWEEN $2 AND $3",
    session=_KNOWN,
)


def fresh(table: Sums) -> str:
    """The rows of a table of sums between the days `first` and `last`, with those that will be added to it when the
    follower has read to the end: together they are what the ledger says now. One statement, so that nothing is
    counted twice or left out while the follower moves. Takes `organization`, `first`, `last`.
    """
    measures = ", ".join(name for name, _ in table.measures)
    added = ", ".join(f"({formula})::int8" for _, formula in table.measures)
    keys = ", ".join(table.keys)
    text = f"""
        WITH {_WAITING}, {_UNREAD}
        SELECT {keys}, {measures} FROM {table.table} WHERE organization_id = $1 AND day BETWEEN $2 AND $3
        UNION ALL
        SELECT {keys}, {added} FROM {table.source}
    """  # noqa: S608  # names of ours; every value is a parameter
    for number, name in (("$1", "organization"), ("$2", "first"), ("$3", "last")):
        text = text.replace(number, f"%({name})s")
    return text


_OF_DAYS = "organization_id = $1 AND day BETWEEN $2 AND $3 AND ($4::uuid IS NULL OR store_id = $4)"
CLEAR = tuple(f"DELETE FROM {table.table} WHERE {_OF_DAYS}" for table in DAYS)  # noqa: S608
CLEAR_MONTHS = f"DELETE FROM insights_item_month WHERE {_OF_DAYS}"  # noqa: S608
_MONTH_SUMS = ", ".join(f"sum({name})::int8" for name, _ in _ITEM)
RECOUNT_MONTHS = f"""
    INSERT INTO insights_item_month ({ITEM_MONTH.columns})
    SELECT $1, date_trunc('month', day)::date, store_id, item, {_MONTH_SUMS} FROM insights_item_day
    WHERE {_OF_DAYS} GROUP BY 2, 3, 4
"""  # noqa: S608
# Of the rows of some days, in any order: equal before and after says that nothing was off.
FINGERPRINT = (
    "SELECT coalesce(sum(hashtextextended(x::text, 0)::numeric), 0)::text FROM {table} x WHERE "  # noqa: S608
    + _OF_DAYS
)
