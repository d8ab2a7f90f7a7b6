"""Values that a sentence quotes: the text of a number, and what the number rests on."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from themeshift.prose import links

#: The mime type under which a notebook keeps where a value leads.
LINK_TYPE = "text/x-link"


@dataclass(frozen=True)
class Value:
    """A number in words. link: a target of `prose.links`, or nothing."""

    text: str
    link: str = ""

    def __str__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: object) -> dict[str, str]:
        # quoted, since MyST-NB evaluates what is pasted: 100,000 would be a tuple, 0.90 lose a digit
        bundle = {"text/plain": repr(self.text)}
        return bundle | {LINK_TYPE: self.link} if self.link else bundle

    def html(self) -> str:
        """The value as a link, for a page one folder below the root; escaped."""
        text, link = escape(self.text), self.link
        return f'<a class="number" href="{escape(links.href(link))}">{text}</a>' if link else text


@dataclass(frozen=True, repr=False)
class Block:
    """A part of a page in Markdown, and the same as plain text."""

    markdown: str
    text: str

    def _repr_markdown_(self) -> str:
        return self.markdown

    def __repr__(self) -> str:
        return self.text


def glue_all(values: Mapping[str, Value], keys: str) -> None:
    """Glue the values that sentences read under their keys, parted by spaces, without showing them.

    Raises KeyError on a key that the values lack.
    """
    from myst_nb import glue

    for key in keys.split():
        glue(key, values[key], display=False)
