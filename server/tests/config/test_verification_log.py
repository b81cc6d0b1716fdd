"""`comptoir verify` and the log: what somebody who owns the database did to it shows by what was signed outside."""

from pathlib import Path

import psycopg
import pytest

from comptoir.config.verification_log import Roots, log_faults
from comptoir.journal.merkle import leaf_hash, tree_root
from comptoir.platform.tree import add_leaves, node_of
from tests.databases import TestDatabase
from tests.tills.logbook import Log, digests, log

__all__ = ["log"]


def faults(log: Log, database: TestDatabase) -> list[str]:
    with psycopg.connect(database.owner) as connection:
        return [what for tenant, _, _, what in log_faults(connection, log.organization) if tenant == log.organization]


def test_roots_are_those_of_the_tree() -> None:
    leaves = [leaf_hash(b"%d" % number) for number in range(600)]
    roots = Roots()
    for size, leaf in enumerate(leaves, start=1):
        roots.add(leaf)
        assert roots.root == tree_root(node_of(add_leaves({}, 0, leaves[:size])), size)


@pytest.mark.parametrize(
    ("statements", "found"),
    [
        ([], []),
        (
            ["UPDATE platform_log SET digest = set_byte(digest, 3, 7) WHERE organization_id = %s AND position = 2"],
            ["the log's lines are not those that were signed"],
        ),
        (
            ["DELETE FROM platform_log WHERE organization_id = %s AND position = 6"],
            ["the log ends at 5, and 6 lines were signed"],
        ),
        (
            ["DELETE FROM platform_log WHERE organization_id = %s AND position = 3"],
            ["the log ends at 2, and 6 lines were signed"],
        ),
        (
            ["UPDATE platform_log SET position = position + 90 WHERE organization_id = %s AND position < 3",
             "UPDATE platform_log SET position = 183 - position - 90 WHERE organization_id = %s AND position > 90"],
            ["the log's lines are not those that were signed"],
        ),
        (
            ["DELETE FROM platform_tree_head WHERE organization_id = %s"],
            ["the log's head says 0 lines, and 6 were signed"],
        ),
        (
            ["UPDATE platform_tree_head SET note = replace(note, '6', '7') WHERE organization_id = %s"],
            ["the log's head is not signed by this server"],
        ),
    ],
)  # fmt: skip
def test_each_change_is_found_and_said(
    log: Log, database: TestDatabase, statements: list[str], found: list[str]
) -> None:
    log.add(*digests(1, 6))
    log.grow()
    for statement in statements:
        log.change(statement)
    said = faults(log, database)
    assert set(found) <= set(said)
    assert bool(found) == bool(said)


def test_a_line_that_is_not_in_the_tree_is_named(log: Log, database: TestDatabase) -> None:
    log.add(*digests(1, 6))
    log.grow()
    log.change("UPDATE platform_log SET digest = set_byte(digest, 3, 7) WHERE organization_id = %s AND position = 2")

    assert "the log's line 2 is not the leaf of its tree" in faults(log, database)


def test_a_head_that_somebody_kept_narrows_down_where_the_log_was_changed(log: Log, database: TestDatabase) -> None:
    log.add(*digests(1, 4))
    log.grow()
    kept = str(log.head()[0])
    log.add(*digests(5, 9))
    log.grow()
    log.change("UPDATE platform_log SET digest = set_byte(digest, 3, 7) WHERE organization_id = %s AND position = 7")
    with psycopg.connect(database.owner) as connection:
        found = list(log_faults(connection, log.organization, [kept]))

    what = "the lines 5 to 9 are not those of the head that the server remembers"
    assert (log.organization, "log 5–9", None, what) in found


def test_a_tree_written_anew_after_a_deletion_is_not_the_one_that_was_signed(
    log: Log, database: TestDatabase, tmp_path: Path
) -> None:
    log.add(*digests(1, 5))
    log.grow()
    kept = log.owner.execute(
        "SELECT size, root, note FROM platform_tree_head WHERE organization_id = %s", [log.organization]
    ).fetchone()
    log.add(*digests(6, 6))
    log.grow()
    # All of it as it was a line ago, the signed head included: only what lies outside the database remembers.
    assert kept is not None
    log.change("DELETE FROM platform_log WHERE organization_id = %s AND position = 6")
    size, root, note = kept
    log.owner.execute(
        "UPDATE platform_tree_head SET size = %s, root = %s, note = %s WHERE organization_id = %s",
        [size, root, note, log.organization],
    )
    assert "the log's head says 5 lines, and 6 were signed" in faults(log, database)
    assert (tmp_path / "log-heads" / f"{log.organization}.json").exists()
