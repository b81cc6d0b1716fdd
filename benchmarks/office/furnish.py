"""A fast generator of what an office looks into: articles, customers, codes, prices, shelves, and a year of sales.

Rows as people and tills would have left them, written set by set by the superuser (`session_replication_role`), not
through our operations; the trade is that of the bench of reports (reports/trade.py). Names are put together from short
lists, so that most words are in thousands of names and few names are alike: hard on a search, as catalogues are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import psycopg
from trade import CATEGORIES, ITEMS, Chain, found_chain, trade

DAYS, QUICK_DAYS = 365, 10


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is."""

    articles: int
    customers: int
    sales: int
    stores: int
    days: int


WHOLE = Size(articles=100_000, customers=100_000, sales=1_000_000, stores=10, days=DAYS)
QUICK = Size(articles=ITEMS + 1_000, customers=2_000, sales=2_000, stores=2, days=QUICK_DAYS)

GOODS = (
    "Chocolat Café Thé Biscuit Confiture Moutarde Huile Vinaigre Riz Pâtes Farine Sucre Sel Poivre Miel Beurre Crème "
    "Yaourt Fromage Jambon Saucisson Terrine Soupe Purée Compote Jus Sirop Bière Vin Cidre Eau Limonade Savon "
    "Shampooing Lessive Éponge Bougie Carnet Stylo Gâteau"
)
KINDS = (
    "noir blanc doux fort bio fermier artisanal léger entier allégé pressé fumé grillé salé sucré nature citron "
    "vanille fraise noisette amande orange framboise cassis menthe gingembre cannelle épicé truffé œuf"
)
MAKERS = (
    "Dupré Lefèvre Morel Garnier Rousseau Müller Schäfer Weiß Keller Brun Chevalier Moulin Fontaine Bergère Alpage "
    "Côteau Garrigue Bocage Rivière Forêt Vallée Colline Source Prairie Verger"
)
FIRST_NAMES = (
    "Amélie Béatrice Camille Chloé Élodie François Gérard Hélène Inès Jérôme Léa Loïc Mathéo Noémie Océane Pénélope "
    "Raphaël Rémi Sébastien Théo Uwe Jürgen Björn Käthe Zoë Anna Marie Paul Jean Pierre"
)
FAMILY_NAMES = (
    "Lefebvre Lemaître Dubois Gauthier Chauvin Béranger Mercier Noël Pérez Garçon Fournier Girard Bonnet Schneider "
    "Müller Weber Köhler Größ Vogel Hoffmann Petit Leclerc Rivière Guérin Faure Blanchard Barbier Arnaud Roussel Masson"
)


def furnish(owner: str, superuser: str, size: Size, *, today: date, say: Callable[[str], None]) -> Chain:
    """All of it; the last day of trade is today."""
    first = today - timedelta(days=size.days - 1)
    chain = found_chain(
        owner, stores=size.stores, first=first, days=size.days, sales_a_day=-(-size.sales // (size.stores * size.days))
    )
    say(f"writing {size.articles:,} articles and {size.customers:,} customers")
    asked = {
        "organization": chain.organization, "articles": size.articles, "customers": size.customers,
        "goods": GOODS.split(), "kinds": KINDS.split(), "makers": MAKERS.split(),
        "firsts": FIRST_NAMES.split(), "families": FAMILY_NAMES.split(),
    }  # fmt: skip
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        for statement in (*_ARTICLES, _CUSTOMERS, *_TILLS, _SHELVES):
            connection.execute(statement.encode(), asked)
        _fold_names(connection, chain.organization)
    say(f"trading {size.days} days")
    trade(superuser, chain, first_day=0, days=size.days, say=say)
    with psycopg.connect(superuser, autocommit=True) as connection:
        connection.execute(_EVENINGS, {"organization": chain.organization, "today": today})
    return chain


def _fold_names(connection: psycopg.Connection[tuple[object, ...]], organization: UUID) -> None:
    """As the catalogue folds what people write."""
    from comptoir.catalog.folding import fold

    rows = connection.execute("SELECT id, name FROM catalog_item WHERE organization_id = %s", [organization]).fetchall()
    connection.execute("CREATE TEMP TABLE bench_folded (id uuid, folded text)")
    with connection.cursor().copy("COPY bench_folded FROM STDIN") as copy:
        for item, name in rows:
            copy.write_row((item, fold(str(name))))
    connection.execute(
        "UPDATE catalog_item i SET folded = f.folded FROM bench_folded f WHERE i.organization_id = %s AND i.id = f.id",
        [organization],
    )


def _one_of(name: str, number: str) -> str:
    return f"(%({name})s::text[])[1 + (({number}) %% cardinality(%({name})s::text[]))::int]"


_NAME = (
    f"{_one_of('goods', 'n')} || ' ' || {_one_of('kinds', 'n / 7')} || ' ' || {_one_of('makers', 'n / 11')}"
    " || ' ' || (100 + n %% 900) || ' g'"
)
_ARTICLES = (
    "INSERT INTO catalog_product (organization_id, id, name, category_id, tax_class_id, is_archived) "
    f"SELECT %(organization)s, md5('product' || n)::uuid, '', md5('category' || n %% {CATEGORIES})::uuid, "
    f"md5('class')::uuid, false FROM generate_series({ITEMS}, %(articles)s - 1) n",
    "INSERT INTO catalog_item (organization_id, id, product_id, name, folded, unit, is_archived) "
    "SELECT %(organization)s, md5('item' || n)::uuid, md5('product' || n)::uuid, '', '', "
    f"'C62', false FROM generate_series({ITEMS}, %(articles)s - 1) n",
    f"UPDATE catalog_item i SET name = {_NAME} FROM generate_series(0, %(articles)s - 1) n "
    "WHERE i.organization_id = %(organization)s AND i.id = md5('item' || n)::uuid",
    "UPDATE catalog_product p SET name = i.name FROM catalog_item i "
    "WHERE i.organization_id = p.organization_id AND i.product_id = p.id",
    # One in fifty has no code.
    "INSERT INTO catalog_barcode (organization_id, id, item_id, code) "
    "SELECT %(organization)s, md5('code' || n)::uuid, md5('item' || n)::uuid, '0' || (3760000000000 + n * 13) "
    "FROM generate_series(0, %(articles)s - 1) n WHERE n %% 50 > 0",
    "INSERT INTO catalog_price (organization_id, id, item_id, store_id, position, unit_price, is_open, tax_class_id, "
    "tax_category, tax_rate_ppm, changed_at) SELECT %(organization)s, md5('price' || n)::uuid, md5('item' || n)::uuid, "
    "NULL, 0, 100 + n * 7 %% 2000, false, md5('class')::uuid, 'S', 200000, now() - interval '400 days' "
    "FROM generate_series(0, %(articles)s - 1) n",
)
_CUSTOMERS = f"""
    INSERT INTO customers_customer (organization_id, id, name, phone, email, credit_limit, created_at)
    SELECT %(organization)s, md5('customer' || n)::uuid,
        {_one_of("firsts", "n")} || ' ' || {_one_of("families", "n / 31")},
        '06 ' || to_char(n * 7919 %% 100000000, 'FM00 00 00 00'), 'client' || n || '@example.org',
        CASE WHEN n %% 100 = 0 THEN 50000 END, now() - n * interval '3 minutes'
    FROM generate_series(0, %(customers)s - 1) n
"""
_TILLS = (
    "UPDATE tills_till SET code = replace(code, '-', 'T') WHERE organization_id = %(organization)s",
    "INSERT INTO tills_enrolment (organization_id, id, till_id, device_id, number, public_key, algorithm, certificate, "
    "token_hash, issued_at) SELECT organization_id, id, id, id, 1, ''::bytea, 'ES256', '', uuid_send(id), "
    "now() - interval '500 days' FROM tills_till WHERE organization_id = %(organization)s",
)
# Every till was closed each evening, and nothing was missing.
_EVENINGS = """
    UPDATE sales_session SET closed_at = opened_at + interval '13 hours', float_amount = 0, cash_difference = 0
    WHERE organization_id = %(organization)s AND business_day < %(today)s
"""
# Each store counts a tenth of the articles; of some too few are left.
_SHELVES = """
    INSERT INTO stock_level (organization_id, store_id, item_id, on_hand_milli, counted_at)
    SELECT %(organization)s, s.id, md5('item' || n)::uuid, (n * 31 %% 40 - 2) * 1000, now() - interval '30 days'
    FROM generate_series(0, %(articles)s - 1) n, (
        SELECT id, row_number() OVER (ORDER BY id) - 1 AS place, count(*) OVER () AS many FROM platform_store
        WHERE organization_id = %(organization)s
    ) s WHERE n %% greatest(10, s.many) = s.place
"""
