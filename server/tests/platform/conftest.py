"""Clusters in a folder that other accounts may pass through; whatever a test leaves running is stopped."""

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from comptoir.platform.postgres import Cluster, PostgresUnavailable
from comptoir.platform.postgres_binaries import Binaries
from tests.platform.clusters import Make


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that other accounts may pass through; pytest's own is closed to them."""
    with tempfile.TemporaryDirectory(prefix="comptoir-test-") as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture
def make(folder: Path) -> Iterator[Make]:
    """Makes clusters, and stops whatever server they left behind."""
    made: list[Cluster] = []

    def make_one(name: str = "shop", *, binaries: Binaries | None = None, durable: bool = False) -> Cluster:
        data = folder / name / "database"
        made.append(Cluster(data, binaries=binaries, fast_unsafe=not durable, state=folder / "state"))
        return made[-1]

    yield make_one
    for cluster in made:
        if cluster.is_running():
            cluster.start().stop()
        with contextlib.suppress(PostgresUnavailable):
            cluster.destroy()
