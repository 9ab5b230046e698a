"""What a run is given: a text and values; or templates of them, which are filled when it starts."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from spark_tui.domain import templates
from spark_tui.domain.errors import Invalid
from spark_tui.domain.inputs import LONGEST, Checked, Declared, Values, check, names_of_secrets, secrets_in, values_of
from spark_tui.domain.source import SecretName
from spark_tui.domain.templates import Facts
from spark_tui.domain.text import one_line


@dataclass(frozen=True, slots=True)
class Given:
    text: str = ""
    values: Values = Values()

    def fill(self, facts: Facts) -> "Given":
        """As templates, filled once: what comes out is data, whatever it says. Raises Invalid where it cannot be."""
        text = templates.rendered(self.text, facts)
        values = values_of(templates.filled(self.values.of(), facts, input=text))
        if len(values.json) > LONGEST:
            raise Invalid(f"all inputs together are at most {LONGEST:,} characters")
        filled = Given(text, values)
        if filled.secrets - self.secrets - {*names_of_secrets(self.text)}:
            raise Invalid(
                "what it is filled with names a secret, and only a person may",
                hint="name it in the template itself: vault:NAME",
            )
        return filled

    @property
    def secrets(self) -> frozenset[SecretName]:
        """The names of those among its values, and in its text where that is all of them as a JSON object."""
        return _secrets_in(self.values) | _secrets_in(Values(self.text))

    def check(self) -> None:
        """Raises Invalid for what is no template, and for what speaks of something that no run knows."""
        templates.check(self.text)
        for name, value in self.values.of().items():
            for text in _texts(value):
                try:
                    templates.check(text)
                except Invalid as wrong:
                    raise Invalid(f"“{one_line(name, 60)}”: {wrong.message}", hint=wrong.hint) from None

    def against(self, declared: Declared | None, *, template: bool = False) -> Checked:
        """What is wrong with it for a workflow that declares that; nothing is known to be where it never said."""
        if declared is None:
            return Checked(self.values)
        try:
            values = self.values.of()
        except (TypeError, ValueError):  # another program wrote them
            return Checked(self.values)
        return check(declared, values, text=self.text, template=template)

    @property
    def looks_like_a_template(self) -> bool:
        """Whether there is something to fill in it, and all of that is known."""
        if not any(map(templates.is_template, [self.text, *_texts(self.values.of())])):
            return False
        try:
            self.check()
        except Invalid:
            return False
        return True


def _secrets_in(values: Values) -> frozenset[SecretName]:
    """Also with blanks around, which are taken away where a value is read."""
    try:
        given = values.of()
    except (TypeError, ValueError, RecursionError):
        return frozenset()
    texts = {name: one.strip() for name, one in given.items() if isinstance(one, str)}
    return frozenset(secrets_in(texts).values())


def _texts(value: Any) -> Iterator[str]:
    """Those within it; names are no templates."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from _texts(inner)
        case list():
            for inner in value:
                yield from _texts(inner)
