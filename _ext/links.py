"""Addresses inside the book that Sphinx cannot write itself: `passages:` and `page:`.

`passages:phase=2019-contract&theme=digital` opens the passages page with these filters,
`passages:u-x` one passage, `page:appendices/how-sure#coverage` an anchor of a page, and
`page:data/results/salience.csv` a file of the data. They work in Markdown links, in linked numbers
and in the marks of a figure; the last two leave out the scheme (as in `themeshift.prose.links`).
"""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

logger = logging.getLogger(__name__)

PASSAGES = "appendices/generated/passages"
SCHEMES = ("passages:", "page:")


def schemed(link: str) -> str:
    """Return a link of a value or a mark with its scheme: a query or a passage's id opens passages."""
    if link.startswith((*SCHEMES, "https://", "http://")):
        return link
    place, _, _ = link.partition("#")
    opens = link.startswith(("u-", "#u-")) or ("=" in place and "/" not in place.partition("=")[0])
    return f"passages:{link}" if opens else f"page:{link}"


def address(builder: Builder, page: str, link: str) -> str:
    """Return the address of a schemed link as seen from a page; warn where no page is meant."""
    if not link.startswith(SCHEMES):
        return link
    scheme, _, target = link.partition(":")
    if scheme == "passages":
        mark = "" if target.startswith("#") else "#" if target.startswith("u-") else "?"
        target = f"{PASSAGES}{mark}{target}"
    path, mark, anchor = target.partition("#")
    path, asks, query = path.partition("?")
    if path.startswith("data/"):
        return relative_uri(builder.get_target_uri(page), path)
    name = path.strip("/").removesuffix(".html").removesuffix(".md").removesuffix(".ipynb")
    if name not in builder.env.found_docs:
        logger.warning("no page %s for the link %s", name, link, location=page)
        return f"#{anchor}"
    if builder.name == "singlehtml":  # one page holds all: a filter has no place there
        return f"#{anchor or f'document-{name}'}"
    return builder.get_relative_uri(page, name) + asks + query + mark + anchor


class Addresses(SphinxPostTransform):
    """Write the addresses of a page's links."""

    default_priority = 3
    formats = ("html",)

    def run(self) -> None:
        """Replace the scheme of each link that has one of ours."""
        for node in self.document.findall(nodes.reference):
            if node.get("refuri", "").startswith(SCHEMES):
                node["refuri"] = address(self.app.builder, self.env.docname, node["refuri"])
                node["internal"] = True
                node["classes"] = [one for one in node["classes"] if one != "external"]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the transform."""
    app.add_post_transform(Addresses)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
