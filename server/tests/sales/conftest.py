"""A fresh shop for each test, with the server's key in a folder of its own."""

from pathlib import Path

import pytest

from tests.sales.shop import Shop, open_shop


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()
