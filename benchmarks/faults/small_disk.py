"""A disk that can be filled to its last block, and one that writes slowly. Both need root; without it they say so."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType

SIZE = 1_200 << 20
CGROUPS = Path("/sys/fs/cgroup/blkio")
WRITES_A_SECOND = 10


class SmallDisk:
    """A file system in a file, mounted at `path`; where that may not be, an ordinary folder."""

    def __init__(self, path: Path, size: int = SIZE) -> None:
        self.path = path
        self._size = size
        self.is_small = False

    def __enter__(self) -> SmallDisk:
        self.path.mkdir()
        image = self.path.with_suffix(".image")
        if os.geteuid() != 0 or shutil.which("mkfs.ext4") is None:
            return self
        with image.open("wb") as stream:
            stream.truncate(self._size)
        steps = (["mkfs.ext4", "-q", "-m", "0", str(image)], ["mount", "-o", "loop", str(image), str(self.path)])
        done = all(subprocess.run(step, capture_output=True, check=False).returncode == 0 for step in steps)
        if done:
            self.path.chmod(0o711)
        self.is_small = done
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None
    ) -> None:
        if self.is_small:
            subprocess.run(["umount", "--lazy", str(self.path)], check=True)

    @contextmanager
    def full(self) -> Iterator[None]:
        """Take every free block, and what is freed meanwhile, too."""
        ballast = self.path / "ballast"
        try:
            with ballast.open("wb", buffering=0) as stream:
                block = b"\1" * 1_048_576
                while block:
                    try:
                        stream.write(block)
                    except OSError:
                        block = block[: len(block) // 2]
                yield
        finally:
            ballast.unlink(missing_ok=True)


class SlowDisk:
    """A group of processes whose writes to the disk below a folder are counted out, a few a second (blkio)."""

    def __init__(self, folder: Path) -> None:
        device = os.stat(folder).st_dev
        self._number = f"{os.major(device)}:{os.minor(device)}"
        self._folder = folder
        self._group = CGROUPS / f"comptoir-bench-{os.getpid()}"
        self.write_ms = 0

    def __enter__(self) -> SlowDisk:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _: TracebackType | None
    ) -> None:
        if not self._group.is_dir():
            return
        for pid in (self._group / "cgroup.procs").read_text().split():
            with suppress(OSError):
                (CGROUPS / "cgroup.procs").write_text(pid)
        with suppress(OSError):
            self._group.rmdir()

    def take(self, pids: list[int]) -> bool:
        """Slow these down; False where the system has no such groups, or they do not slow it."""
        try:
            self._group.mkdir()
            (self._group / "blkio.throttle.write_iops_device").write_text(f"{self._number} {WRITES_A_SECOND}")
            self.write_ms = self._measured()
            if self.write_ms < 1_000 // WRITES_A_SECOND // 2:
                return False
            for pid in pids:
                with suppress(ProcessLookupError):
                    (self._group / "cgroup.procs").write_text(str(pid))
        except OSError:
            return False
        return True

    def _measured(self) -> int:
        """Milliseconds that a small durable write takes a process of this group: what is not slow is not said to be."""
        pid = os.fork()
        if pid == 0:
            (self._group / "cgroup.procs").write_text(str(os.getpid()))
            began = time.monotonic()
            descriptor = os.open(self._folder.parent, os.O_TMPFILE | os.O_WRONLY)
            for _ in range(5):
                os.write(descriptor, b"x" * 4_096)
                os.fsync(descriptor)
            os._exit(min(255, round((time.monotonic() - began) * 100 / 5)))
        _, status = os.waitpid(pid, 0)
        return os.waitstatus_to_exitcode(status) * 10
