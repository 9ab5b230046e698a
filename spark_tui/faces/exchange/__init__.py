"""Sources, schedules and policies as a file that people read and edit: YAML, read strictly.

`write(kept)` gives the text, `read(text, name)` what it says and everything that is wrong with it.
"""
