"""What MyST-NB pastes of a value is its text, to the last digit."""

from __future__ import annotations

import pytest
from myst_nb.core.variables import format_plain_text

from themeshift.prose.values import Value


@pytest.mark.parametrize("text", ["100,000", "0.90", "17", "it’s 5%", 'a "b"', "the review", ""])
def test_a_value_is_pasted_as_it_reads(text: str) -> None:
    assert format_plain_text(Value(text)._repr_mimebundle_()["text/plain"], "") == text
