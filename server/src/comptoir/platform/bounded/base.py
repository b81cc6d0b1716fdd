"""A page never waits for ever for a database that is frozen or whose cable was cut.

The health check of `CONN_HEALTH_CHECKS` finds a connection that was closed; one that is silent it would wait for, and
a few such requests would hold every thread of the pages.
"""

from typing import Any, TypeVar

import psycopg
from django.db.backends.postgresql import base
from psycopg import IsolationLevel
from psycopg.abc import PQGen

ANSWER_SECONDS = 60.0
POLL_SECONDS = 0.1

R = TypeVar("R")


class BoundedConnection(psycopg.Connection[Any]):
    """Each answer of the server within a minute, or the connection is closed."""

    def wait(self, gen: PQGen[R], interval: float = POLL_SECONDS, timeout: float | None = None) -> R:
        """As psycopg waits, with an end."""
        try:
            return super().wait(gen, interval, ANSWER_SECONDS if timeout is None else timeout)
        except psycopg.errors._WaitTimeout as silence:
            # Its answer may still come: the connection can not be used for the next question.
            self.pgconn.finish()
            raise psycopg.OperationalError("the database gave no answer") from silence


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, with connections that wait for so long and no longer."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> BoundedConnection:
        self.isolation_level = IsolationLevel.READ_COMMITTED
        return BoundedConnection.connect(**conn_params)
