"""What `comptoir status` says reads as a sentence, for one as for many."""

from comptoir.config.cli.status import Status, UnsentTill, describe


def test_one_is_no_plural_and_nothing_is_one() -> None:
    status = Status(
        home="/srv/comptoir",
        version="1.0",
        is_running=True,
        address="https://till.example",
        processes={},
        postgres="18.1",
        database_bytes=12_340_000,
        counts={"organizations": 1, "entries": 1, "quarantined_entries": 0, "outbox_rows": 2},
        unsent_tills=[UnsentTill("Till 2", 3, "")],
    )

    assert describe(status).split("\n") == [
        "Comptoir 1.0 in /srv/comptoir",
        "  running: https://till.example",
        "  PostgreSQL 18.1, 12.3 MB",
        "  1 organization",
        "  1 entry",
        "  0 quarantined entries",
        "  2 outbox rows",
        "  Till 2: 3 unsent since unknown",
    ]
