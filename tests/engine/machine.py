"""A machine on which things go wrong when a test wants it: small disks, a clock of its own, a PostgreSQL cluster."""

import os
import pwd
import shutil
import socket
import struct
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

CHUNK = 4096


def is_root() -> bool:
    return os.geteuid() == 0 and shutil.which("mount") is not None


# ------------------------------------------------------------------ disks


class Disk:
    """A file system of its own at that folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def remount(self, how: str) -> None:
        """`ro` or `rw`."""
        run("mount", "-o", f"remount,{how}", str(self.folder))


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Disk]:
    folder.mkdir(parents=True)
    run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(folder))
    try:
        yield Disk(folder)
    finally:
        run("umount", "--lazy", str(folder))


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Not a byte is left there."""
    file = folder / "something-big"
    with suppress(OSError), file.open("wb", buffering=0) as opened:
        while opened.write(bytes(CHUNK)):
            pass
    try:
        yield
    finally:
        file.unlink()


# ------------------------------------------------------------------ a clock

SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

static volatile long *offset;

__attribute__((constructor)) static void begin(void) {
    void *page = mmap(0, sizeof(long), PROT_READ, MAP_SHARED, open(getenv("CLOCK_OFFSET"), O_RDONLY), 0);
    if (page != MAP_FAILED) offset = page;
}

int clock_gettime(clockid_t which, struct timespec *at) {
    static int (*real)(clockid_t, struct timespec *);
    if (!real) real = dlsym(RTLD_NEXT, "clock_gettime");
    int code = real(which, at);
    if (which == CLOCK_REALTIME && offset) at->tv_sec += *offset;
    return code;
}
"""


def can_compile() -> bool:
    return shutil.which("cc") is not None


class WallClock:
    """The wall clock of every process that is started with its `environment`; nobody else's."""

    def __init__(self, folder: Path) -> None:
        self._offset, library = folder / "offset", folder / "clock.so"
        self.set(0)
        (folder / "clock.c").write_text(SHIM)
        run("cc", "-shared", "-fPIC", "-o", str(library), str(folder / "clock.c"), "-ldl")
        self.environment = {"LD_PRELOAD": str(library), "CLOCK_OFFSET": str(self._offset)}

    def set(self, seconds: int) -> None:
        """So many seconds from what is right."""
        with self._offset.open("r+b" if self._offset.exists() else "wb") as file:
            file.write(struct.pack("l", seconds))


# ------------------------------------------------------------------ a PostgreSQL server


class Cluster:
    """A PostgreSQL server of our own, on a port of its own, that may be broken."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="spark-cluster-"))
        self._port = _free_port()
        self.url = f"postgresql://postgres@127.0.0.1:{self._port}/postgres"

    @staticmethod
    def possible() -> bool:
        return _bin() is not None and (os.geteuid() != 0 or _postgres() is not None)

    def __enter__(self) -> "Cluster":
        self._folder.chmod(0o755)
        data = self._folder / "data"
        data.mkdir(mode=0o700)
        if user := _postgres():
            os.chown(data, user.pw_uid, user.pw_gid)
        self._do("initdb", "-D", str(data), "-U", "postgres", "--auth=trust", "--no-sync")
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(subprocess.CalledProcessError):
            self.crash()
        shutil.rmtree(self._folder)

    def start(self) -> None:
        options = f"-p {self._port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        self._do("pg_ctl", "-D", str(self._folder / "data"), "-o", options, "-l", "/dev/null", "-w", "start")

    def crash(self) -> None:
        """As when its machine loses power."""
        self._do("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "-w", "stop")

    def _do(self, command: str, *arguments: str) -> None:
        user = _postgres()
        folder = _bin()
        assert folder is not None
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
        subprocess.run(
            [str(folder / command), *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/", timeout=60, **who
        )


def _postgres() -> pwd.struct_passwd | None:
    """Whom the server runs as, when we are root: it refuses to be root itself."""
    with suppress(KeyError):
        return pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    return None


def _bin() -> Path | None:
    """The newest server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb")) or [
        Path(path) for path in [shutil.which("initdb")] if path
    ]
    return found[-1].parent if found else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True, timeout=60)
