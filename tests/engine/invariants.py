"""What holds in every world, whatever happens: looked at after every commit, at every call, and at the end.

It reads the database by itself and derives what was planned from what it saw there.
"""

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

from spark_tui.domain.queueing import MOST_ATTEMPTS
from spark_tui.domain.run import Cause, RunState
from spark_tui.domain.schedule import Interrupted, Overlap, Pause, Policy
from spark_tui.domain.timing import Timing
from spark_tui.service.ports import Job
from spark_tui.store.columns import EPOCH, MICROSECOND
from spark_tui.store.shapes import pause_from_json, policy_from_json, timing_from_json
from tests.engine.servers import ABILITIES
from tests.engine.world import SEATS, Door, World

LATELY = timedelta(seconds=3)  # a change and a decision this close together may be in either order
BAD = ("failed", "timed_out")


@dataclass
class Course:
    """A timing that a schedule had: from its first moment, until it was changed or removed."""

    shape: str
    timing: Timing
    first: datetime | None
    until: datetime | None = None
    removed: bool = False

    def moments(self, upto: datetime) -> list[datetime]:
        """All that there are."""
        if self.first is None:
            return []
        until = upto if self.until is None else self.until
        before = self.first - MICROSECOND
        return list(takewhile(lambda moment: moment <= until, self.timing.moments_after(before)))


@dataclass
class Paused:
    """A pause that was seen."""

    pause: Pause
    seen: datetime
    ended: datetime | None = None


@dataclass
class Seen:
    """What was seen of one schedule."""

    courses: list[Course] = field(default_factory=list)
    policies: list[tuple[datetime, Policy]] = field(default_factory=list)
    pauses: list[Paused] = field(default_factory=list)
    next_at: datetime | None = None
    pause: str | None = None
    policy: str = ""

    def lately(self, now: datetime) -> list[Policy]:
        """The policy, and those that it had a moment ago."""
        until = [*(at for at, _ in self.policies[1:]), None]
        kept = zip(self.policies, until, strict=True)
        return [policy for (_, policy), end in kept if end is None or end + LATELY >= now]


class Invariants:
    """Says in `broken` what did not hold."""

    def __init__(self, world: World, file: Path) -> None:
        self._world = world
        self._database = sqlite3.connect(file, isolation_level=None)
        self._database.row_factory = sqlite3.Row
        self.broken: list[str] = []
        self.trace: list[str] = []
        self.schedules: dict[str, Seen] = defaultdict(Seen)
        self._limits: list[tuple[datetime, dict[str, int]]] = []
        self._version = 0
        self._keys: dict[str, tuple[object, ...]] = {}
        self.put_back = False  # whether the clock was

    def close(self) -> None:
        self._database.close()

    def say(self, wrong: str) -> None:
        self.broken.append(f"{self._world.clock.now():%H:%M:%S.%f} {wrong}")

    # ------------------------------------------------------------------ after every commit

    def changed(self) -> bool:
        """Whether anybody committed a change since it was last asked."""
        before, self._version = self._version, self._one("PRAGMA data_version")[0]
        return self._version != before

    def committed(self) -> None:
        now = self._world.clock.now()
        rows = {row["id"]: row for row in self._all("SELECT * FROM schedules")}
        for which, row in rows.items():
            self._see(self.schedules[which], row, now)
        for which in self.schedules.keys() - rows.keys():
            self._gone(self.schedules[which], now)
        limits = {row["id"]: row["runs"] for row in self._all("SELECT id, runs FROM limits")}
        if not self._limits or self._limits[-1][1] != limits:
            self._limits.append((now, limits))

    def _see(self, seen: Seen, row: sqlite3.Row, now: datetime) -> None:
        next_at, last = _at(row["next_at"]), seen.courses[-1] if seen.courses else None
        if last is None or last.shape != row["timing"]:
            if last is not None:
                last.until = now
            seen.courses.append(Course(row["timing"], timing_from_json(row["timing"]), next_at))
        elif next_at != seen.next_at and (seen.next_at is None or (next_at is not None and next_at < seen.next_at)):
            self.say(f"the next moment of {row['name']} went back from {seen.next_at} to {next_at}")
        seen.next_at = next_at
        if row["policy"] != seen.policy:
            seen.policies.append((now, policy_from_json(row["policy"])))
        if row["pause"] != seen.pause:
            if seen.pause is not None:
                seen.pauses[-1].ended = now
            if row["pause"] is not None:
                seen.pauses.append(Paused(pause_from_json(row["pause"]), now))
        seen.policy, seen.pause = row["policy"], row["pause"]

    def _gone(self, seen: Seen, now: datetime) -> None:
        if not seen.courses[-1].removed:
            seen.courses[-1].removed, seen.courses[-1].until = True, max(now, self._world.clock.latest)

    # ------------------------------------------------------------------ at every call of a server

    def called(self, door: Door, source: str, job: Job) -> None:
        row = self._one("SELECT * FROM runs WHERE id = ?", job.run)
        now = self._world.clock.now()
        self.trace.append(f"{now:%H:%M:%S.%f} {row['schedule_name']} {job.key} {job.attempt} {job.ref}")
        self._in_time(row)
        self._one_key(row, job.key)
        if not job.ref and _at(row["started_at"]) > now - LATELY:  # type: ignore[operator] # else it is taken up again
            self._within_limits(door, source, row, now)

    def _in_time(self, row: sqlite3.Row) -> None:
        for name in ("due_at", "not_before"):
            if (moment := _at(row[name])) is not None and moment > self._world.clock.latest:
                self.say(f"run {row['id']} of {row['schedule_name']} began before its {name}")

    def _one_key(self, row: sqlite3.Row, key: str) -> None:
        of = (row["schedule_id"], row["due_at"], row["batch"])
        if self._keys.setdefault(key, of) != of or list(self._keys.values()).count(of) != 1:
            self.say(f"the key {key} is not that of {of} alone")

    def _within_limits(self, door: Door, source: str, row: sqlite3.Row, now: datetime) -> None:
        calls = {run: where for (of, run), where in self._world.calls.items() if of == id(door)}
        marks = ",".join("?" * len(calls))
        runs = self._all(f"SELECT * FROM runs WHERE id IN ({marks})", *calls)
        self._no_more_than(SEATS.total, len(calls), "in all", row)
        at_source = min(self._limit(f"source:{source}", now, SEATS.per_source), ABILITIES[source].limit or 1000)
        self._no_more_than(at_source, Counter(calls.values())[source], f"of {source}", row)
        for tag in json.loads(row["tags"]):
            tagged = sum(tag in json.loads(run["tags"]) for run in runs)
            self._no_more_than(self._limit(f"tag:{tag}", now, 1000), tagged, f"with the tag {tag}", row)
        if (lane := _lane(row)) is not None:
            beside = sum(_lane(run) == lane for run in runs)
            self._no_more_than(self._width(row, now), beside, f"in the lane of {row['schedule_name']}", row)

    def _no_more_than(self, most: int, count: int, where: str, row: sqlite3.Row) -> None:
        if count > most:
            self.say(f"{count} run at once {where}, where {most} may: {row['id']} is one too many")

    def _limit(self, name: str, now: datetime, otherwise: int) -> int:
        """The greatest that it was a moment ago."""
        until = [*(at for at, _ in self._limits[1:]), None]
        kept = zip(self._limits, until, strict=True)
        return max(limits.get(name, otherwise) for (_, limits), end in kept if end is None or end + LATELY >= now)

    def _width(self, row: sqlite3.Row, now: datetime) -> int:
        if row["batch"]:
            return int(self._one("SELECT at_most FROM backfills WHERE id = ?", row["batch"])["at_most"])
        lately = self.schedules[row["schedule_id"]].lately(now)
        return max(policy.at_most if policy.overlap is Overlap.PARALLEL else 1 for policy in lately)

    # ------------------------------------------------------------------ at the end

    def at_the_end(self) -> None:
        """When everything has come to rest and an engine has been there for a while."""
        runs = self._all("SELECT * FROM runs ORDER BY schedule_id, due_at, batch, attempt")
        for which, seen in self.schedules.items():
            own = [run for run in runs if run["schedule_id"] == which and not run["batch"]]
            self._accounted(which, seen, own)
            self._unpaused(seen, own)
            self._bounded(seen, own)
        moments = defaultdict(list)
        for run in runs:
            moments[run["schedule_id"], run["due_at"], run["batch"]].append(run)
        for attempts in moments.values():
            self._attempts(attempts)
        self._at_rest(runs)

    def _accounted(self, which: str, seen: Seen, own: list[sqlite3.Row]) -> None:
        """Every due moment in exactly one row of the ledger, and no other."""
        now, told = self._world.clock.now(), Counter(_at(run["due_at"]) for run in own if run["attempt"] == 1)
        last = seen.courses[-1]
        if not last.removed and seen.next_at is not None and seen.next_at < now - LATELY:
            self.say(f"{which} has not been decided since {seen.next_at}")
        upto = self._world.clock.latest if seen.next_at is None else seen.next_at - MICROSECOND
        moments = [(moment, course) for course in seen.courses for moment in course.moments(upto)]
        for span in self._all("SELECT * FROM omissions WHERE schedule_id = ?", which):
            within = [moment for moment, _ in moments if _at(span["first"]) <= moment <= _at(span["last"])]  # type: ignore[operator]
            if len(within) != span["count"]:
                self.say(f"{which} has {span['count']} {span['fate']} from {_at(span['first'])}, not {len(within)}")
            told.update(within)
        known = {moment for moment, _ in moments}
        for moment in told.keys() - known:
            self.say(f"{which} has no moment {moment}, and something became of it")
        for moment, course in moments:
            if told[moment] > 1 or (told[moment] == 0 and not self._excused(moment, course)):
                self.say(f"{which} at {moment} is in {told[moment]} rows")

    def _excused(self, moment: datetime, course: Course) -> bool:
        """It was due just when its schedule was changed, or the schedule was removed."""
        return course.removed or (course.until is not None and moment > course.until - LATELY)

    def _unpaused(self, seen: Seen, own: list[sqlite3.Row]) -> None:
        """No moment of a pause ran."""
        if self.put_back:
            return  # then the same moment was before the pause and in it
        for paused in seen.pauses:
            ends = [at for at in (paused.ended, paused.pause.until) if at is not None]
            until = min(ends) - LATELY if ends else datetime.max.replace(tzinfo=paused.seen.tzinfo)
            for run in own:
                if paused.seen + LATELY < (due := _at(run["due_at"])) < until:  # type: ignore[operator]
                    self.say(f"{run['schedule_name']} ran at {due}, when it was paused since {paused.seen}")

    def _bounded(self, seen: Seen, own: list[sqlite3.Row]) -> None:
        """No tick caught up more than its policy allows."""
        first = [run for run in own if run["attempt"] == 1 and run["cause"] == Cause.CATCH_UP]
        most = max(policy.catch_up_most for _, policy in seen.policies)
        for queued_at, count in Counter(run["queued_at"] for run in first).items():
            if count > most:
                self.say(f"{count} were caught up at {_at(queued_at)}, where {most} may be")

    def _attempts(self, attempts: list[sqlite3.Row]) -> None:
        """They follow one another, no more than the policy says, each for a reason that allows it."""
        first, of = attempts[0], f"{attempts[0]['schedule_name']} {_at(attempts[0]['due_at'])}"
        if first["schedule_id"] is None:
            return
        if [run["attempt"] for run in attempts] != list(range(1, len(attempts) + 1)):
            self.say(f"{of} has the attempts {[run['attempt'] for run in attempts]}")
        policies = [policy for _, policy in self.schedules[first["schedule_id"]].policies]
        if len(attempts) > max(MOST_ATTEMPTS, *(policy.retry.count + 1 for policy in policies)):
            self.say(f"{of} has {len(attempts)} attempts")
        for before, after in pairwise(attempts):
            if not self._may_follow(before, policies):
                self.say(f"{of}: attempt {after['attempt']} follows one that is {before['state']}: {before['reason']}")

    def _may_follow(self, before: sqlite3.Row, policies: Iterable[Policy]) -> bool:
        if before["state"] in BAD:
            return any(policy.retry.count >= before["attempt"] for policy in policies)
        if before["state"] == "lost":
            return any(policy.interrupted is Interrupted.RETRY for policy in policies)
        return before["state"] == "cancelled" and not self._world.servers.begun[before["id"]]

    def _at_rest(self, runs: list[sqlite3.Row]) -> None:
        """What runs has somebody who carries it out; what waits, waits for something; no effect came twice."""
        going = {run for _, run in self._world.calls}
        now = self._world.clock.now()
        busy = bool(going) or any(run["ended_at"] and _at(run["ended_at"]) > now - LATELY for run in runs)  # type: ignore[operator]
        for run in runs:
            state, begun = RunState(run["state"]), self._world.servers.begun[run["id"]]
            if state is RunState.RUNNING and run["id"] not in going:
                self.say(f"run {run['id']} of {run['schedule_name']} is running, and nobody carries it out")
            ready = max(_at(run["not_before"]) or _at(run["queued_at"]), _at(run["queued_at"]))  # type: ignore[type-var]
            if state is RunState.QUEUED and not busy and ready < now - LATELY:  # type: ignore[operator]
                self.say(f"run {run['id']} of {run['schedule_name']} waits, and nothing goes on")
            if begun > 1 and not any(run["id"] in ids for key, ids in self._repeatable().items()):
                self.say(f"run {run['id']} of {run['schedule_name']} was begun {begun} times")
            if state.over == (run["ended_at"] is None):
                self.say(f"run {run['id']} is {state} and ended at {run['ended_at']}")

    def _repeatable(self) -> dict[str, set[Any]]:
        """The runs of servers that find a job again by its key."""
        return {"keyed": {row["id"] for row in self._all("SELECT id FROM runs WHERE workflow_ref LIKE 'keyed/%'")}}

    # ------------------------------------------------------------------ the database

    def _all(self, statement: str, *values: object) -> list[sqlite3.Row]:
        return self._database.execute(statement, values).fetchall()

    def _one(self, statement: str, *values: object) -> sqlite3.Row:
        row: sqlite3.Row = self._database.execute(statement, values).fetchone()
        return row


def _at(kept: int | None) -> datetime | None:
    return None if kept is None else EPOCH + kept * MICROSECOND


def _lane(row: sqlite3.Row) -> str | None:
    """Said once more, in other words than the domain's: by hand and its retries alone, the others side by side."""
    by_hand = row["batch"] and row["batch"] in (row["id"], row["repeats"])
    lane: str | None = None if by_hand else row["batch"] or row["schedule_id"]
    return lane
