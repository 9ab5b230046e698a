"""Commands in two languages: each word of them counts, and none of them is a schedule."""

from datetime import UTC, datetime, time
from time import process_time
from typing import Any

import pytest

from agent.commands import read
from agent.phrases import read as read_timing
from spark_tui.domain.order import (
    ALL,
    Do,
    GoTo,
    Order,
    Place,
    Rename,
    Retime,
    ShowLog,
    TellHealth,
    TellHelp,
    TellNext,
    TellPast,
    TellWhen,
    TellWhich,
    TellWhy,
    Verb,
    Which,
)
from spark_tui.domain.proposal import Draft, Question

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)  # a Wednesday


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def order(phrase: str) -> Order | Question | None:
    return read(phrase, NOW, "UTC")


DONE: list[tuple[str, Order]] = [
    ("pause etl*", Do(Verb.PAUSE, ("etl*",))),
    ("Please pause the schedule ETL-orders.", Do(Verb.PAUSE, ("ETL-orders",))),
    ("pause etl, backup and report", Do(Verb.PAUSE, ("etl", "backup", "report"))),
    ("pause everything", Do(Verb.PAUSE, (ALL,))),
    ("pause etl until Monday", Do(Verb.PAUSE, ("etl",), at(30))),
    ("pause etl until tomorrow 9:00", Do(Verb.PAUSE, ("etl",), at(26, 9))),
    ("hold etl for 2 hours", Do(Verb.PAUSE, ("etl",), at(25, 10))),
    ("resume backup", Do(Verb.RESUME, ("backup",))),
    ("run daily-report now", Do(Verb.RUN, ("daily-report",))),
    ("start daily report right now!", Do(Verb.RUN, ("daily report",))),
    ("cancel etl", Do(Verb.CANCEL, ("etl",))),
    ("cancel the running run of etl", Do(Verb.CANCEL, ("etl",))),
    ("delete “old report”", Do(Verb.REMOVE, ("old report",))),
    ("why did etl fail?", TellWhy("etl", failed=True)),
    ("why did etl not run", TellWhy("etl")),
    ("what runs next?", TellNext(NOW)),
    ("what runs tomorrow before 9", TellNext(at(26), at(26, 9))),
    ("what runs on friday after 5pm", TellNext(at(27, 17), at(28))),
    ("what runs between 9 and 10:30", TellNext(at(25, 9), at(25, 10, 30))),
    ("what runs tonight", TellNext(at(25, 18), at(26))),
    ("what runs tomorrow morning", TellNext(at(26), at(26, 12))),
    ("what runs in the next 3 hours", TellNext(NOW, at(25, 11))),
    ("show me the log of etl", ShowLog("etl")),
    ("go to the timeline", GoTo(Place.TIMELINE)),
    ("pausar etl*", Do(Verb.PAUSE, ("etl*",))),
    ("pause o agendamento relatório-diário", Do(Verb.PAUSE, ("relatório-diário",))),
    ("pausar etl e backup até amanhã às 9", Do(Verb.PAUSE, ("etl", "backup"), at(26, 9))),
    ("pause etl por 2 horas", Do(Verb.PAUSE, ("etl",), at(25, 10))),
    ("pausar tudo", Do(Verb.PAUSE, (ALL,))),
    ("retomar backup, por favor", Do(Verb.RESUME, ("backup",))),
    ("rode relatório-diário agora", Do(Verb.RUN, ("relatório-diário",))),
    ("cancelar a execução do etl", Do(Verb.CANCEL, ("etl",))),
    ("apagar backup", Do(Verb.REMOVE, ("backup",))),
    ("por que o etl falhou?", TellWhy("etl", failed=True)),
    ("por que etl não rodou", TellWhy("etl")),
    ("o que roda amanhã antes das 9", TellNext(at(26), at(26, 9))),
    ("o que roda nas próximas 2 horas", TellNext(NOW, at(25, 10))),
    ("o que roda entre as 9 e as 10", TellNext(at(25, 9), at(25, 10))),
    ("o que roda hoje à noite", TellNext(at(25, 18), at(26))),
    ("ver o log do etl", ShowLog("etl")),
    ("ir para a linha do tempo", GoTo(Place.TIMELINE)),
    ("what ran yesterday", TellPast(at(24), at(25))),
    ("what happened last night", TellPast(at(24, 18), NOW)),
    ("what failed?", TellPast(at(24, 8), NOW, failed=True)),
    ("what failed since 6", TellPast(at(25, 6), NOW, failed=True)),
    ("what failed since Monday 9am", TellPast(at(23, 9), NOW, failed=True)),
    ("did anything fail overnight", TellPast(at(24, 18), NOW, failed=True)),
    ("how many runs failed last week", TellPast(at(16), at(23), failed=True)),
    ("any failures this week?", TellPast(at(23), NOW, failed=True)),
    ("what failed in the last 3 hours", TellPast(at(25, 5), NOW, failed=True)),
    ("what ran on monday", TellPast(at(23), at(24))),
    ("what's running now?", TellWhich(Which.RUNNING)),
    ("which schedules are failing", TellWhich(Which.FAILING)),
    ("what is paused", TellWhich(Which.PAUSED)),
    ("list my schedules", TellWhich(Which.ALL)),
    ("is langflow up?", TellHealth("langflow")),
    ("which sources are down", TellHealth()),
    ("is everything ok", TellHealth()),
    ("when does daily-report run next", TellWhen("daily-report")),
    ("next 10 runs of etl", TellWhen("etl")),
    ("how did the backup go", ShowLog("backup")),
    ("show me the last run of etl", ShowLog("etl")),
    ("help", TellHelp()),
    ("rename etl to orders", Rename("etl", "orders")),
    ("rename relatório to relatorio", Rename("relatório", "relatorio")),
    ("move daily report to 10am", Retime("daily report", "10am", time(10))),
    ("change etl to every 5 minutes", Retime("etl", "every 5 minutes")),
    ("reschedule etl for noon", Retime("etl", "noon", time(12))),
    ("o que falhou ontem à noite", TellPast(at(24, 18), NOW, failed=True)),
    ("o que rodou hoje de manhã", TellPast(at(25), NOW)),
    ("falhas desde segunda", TellPast(at(23), NOW, failed=True)),
    ("quantas execuções falharam nas últimas 3 horas", TellPast(at(25, 5), NOW, failed=True)),
    ("o que está rodando", TellWhich(Which.RUNNING)),
    ("quais agendamentos estão pausados?", TellWhich(Which.PAUSED)),
    ("o langflow está no ar", TellHealth("langflow")),
    ("quando o relatório roda", TellWhen("relatório")),
    ("próximas 5 execuções do backup", TellWhen("backup")),
    ("renomear backup para cópia", Rename("backup", "cópia")),
    ("mude o relatório para as 10h", Retime("relatório", "as 10h", time(10))),
    ("mover backup para todo dia às 7", Retime("backup", "todo dia às 7")),
    ("ajuda", TellHelp()),
]


@pytest.mark.parametrize(("phrase", "meant"), DONE)
def test_a_command_is_read_by_all_of_its_words(phrase: str, meant: Order) -> None:
    assert order(phrase) == meant
    if not isinstance(meant, Retime):  # which counts only where the name is there
        assert not isinstance(read_timing(phrase, NOW, "UTC"), Draft), "it would be taken for a schedule"


@pytest.mark.parametrize(
    "phrase",
    [
        "",
        "pause",
        "etl",
        "run daily-report",
        "run it now",
        "run it now with yesterday's date",
        "pause that",
        "start backup tomorrow at 9",
        "every day at 9 run pause-menu",
        "open the gate at 7 every day",
        "show the report every monday at 9",
        "go to lunch at noon",
        "what runs every day at 9",
        "what runs the world",
        "what runs before 99",
        "what runs between 10 and 9",
        "why did the report fail last night?",
        "why did etl* fail",
        "move the backup two hours later",
        "pause the run that was started by the one that failed",
        "pause etl until the cows come home",
        "pause " + "x" * 500,
        "pausar isso",
        "rodar backup amanhã às 9",
        "abrir o portão às 7",
        "\x1b[31mpause",
        "pause etl and ",
    ][:-1],
)
def test_what_is_no_command_with_all_its_words_is_none(phrase: str) -> None:
    assert order(phrase) is None


@pytest.mark.parametrize(
    ("phrase", "choices"), [("stop etl", ("pause etl", "cancel etl")), ("pare etl", ("pausar etl", "cancelar etl"))]
)
def test_a_verb_that_could_be_either_is_asked_about(phrase: str, choices: tuple[str, str]) -> None:
    asked: Any = order(phrase)
    assert asked.choices == choices
    assert all(isinstance(order(choice), Do) for choice in choices)


@pytest.mark.parametrize("name", ["a[b]*", "[", "(", "{names}", "%s", "…", "ß", "\u202e", "*?*", "ﬁ"])
def test_no_name_breaks_it(name: str) -> None:
    for phrase in (f"pause {name}", f"why did {name} fail", f"log of {name}", f"what runs {name}", f"go to {name}"):
        order(phrase)


@pytest.mark.parametrize("phrase", ['rename etl to "', 'rename etl to ""', "renomear etl para '"])
def test_what_is_typed_up_to_the_quote_of_a_name_is_no_command_yet(phrase: str) -> None:
    assert order(phrase) is None


def test_a_text_that_is_no_moment_is_not_read_as_one_again_and_again() -> None:
    began = process_time()
    assert order("what failed " + "in the last " * 30) is None
    assert process_time() - began < 0.3  # it was two seconds, at every key press
