"""What the pages under docs/ say is true."""

import re
from datetime import UTC, datetime

import pytest

from agent.commands import read as read_order
from agent.planner import plan
from spark_tui.domain.order import Order
from spark_tui.domain.proposal import Draft, Question
from tests.processes import ROOT

DOCS = ROOT / "docs"
PAGES = {path.name: path.read_text() for path in sorted(DOCS.glob("*.md"))}
NOW = datetime(2026, 11, 23, 9, 0, 7, tzinfo=UTC)  # a Monday


def lines_of(kind: str) -> list[str]:
    blocks = re.findall(rf"^```{kind}\n(.*?)^```", PAGES["phrases.md"], re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("phrase", lines_of("phrases"))
async def test_what_is_said_to_be_understood_is(phrase: str) -> None:
    assert isinstance(await plan(phrase, NOW, "Europe/Berlin"), Draft)


@pytest.mark.parametrize("phrase", lines_of("asked"))
async def test_what_is_said_to_be_asked_is(phrase: str) -> None:
    assert isinstance(await plan(phrase, NOW, "Europe/Berlin"), Question)


@pytest.mark.parametrize("phrase", lines_of("orders"))
def test_what_is_said_to_be_an_order_or_a_question_is(phrase: str) -> None:
    assert isinstance(read_order(phrase, NOW, "Europe/Berlin"), Order)


@pytest.mark.parametrize("page", PAGES)
def test_every_link_between_the_pages_leads_somewhere(page: str) -> None:
    assert {to for to in re.findall(r"\]\(([\w-]+\.md)", PAGES[page]) if to not in PAGES} == set()


def test_every_page_is_in_the_contents_and_every_entry_is_a_page() -> None:
    entries = re.findall(r"^  - [^:]+: (\S+\.md)$", (ROOT / "mkdocs.yml").read_text(), re.MULTILINE)
    assert sorted(entries) == sorted(PAGES)


def test_every_page_is_told_of_by_the_first_one() -> None:
    assert set(re.findall(r"\]\(([\w-]+\.md)\)", PAGES["index.md"])) == set(PAGES) - {"index.md"}
