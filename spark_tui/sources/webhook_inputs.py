"""The inputs that a definition declares: checked before anything is sent, with what holds by default."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from spark_tui.domain.endpoints import Endpoint
from spark_tui.domain.errors import Invalid
from spark_tui.domain.inputs import Declared, check, must_fit
from spark_tui.domain.text import one_line
from spark_tui.service.ports import Job
from spark_tui.sources.json_schema import fields_of


def declared_by(endpoint: Endpoint) -> Declared:
    """A text beside them has a place where it is one of them; that one is seldom given otherwise."""
    fields = fields_of(endpoint.inputs) if endpoint.inputs is not None else ()
    unless = {name: str(one.get("unless", "")) for name, one in (endpoint.inputs or {}).get("properties", {}).items()}
    named = (replace(one, advanced=one.name == endpoint.input, unless=unless[one.name]) for one in fields)
    return Declared(tuple(named), text=not fields or bool(endpoint.input), as_text=endpoint.input)


def given_to(endpoint: Endpoint, job: Job) -> dict[str, Any]:
    """What its templates find in `input`. Raises Invalid with all that is wrong."""
    declared = declared_by(endpoint)
    if not declared.fields:
        return dict(job.values)
    said = _beside_text(endpoint, declared, job) if endpoint.input else job.values or _said(job)
    values = must_fit(declared, said, one_line(job.title, 60)).of()
    return _defaults(declared) | values


def _defaults(declared: Declared) -> dict[str, Any]:
    """Each as its field wants it; what is no default of that type is none."""
    known = Declared(tuple(replace(one, required=False) for one in declared.fields), text=False)
    found = [check(known, {one.name: one.default}).values.of() for one in known.fields if one.default is not None]
    return {name: value for one in found for name, value in one.items()}


def _beside_text(endpoint: Endpoint, declared: Declared, job: Job) -> Mapping[str, Any]:
    """Its values, and the text as one of them; a JSON object that names one is values, too. Raises Invalid."""
    if not job.input.strip():
        return job.values
    found = _loaded(job.input)
    is_values = isinstance(found, dict) and any(one.name in found for one in declared.fields)
    told: dict[str, Any] = found if is_values else {endpoint.input: job.input}
    if twice := sorted(told.keys() & job.values.keys()):
        raise Invalid(f"“{twice[0]}” is given twice: in its input, and by itself", hint="leave one of them out")
    return {**told, **job.values}


def _loaded(text: str) -> Any:
    """What it says as JSON; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _said(job: Job) -> dict[str, Any]:
    """The input as a JSON object of its inputs. Raises Invalid."""
    found = _loaded(job.input or "{}")
    if not isinstance(found, dict):
        raise Invalid("it is given a JSON object of its inputs", hint="see: spark workflow show NAME")
    return found
