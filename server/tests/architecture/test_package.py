"""The package carries the built pages, so that installing it needs no Node."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.architecture.layers import SERVER

WEB = SERVER / "src" / "comptoir" / "config" / "web"


def build(source: Path, kind: str, out: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", f"--{kind}", "--outdir", str(out), str(source)],
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not any(WEB.rglob("index.html")):
        pytest.skip("the web is not built: make setup")
    out = tmp_path_factory.mktemp("dist")
    for kind in ("wheel", "sdist"):
        done = build(SERVER, kind, out)
        assert done.returncode == 0, done.stdout + done.stderr
    return out


def built_pages() -> set[str]:
    """All but the stamp of `make`, which stands beside the folders of the applications."""
    return {path.relative_to(WEB).as_posix() for path in WEB.glob("*/**/*") if path.is_file()}


@pytest.mark.slow
def test_wheel_holds_every_built_page(archives: Path) -> None:
    [wheel] = archives.glob("*.whl")
    prefix = "comptoir/config/web/"
    packed = {name.removeprefix(prefix) for name in zipfile.ZipFile(wheel).namelist() if name.startswith(prefix)}

    assert packed == built_pages()
    assert {name for name in packed if name.endswith("index.html")}


@pytest.mark.slow
def test_two_builds_give_the_same_bytes(archives: Path, tmp_path: Path) -> None:
    """Whoever builds a release anew gets the wheel that was published."""
    done = build(SERVER, "wheel", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr

    [first], [second] = archives.glob("*.whl"), tmp_path.glob("*.whl")
    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.slow
def test_source_distribution_builds_a_wheel_without_npm(archives: Path, tmp_path: Path) -> None:
    [archive] = archives.glob("*.tar.gz")
    subprocess.run(["tar", "-xzf", archive, "-C", tmp_path], check=True)
    [folder] = tmp_path.iterdir()

    done = build(folder, "wheel", tmp_path / "dist", PATH=str(Path(sys.executable).parent))

    assert done.returncode == 0, done.stdout + done.stderr
    [wheel] = (tmp_path / "dist").glob("*.whl")
    assert any(name.endswith("till/index.html") for name in zipfile.ZipFile(wheel).namelist())


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """The smallest server folder that the build hook accepts, without pages and without web sources."""
    server = tmp_path / "server"
    (server / "src" / "comptoir").mkdir(parents=True)
    (server / "src" / "comptoir" / "__init__.py").touch()
    for name in ("pyproject.toml", "hatch_build.py"):
        shutil.copy(SERVER / name, server)
    return server


@pytest.mark.slow
def test_build_without_pages_or_sources_says_so(bare: Path) -> None:
    done = build(bare, "wheel", bare / "dist")

    assert done.returncode != 0
    assert "hold neither the built web pages nor the web sources" in done.stdout + done.stderr
    assert not list((bare / "dist").glob("*.whl"))


@pytest.mark.slow
def test_build_without_npm_says_so(bare: Path) -> None:
    (bare.parent / "web").mkdir()
    (bare.parent / "web" / "package-lock.json").write_text("{}", encoding="utf-8")

    done = build(bare, "wheel", bare / "dist", PATH=str(Path(sys.executable).parent))

    assert done.returncode != 0
    assert "npm is not installed" in done.stdout + done.stderr


@pytest.mark.slow
def test_web_can_be_left_out(bare: Path) -> None:
    done = build(bare, "wheel", bare / "dist", COMPTOIR_SKIP_WEB="1")

    assert done.returncode == 0, done.stdout + done.stderr
    assert list((bare / "dist").glob("*.whl"))
