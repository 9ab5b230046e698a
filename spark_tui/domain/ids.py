"""Identities: random, short enough to type a prefix of, and never reused."""

import secrets
from typing import NewType

SourceId = NewType("SourceId", str)
WorkflowId = NewType("WorkflowId", str)
ScheduleId = NewType("ScheduleId", str)
RunId = NewType("RunId", str)
BootId = NewType("BootId", str)  # one life of one engine process


def new_id() -> str:
    """64 random bits as 16 hexadecimal digits."""
    return secrets.token_hex(8)
