"""A failure of the contract says what was seen."""

import pytest

pytest.register_assert_rewrite("spark_tui.sources.contract")
