"""Who is let into `spark web`."""

import pytest

from spark_tui.faces.web.gate import LOOPBACK, MOST_BROWSERS, Gate, Refused


def token_of(gate: Gate) -> str:
    return gate.invite().partition("token=")[2]


def test_an_address_is_good_once() -> None:
    gate = Gate()
    token = token_of(gate)
    assert gate.knows(gate.admit(token))
    with pytest.raises(Refused, match="good once"):
        gate.admit(token)


def test_another_address_takes_the_place_of_the_one_before() -> None:
    gate = Gate()
    first, second = token_of(gate), token_of(gate)
    with pytest.raises(Refused):
        gate.admit(first)
    assert gate.knows(gate.admit(second))


@pytest.mark.parametrize("token", ["", "guess", "\udcff", "é"])
def test_no_other_token_is_good_and_none_before_one_was_shown(token: str) -> None:
    gate = Gate()
    with pytest.raises(Refused):
        gate.admit(token)
    gate.admit(token_of(gate))
    with pytest.raises(Refused):
        gate.admit(token)


@pytest.mark.parametrize("cookie", ["", "guess", "\udcff"])
def test_no_other_cookie_is_known(cookie: str) -> None:
    gate = Gate()
    gate.admit(token_of(gate))
    assert not gate.knows(cookie)


def test_of_too_many_browsers_the_first_is_forgotten() -> None:
    gate = Gate()
    cookies = [gate.admit(token_of(gate)) for _ in range(MOST_BROWSERS + 1)]
    assert [gate.knows(cookie) for cookie in cookies] == [False, *([True] * MOST_BROWSERS)]


@pytest.mark.parametrize("host", ["localhost:8300", "127.0.0.1:8300", "[::1]:8300", "LOCALHOST:9", "localhost"])
def test_here_it_is_reached_under_the_names_of_this_machine_to_itself(host: str) -> None:
    Gate().check({"Host": host}, from_page=False)
    Gate().check({"Host": host, "Origin": f"http://{host}"}, from_page=True)


@pytest.mark.parametrize(
    "host", ["", "evil.example:8300", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "[::1", "a@b:c"]
)
def test_under_another_name_it_does_not_answer(host: str) -> None:
    with pytest.raises(Refused, match="name"):
        Gate().check({"Host": host}, from_page=False)


@pytest.mark.parametrize(
    ("host", "good"),
    [("spark.example:1", True), ("10.0.0.7:1", True), ("[fe80::1]:1", True), ("evil.example:1", False)],
)
def test_where_others_may_reach_it_addresses_and_the_given_name_are_good(host: str, good: bool) -> None:
    gate = Gate(LOOPBACK | {"spark.example"}, any_address=True)
    if good:
        gate.check({"Host": host}, from_page=False)
    else:
        with pytest.raises(Refused):
            gate.check({"Host": host}, from_page=False)


@pytest.mark.parametrize(
    ("origin", "from_page"),
    [
        ("http://evil.example", False),
        ("http://evil.example", True),
        ("http://localhost:9999", True),
        ("http://127.0.0.1:8300", True),
        ("null", True),
        ("", True),
    ],
)
def test_another_page_is_refused_and_so_is_one_that_does_not_say_which_it_is(origin: str, from_page: bool) -> None:
    with pytest.raises(Refused, match="page"):
        Gate().check({"Host": "localhost:8300", "Origin": origin}, from_page=from_page)


def test_the_path_is_nobodys_guess() -> None:
    assert Gate().path != Gate().path
    assert len(Gate().path) > 16
