"""No two pieces of text lie on each other and none is cut off, figures included, at four widths."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from served import PAGES

WIDTHS = (390, 768, 1280, 1440)
#: Every line of visible text as a box (its middle half, where the letters are), cut by the boxes
#: that scroll; then those that meet, and those that a page's edge or a clipping box cuts.
FAULTS = """() => {
  const width = document.documentElement.clientWidth, boxes = [], faults = [];
  const skipped = "script, style, noscript, title, desc, math, option, dialog:not([open])";
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, owner = node.parentElement;
    if (!node.data.trim() || owner.closest(skipped)) continue;
    if (!owner.checkVisibility({opacityProperty: true, visibilityProperty: true})) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      let {left, right, top, bottom} = rect, scrolls = false, hidden = false, cut = false;
      for (let box = owner; box && box !== document.body; box = box.parentElement) {
        const style = getComputedStyle(box), way = style.overflowX, frame = box.getBoundingClientRect();
        if (way === "visible" || box instanceof SVGElement) continue;
        if (frame.width <= 1.5 || frame.height <= 1.5) hidden = true;
        else if (way === "auto" || way === "scroll") scrolls = true;
        else if (!scrolls && (right > frame.right + 2 || left < frame.left - 2)) cut = true;
        left = Math.max(left, frame.left); right = Math.min(right, frame.right);
        if (style.overflowY !== "visible") { top = Math.max(top, frame.top); bottom = Math.min(bottom, frame.bottom); }
      }
      if (hidden || right - left < 2 || bottom - top < 2) continue;
      const text = node.data.trim().slice(0, 40);
      if (cut || (!scrolls && (right > width + 1 || left < -1))) faults.push(`cut off: ${text}`);
      const quarter = (bottom - top) / 4;
      boxes.push({left: left + 1, right: right - 1, top: top + quarter, bottom: bottom - quarter, text, node});
    }
  }
  boxes.sort((one, other) => one.top - other.top);
  boxes.forEach((one, place) => {
    for (let next = place + 1; next < boxes.length && boxes[next].top < one.bottom - 1; next++) {
      const other = boxes[next];
      if (one.node === other.node) continue;
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - other.top;
      if (across > 1 && down > 1) faults.push(`on each other: ${one.text} | ${other.text}`);
    }
  });
  const over = document.documentElement.scrollWidth - width;
  if (over > 0) faults.push(`${over} px wider than the screen`);
  return [...new Set(faults)];
}"""
#: What is laid out only near the screen is laid out whole, so that no place is a guess.
WHOLE = "* { content-visibility: visible !important }"
UNFOLD = "() => document.querySelectorAll('main details').forEach((one) => { one.open = true; })"


def faults(page: Page, width: int) -> list[str]:
    """Faults of a page at a width; the window is as tall as the page, so that nothing floats."""
    page.set_viewport_size({"width": width, "height": 900})
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({"width": width, "height": min(height + 50, 30_000)})
    page.wait_for_timeout(60)
    return page.evaluate(FAULTS)


@pytest.mark.parametrize("name", PAGES)
def test_no_text_is_covered_or_cut(page, address, name):
    page.goto(f"{address}/{name}", wait_until="load")
    page.add_style_tag(content=WHOLE)
    page.evaluate("document.fonts.ready")
    found = {width: faults(page, width) for width in WIDTHS}
    page.evaluate(UNFOLD)
    found |= {f"{width}, folds open": faults(page, width) for width in (390, 1280)}
    assert {width: lines for width, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>one</p><p>two</p>", []),
        ("<p>one</p><p style='margin-top:-2em'>two</p>", ["on each other: one | two"]),
        ("<p style='width:3em;overflow:hidden;white-space:nowrap'>some long words</p>", ["cut off"]),
        ("<div style='width:3em;overflow:auto'><p style='width:30em'>some words</p></div>", []),
        ("<p style='width:900px;white-space:nowrap'>" + "word " * 60 + "</p>", ["cut off", "wider"]),
        ("<svg width=200 height=50><text x=5 y=20>here</text><text x=9 y=20>there</text></svg>",
         ["on each other: here | there"]),
    ],
)  # fmt: skip
def test_the_check_sees_what_it_should(page, body, expected):
    page.set_content(f"<!doctype html><body style='font:16px sans-serif;margin:8px'>{body}")
    found = faults(page, 390)
    assert len(found) == len(expected)
    assert all(part in line for part, line in zip(expected, found, strict=True))
