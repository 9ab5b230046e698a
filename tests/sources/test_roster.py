"""Kinds from entry points, and the connections of a process."""

import asyncio
import sys
import tomllib
from collections.abc import AsyncIterator
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from spark_tui.domain.errors import NotFound, SourceError
from spark_tui.domain.ids import SourceId
from spark_tui.domain.source import Health, HealthState, Secret, SecretName, Setting, Source
from spark_tui.sources import detecting
from spark_tui.sources.detecting import kind_of, unknown
from spark_tui.sources.langflow import LangFlowSource
from spark_tui.sources.local import LocalSource
from spark_tui.sources.registry import GROUP, Kinds, find_kinds
from spark_tui.sources.roster import OpenRoster
from tests.sources.fake_langflow import fake_langflow
from tests.sources.web import Reply, Request, listening

if TYPE_CHECKING:
    from spark_tui.service.ports import Roster, SourceKind


class Vault:
    def __init__(self) -> None:
        self.kept = {SecretName("key"): Secret("sk-1")}

    def get(self, name: SecretName) -> Secret | None:
        return self.kept.get(name)

    def put(self, name: SecretName, secret: Secret) -> None:
        self.kept[name] = secret

    def remove(self, name: SecretName) -> None:
        self.kept.pop(name)


class Third:
    """A third party's kind."""

    kind: ClassVar[str] = "third"
    settings: ClassVar[tuple[Setting, ...]] = ()
    opened: ClassVar[list["Third"]] = []

    def __init__(self, source: Source, secret: Secret | None) -> None:
        self.source, self.secret, self.closed = source, secret, 0
        self.opened.append(self)

    @staticmethod
    async def detect(url: str) -> bool:
        if "boom" in url:
            raise RuntimeError("somebody else's bug")
        return url.startswith("third:")

    async def check(self) -> Health:
        return Health(HealthState.UP)

    async def close(self) -> None:
        self.closed += 1
        raise RuntimeError("cannot even close")


def point(name: str, value: str) -> EntryPoint:
    return EntryPoint(name, value, GROUP)


@pytest.fixture
def plugins(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = ModuleType("plugin_under_test")
    module.__dict__.update(Third=Third, kind=SimpleNamespace(kind="odd"), NOTHING=None)
    monkeypatch.setitem(sys.modules, "plugin_under_test", module)
    return module


OURS = [
    point("local", "spark_tui.sources.local:LocalSource"),
    point("langflow", "spark_tui.sources.langflow:LangFlowSource"),
]


@pytest.fixture
def kinds(plugins: ModuleType) -> Kinds:
    Third.opened.clear()
    return find_kinds([*OURS, point("third", "plugin_under_test:Third")])


@pytest.fixture
async def roster(kinds: Kinds) -> AsyncIterator[OpenRoster]:
    made = OpenRoster(Vault(), kinds)
    yield made
    await made.close()


def a_source(kind: str = "third", **also: Any) -> Source:
    return Source(**{"id": SourceId("s1"), "kind": kind, "name": "mine", "url": "third:x", **also})


# ------------------------------------------------------------------ the registry


def test_ours_come_by_the_same_door() -> None:
    declared = tomllib.loads(Path("pyproject.toml").read_text())["project"]["entry-points"][GROUP]
    kinds = find_kinds([point(name, value) for name, value in declared.items() if name in ("local", "langflow")])
    assert kinds.found == {"local": LocalSource, "langflow": LangFlowSource}
    assert kinds.broken == {}


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("absent", "no_such_module:Kind", "ModuleNotFoundError"),
        ("absent", "plugin_under_test:Nope", "AttributeError"),
        ("odd", "plugin_under_test:kind", "settings, detect is missing"),
        ("none", "plugin_under_test:NOTHING", "is missing"),
        ("wrong", "plugin_under_test:Third", "it calls itself “third”"),
    ],
)
def test_a_broken_kind_is_reported_and_the_others_stay(plugins: ModuleType, name: str, value: str, why: str) -> None:
    kinds = find_kinds([point(name, value), *OURS])
    assert list(kinds.found) == ["langflow", "local"]
    assert why in kinds.broken[name]


def test_nobody_takes_the_name_of_ours(plugins: ModuleType) -> None:
    kinds = find_kinds([point("local", "plugin_under_test:Third"), *OURS])
    assert kinds.found["local"] is LocalSource
    assert "is taken already" in next(iter(kinds.broken.values()))


def test_our_kinds_are_kinds() -> None:
    kinds: tuple[SourceKind, ...] = (LocalSource, LangFlowSource)
    assert {kind.kind for kind in kinds} == {"local", "langflow"}


# ------------------------------------------------------------------ detecting


async def test_what_stands_there_is_recognised(roster: OpenRoster, tmp_path: Path) -> None:
    async with fake_langflow() as (_, web):
        assert await roster.detect(web.url) == "langflow"
    assert await roster.detect(str(tmp_path)) == "local"
    assert await roster.detect("third:x") == "third"


async def test_what_nobody_knows_is_described(roster: OpenRoster) -> None:
    async def answer(request: Request, reply: Reply) -> None:
        await reply.whole(b"<html>", content_type="text/html")

    async with listening(answer) as web:
        with pytest.raises(SourceError, match="it answers a web page") as caught:
            await roster.detect(web.url)
    assert "local" in caught.value.hint


@pytest.mark.parametrize("written", ["{url}/flow/4711", "{place}", "{url}/all?page=2", "{url}?page=2", "{url}/#all"])
async def test_a_url_near_a_source_is_told_which_one_to_give(roster: OpenRoster, written: str) -> None:
    async with fake_langflow() as (_, web):
        with pytest.raises(SourceError) as caught:
            await roster.detect(written.format(url=web.url, place=web.url.removeprefix("http://")))
    assert caught.value.hint == f"langflow answers at {web.url}: give that URL"


async def test_a_url_of_the_other_scheme_is_told() -> None:
    class OnlyPlain(Third):
        @staticmethod
        async def detect(url: str) -> bool:
            return url.startswith("http://")

    told = await unknown("https://127.0.0.1:1", {"plain": OnlyPlain})
    assert told.hint == "plain answers at http://127.0.0.1:1: give that URL"


@pytest.mark.parametrize("written", ["{url}/", "{url}?k=v", "{url}/?k=v#top", "{url}/v1?k=v"])
async def test_an_api_that_has_a_document_is_told_where_that_is(written: str) -> None:
    async def answer(request: Request, reply: Reply) -> None:
        found = {"openapi": "3.1.0", "info": {}, "paths": {"/x": {"get": {}}}}
        is_document = request.path.endswith("/openapi.json")
        await reply.whole(found if is_document else {"detail": "Not Found"}, 200 if is_document else 404)

    roster = OpenRoster(Vault())
    async with listening(answer) as web:
        with pytest.raises(SourceError) as caught:
            await roster.detect(written.format(url=web.url))
    below = "/v1" if "/v1" in written else ""
    assert caught.value.hint == f"openapi answers at {web.url}{below}/openapi.json: give that URL"


async def test_a_server_that_takes_connections_and_says_nothing_is_told_once_for_all_kinds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(detecting, "PATIENCE", 0.3)
    monkeypatch.setattr(detecting, "TO_SEEM", 0.2)
    silence = asyncio.Event()

    async def answer(_: Request, reply: Reply) -> None:
        await silence.wait()
        await reply.whole(b"")

    roster, asked = OpenRoster(Vault()), asyncio.get_running_loop().time
    async with listening(answer) as web:
        begun = asked()
        with pytest.raises(SourceError, match="does not answer") as caught:
            await roster.detect(web.url)
        assert asked() - begun < 0.3 * (len(roster.kinds()) - 1)
        silence.set()
    assert "busy" in caught.value.hint


async def test_a_kind_that_never_answers_keeps_nobody_else_from_being_recognised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Silent(Third):
        @staticmethod
        async def detect(url: str) -> bool:
            await asyncio.Event().wait()
            return True

    monkeypatch.setattr(detecting, "PATIENCE", 0.05)
    assert await kind_of("third:x", {"silent": Silent, "third": Third}) == "third"


async def test_a_password_in_a_url_that_nobody_knows_is_not_told(roster: OpenRoster) -> None:
    with pytest.raises(SourceError) as caught:
        await roster.detect("http://me:hunter22@127.0.0.1:1")
    assert "hunter22" not in caught.value.message + caught.value.hint


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://127.0.0.1:1", "nothing listens"),
        ("http://[bad", "is not a URL"),
        ("/no/such/folder", "there is no folder /no/such/folder"),
        ("boom", "is not an http or https URL"),
    ],
)
async def test_where_nothing_is_that_is_said(roster: OpenRoster, url: str, words: str) -> None:
    with pytest.raises(SourceError, match=words):
        await roster.detect(url)


# ------------------------------------------------------------------ clients


async def test_a_client_is_opened_once_with_its_secret(roster: OpenRoster) -> None:
    source = a_source(secret=SecretName("key"))
    client = roster.client(source)
    assert isinstance(client, Third)
    assert client.secret is not None
    assert client.secret.reveal() == "sk-1"
    assert roster.client(a_source(secret=SecretName("key"), name="renamed")) is client


async def test_an_edited_source_gets_a_new_client_and_the_old_one_is_closed(roster: OpenRoster) -> None:
    before = roster.client(a_source())
    after = roster.client(a_source(url="third:y"))
    assert after is not before
    await roster.forget(SourceId("s1"))
    assert [client.closed for client in Third.opened] == [1, 1]


async def test_forgetting_opens_anew(roster: OpenRoster) -> None:
    before = roster.client(a_source())
    await roster.forget(SourceId("s1"))
    await roster.forget(SourceId("nobody"))
    assert roster.client(a_source()) is not before


async def test_a_secret_that_the_vault_does_not_have_is_none(roster: OpenRoster) -> None:
    client = roster.client(a_source(secret=SecretName("lost")))
    assert isinstance(client, Third)
    assert client.secret is None


async def test_a_kind_that_is_not_installed_says_what_is(roster: OpenRoster) -> None:
    with pytest.raises(NotFound) as caught:
        roster.client(a_source("hive"))
    assert "installed are: langflow, local, third" in caught.value.hint


async def test_it_is_a_roster(roster: OpenRoster) -> None:
    as_port: Roster = roster
    assert set(as_port.kinds()) == {"langflow", "local", "third"}
    await as_port.close()
    await as_port.close()


def test_a_kind_that_breaks_when_it_is_opened_is_told_in_words() -> None:
    class Breaking(Third):
        def __init__(self, source: Source, secret: Secret | None) -> None:
            raise KeyError("url")

    roster = OpenRoster(Vault(), Kinds({"third": Breaking}))
    with pytest.raises(SourceError, match="the source mine cannot be opened: KeyError: 'url'"):
        roster.client(Source(SourceId("s"), "third", "mine", "third:x"))
