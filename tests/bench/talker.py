"""Says so many lines, numbered, at an even pace: `talker.py LINES RATE`, where RATE is in a tenth of a second."""

import sys
import time

lines, rate = int(sys.argv[1]), int(sys.argv[2])
began = time.monotonic()
for start in range(0, lines, rate):
    time.sleep(max(0.0, began + start / rate / 10 - time.monotonic()))
    sys.stdout.write("".join(f"{number}\n" for number in range(start, start + rate)))
    sys.stdout.flush()
