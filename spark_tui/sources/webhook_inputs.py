"""The inputs that a definition declares: checked before anything is sent, with what holds by default."""

import json
from dataclasses import replace
from typing import Any

from spark_tui.domain.endpoints import Endpoint
from spark_tui.domain.errors import Invalid
from spark_tui.domain.inputs import Declared, check, must_fit
from spark_tui.domain.text import one_line
from spark_tui.service.ports import Job
from spark_tui.sources.json_schema import fields_of


def declared_by(endpoint: Endpoint) -> Declared:
    """A text beside them has no place: `input` is their values."""
    fields = fields_of(endpoint.inputs) if endpoint.inputs is not None else ()
    return Declared(fields, text=not fields)


def given_to(endpoint: Endpoint, job: Job) -> dict[str, Any]:
    """What its templates find in `input`. Raises Invalid with all that is wrong."""
    declared = declared_by(endpoint)
    if not declared.fields:
        return dict(job.values)
    values = must_fit(declared, job.values or _said(job), one_line(job.title, 60)).of()
    return _defaults(declared) | values


def _defaults(declared: Declared) -> dict[str, Any]:
    """Each as its field wants it; what is no default of that type is none."""
    known = Declared(tuple(replace(one, required=False) for one in declared.fields), text=False)
    found = [check(known, {one.name: one.default}).values.of() for one in known.fields if one.default is not None]
    return {name: value for one in found for name, value in one.items()}


def _said(job: Job) -> dict[str, Any]:
    """The input as a JSON object of its inputs. Raises Invalid."""
    try:
        found = json.loads(job.input or "{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Invalid("it is given a JSON object of its inputs", hint="see: spark workflow show NAME")
    return found
