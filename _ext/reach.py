"""Put what the book shows within reach: each drawing as SVG and PNG, each table as CSV, and the
passages that links lead to, for the page to show beside the link.

A table whose caption leads to a CSV of the data keeps that one; any other gets a CSV of what it
shows. PNGs are drawn from the SVG, so that both are the same drawing; a drawing that was drawn
before is taken from `_build/bitmaps`, by the digest of its SVG.
"""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
from pathlib import Path

import resvg_py
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.osutil import relative_uri

PASSAGES = "appendices/generated/passages.js"
DRAWINGS, TABLES = "_downloads/figures", "_downloads/tables"
SCALE = 2
PAPER = "#ffffff"


def copy_passages(app: Sphinx) -> None:
    """Copy the passages into the built book; pages load them when a reader first asks."""
    if app.builder.format != "html":
        return
    source = Path(app.srcdir) / PASSAGES
    if not source.is_file():
        raise ExtensionError(f"{PASSAGES} is missing: run `python -m themeshift pages`")
    target = Path(app.outdir) / "_static" / "reach"
    target.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target / source.name)


def offer_downloads(app: Sphinx, tree: nodes.document, page: str) -> None:
    """Write the files of a page's figures and tables and link them from the captions."""
    if app.builder.name != "html":
        return
    for figure in tree.findall(nodes.figure):
        name = named(figure, "fig-")
        image = next(iter(figure.findall(nodes.image)), None)
        caption = next(iter(figure.findall(nodes.caption)), None)
        if name and image is not None and caption is not None and image["uri"].endswith(".svg"):
            drawing = (Path(app.srcdir) / image["uri"].lstrip("/")).read_bytes()
            for kind, content in (("svg", drawing), ("png", bitmap(app, drawing))):
                link(app, page, caption, f"{DRAWINGS}/{name}.{kind}", content)
    for table in tree.findall(nodes.table):
        name = named(table, "tab-")
        title = next(iter(table.findall(nodes.title)), None)
        if name and title is not None and not leads_to_csv(title):
            link(app, page, title, f"{TABLES}/{name}.csv", rows_of(table))


def named(node: nodes.Element, prefix: str) -> str:
    """The id of a node that begins so, or nothing."""
    return next((name for name in node["ids"] if name.startswith(prefix)), "")


def bitmap(app: Sphinx, drawing: bytes) -> bytes:
    """The drawing as PNG, on white."""
    digest = hashlib.sha256(drawing + resvg_py.__version__.encode() + bytes([SCALE])).hexdigest()
    known = Path(app.srcdir) / "_build" / "bitmaps" / f"{digest}.png"
    if known.is_file():
        return known.read_bytes()
    drawn = bytes(
        resvg_py.svg_to_bytes(
            svg_string=drawing.decode(), zoom=SCALE, background=PAPER, skip_system_fonts=True
        )
    )
    known.parent.mkdir(parents=True, exist_ok=True)
    aside = known.with_suffix(".part")
    aside.write_bytes(drawn)
    aside.replace(known)
    return drawn


def leads_to_csv(title: nodes.Element) -> bool:
    """Tell whether a caption links a CSV."""
    return any(
        str(node.get("reftarget", node.get("refuri", ""))).endswith(".csv")
        for node in title.findall(lambda one: isinstance(one, nodes.Element))
        if isinstance(node, nodes.reference | addnodes.download_reference)
    )


def rows_of(table: nodes.table) -> bytes:
    """The cells as they are shown, header first."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    for row in table.findall(nodes.row):
        lines.writerow([" ".join(cell.astext().split()) for cell in row.findall(nodes.entry)])
    return written.getvalue().encode()


def link(app: Sphinx, page: str, caption: nodes.Element, path: str, content: bytes) -> None:
    """Write a file of the built book and lead to it from the end of a caption."""
    file = Path(app.outdir) / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    address = relative_uri(app.builder.get_target_uri(page), path)
    kind = file.suffix[1:].upper()
    caption += nodes.Text(" ")
    caption += nodes.reference("", kind, internal=True, refuri=address, classes=["download"])


def setup(app: Sphinx) -> dict[str, bool]:
    """Copy first; captions are extended once every reference in them is resolved."""
    app.connect("builder-inited", copy_passages)
    app.connect("doctree-resolved", offer_downloads, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
