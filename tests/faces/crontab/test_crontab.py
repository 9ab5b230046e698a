"""A crontab is read as cron(8) reads it, and each line of it becomes a command that means the same."""

import os
import subprocess
from pathlib import Path

import pytest

from spark_tui.domain.errors import Invalid
from spark_tui.domain.schedule import CatchUp, Overlap
from spark_tui.domain.timing import Cron, Timing
from spark_tui.faces.crontab.becoming import become, command_line, named_apart
from spark_tui.faces.crontab.naming import name_of
from spark_tui.faces.crontab.reading import Entry, Refused, at_percent, read

DEBIAN = """\
# Edit this file to introduce tasks to be run by cron.
#
# Each task to run has to be defined through a single line
# indicating with different fields when the task will be run
# and what command to run for the task
#
# For example, you can run a backup of all your user accounts
# at 5 a.m every week with:
# 0 5 * * 1 tar -zcf /var/backups/home.tgz /home/
#
# For more information see the manual pages of crontab(5) and cron(8)
#
# m h  dom mon dow   command
0 5 * * 1 tar -zcf /var/backups/home.tgz /home/
"""

SYSTEM = """\
# /etc/crontab: system-wide crontab
SHELL=/bin/sh
PATH=/usr/local/sbin:/usr/local/bin:/sbin:/bin:/usr/sbin:/usr/bin

# Example of job definition:
# .---------------- minute (0 - 59)
# |  .------------- hour (0 - 23)
# *  *  *  *  * user-name command to be executed
17 *\t* * *\troot\tcd / && run-parts --report /etc/cron.hourly
25 6\t* * *\troot\ttest -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }
@daily ana /home/ana/bin/tidy
30 4 * * *
"""

LARAVEL = "* * * * * cd /var/www/app && php artisan schedule:run >> /dev/null 2>&1\n"

NEXTCLOUD = """\
MAILTO=""
CRON_TZ=Europe/Berlin
# Nextcloud
*/5  *  *  *  * php -f /var/www/nextcloud/cron.php

MAILTO=admin@example.org
# m h dom mon dow command
# renew certificates
0 */12 * * * test -x /usr/bin/certbot && perl -e 'sleep int(rand(43200))' && certbot -q renew
#@daily /usr/bin/off
# 15 3 * * * /usr/bin/off-too
45 23 * * 7 pg_dump app | gzip > /backup/app-$(date +\\%F).sql.gz
"""


def entries(text: str, *, system: bool = False) -> list[Entry]:
    return [line for line in read(text, system=system) if isinstance(line, Entry)]


def refused(text: str, *, system: bool = False) -> list[tuple[int, str]]:
    return [(line.line, line.reason) for line in read(text, system=system) if isinstance(line, Refused)]


@pytest.mark.parametrize(
    ("text", "system", "found"),
    [
        (DEBIAN, False, [(14, "0 5 * * 1", "", "", "tar -zcf /var/backups/home.tgz /home/")]),
        (LARAVEL, False, [(1, "* * * * *", "", "", "cd /var/www/app && php artisan schedule:run >> /dev/null 2>&1")]),
        (
            SYSTEM,
            True,
            [
                (9, "17 * * * *", "root", "", "cd / && run-parts --report /etc/cron.hourly"),
                (
                    10,
                    "25 6 * * *",
                    "root",
                    "",
                    "test -x /usr/sbin/anacron || { cd / && run-parts --report /etc/cron.daily; }",
                ),
                (11, "0 0 * * *", "ana", "", "/home/ana/bin/tidy"),
            ],
        ),
        (
            NEXTCLOUD,
            False,
            [
                (4, "*/5 * * * *", "", "Nextcloud", "php -f /var/www/nextcloud/cron.php"),
                (
                    9,
                    "0 */12 * * *",
                    "",
                    "renew certificates",
                    "test -x /usr/bin/certbot && perl -e 'sleep int(rand(43200))' && certbot -q renew",
                ),
                (12, "45 23 * * 7", "", "", "pg_dump app | gzip > /backup/app-$(date +%F).sql.gz"),
            ],
        ),
        ("", False, []),
        ("# nothing\n\n  \n", False, []),
        ("0 9 * * 1-5 echo a\r\n", False, [(1, "0 9 * * 1-5", "", "", "echo a")]),
        ("@hourly FOO=1 run", False, [(1, "0 * * * *", "", "", "FOO=1 run")]),
    ],
)
def test_every_line_that_runs_something_is_found(
    text: str, system: bool, found: list[tuple[int, str, str, str, str]]
) -> None:
    assert [(e.line, e.fields, e.user, e.comment, e.command) for e in entries(text, system=system)] == found


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("@reboot /usr/bin/start", "machine starts"),
        ("@every_minute x", "knows no @every_minute"),
        ("61 * * * * x", "bad minute"),
        ("0 9 * * 1-5", "no command"),
        ("@daily", "no command"),
        ("0 9 * *", "no command"),
        ("0~59 9 * * * x", "not a cron expression"),
        ("what is this and why here", "not a cron expression"),
    ],
)
def test_a_line_that_cannot_be_a_schedule_is_told_with_its_number(text: str, reason: str) -> None:
    ((line, why),) = refused(f"\n{text}\n")
    assert (line, reason in why) == (2, True), why


def test_a_system_line_without_a_user_is_told() -> None:
    assert [line for line, _ in refused(SYSTEM, system=True)] == [12]


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("A=b", "A", "b"),
        ("A = b c ", "A", "b c"),
        ('A="b c "', "A", "b c "),
        ("A='b'", "A", "b"),
        ('"A B"=c', "A B", "c"),
        ("A=", "A", ""),
        ('A="', "A", '"'),
        ("A=b # no comment", "A", "b # no comment"),
        ("A=$HOME", "A", "$HOME"),
    ],
)
def test_a_setting_is_for_the_lines_below_it(line: str, name: str, value: str) -> None:
    before, after = entries(f"0 9 * * * x\n{line}\n0 9 * * * y")
    assert (before.variables, after.variables) == ({}, {name: value})


@pytest.mark.parametrize(
    ("text", "command", "given"),
    [
        ("echo a", "echo a", ""),
        ("date +\\%F", "date +%F", ""),
        ("cat%a", "cat", "a\n"),
        ("cat%a%b\\%c%", "cat", "a\nb%c\n"),
        ("cat%", "cat", ""),
        ("cat%%", "cat", "\n"),
        ("sed 's/\\n//'", "sed 's/\\n//'", ""),
        ("a\\\\%b", "a\\\\", "b\n"),
        ("end\\", "end\\", ""),
    ],
)
def test_what_follows_a_bare_percent_is_what_the_command_reads(text: str, command: str, given: str) -> None:
    assert at_percent(text) == (command, given)


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ('0 9 * * * echo "it\'s $((1 + 1))"', "it's 2\n"),
        ('A=it\'s $HOME\n0 9 * * * echo "$A" | tr a-z A-Z', "IT'S $HOME\n"),
        ("PATH=/nowhere\n0 9 * * * echo $PATH", "/nowhere\n"),
        ("SHELL=/bin/bash\n0 9 * * * echo {1..3} ${BASH_VERSION:+bash}", "1 2 3 bash\n"),
        ("HOME=/\n0 9 * * * pwd", "/\n"),
        ('MAILTO=x\nCRON_TZ=UTC\n0 9 * * * echo "[$MAILTO$CRON_TZ]"', "[]\n"),
        ("TZ=Asia/Tokyo\n0 9 * * * date +\\%Z", "JST\n"),
        ("0 9 * * * cat%one%two", "one\ntwo\n"),
        ("0 9 * * * printf '%s'", ""),
    ],
)
def test_what_it_becomes_does_what_cron_does(text: str, out: str, tmp_path: Path) -> None:
    """Through a shell and without one: both read the line as the same words."""
    import shlex

    (entry,) = entries(text)
    line = command_line(entry)
    for command in (["sh", "-c", line], shlex.split(line)):
        done = subprocess.run(
            command, input=entry.input, capture_output=True, text=True, cwd=tmp_path, env={"PATH": os.environ["PATH"]}
        )
        assert done.stdout == out, done.stderr


@pytest.mark.parametrize(
    ("command", "comment", "name"),
    [
        ("/usr/local/bin/backup.sh --full >> /var/log/b.log 2>&1", "", "backup"),
        ("/usr/local/bin/backup.sh", "nightly backup", "nightly-backup"),
        ("/usr/local/bin/backup.sh", "this one makes a copy of everything that we have", "backup"),
        ("cd /var/www/app && php artisan schedule:run >> /dev/null 2>&1", "", "artisan-schedule-run"),
        ("/usr/bin/python3 -u /srv/etl/load_sales.py --all", "", "load-sales"),
        ("test -x /usr/bin/certbot -a \\! -d /run && certbot -q renew", "", "certbot-renew"),
        ("[ -x /usr/bin/x ] && TZ=UTC nice -n 19 ionice -c 3 /srv/tidy", "", "tidy"),
        ("flock -n /tmp/sync.lock rsync -a /a /b", "", "rsync"),
        ("timeout 10m curl -fsS https://example.org/ping", "", "curl"),
        ("env FOO=bar bash -lc 'bundle exec rake daily'", "", "bundle-exec-rake-daily"),
        ("pg_dump app | gzip > /b.gz", "", "pg-dump-app"),
        ("sudo -n /usr/sbin/ntpdate pool.ntp.org", "", "ntpdate"),
        ("$HOME/bin/run", "", "run"),
        ("echo 'unfinished", "", "echo-unfinished"),
        ("***", "", "command"),
        ("A=1", "", "command"),
    ],
)
def test_a_schedule_is_called_what_it_runs(command: str, comment: str, name: str) -> None:
    assert name_of(command, comment)[:40] == name


def test_two_that_run_the_same_have_names_of_their_own() -> None:
    all_of_them = [become(entry, "UTC") for entry in entries("0 9 * * * tidy\n0 10 * * * tidy\n0 11 * * * tidy-2\n")]
    assert [one.schedule.name for one in named_apart(all_of_them, {"tidy"})] == ["tidy-2", "tidy-3", "tidy-2-2"]


def test_a_line_keeps_crons_meaning() -> None:
    first, second = (
        become(entry, "America/Lima").schedule for entry in entries("@weekly a\nCRON_TZ=Asia/Tokyo\n0 9 * * * b")
    )
    assert first.timing == Timing((Cron("0 0 * * 0", "America/Lima"),))
    assert (second.timing, second.zone) == (Timing((Cron("0 9 * * *", "Asia/Tokyo"),)), "Asia/Tokyo")
    assert (first.policy.overlap, first.policy.catch_up) == (Overlap.PARALLEL, CatchUp.NONE)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("SHELL=/bin/bash\n0 9 * * * x", "shell: /bin/bash"),
        ("MAILTO=ana@example.org\n0 9 * * * x", "none is sent to ana@example.org"),
        ("TZ=UTC\n0 9 * * * x", "CRON_TZ"),
        ("PATH=/x\nA=b\n0 9 * * * x", "PATH, A"),
        ("0 9 * * * x%hello", "its input: hello"),
        ("RANDOM_DELAY=5\n0 9 * * * x", "on the minute"),
    ],
)
def test_what_will_be_different_is_told(text: str, told: str) -> None:
    (entry,) = entries(text)
    assert told in " ".join(become(entry, "UTC").notes)


def test_a_plain_line_has_nothing_to_tell() -> None:
    assert become(entries("MAILTO=''\n0 9 * * * x")[0], "UTC").notes == ()


@pytest.mark.parametrize("text", ["CRON_TZ=Mars/Olympus\n0 9 * * * x", f"0 9 * * * {'x' * 3000}"])
def test_what_cannot_be_kept_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        become(entries(text)[0], "UTC")
