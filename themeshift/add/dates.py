"""Whether the day of a text fits its phase: how far it lies from each phase of the data."""

from __future__ import annotations

import contextlib
import datetime

from themeshift import UserError, reading
from themeshift.package import Package
from themeshift.problem import shown
from themeshift.prose import numbers

#: Days from its phase beyond which a text's date is asked about.
FAR = 60


def day(text: str, option: str) -> str:
    """The text of an option, where it is a day. Raises UserError, in one line, where it is none."""
    kind = reading.TYPES["date"]
    with contextlib.suppress(ValueError):
        if kind.value(text):
            return text
    raise UserError(f"{option}: found {shown(text)}, expected {kind.words}")


def doubt(package: Package, phase_id: str, earliest: str, latest: str) -> str:
    """What makes a text's date doubtful in its phase, as a sentence; "" where nothing does.

    A date is in doubt where it lies nearer to another phase than to its own, or more than `FAR`
    days away from it. Between two spans of days the distance is that of their nearest ends.
    """
    first, last = (datetime.date.fromisoformat(text) for text in (earliest, latest))
    gaps = {
        row.phase_id: max(
            0, (row.date_earliest.date() - last).days, (first - row.date_latest.date()).days
        )
        for row in package.phases.itertuples()
    }
    own = gaps[phase_id]
    nearest = min(gaps, key=lambda phase: (gaps[phase], phase != phase_id))
    if own <= FAR and nearest == phase_id:
        return ""
    row = package.phases.set_index("phase_id").loc[phase_id]
    when = earliest if earliest == latest else f"{earliest} to {latest}"
    days = numbers.day(row["date_earliest"], row["date_latest"])
    text = f"{when} is {own:,} {'day' if own == 1 else 'days'} from {phase_id} ({days})"
    return text if nearest == phase_id else f"{text} and nearer to {nearest}"
