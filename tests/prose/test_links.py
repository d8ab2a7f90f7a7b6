"""Targets inside the book, and what is refused as one."""

from __future__ import annotations

import pytest

from themeshift.prose import links


@pytest.mark.parametrize(
    ("target", "address"),
    [
        ("phase=2019-contract&theme=digital,innovation",
         "../appendices/generated/passages.html?phase=2019-contract&theme=digital,innovation"),
        ("u-2030-port-001", "../appendices/generated/passages.html#u-2030-port-001"),
        ("appendices/explore?coding=first", "../appendices/explore.html?coding=first"),
        ("appendices/how-sure#coverage", "../appendices/how-sure.html#coverage"),
        ("chapters/synthesis", "../chapters/synthesis.html"),
        ("data/results/salience.csv", "../data/results/salience.csv"),
        ("https://example.org/a-b?c=1#d", "https://example.org/a-b?c=1#d"),
    ],
)  # fmt: skip
def test_a_target_has_one_address(target, address):
    assert links.href(target) == address


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "data:text/html,x",
        "java\nscript:x", "//example.org/x", "https://", "http://[", "", "file:///etc/passwd",
        "mailto:a@example.org", "ftp://example.org/x", "../../etc/passwd", "https://exa mple.org",
    ],
)  # fmt: skip
def test_other_targets_are_refused(target):
    with pytest.raises(ValueError, match="no passage, page or http"):
        links.href(target)


def test_a_query_keeps_its_value_whatever_it_is():
    query = links.passages(phase="2030-contract", theme=("rivers", "ports"), project='a&b="c d"')
    assert query == "phase=2030-contract&theme=rivers,ports&project=a%26b%3D%22c%20d%22"
    assert links.href(query).endswith(query)
