"""From an endpoint and the facts of a run to the request that is sent."""

import json
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode, urljoin

from spark_tui.domain.endpoints import SECRET, Cancel, Endpoint
from spark_tui.domain.errors import Invalid, SourceError
from spark_tui.domain.templates import Facts, filled, is_template, rendered
from spark_tui.sources.http import FORM
from spark_tui.sources.replies import Reply, parsed
from spark_tui.sources.sealing import Content, Sealed

ID_LIMIT = 500  # characters of a job's id
JSON = "application/json"
OPTIONAL = "?"


@dataclass(frozen=True, slots=True)
class Request:
    """What goes out; the secrets in its headers, its content and its `params` are names."""

    method: str
    path: str
    headers: dict[str, str | Sealed] = field(default_factory=dict)
    content: Content | None = None
    params: dict[str, Sealed] = field(default_factory=dict)


def request_of(endpoint: Endpoint, facts: Facts) -> Request:
    """Raises SourceError where a template cannot be filled."""
    try:
        content_type, content = _body(endpoint, facts)
        headers = headers_of(endpoint, facts)
        if content_type:
            headers.setdefault("content-type", content_type)
        if endpoint.idempotency:
            headers |= {endpoint.idempotency.lower(): facts.key}
        return Request(endpoint.method, _path(endpoint, facts), headers, content)
    except Invalid as wrong:
        raise SourceError(wrong.message, hint=wrong.hint) from None


def headers_of(endpoint: Endpoint, facts: Facts) -> dict[str, str | Sealed]:
    """What a template makes of the facts is text: a `${name}` in it stands for nothing."""
    return {name: _sealed(value, facts) for name, value in endpoint.headers}


def fixed_headers(endpoint: Endpoint) -> dict[str, str | Sealed]:
    """Those that are the same for every run: for what is asked beside one."""
    return _fixed(endpoint.headers)


def listing_headers(endpoint: Endpoint) -> dict[str, str | Sealed]:
    """Those of what is asked without any run: what there is, and how the source is."""
    return _fixed((*endpoint.headers, *(endpoint.listed.headers if endpoint.listed else ())))


def _fixed(headers: tuple[tuple[str, str], ...]) -> dict[str, str | Sealed]:
    fixed = [(name, SECRET.split(value)) for name, value in headers if not is_template(value)]
    return {name: Sealed(tuple(parts)) if len(parts) > 1 else parts[0] for name, parts in fixed}


def _sealed(value: str, facts: Facts) -> str | Sealed:
    parts = SECRET.split(value)
    said = [part if at % 2 else rendered(part, facts) for at, part in enumerate(parts)]
    return Sealed(tuple(said)) if len(said) > 1 else said[0]


def _path(endpoint: Endpoint, facts: Facts) -> str:
    path = rendered(endpoint.path, facts)
    query = [(name, rendered(value, facts)) for name, value in endpoint.query]
    return path + ("&" if "?" in path else "?") + urlencode(query, errors="replace") if query else path


def _body(endpoint: Endpoint, facts: Facts) -> tuple[str, bytes | None]:
    if endpoint.json is not None:
        return endpoint.content_type or JSON, json.dumps(_filled(endpoint.json, facts)).encode("ascii")
    if endpoint.form:
        fields = [(name, rendered(value, facts)) for name, value in endpoint.form]
        return FORM, urlencode(fields, errors="replace").encode("ascii")
    if endpoint.body:
        return endpoint.content_type or "text/plain; charset=utf-8", rendered(endpoint.body, facts).encode(
            "utf-8", "replace"
        )
    return endpoint.content_type, None


def _filled(tree: Any, facts: Facts) -> Any:
    """A member whose name ends with ? is left out where it is null; in what the facts say no name means anything."""
    match tree:
        case dict():
            made = {name: _filled(inner, facts) for name, inner in tree.items()}
            kept = {name: one for name, one in made.items() if one is not None or not name.endswith(OPTIONAL)}
            return {name.removesuffix(OPTIONAL): one for name, one in kept.items()}
        case list():
            return [_filled(inner, facts) for inner in tree]
    return filled(tree, facts)


# ------------------------------------------------------------------ a job


@dataclass(frozen=True, slots=True)
class Ref:
    """Where a job is found again, how it is ended, and where its answer is told. Of a stream only how it is ended."""

    endpoint: str
    path: str
    cancel: Cancel | None = None
    answer: str = ""
    stream: str = ""

    def __str__(self) -> str:
        cancel = [self.cancel.method, self.cancel.path, self.cancel.json] if self.cancel else []
        answer, stream = [self.answer] if self.answer else [], [{"stream": self.stream}] if self.stream else []
        return json.dumps([self.endpoint, self.path, *cancel, *answer, *stream])

    @classmethod
    def read(cls, text: str) -> "Ref":
        """Raises SourceError."""
        return cls._of(parsed(text))

    @classmethod
    def _of(cls, said: Any) -> "Ref":
        match said:
            case [str(endpoint), str(path)]:
                return cls(endpoint, path)
            case [str(endpoint), str(path), str(answer)]:
                return cls(endpoint, path, answer=answer)
            case [str(endpoint), str(path), str(method), str(cancel), body]:
                return cls(endpoint, path, Cancel(method, cancel, body))
            case [str(endpoint), str(path), str(method), str(cancel), body, str(answer)]:
                return cls(endpoint, path, Cancel(method, cancel, body), answer)
            case [*rest, {"stream": str(stream)}]:  # the last: what a cancel sends may look like it
                return replace(cls._of(rest), stream=stream)
        raise SourceError("that is no job of an endpoint")


def ref_of_stream(endpoint: Endpoint, facts: Facts, event: Any) -> Ref | None:
    """How a stream is ended where it comes from, once one of its events names it."""
    job = endpoint.job.first(event) if endpoint.job is not None else None
    return (
        _ending(endpoint, facts, job=quote(job, safe="")) if isinstance(job, str) and 0 < len(job) <= ID_LIMIT else None
    )


def ref_known_before(endpoint: Endpoint, facts: Facts) -> Ref | None:
    """How it is ended by what is known before it begins: its run, its key. None where that takes more."""
    return _ending(endpoint, facts) if endpoint.job is None else None


def _ending(endpoint: Endpoint, facts: Facts, **told: str) -> Ref | None:
    if endpoint.cancel is None:
        return None
    try:
        path = rendered(endpoint.cancel.path, facts, **told)
    except Invalid:
        return None
    return Ref(endpoint.name, "", replace(endpoint.cancel, path=path))


def ref_of(endpoint: Endpoint, facts: Facts, reply: Reply, asked: str) -> Ref:
    """The job that an answer began. `asked` is the URL that was asked.

    Raises SourceError where it cannot be told which.
    """
    assert endpoint.poll is not None
    body = parsed(reply.body)
    told: dict[str, Any] = {
        "job": _id(endpoint, body, reply),
        "reply": body,
        "location": urljoin(asked, reply.location) if reply.location else "",
    }
    try:
        path = rendered(endpoint.poll.path, facts, **told)
        cancel = endpoint.poll.cancel
        ending = replace(cancel, path=rendered(cancel.path, facts, **told)) if cancel else None
        answer = rendered(endpoint.poll.answer, facts, **told)
        stream = rendered(endpoint.poll.stream, facts, **told)
    except Invalid as wrong:
        raise SourceError(f"it began a job that cannot be followed: {wrong.message}", hint=wrong.hint) from None
    if not path:
        raise SourceError(
            f"{reply.where} began a job and did not say where to look for it (Location)",
            hint="say it in the definition: poll: {job: $.id, path: /jobs/{{ job }}}",
        )
    return Ref(endpoint.name, path, ending, answer, stream)


def _id(endpoint: Endpoint, body: Any, reply: Reply) -> str:
    """As a part of a path. A short text that is no JSON is an id."""
    assert endpoint.poll is not None
    if endpoint.poll.job is None:
        text = reply.body.decode("utf-8", "replace").strip()
        return quote(text, safe="") if body is None and len(text) <= ID_LIMIT and text.isprintable() else ""
    found = endpoint.poll.job.first(body)
    if not isinstance(found, str | int) or isinstance(found, bool) or not 0 < len(str(found)) <= ID_LIMIT:
        raise SourceError(f"{reply.where} began a job and did not name it: nothing at {endpoint.poll.job.text}")
    return quote(str(found), safe="")
