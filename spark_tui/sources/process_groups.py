"""Process groups of this machine: known by a ref, and ended whole.

The ref is `pid:start:boot`: when the process began, on which boot of the machine. A
recycled pid has another start, and is never touched.
"""

import asyncio
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

GRACE = 2.0  # seconds between asking a group to end and making it
PROC = Path("/proc")
MARK = b"SPARK_RUN_ID="  # in the environment of everything that we start


def ref_of(pid: int) -> str:
    return f"{pid}:{_start_of(pid)}:{_boot()}"


async def end_by_ref(ref: str) -> bool:
    """End the group of that ref if it is still the one that we started. True when nothing of it runs any more."""
    group = _group_of(ref)
    if group is None:
        return False
    if not _still_ours(group, ref):
        return _has_proc() or not is_alive(group)
    return await end_group(group)


def runs(ref: str) -> bool:
    """Whether anything of the group of that ref still runs."""
    group = _group_of(ref)
    return group is not None and _still_ours(group, ref) and is_alive(group)


async def end_group(group: int) -> bool:
    for force in (signal.SIGTERM, signal.SIGKILL):
        if not is_alive(group):
            return True
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, force)
        await _until_ended(group)
    return not is_alive(group)


async def _until_ended(group: int) -> None:
    loop = asyncio.get_running_loop()
    until, pause = loop.time() + GRACE, 0.005
    while is_alive(group) and loop.time() < until:
        await asyncio.sleep(pause)
        pause = min(pause * 2, 0.1)


def is_alive(group: int) -> bool:
    """Whether any process of the group runs; one that has ended and was not yet waited for does not."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return any(True for _ in _members(group)) if _has_proc() else True


def _still_ours(group: int, ref: str) -> bool:
    started = _start_of(group)
    if started:
        return ref_of(group) == ref
    return any(_is_marked(pid) for pid in _members(group))


def _group_of(ref: str) -> int | None:
    """The group's number, or None when the ref is none of ours."""
    pid, _, rest = ref.partition(":")
    return int(pid) if pid.isdecimal() and int(pid) > 1 and ":" in rest else None


# ------------------------------------------------------------------ what /proc says (elsewhere: nothing)


def _has_proc() -> bool:
    return (PROC / "self" / "stat").exists()


def _start_of(pid: int) -> str:
    """When the process began, in ticks since the boot; empty when there is none."""
    stat = _stat(pid)
    return stat[19] if stat and stat[0] != "Z" else ""


def _members(group: int) -> Iterator[int]:
    for entry in PROC.glob("[0-9]*"):
        if (stat := _stat(int(entry.name))) and stat[2] == str(group) and stat[0] not in "ZX":
            yield int(entry.name)


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on: the name before them may hold anything."""
    try:
        return (PROC / str(pid) / "stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []


def _is_marked(pid: int) -> bool:
    try:
        return MARK in (PROC / str(pid) / "environ").read_bytes()
    except OSError:
        return False


def _boot() -> str:
    try:
        return (PROC / "sys/kernel/random/boot_id").read_text("ascii").strip()[:8]
    except OSError:
        return ""
