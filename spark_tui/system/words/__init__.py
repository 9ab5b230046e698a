"""Any Timing as one sentence for people: "every weekday at 09:00 and 17:30, until Fri 25 Dec 2026".

`words` says it with a `speaking` voice. `sentence` puts it together; `cron` and `rules` say the days of a
trigger, with the phrases of `days`; `times` says its times of day, `bounds` the rest. None of them knows
a language: a Voice does (`voice`), of which there are `english` and `portuguese`.
"""

from spark_tui.system.words.sentence import words
from spark_tui.system.words.speaking import speaking

__all__ = ["speaking", "words"]
