"""A shop, and the reports that follow its log."""

from pathlib import Path

import pytest

from tests.sales.shop import Shop, open_shop


@pytest.fixture
def shop(db: None, settings, tmp_path: Path) -> Shop:
    settings.HOME = tmp_path
    return open_shop()
