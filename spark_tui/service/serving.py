"""Who is the engine now, as far as that can be told from here: a row outlives its process for a while."""

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

from spark_tui.domain.text import one_line
from spark_tui.service.ports import Face, Holder, Lease

if TYPE_CHECKING:
    from spark_tui.service.spark import Spark

RESTART = "spark daemon restart"


def of_ours(holder: Holder) -> str:
    """What makes the engine one of this Spark, when it is that process."""
    helps = RESTART if holder.face is Face.DAEMON else f"leave that app with q (pid {holder.pid})"
    return helps if holder.host == socket.gethostname() else f"{helps}, on {one_line(holder.host, 40)}"


async def who_serves(spark: "Spark") -> Lease | None:
    """Whoever has the lease, unless it is a process of this machine that is no more."""
    lease = await spark.runs.engine()
    return None if lease is None or is_dead(lease) else lease


def is_dead(lease: Lease) -> bool:
    """Of a holder on this machine; of another machine nobody here knows."""
    return lease.holder.host == socket.gethostname() and not is_spark(lease.holder.pid)


def is_spark(pid: int) -> bool:
    """Whether that process lives and is one of ours: numbers are given out again."""
    try:
        os.kill(pid, 0)
        command = Path(f"/proc/{pid}/cmdline")
        return b"spark" in command.read_bytes() if command.exists() else not Path("/proc/self").exists()
    except PermissionError:
        return True
    except OSError:
        return False
