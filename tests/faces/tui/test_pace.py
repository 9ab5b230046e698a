"""How often a pane that costs something is looked at."""

from spark_tui.faces.tui.pace import Pace


def a_pace() -> Pace:
    return Pace(soonest=1, share=20, latest=30)


def test_the_first_look_is_at_once_and_no_other_begins_before_it_ended() -> None:
    pace = a_pace()
    assert pace.begin(100)
    pace.change()
    assert not pace.begin(1000)


def test_an_unchanged_thing_is_looked_at_seldom() -> None:
    pace = a_pace()
    pace.begin(0)
    pace.end(1, took=0)
    assert not pace.begin(30.9)
    assert pace.begin(31)


def test_a_changed_thing_is_looked_at_soon_and_once() -> None:
    pace = a_pace()
    pace.begin(0)
    pace.change()
    pace.end(0, took=0)
    assert not pace.begin(0.9)
    assert pace.begin(1)
    pace.end(1, took=0)
    assert not pace.begin(3)


def test_after_a_slow_look_the_next_one_waits_longer_even_if_it_changes_all_the_time() -> None:
    pace = a_pace()
    pace.begin(0)
    pace.change()
    pace.end(0.5, took=0.5)
    assert not pace.begin(10.4)
    assert pace.begin(10.5)
