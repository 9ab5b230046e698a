"""Whose screen it is: how the top line begins."""

from spark_tui.faces.tui.text import Piece, flat

OPENING = "opening …"


def who(host_name: str) -> list[Piece]:
    return [(" spark ", "strong"), (f" {flat(host_name)[:24]}  ", "dim")]
