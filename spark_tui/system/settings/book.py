"""The settings as people see and change them: see `service.settings`."""

import difflib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from spark_tui.domain.errors import Invalid, NotFound
from spark_tui.domain.text import one_line
from spark_tui.service.settings import BUILT_IN, KnownSetting
from spark_tui.system.settings import file, machine
from spark_tui.system.settings.declared import DECLARED, Declared
from spark_tui.system.settings.loading import NO_FLAGS, Said, variable, voices


class Book:
    """It never fails to open: what is wrong in it is said of the setting that it is wrong of."""

    def __init__(self, environ: Mapping[str, str] | None = None, flags: Mapping[str, str] = NO_FLAGS) -> None:
        self._environ, self._flags = environ, flags

    @property
    def file(self) -> Path:
        return machine.config_dir() / file.FILE

    def all(self) -> list[KnownSetting]:
        said = self._said()
        return [_known(name, declared, said) for name, declared in DECLARED.items()]

    def remarks(self) -> list[str]:
        """Also that the file cannot be read at all."""
        try:
            return [_stranger(self.file, name) for name in file.read(self.file) if name not in DECLARED]
        except Invalid as wrong:
            return [wrong.message]

    def set(self, name: str, text: str) -> KnownSetting:
        declared = self._declared(name)
        if name == "keys":
            raise Invalid("keys are a table in the file", hint="spark keys shows them, and docs/keys.md how")
        file.remember(self.file, name, declared.kind.read(name, text))
        return self._now(name)

    def unset(self, name: str) -> KnownSetting:
        self._declared(name)
        file.forget(self.file, name)
        return self._now(name)

    def _now(self, name: str) -> KnownSetting:
        return _known(name, DECLARED[name], self._said())

    def _declared(self, name: str) -> Declared:
        if name not in DECLARED:
            raise NotFound(f"there is no setting “{one_line(name, 40)}”", hint=_nearest(name) or "spark config show")
        return DECLARED[name]

    def _said(self) -> Said:
        try:
            return voices(self._environ, self._flags)
        except Invalid:  # `remarks` says so
            return Said(os.environ if self._environ is None else self._environ, flags=self._flags)


def _known(name: str, declared: Declared, said: Said) -> KnownSetting:
    kind = declared.kind
    value, won = said.of(name)
    wrong = ""
    try:
        shown = kind.shown(value if won == BUILT_IN else kind.read(name, value))
    except Invalid as reason:
        shown, wrong = kind.shown(value), reason.message
    built_in = declared.in_words or kind.shown(declared.built_in)
    return KnownSetting(name, declared.says, kind.may_be, kind.allowed, shown, built_in, won, variable(name), wrong)


def _stranger(path: Path, name: str) -> str:
    return f"{path}: {one_line(name, 40)} is no setting, and is not used" + "".join(_said_nearest(name))


def _said_nearest(name: str) -> Iterator[str]:
    if near := _nearest(name):
        yield f"; {near}"


def _nearest(name: str) -> str:
    near = difflib.get_close_matches(name, DECLARED, n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else ""
