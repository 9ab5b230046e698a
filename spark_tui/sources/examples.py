"""Small workflows for a first start: harmless, quick, and easy to copy from."""

from pathlib import Path

HELLO = """\
#!/bin/sh
# Says hello and shows what Spark tells a workflow
echo "Hello from $(uname -n)."
sleep 1
echo "This is attempt ${SPARK_ATTEMPT:-1} of run ${SPARK_RUN_ID:-(started by hand)}."
echo "It was due at ${SPARK_DUE_AT:-now}."
sleep 1
[ -z "$SPARK_INPUT" ] || echo "You said: $SPARK_INPUT"
echo "Done."
"""

DISK_SPACE = """\
#!/bin/sh
# Shows how full each disk is, and fails when one is over 95 %
df -hP | sed -n '1p;/^\\/dev\\//p'
sleep 1
full=$(df -P | awk '/^\\/dev\\// && $5 + 0 > 95 { print $6 " (" $5 ")" }')
if [ -n "$full" ]; then
  echo "almost full: $full" >&2
  exit 1
fi
echo "No disk is over 95 % full."
"""

SYSTEM_REPORT = """\
#!/bin/sh
# A short report: the machine, its load, its memory and who is logged in
echo "Machine: $(uname -srm)"
sleep 1
echo "Load:    $(uptime | sed 's/^ *//')"
sleep 1
if command -v free >/dev/null; then
  free -h
fi
sleep 1
echo "People:  $(who | wc -l | tr -d ' ') logged in"
"""

EXAMPLES = {"hello": HELLO, "disk-space": DISK_SPACE, "system-report": SYSTEM_REPORT}


def plant_examples(folder: Path) -> list[str]:
    """Write the examples into a folder that is empty or not there yet, and answer their names.

    Nothing is ever overwritten: a folder with anything in it stays as it is. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        return []
    return [_plant(folder / name, text) for name, text in EXAMPLES.items()]


def _plant(file: Path, text: str) -> str:
    with file.open("x", encoding="utf-8") as opened:
        opened.write(text)
    file.chmod(0o755)
    return file.name
