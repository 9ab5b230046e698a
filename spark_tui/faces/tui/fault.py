"""What is told of an error that nobody expected: short, and without a secret.

No values of variables are ever shown. The whole traceback goes to the log, redacted too.
"""

import logging
import traceback

from spark_tui.domain.text import clean, one_line, redacted

log = logging.getLogger("spark.screen")


def told(error: BaseException) -> str:
    """What it was, where, and where to read more."""
    frames = traceback.extract_tb(error.__traceback__)
    where = f"\n  at {frames[-1].filename}:{frames[-1].lineno} in {frames[-1].name}" if frames else ""
    return f"{type(error).__name__}: {redacted(one_line(str(error), 200))}{where}{_log_file()}"


def write_down(error: BaseException) -> None:
    """The whole of it, to wherever the log goes."""
    log.error("%s", redacted(clean("".join(traceback.format_exception(error)))))


def _log_file() -> str:
    files = [
        handler.baseFilename for handler in logging.getLogger().handlers if isinstance(handler, logging.FileHandler)
    ]
    return f"\n  more in {files[0]}" if files else ""
