"""The command that starts this installation of Spark: behind a command, at boot, or in a tab of a browser."""

import sys

THIS_SPARK = (sys.executable, "-m", "spark_tui.main")
