"""Any Timing as one sentence for people: "every weekday at 09:00 and 17:30, until Fri 25 Dec 2026".

`words` is all that others need. `sentence` puts it together; `cron` and `rules` say the days of a
trigger, with the phrases of `days` and `counting`; `times` says its times of day, `bounds` the rest.
"""

from spark_tui.system.words.sentence import words

__all__ = ["words"]
