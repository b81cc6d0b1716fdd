"""All that a batch asks of what was written before, in one order of locks: for the ledger, and for what is adopted."""

from collections.abc import Sequence
from typing import TypeAlias

import asyncpg

from comptoir.sales.bottle_reader import read_bottle_vouchers
from comptoir.sales.coupon_codes import read_codes
from comptoir.sales.entries import Received
from comptoir.sales.exemptions import read_exemptions
from comptoir.sales.memory import Memory
from comptoir.sales.person_reader import read_person_sums
from comptoir.sales.promise_reader import read_promises
from comptoir.sales.rule_reader import RuleReader
from comptoir.sales.staff_reader import read_staff
from comptoir.sales.state import State
from comptoir.sales.state_reader import StateReader
from comptoir.sales.terms_reader import read_terms

Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record]"


async def read_all(batch: Sequence[Received], connection: Connection, memory: Memory, state: State) -> None:
    """Give the state everything but heads and places. Nothing is asked that no entry of the batch names.

    Whoever reads for two batches at once takes these locks in this order, so that they never wait crosswise.
    """
    reader = StateReader(connection, memory.prices)
    await reader.read_originals(batch, state)
    await reader.read_tenders(batch, state)
    await read_promises(batch, connection, state)
    await reader.read_unreceipted(batch, state)
    await read_person_sums(batch, connection, state)
    await read_bottle_vouchers(batch, connection, state)
    await reader.read_prices(batch, state)
    await RuleReader(connection, memory.rules).read(batch, state)
    await read_staff(batch, connection, memory.staff, state)
    await read_codes(batch, connection, state)
    await read_terms(batch, connection, memory.terms, state)
    await read_exemptions(batch, connection, state)
