"""What became of each project: its status in each phase, when it was new, kept, dropped, resumed."""

from __future__ import annotations

import pandas as pd

from themeshift.package import Package

#: The status of a project in a phase whose texts do not name it.
ABSENT = "absent"


def _movement(named: bool, before: bool, ever: bool) -> str:
    """What a phase does to a project; `before`: named in the phase before, `ever`: in any."""
    if named:
        return "kept" if before else "returned" if ever else "new"
    return "dropped" if before else "gone" if ever else "not-yet"


def paths(package: Package) -> pd.DataFrame:
    """One row per project and phase, projects in their order, phases in theirs.

    Columns: project_id, label, phase_id, status, previous_status ("" in the first phase), movement,
    unit_id, note. A project of which a phase has no row is absent there. Movements: new (named for
    the first time), kept, returned (named, not in the phase before, but earlier), dropped (named in
    the phase before, not now), not-yet, gone (not named, nor in the phase before, but earlier).
    """
    known = {(row.project_id, row.phase_id): row for row in package.project_status.itertuples()}
    rows = []
    for project in package.projects.itertuples():
        previous, ever = "", False
        for phase in package.phases["phase_id"]:
            row = known.get((project.project_id, phase))
            status, *shown = (row.status, row.unit_id, row.note) if row else (ABSENT, "", "")
            named = status != ABSENT
            movement = _movement(named, previous not in ("", ABSENT), ever)
            rows.append(
                (project.project_id, project.label, phase, status, previous, movement, *shown)
            )
            previous, ever = status, ever or named
    columns = "project_id label phase_id status previous_status movement unit_id note"
    return pd.DataFrame(rows, columns=columns.split())
