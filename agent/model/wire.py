"""What goes over the pipes between Spark and the model's process: one JSON object a line.

to the child:    {"ask": 1, "model": …, "api_base": …, "key": …, "messages": […], "tools": […], "seconds": 60}
                 {"stop": 1}
from the child:  {"for": 1, "text": "more of the answer"}
                 {"for": 1, "calls": [{"id", "name", "arguments"}], "spent": [read, written, dollars]}   it is over
                 {"for": 1, "error": "what is wrong", "hint": "what would help"}                          it is over
                 {"for": 1, "stopped": true}                                                              it is over
"""

import json
from typing import Any

Line = dict[str, Any]
LONGEST = 16 * 1024 * 1024  # bytes of one line


def written(line: Line) -> bytes:
    return json.dumps(line, separators=(",", ":")).encode() + b"\n"


def read(raw: bytes) -> Line | None:
    """None when it is not one of ours: something printed where only we should."""
    try:
        line = json.loads(raw)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None
