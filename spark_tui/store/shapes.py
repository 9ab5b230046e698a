"""Values that are kept as JSON: timings, policies, pauses, health.

Each has one shape, told apart by its keys, with nothing left to a default; a new shape gets new
keys, and a migration rewrites the old. What is read goes through the domain's own constructors,
so that what comes back is as valid as what went in.
"""

import json
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, assert_never

from spark_tui.domain.approval import Answer, Approval, Ask
from spark_tui.domain.delivery import Deliver, Event
from spark_tui.domain.given import Given
from spark_tui.domain.inputs import Declared, Field, FieldType, Values
from spark_tui.domain.retry import Retry
from spark_tui.domain.schedule import CatchUp, Interrupted, Overlap, Pause, Policy
from spark_tui.domain.source import Health, HealthState
from spark_tui.domain.timing import ClockChange, Cron, Except, Fold, Gap, Interval, Once, Rule, Timing, Trigger
from spark_tui.domain.trouble import Trouble

# Read again at every look at the board; a value is frozen, and the same text is the same value.
KNOWN = 16_384

_MICROSECOND = timedelta(microseconds=1)

Shape = dict[str, Any]


def timing_to_json(timing: Timing) -> str:
    return _json(
        {
            "triggers": [_trigger_shape(trigger) for trigger in timing.triggers],
            "starts": _iso(timing.starts),
            "ends": _iso(timing.ends),
            "count": timing.count,
            "except": None if timing.exclude is None else _except_shape(timing.exclude),
            "clock_change": {"gap": timing.clock_change.gap, "fold": timing.clock_change.fold},
        }
    )


@lru_cache(maxsize=KNOWN)
def timing_from_json(text: str) -> Timing:
    shape = json.loads(text)
    return Timing(
        triggers=tuple(_trigger(trigger) for trigger in shape["triggers"]),
        starts=_moment(shape["starts"]),
        ends=_moment(shape["ends"]),
        count=shape["count"],
        exclude=None if shape["except"] is None else _except(shape["except"]),
        clock_change=ClockChange(Gap(shape["clock_change"]["gap"]), Fold(shape["clock_change"]["fold"])),
    )


def _trigger_shape(trigger: Trigger) -> Shape:
    match trigger:
        case Cron(fields, zone):
            return {"cron": fields, "zone": zone}
        case Interval(every, anchor):
            return {"every_us": _microseconds(every), "anchor": anchor.isoformat()}
        case Once(at):
            return {"once": at.isoformat()}
        case Rule(rule, start, zone):
            return {"rrule": rule, "start": start.isoformat(), "zone": zone}
        case _:
            assert_never(trigger)


def _trigger(shape: Shape) -> Trigger:
    match shape:
        case {"cron": fields, "zone": zone}:
            return Cron(fields, zone)
        case {"every_us": every, "anchor": anchor}:
            return Interval(every * _MICROSECOND, datetime.fromisoformat(anchor))
        case {"once": at}:
            return Once(datetime.fromisoformat(at))
        case {"rrule": rule, "start": start, "zone": zone}:
            return Rule(rule, datetime.fromisoformat(start), zone)
        case _:
            raise ValueError(f"no trigger has the keys {sorted(shape)}")


def _except_shape(exclude: Except) -> Shape:
    return {
        "zone": exclude.zone,
        "weekdays": sorted(exclude.weekdays),
        "months": sorted(exclude.months),
        "days": sorted(exclude.days),
        "dates": [day.isoformat() for day in sorted(exclude.dates)],
    }


def _except(shape: Shape) -> Except:
    return Except(
        zone=shape["zone"],
        weekdays=frozenset(shape["weekdays"]),
        months=frozenset(shape["months"]),
        days=frozenset((month, day) for month, day in shape["days"]),
        dates=frozenset(date.fromisoformat(day) for day in shape["dates"]),
    )


def deliver_to_json(rules: tuple[Deliver, ...]) -> str | None:
    return _json([{"to": rule.to, "on": list(rule.on), "text": rule.text} for rule in rules]) if rules else None


@lru_cache(maxsize=KNOWN)
def deliver_from_json(text: str | None) -> tuple[Deliver, ...]:
    rules = json.loads(text) if text else []
    return tuple(Deliver(rule["to"], tuple(map(Event, rule["on"])), rule["text"]) for rule in rules)


def policy_to_json(policy: Policy) -> str:
    return _json(
        {
            "overlap": policy.overlap,
            "at_most": policy.at_most,
            "catch_up": policy.catch_up,
            "catch_up_within_us": _microseconds(policy.catch_up_within),
            "catch_up_most": policy.catch_up_most,
            "catch_up_spread_us": _microseconds(policy.catch_up_spread),
            "catch_up_ask": policy.catch_up_ask,
            "retry": _retry_shape(policy.retry),
            "timeout_us": _microseconds(policy.timeout),
            "max_wait_us": None if policy.max_wait is None else _microseconds(policy.max_wait),
            "deadline_us": None if policy.deadline is None else _microseconds(policy.deadline),
            "late_after_us": _microseconds(policy.late_after),
            "interrupted": policy.interrupted,
            "pause_after": policy.pause_after,
        }
    )


def _retry_shape(retry: Retry) -> Shape:
    return {
        "count": retry.count,
        "delay_us": _microseconds(retry.delay),
        "factor": retry.factor,
        "longest_us": _microseconds(retry.longest),
        "jitter": retry.jitter,
        "on": sorted(retry.on),
    }


@lru_cache(maxsize=KNOWN)
def policy_from_json(text: str) -> Policy:
    shape = json.loads(text)
    return Policy(
        overlap=Overlap(shape["overlap"]),
        at_most=shape["at_most"],
        catch_up=CatchUp(shape["catch_up"]),
        catch_up_within=shape["catch_up_within_us"] * _MICROSECOND,
        catch_up_most=shape["catch_up_most"],
        catch_up_spread=shape["catch_up_spread_us"] * _MICROSECOND,
        catch_up_ask=shape["catch_up_ask"],
        retry=_retry(shape["retry"]),
        timeout=shape["timeout_us"] * _MICROSECOND,
        max_wait=_span(shape["max_wait_us"]),
        deadline=_span(shape["deadline_us"]),
        late_after=shape["late_after_us"] * _MICROSECOND,
        interrupted=Interrupted(shape["interrupted"]),
        pause_after=shape["pause_after"],
    )


def _retry(shape: Shape) -> Retry:
    return Retry(
        count=shape["count"],
        delay=shape["delay_us"] * _MICROSECOND,
        factor=shape["factor"],
        longest=shape["longest_us"] * _MICROSECOND,
        jitter=shape["jitter"],
        on=frozenset(Trouble(name) for name in shape["on"]),
    )


def _span(microseconds: int | None) -> timedelta | None:
    return None if microseconds is None else microseconds * _MICROSECOND


def pause_to_json(pause: Pause) -> str:
    return _json({"since": _iso(pause.since), "by": pause.by, "note": pause.note, "until": _iso(pause.until)})


def pause_from_json(text: str) -> Pause:
    shape = json.loads(text)
    since = datetime.fromisoformat(shape["since"])
    return Pause(since=since, by=shape["by"], note=shape["note"], until=_moment(shape["until"]))


def health_to_json(health: Health) -> str:
    return _json(
        {
            "state": health.state,
            "detail": health.detail,
            "hint": health.hint,
            "version": health.version,
            "checked_at": _iso(health.checked_at),
            "since": _iso(health.since),
        }
    )


def health_from_json(text: str) -> Health:
    shape = json.loads(text)
    return Health(
        state=HealthState(shape["state"]),
        detail=shape["detail"],
        hint=shape["hint"],
        version=shape["version"],
        checked_at=_moment(shape["checked_at"]),
        since=_moment(shape.get("since")),
    )


def words_to_json(words: tuple[str, ...]) -> str:
    return _json(list(words))


@lru_cache(maxsize=KNOWN)
def words_from_json(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _json(shape: Shape | list[str] | list[Shape]) -> str:
    return json.dumps(shape, separators=(",", ":"))


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _microseconds(span: timedelta) -> int:
    return span // _MICROSECOND


def question_to_json(question: Approval) -> str:
    asks = [{"tool": ask.tool, "arguments": ask.arguments} for ask in question.asks]
    return _json({"asks": asks, "asked_at": question.asked_at.isoformat(), "token": question.token})


def question_from_json(text: str) -> Approval:
    shape = json.loads(text)
    asks = tuple(Ask(ask["tool"], ask["arguments"]) for ask in shape["asks"])
    return Approval(asks, datetime.fromisoformat(shape["asked_at"]), shape["token"])


def answer_to_json(answer: Answer) -> str:
    return _json({"approved": answer.approved, "by": answer.by, "note": answer.note})


def answer_from_json(text: str) -> Answer:
    shape = json.loads(text)
    return Answer(shape["approved"], shape["by"], shape["note"])


def declared_to_json(declared: Declared) -> str:
    shape = {"fields": [_field_shape(one) for one in declared.fields], "text": declared.text}
    return _json(shape | ({"as_text": declared.as_text} if declared.as_text else {}))


@lru_cache(maxsize=KNOWN)
def declared_from_json(text: str) -> Declared:
    shape = json.loads(text)
    return Declared(tuple(_field(one) for one in shape["fields"]), shape["text"], shape.get("as_text", ""))


def _field_shape(field: Field) -> Shape:
    return {
        "name": field.name,
        "type": field.type,
        "title": field.title,
        "description": field.description,
        "required": field.required,
        "default": field.default,
        "choices": list(field.choices),
        "secret": field.secret,
        "advanced": field.advanced,
    } | ({"unless": field.unless} if field.unless else {})


def _field(shape: Shape) -> Field:
    return Field(**{**shape, "type": FieldType(shape["type"]), "choices": tuple(shape["choices"])})


def sent_to_json(given: Given) -> str:
    return _json({"text": given.text, "values": given.values.json})


def sent_from_json(text: str) -> Given:
    shape = json.loads(text)
    return Given(shape["text"], Values(shape["values"]))
