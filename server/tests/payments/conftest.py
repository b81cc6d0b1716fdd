"""A chain at work and a desk that is paid on it; and people who sign in."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.backoffice.conftest import _quick_passwords, sign_in
from tests.payments.anvil import Chain, chain_at_work
from tests.payments.chain_desk import Desk

__all__ = ["_quick_passwords", "chain", "desk", "sign_in"]


@pytest.fixture(scope="module")
def chain() -> Iterator[Chain]:
    with chain_at_work() as found:
        yield found


@pytest.fixture
def desk(db: None, chain: Chain, settings: Any) -> Desk:
    settings.CHAIN_NODES = {31337: chain.address}
    return Desk(chain)
