"""A page is read back once, not once for each link to a figure on it.

Sphinx reads the whole tree of the target's page for every numbered reference. Pages that link
each passage to the figures that use it hold more than a thousand of these: the same pages read
again and again took three quarters of a build.
"""

from __future__ import annotations

from functools import cached_property

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.environment import BuildEnvironment


class _Reader:
    """The build environment, which keeps the trees that it was asked for."""

    def __init__(self, env: BuildEnvironment) -> None:
        self._env = env
        self._trees: dict[str, nodes.document] = {}

    def get_doctree(self, docname: str) -> nodes.document:
        """Return the tree of a page, to be looked at and not to be changed."""
        if docname not in self._trees:
            self._trees[docname] = self._env.get_doctree(docname)
        return self._trees[docname]

    def __getattr__(self, name: str) -> object:
        return getattr(self._env, name)


class ReadOnceDomain(StandardDomain):
    """Sphinx's own domain, with each page's tree read once for all numbered references."""

    @cached_property
    def _reader(self) -> _Reader:
        return _Reader(self.env)

    def _resolve_numref_xref(self, env: BuildEnvironment, *found) -> nodes.Element | None:
        return super()._resolve_numref_xref(self._reader, *found)


def _forget(app: Sphinx, env: BuildEnvironment) -> None:
    """Numbers are final only now: start with trees that carry them, and never pickle any."""
    env.get_domain("std").__dict__.pop("_reader", None)


def setup(app: Sphinx) -> dict[str, bool]:
    """Take the place of the stock domain."""
    app.add_domain(ReadOnceDomain, override=True)
    app.connect("env-updated", _forget)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
