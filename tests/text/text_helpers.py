"""What the tests of the texts share: passages of a raw text, a small dictionary, a PDF writer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from textwrap import dedent
from types import SimpleNamespace

import pandas as pd

from themeshift.text import dictionary, passages
from themeshift.text.normalise import normalise


def cut(raw: str) -> list[str]:
    """The passages of a raw text."""
    text = normalise(raw)
    return [text[each.start : each.end] for each in passages.segment(text)]


def kinds(raw: str) -> list[tuple[str, str]]:
    """Kind and text of each passage of a raw text, lines dedented."""
    text = normalise(dedent(raw))
    return [(each.kind, text[each.start : each.end]) for each in passages.segment(text)]


def table(columns: str, *rows: Sequence[str]) -> pd.DataFrame:
    """A frame of text."""
    return pd.DataFrame([list(row) for row in rows], columns=columns.split(), dtype="str")


def terms_of(
    patterns: dict[str, str],
    forms: dict[str, Iterable[str]] | None = None,
    names: dict[str, str] | None = None,
    spellings: dict[str, str] | None = None,
) -> dictionary.Dictionary:
    """A dictionary: pattern by term id (*theme-1*), forms by term id, kind by name."""
    terms = ((term_id, term_id.split("-")[0], words) for term_id, words in patterns.items())
    given = ((term_id, form) for term_id, each in (forms or {}).items() for form in each)
    package = SimpleNamespace(
        theme_terms=table("term_id theme pattern", *terms),
        forms=table("term_id form", *given),
        names=table("name kind", *(names or {}).items()),
        spellings=table("variant lemma", *(spellings or {}).items()),
    )
    return dictionary.compiled(package)


# --- a PDF writer ----------------------------------------------------------------------------

Text = tuple[float, float, float, str]  # x, distance from the top, size, text
WIDTH, HEIGHT = 420, 595


def pdf(pages: Sequence[Sequence[Text]], extra: Sequence[str] = ()) -> bytes:
    """A PDF with words at given places, in Helvetica; `extra` are drawing operators by page."""
    objects: list[bytes] = []
    kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(pages)))
    objects.append(b"<< /Type /Catalog /Pages 2 0 R >>")
    objects.append(f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode())
    objects.append(
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    )
    for number, page in enumerate(pages):
        parts = [extra[number].encode()] if number < len(extra) else []
        for x, top, size, text in page:
            shown = text.encode("cp1252")
            for special in (b"\\", b"(", b")"):
                shown = shown.replace(special, b"\\" + special)
            place = f"BT /F1 {size} Tf {x} {HEIGHT - top - size} Td (".encode()
            parts.append(place + shown + b") Tj ET")
        stream = b"\n".join(parts)
        content = f"{5 + 2 * number} 0 R"
        if number % 2:  # one stream, or a list of streams
            content = f"[{content}]"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents "
            f"{content} /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n".encode() + stream + b"\nendstream")
    file, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(file))
        file += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    start = len(file)
    file += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    file += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    file += f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\n".encode()
    return file + f"startxref\n{start}\n%%EOF\n".encode()


def column(
    lines: Sequence[str], x: float = 50, top: float = 80, size: float = 10, step: float = 13
) -> list[Text]:
    """Lines set below each other."""
    return [(x, top + step * n, size, line) for n, line in enumerate(lines)]
