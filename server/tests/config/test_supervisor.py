"""`comptoir serve` as people run it: real processes, killed in every way that a shop's computer knows."""

import contextlib
import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]  # it ships no types
import pytest

from comptoir.config.demo.device import DoorRefused, Line
from comptoir.config.demo_access import lead_here
from comptoir.config.home import Home
from comptoir.platform.running import Running

SOURCES = Path(__file__).parents[2] / "src"
START_SECONDS = 180
pytestmark = pytest.mark.slow


def free_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def eventually(what: Callable[[], bool], seconds: float = 30) -> bool:
    """Wait for something that other processes do."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.05)
    return False


@dataclass
class Shop:
    """A home and the ways to run the command on it."""

    folder: Path
    port: int

    @property
    def home(self) -> Home:
        return Home(self.folder / "home")

    def command(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "comptoir.config.cli", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, process_group=0,
            env={
                "PATH": os.environ["PATH"], "PYTHONPATH": str(SOURCES), "COMPTOIR_HOME": str(self.home.path),
                "COMPTOIR_TEST_FAST_UNSAFE_DATABASE": "1", "PYTHONUNBUFFERED": "1", **environment,
            },
        )  # fmt: skip

    def run(self, *arguments: str, **environment: str) -> tuple[int, str]:
        """Run a command that ends by itself."""
        process = self.command(*arguments, **environment)
        output, _ = process.communicate(timeout=START_SECONDS)
        return process.returncode, output

    @contextlib.contextmanager
    def open(self, *options: str, **environment: str) -> Iterator[subprocess.Popen[str]]:
        """`comptoir serve`, until it says that it is open."""
        process = self.command("serve", "--port", str(self.port), *options, **environment)
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if "is open" in line:
                break
        else:
            raise AssertionError(f"it did not open: {''.join(said)}")
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()
            process.communicate(timeout=START_SECONDS)

    def answers(self) -> bool:
        """Whether the server answers a page."""
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            connection.request("GET", "/edge/v1/catalog")
            return connection.getresponse().status == 401
        except (OSError, http.client.HTTPException):
            return False

    def running(self) -> Running:
        running = self.home.read_running()
        assert running is not None
        return running

    def processes(self) -> list[psutil.Process]:
        """Every living process of this home, however it was started."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error, OSError):
                if process.status() == psutil.STATUS_ZOMBIE:
                    continue
                is_database = any(str(self.folder) in part for part in process.cmdline())
                if is_database or process.environ().get("COMPTOIR_HOME") == str(self.home.path):
                    found.append(process)
        return found


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """A home whose database is migrated once for all tests of this file."""
    with tempfile.TemporaryDirectory(prefix="comptoir-serve-") as name:
        folder = Path(name)
        folder.chmod(0o711)
        shop = Shop(folder, 0)
        code, output = shop.run("migrate")
        assert code == 0, output
        yield folder
        for process in shop.processes():
            process.kill()


@pytest.fixture
def shop(made: Path) -> Iterator[Shop]:
    shop = Shop(made, free_port())
    yield shop
    for process in shop.processes():
        process.kill()
    assert eventually(lambda: shop.processes() == [])


def test_serve_opens_and_sigterm_leaves_nothing(shop: Shop) -> None:
    with shop.open() as supervisor:
        assert shop.answers()
        assert sorted(shop.running().processes) == ["database", "server", "worker"]
        code, status = shop.run("status")
        assert code == 0
        assert f"running: http://localhost:{shop.port}" in status

        supervisor.send_signal(signal.SIGTERM)
        supervisor.wait(timeout=30)

    assert supervisor.returncode == 0
    assert shop.processes() == []
    code, status = shop.run("status")
    assert (code, "not running" in status) == (3, True)


def test_ctrl_c_stops_it_as_well(shop: Shop) -> None:
    with shop.open() as supervisor:
        os.killpg(supervisor.pid, signal.SIGINT)
        output, _ = supervisor.communicate(timeout=30)

    assert supervisor.returncode == 0
    assert "Traceback" not in output
    assert shop.processes() == []


def test_a_busy_port_is_an_error_in_plain_words_and_no_other_port_is_taken(shop: Shop) -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", shop.port))):
        code, output = shop.run("serve", "--port", str(shop.port))

    assert code == 1
    assert f"Port {shop.port} of 127.0.0.1 cannot be used: address already in use" in output
    assert "Traceback" not in output
    assert shop.processes() == []


def test_a_port_that_its_last_holder_still_gives_up_is_waited_for(shop: Shop) -> None:
    holder = socket.create_server(("127.0.0.1", shop.port))
    threading.Timer(2, holder.close).start()

    with shop.open() as supervisor:
        assert supervisor.poll() is None
        assert sorted(shop.running().processes) == ["database", "server", "worker"]


def test_another_comptoir_on_the_port_is_busy_too(shop: Shop, tmp_path: Path) -> None:
    """Server processes share their port, so the kernel alone would let both in and divide the tills among them."""
    with shop.open():
        other = Shop(tmp_path, shop.port)
        code, output = other.run("serve", "--port", str(shop.port))

    assert code == 1
    assert "address already in use" in output


def test_a_second_supervisor_of_the_same_home_is_refused(shop: Shop) -> None:
    with shop.open() as supervisor:
        code, output = shop.run("serve", "--port", str(free_port()))
        assert code == 1
        assert f"already runs in {shop.home.path}: process {supervisor.pid}, http://localhost:{shop.port}" in output
        assert shop.answers()


@pytest.mark.parametrize("victim", ["server", "worker", "database"])
def test_a_killed_process_is_started_again(shop: Shop, victim: str) -> None:
    with shop.open():
        before = shop.running().processes
        os.kill(before[victim], signal.SIGKILL)

        assert eventually(lambda: shop.running().processes.get(victim) not in (None, before[victim]))
        assert eventually(shop.answers)
        after = shop.running().processes
        assert {name for name in before if before[name] != after[name]} == {victim}

    assert shop.processes() == []


def test_several_server_processes_share_the_port_and_each_is_started_again(shop: Shop) -> None:
    with shop.open("--processes", "2"):
        assert eventually(lambda: sorted(shop.running().processes) == ["database", "server", "server-2", "worker"])
        before = shop.running().processes
        os.kill(before["server-2"], signal.SIGKILL)
        assert eventually(lambda: shop.running().processes.get("server-2") not in (None, before["server-2"]))
        assert eventually(shop.answers)
        assert shop.running().processes["server"] == before["server"]

    assert shop.processes() == []


def test_an_endless_head_is_cut_off_and_a_usual_one_is_not(shop: Shop) -> None:
    with shop.open(), contextlib.closing(socket.create_connection(("127.0.0.1", shop.port), timeout=10)) as stranger:
        stranger.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n")
        with pytest.raises(OSError):  # noqa: PT011, PT012  # whichever the kernel says first
            for number in range(200):
                stranger.sendall(b"X-%d: " % number + b"a" * 4_000 + b"\r\n")
                time.sleep(0.002)
        assert shop.answers()


def test_after_kill_9_of_the_supervisor_only_the_database_lives_and_is_adopted(shop: Shop) -> None:
    with shop.open() as supervisor:
        database = shop.running().processes["database"]
        supervisor.kill()
        supervisor.wait()
        assert eventually(lambda: all(process.name() == "postgres" for process in shop.processes()), seconds=20), (
            shop.processes()
        )
        assert not shop.answers()

    with shop.open():
        assert shop.running().processes["database"] == database
        assert shop.answers()

    assert shop.processes() == []


def test_verify_beside_a_running_shop_leaves_it_running(shop: Shop) -> None:
    with shop.open():
        code, output = shop.run("verify")
        assert (code, "all as the tills sealed them" in output) == (0, True)
        assert shop.answers()
        assert psutil.pid_exists(shop.running().processes["database"])


def test_verify_and_migrate_leave_no_database_behind(shop: Shop) -> None:
    assert shop.run("migrate")[0] == 0
    assert shop.run("verify")[0] == 0

    assert shop.processes() == []


@pytest.mark.parametrize(("role", "reason"), [("owner", "bypasses row-level security"), ("app", "")])
def test_serve_refuses_a_powerful_role_on_somebody_elses_server(
    shop: Shop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str, reason: str
) -> None:
    monkeypatch.setenv("COMPTOIR_TEST_FAST_UNSAFE_DATABASE", "1")
    with tempfile.TemporaryDirectory(prefix="comptoir-external-") as name:
        Path(name).chmod(0o711)
        foreign = Home(Path(name) / "server")
        foreign.prepare()
        with foreign.cluster.running() as server:
            guest = Shop(tmp_path, shop.port)
            external = {"DATABASE_URL": server.url("postgres")}
            assert guest.run("migrate", **external)[0] == 0
            if role == "owner":
                external["COMPTOIR_APP_DATABASE_URL"] = server.url("postgres")
                code, output = guest.run("serve", "--port", str(guest.port), **external)
                assert code == 1
                assert reason in output
                assert "Traceback" not in output
            else:
                with guest.open(**external):
                    assert guest.answers()
                    assert sorted(guest.running().processes) == ["server", "worker"]
        assert not foreign.cluster.is_running()
        foreign.cluster.destroy()
    assert guest.processes() == []


def test_lan_serves_tls_under_the_fixed_name_only(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    with shop.open("--lan", "--lan-name", "comptoir.test", "--host", "127.0.0.1"):
        authority = shop.home.path / "tls" / "comptoir.test" / "authority.pem"
        phone = ssl.create_default_context(cafile=str(authority))

        def get(name: str, path: str) -> int:
            plain = socket.create_connection(("127.0.0.1", shop.port), timeout=10)
            connection = http.client.HTTPSConnection(name, shop.port)
            connection.sock = phone.wrap_socket(plain, server_hostname=name)
            connection.request("GET", path)
            return connection.getresponse().status

        assert get("comptoir.test", "/edge/v1/catalog") == 401
        for wrong in ("127.0.0.1", "comptoir.local"):
            with pytest.raises(ssl.SSLCertVerificationError):
                get(wrong, "/edge/v1/catalog")
        assert not shop.answers()  # no plain HTTP on this port

        # The demo's tills find the door under the shop's name, whatever this machine's resolver knows.
        monkeypatch.setattr(socket, "getaddrinfo", socket.getaddrinfo)
        lead_here("comptoir.test")
        line = Line(f"https://comptoir.test:{shop.port}", certificate_authority=str(authority))
        with line, pytest.raises(DoorRefused, match="401"):
            line.report("x" * 43, app_version="1")
        assert shop.running().address == f"https://comptoir.test:{shop.port}"

    assert shop.processes() == []


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["serve", "--lan", "--lan-name", "192.168.1.20"], "cannot be the name"),
        (["demo", "--host", "0.0.0.0"], "only with --lan"),
        (["bench", "no-such-bench"], "There is no bench no-such-bench"),
        (["verify", "--organization", "shop"], "no identifier"),
    ],
)
def test_wishes_that_cannot_be_met_are_refused_in_words(shop: Shop, options: list[str], words: str) -> None:
    code, output = shop.run(*options)

    assert code == 2
    assert words in " ".join(output.split())
    assert shop.processes() == []


def test_help_is_quick_and_loads_no_django(shop: Shop) -> None:
    code, output = shop.run("--help")
    assert code == 0
    assert all(command in output for command in ("demo", "serve", "worker", "migrate", "status", "verify", "bench"))

    probe = "import sys, comptoir.config.cli; print([m for m in ('django', 'uvicorn', 'psycopg') if m in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, env={"PYTHONPATH": str(SOURCES)}, check=True
    )
    assert answer.stdout.strip() == "[]"
