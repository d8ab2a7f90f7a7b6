"""The command `add`: its options, and what they say by column of the tables."""

from pathlib import Path
from typing import Any

import click

from themeshift import UserError

NEEDED = ("document", "phase", "publisher", "genre", "title")


@click.command()
@click.argument("file", type=Path)
@click.option("--document", metavar="ID", help="A name for the text, as 2026-cni.")
@click.option("--phase", metavar="ID", help="The phase it belongs to, as 2026-contract.")
@click.option("--publisher", help="Who published it.")
@click.option("--genre", help="trade-press, daily-press, government-site, press-release …")
@click.option("--title", help="What it is, in English and in your own words.")
@click.option("--date", metavar="YYYY-MM-DD", help="When it was published.")
@click.option("--earliest", metavar="YYYY-MM-DD", help="If no day is known.")
@click.option("--latest", metavar="YYYY-MM-DD", help="With --earliest.")
@click.option("--date-basis", default="Given when the text was added.", help="How it is known.")
@click.option("--author", default="")
@click.option("--url", default="", help="Where it can be read.")
@click.option("--label", help='The name of a new phase, as "Third contract, 2026": it makes one.')
@click.option("--short-label", help="Its name in a sentence; else year and kind.")
@click.option("--kind", default="contract", help="contract, review or amendment.")
@click.option("--covers-from", metavar="YEAR", help="The first year that a new phase covers.")
@click.option("--covers-to", metavar="YEAR", help="The last.")
@click.option("--date-is-right", is_flag=True, help="Even if outside the phase.")
@click.option("--extract", type=Path, metavar="OUT.txt", help="Only write a page's or PDF's text.")
def add(**given: Any) -> None:
    """Add a text and, where it opens one, a phase.

    FILE is a .txt in UTF-8, an .html or a .pdf.
    """
    from themeshift.add import register
    from themeshift.package import default_root

    if given["extract"]:
        print(register.write_text(given["file"], given["extract"]))
    else:
        print(register.add(default_root().parent, given["file"], _cells(given)))


def _cells(given: dict[str, Any]) -> dict[str, Any]:
    """What the options say of the text and of a new phase, by column of the tables."""
    if missing := [f"--{name}" for name in NEEDED if not given[name]]:
        raise UserError(f"{', '.join(missing)} missing (add --help tells more)")
    of_phase = (given["short_label"], given["covers_from"], given["covers_to"])
    if not given["label"] and any(of_phase):
        raise UserError("--short-label and --covers-… are for a new phase, which needs a --label")
    earliest, latest = (given[end] or given["date"] for end in ("earliest", "latest"))
    if not earliest or not latest:
        raise UserError("give --date, or --earliest and --latest where no day is known")
    return given | {
        "doc_id": given["document"],
        "phase_id": given["phase"],
        "date_earliest": earliest,
        "date_latest": latest,
        "short_label": given["short_label"] or f"{earliest[:4]} {given['kind']}",
    }
