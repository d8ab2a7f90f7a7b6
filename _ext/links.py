"""Addresses inside the book that Sphinx cannot write itself: `passages:` and `page:`.

`passages:phase=2019-contract&theme=digital` opens the passages page with these filters,
`passages:u-x` one passage, `page:appendices/how-sure#coverage` an anchor of a page, and
`page:data/results/salience.csv` a file of the data. They work in Markdown links, in linked numbers
and in the marks of a figure; the last two leave out the scheme (as in `themeshift.prose.links`).
"""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.osutil import relative_uri

from themeshift.prose import links as targets

logger = logging.getLogger(__name__)

SCHEMES = ("passages:", "page:")


def schemed(link: str) -> str:
    """Return a link of a value or a mark with a scheme by which `Addresses` knows it."""
    return link if link.startswith((*SCHEMES, "https://", "http://")) else f"page:{link}"


def address(builder: Builder, page: str, link: str) -> str:
    """Return the address of a schemed link as seen from a page; warn where no page is meant."""
    if not link.startswith(SCHEMES):
        return link
    target = link.partition(":")[2]
    try:
        parts = urlsplit(targets.href(target, root=""))
    except ValueError:
        parts = urlsplit(target)
    name = parts.path.removesuffix(".html")
    if not parts.path.startswith("data/"):
        if name not in builder.env.found_docs:
            logger.warning("no page %s for the link %s", target, link, location=page)
            return f"#{parts.fragment}"
        if builder.name == "singlehtml":  # one page holds all: a filter has no place there
            return f"#{parts.fragment or f'document-{name}'}"
    return urlunsplit(parts._replace(path=relative_uri(builder.get_target_uri(page), parts.path)))


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
