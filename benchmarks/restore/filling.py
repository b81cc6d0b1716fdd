"""Puts so many sales of 8 shops into the rehearsed database: python filling.py <superuser's address> <sales>"""

from __future__ import annotations

import sys
from pathlib import Path

import django

django.setup()
sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "ingest")]

import os

import psycopg
from preload import preload
from raw import SCHEMA, _insert_basket
from shops import BASKETS, ORGANIZATIONS, enrol_tills, open_shops


def main(superuser: str, sales: int) -> None:
    shops = open_shops(os.environ["COMPTOIR_OWNER_DATABASE_URL"])
    tills = enrol_tills(shops, ORGANIZATIONS, "R")
    with psycopg.connect(superuser) as connection, connection.cursor() as cursor:
        cursor.execute(SCHEMA.partition("GRANT")[0])
        for index, till in enumerate(tills):
            for number in range(BASKETS):
                _insert_basket(cursor, index * BASKETS + number + 1, till, number)
    preload(superuser, sales=sales, baskets=len(tills) * BASKETS, say=lambda text: print(text, file=sys.stderr))
    with psycopg.connect(superuser) as connection:
        connection.execute("DROP TABLE bench_basket")


main(sys.argv[1], int(sys.argv[2]))
