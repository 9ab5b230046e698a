"""The command that starts this installation of Spark: behind a command, at boot, or in a tab of a browser.

Without -P a file of the folder in which that happens would be imported for a module of the same name.
"""

import sys

THIS_SPARK = (sys.executable, "-P", "-m", "spark_tui.main")
