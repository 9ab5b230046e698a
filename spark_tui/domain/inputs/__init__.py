"""What a workflow wants to be given, and whether what a person gave is that.

A workflow declares fields. A person types a text for each, or says JSON; `check` makes values of the
right types of it, or says of each that is wrong what would do.
"""

from spark_tui.domain.inputs.fields import (
    LONGEST_DEFAULT,
    MOST_CHOICES,
    MOST_FIELDS,
    SHOWN,
    Declared,
    Field,
    FieldType,
)
from spark_tui.domain.inputs.fitting import LONGEST, Checked, Fault, check, in_words, must_fit, named, over
from spark_tui.domain.inputs.values import Values, is_named, names_of_secrets, secrets_in, spelled, values_of

__all__ = [
    "LONGEST",
    "LONGEST_DEFAULT",
    "MOST_CHOICES",
    "MOST_FIELDS",
    "SHOWN",
    "Checked",
    "Declared",
    "Fault",
    "Field",
    "FieldType",
    "Values",
    "check",
    "in_words",
    "is_named",
    "must_fit",
    "named",
    "names_of_secrets",
    "over",
    "secrets_in",
    "spelled",
    "values_of",
]
