"""A crontab, as crontab(5) means it, and what each line of it becomes as a schedule. All of it is pure."""
