"""Show on one page what a notebook of another page computed.

`{glue:text}` reaches other pages for text alone. This extension carries the rest: a block

    ```{carry} chapters/05-synthesis.ipynb::fig-balance
    ```

repeats a figure (found by its name) or a Markdown output (found by its glued key), and the role
{carry}`chapters/05-synthesis.ipynb::key` repeats a glued Markdown sentence with its links.
Paths are relative to the page, or to the book when they begin with a slash.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, ClassVar

from docutils import nodes
from docutils.statemachine import StringList
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective, SphinxRole

logger = logging.getLogger(__name__)


def find_output(env: BuildEnvironment, reference: str) -> dict[str, Any] | None:
    """Return the output that `path::name` names, or None when there is no such output."""
    path, _, name = reference.partition("::")
    relative, absolute = env.relfn2path(path)
    env.note_dependency(relative)
    if not Path(absolute).is_file():
        return None
    notebook = json.loads(Path(absolute).read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            metadata = output.get("metadata", {})
            names = (
                metadata.get("scrapbook", {}).get("name"),
                metadata.get("themeshift", {}).get("name"),
            )
            if name in names:
                return output
    return None


def text_of(output: dict[str, Any], kind: str) -> str:
    """Return the text of an output in one format, or nothing.

    Values glued without being displayed carry a prefix before the name of their format.
    """
    data = output.get("data", {})
    return "".join(data.get(kind) or data.get(f"application/papermill.record/{kind}", ""))


class CarryDirective(SphinxDirective):
    """Repeat a figure or a block of Markdown; the figure may get a name of its own."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = False
    option_spec: ClassVar[dict[str, Any]] = {"name": str}

    def run(self) -> list[nodes.Node]:
        """Return the figure, or the parsed Markdown."""
        output = find_output(self.env, self.arguments[0])
        if output is None:
            logger.warning("nothing to carry: %s", self.arguments[0], location=self.get_location())
            return []
        svg = text_of(output, "image/svg+xml")
        if not svg:
            return self.parsed(text_of(output, "text/markdown"))
        described = output["metadata"].get("themeshift", {})
        figure = nodes.figure("", self.image(svg, described.get("alt", "")))
        self.set_source_info(figure)
        caption = self.parsed(described.get("caption", ""))
        if caption:
            figure += nodes.caption("", "", *caption[0].children)
        self.add_name(figure)
        return [figure]

    def parsed(self, text: str) -> list[nodes.Node]:
        """Return what a piece of Markdown becomes on this page."""
        holder = nodes.Element()
        lines = StringList(text.splitlines(), source=self.env.doc2path(self.env.docname))
        self.state.nested_parse(lines, self.content_offset, holder)
        return holder.children

    def image(self, svg: str, alt: str) -> nodes.image:
        """Write the drawing beside those of the notebooks and return the node that shows it."""
        folder = Path(self.env.app.outdir).parent / "jupyter_execute"
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{hashlib.sha256(svg.encode()).hexdigest()}.svg"
        file.write_text(svg, encoding="utf-8")
        return nodes.image(uri=f"/{file.relative_to(self.env.srcdir).as_posix()}", alt=alt)


class CarryRole(SphinxRole):
    """Repeat a glued sentence, with its links."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the sentence as inline nodes."""
        output = find_output(self.env, self.text)
        if output is None:
            logger.warning("nothing to carry: %s", self.text, location=self.get_location())
            return [], []
        text = text_of(output, "text/markdown").strip()
        return self.inliner.parse(text, self.lineno, self.inliner, self.inliner.parent)


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the directive and the role."""
    app.add_directive("carry", CarryDirective)
    app.add_role("carry", CarryRole())
    return {"parallel_read_safe": True, "parallel_write_safe": True}
