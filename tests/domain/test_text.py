"""Text from outside is text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spark_tui.domain.text import clean, clip, one_line, place


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;pwned\x07title", "title"),
        ("\x1b]52;c;cHduZWQ=\x07clip", "clip"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mc1", "c1"),
        ("\x9d0;t\x9cc1", "c1"),
        ("\x1bP$q q\x1b\\dcs", "dcs"),
        ("bell\x07", "bell␇"),
        ("nul\x00", "nul␀"),
        ("a\rb", "a␍b"),
        ("a\r\nb", "a\nb"),
        ("del\x7f", "del␡"),
        ("\u202ertl\u202c", "�rtl�"),
        ("\ud800", "�"),
        ("[red]markup[/] [@click=app.quit]x[/]", "[red]markup[/] [@click=app.quit]x[/]"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("漢😀é", "漢😀é"),
        ("lonely \x1b", "lonely ␛"),
    ],
)
def test_control_sequences_are_shown_or_gone_and_never_obeyed(hostile: str, shown: str) -> None:
    assert clean(hostile) == shown


@given(st.text(alphabet=st.characters(), max_size=300))
def test_what_is_clean_has_no_control_left_and_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert not [c for c in cleaned if (c < " " and c not in "\t\n") or "\x7f" <= c <= "\x9f"]
    assert clean(cleaned) == cleaned


def test_one_line_is_one_line_and_bounded() -> None:
    assert one_line("a\n\n b\x1b[2J" + "c" * 500, 20) == "a b" + "c" * 16 + "…"


def test_a_cut_says_how_much_was_cut() -> None:
    assert clip("abcdef", 4) == "abcd… (2 more characters)"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://ana:secret@db:5432/spark", "postgresql://db:5432/spark"),
        ("http://localhost:7860/base", "http://localhost:7860/base"),
        ("/home/ana/workflows", "/home/ana/workflows"),
        ("sqlite:////home/ana/spark.db", "sqlite:////home/ana/spark.db"),
        ("postgresql://ana:hun/ter2@db/spark", "postgresql://db/spark"),
        ("postgresql://ana:se@cret@db/spark", "postgresql://db/spark"),
        ("postgresql://ana@db/spark?password=secret", "postgresql://db/spark"),
        ("postgresql://ana:p[x@db/spark", "postgresql://db/spark"),
        ("postgresql://ana:se?cret@db/spark", "postgresql://…"),
        ("postgresql://db/spark?password=se@cret", "postgresql://…"),
        ("http://localhost:7860/base?api_key=secret", "http://localhost:7860/base"),
    ],
)
def test_a_place_is_shown_without_its_password_whatever_is_wrong_with_it(url: str, shown: str) -> None:
    assert place(url) == shown
