"""What workflows are called, word by word: which of them a phrase names.

It is asked at every key press about thousands of workflows, so their names are taken apart once.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache

from spark_tui.domain.naming import Names, names_of
from spark_tui.domain.proposal import Draft
from spark_tui.domain.workflow import Workflow

SHORTEST, LONGEST = 2, 60  # letters that a name may nearly be
NEAREST = 8  # workflows that are nearly named
CLEAR = 0.5  # the share of a workflow's name that must be said before it counts as named
FILLER = frozenset(
    "a an and at do execute flow my of on please run schedule start the to workflow "
    "o os as e um uma da dos das de meu minha por favor rodar rode roda executar executa iniciar inicie fluxo".split()
)
_WORD = re.compile(r"[^\W_]+")


def every_word_of(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def words_of(text: str) -> frozenset[str]:
    """Those that say something."""
    return every_word_of(text) - FILLER


_known_words_of = lru_cache(maxsize=10_000)(words_of)  # names are the same at the next look


@dataclass(frozen=True, slots=True)
class _Called:
    """A workflow that is there, and the words of each of its names."""

    workflow: Workflow
    ref: str
    names: tuple[frozenset[str], ...]
    source: frozenset[str]
    any: frozenset[str]

    def fit(self, words: frozenset[str]) -> float:
        """How much of its name was said: 0 to 1, and one more where its source was said with it.

        Of two that were said in full the longer is meant: nightly-backup, though there is a backup.
        """
        if words.isdisjoint(self.any):
            return 0.0
        best = max([_said(len(words & name), len(name)) for name in self.names])
        return best + 1 if self.source and self.source <= words else best


class Vocabulary:
    """Of those workflows, as far as they are still there."""

    def __init__(self, workflows: Iterable[Workflow]) -> None:
        self.workflows = [workflow for workflow in workflows if workflow.gone_at is None]
        self._called = [_called(workflow) for workflow in self.workflows]

    def candidates(self, draft: Draft) -> list[Workflow]:
        """The workflows that the phrase names, the best first; all when it names none, the nearest first.

        A name among the words of the task says more than one anywhere in the phrase, where it may
        have been read as a part of something else.
        """
        named = self._named(draft.task, draft.phrase, draft.phrase)
        return [workflow for _, workflow in named] or self._nearest_first(draft.task)

    def _nearest_first(self, task: str) -> list[Workflow]:
        said = " ".join(word for word in _WORD.findall(task.casefold()) if word not in FILLER)
        near = self._titles.near(said[:LONGEST], NEAREST) if len(said) >= SHORTEST else []
        first = [workflow for title in near for workflow in self._by_title[title]]
        known = {workflow.id for workflow in first}
        return [*first, *(workflow for workflow in self.workflows if workflow.id not in known)]

    @cached_property
    def _titles(self) -> Names:
        return names_of(tuple(workflow.title for workflow in self.workflows))

    @cached_property
    def _by_title(self) -> dict[str, list[Workflow]]:
        found: dict[str, list[Workflow]] = {}
        for workflow in self.workflows:
            found.setdefault(workflow.title, []).append(workflow)
        return found

    def named(self, draft: Draft) -> Workflow | None:
        """The one workflow that the words of the task name; None where they name none, or several as well."""
        best = [pair for pair in self._named(draft.task, "", draft.phrase)[:2] if pair[0] >= CLEAR]
        return best[0][1] if len(best) == 1 or (best and best[0][0] > best[1][0]) else None

    def names_any(self, phrase: str) -> bool:
        """Whether a workflow's name, or a part of one, stands in the phrase."""
        words = words_of(phrase)
        return any(called.fit(words) for called in self._called)

    def _named(self, task: str, phrase: str, whole: str) -> list[tuple[float, Workflow]]:
        """Those that are named, the best first, each with how well it fits; `whole` is all that was said."""
        words, anywhere, all_ = words_of(task), words_of(phrase), f" {' '.join(whole.casefold().split())} "
        fits = [(_fit(called, words, anywhere, all_), called.workflow) for called in self._called]
        return sorted((pair for pair in fits if pair[0] > 0), key=lambda pair: -pair[0])


def _said(words: int, of: int) -> float:
    return words / of + words / 1_000


def _called(workflow: Workflow) -> _Called:
    names = tuple(
        words for name in (workflow.title, *workflow.aliases, workflow.key) if (words := _known_words_of(name))
    )
    source = _known_words_of(workflow.source_name)
    return _Called(workflow, f" {workflow.ref.casefold()} ", names, source, frozenset().union(*names))


def _fit(called: _Called, words: frozenset[str], anywhere: frozenset[str], whole: str) -> float:
    """A name that stands there in full, as source/name, goes before every likeness."""
    in_full = 4.0 if called.ref in whole else 0.0
    return max(called.fit(words), called.fit(anywhere) / 2) + in_full
