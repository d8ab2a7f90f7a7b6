"""Search that takes souverainete for souveraineté: accents count in neither pages nor queries."""

from __future__ import annotations

import unicodedata

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

LIGATURES = {"œ": "oe", "æ": "ae"}


def plain(text: str) -> str:
    """Return a text without its accents, ligatures undone."""
    for ligature, letters in LIGATURES.items():
        text = text.replace(ligature, letters)
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


class PlainEnglish(SearchEnglish):
    """English, with words of other languages indexed and looked for without accents."""

    js_splitter_code = r"""
var splitQuery = (query) =>
  query
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replaceAll("æ", "ae")
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .split(/[^\p{Letter}\p{Number}_\p{Emoji_Presentation}]+/gu)
    .filter((term) => term);
"""

    def split(self, text: str) -> list[str]:
        """Return the words of a text, without accents."""
        return super().split(plain(text.lower()))


def setup(app: Sphinx) -> dict[str, bool]:
    """Take the place of the stock English index."""
    app.add_search_language(PlainEnglish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
