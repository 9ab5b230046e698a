"""What stands behind --set."""

from pathlib import Path

import pytest

from spark_tui.domain.errors import Invalid
from spark_tui.domain.inputs import LONGEST
from spark_tui.faces.cli.giving import given_by


def test_values_are_texts_json_and_files(tmp_path: Path) -> None:
    (tmp_path / "f.json").write_text('{"a": 1}')
    sets = ["a=1", "b:=[1, null]", "c=x=y", "d=", f"e=@{tmp_path}/f.json", f"f:=@{tmp_path}/f.json", 'g:="@x"']
    assert given_by(sets) == {
        "a": "1",
        "b": [1, None],
        "c": "x=y",
        "d": "",
        "e": '{"a": 1}',
        "f": {"a": 1},
        "g": "@x",
    }
    assert given_by(None) == {}


@pytest.mark.parametrize(
    ("sets", "told"),
    [
        (["seconds"], "is not KEY=VALUE"),
        (["=2"], "is not KEY=VALUE"),
        ([":=2"], "is not KEY=VALUE"),
        (["a=1", "a=2"], "--set a is given twice"),
        (["a:={"], "--set a:={ is no JSON"),
        (["a=@/no/such/file"], "cannot be read: No such file"),
        (["a=@/"], "cannot be read"),
        (["a:=" + "[" * 100_000], "is no JSON"),
    ],
)
def test_what_is_none_is_refused(sets: list[str], told: str) -> None:
    with pytest.raises(Invalid) as refused:
        given_by(sets)
    assert told in refused.value.message


def test_a_file_is_text_and_not_too_long(tmp_path: Path) -> None:
    for content, told in ((b"\xff", "no UTF-8"), (b"a" * (LONGEST + 1), "longer than")):
        (tmp_path / "f").write_bytes(content)
        with pytest.raises(Invalid, match=told):
            given_by([f"a=@{tmp_path}/f"])
