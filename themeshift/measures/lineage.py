"""What became of each project: its status in each phase, when it was new, kept, dropped, resumed."""

from __future__ import annotations

import pandas as pd

from themeshift import UserError
from themeshift.package import Package

#: From a project's birth to its silence; `absent` means that the texts of a phase do not name it.
STATUSES = ("announced", "launched", "continued", "extended", "widened", "proposed", "absent")
ABSENT = "absent"
PROPOSED = "proposed"
#: new: named for the first time; returned: named, not in the phase before, but earlier; dropped:
#: named in the phase before, not now; gone: not named, nor in the phase before, but earlier.
MOVEMENTS = ("new", "kept", "returned", "dropped", "not-yet", "gone")


def _movement(named: bool, before: bool, ever: bool) -> str:
    """What a phase does to a project; `before`: named in the phase before, `ever`: in any."""
    if named:
        return "kept" if before else "returned" if ever else "new"
    return "dropped" if before else "gone" if ever else "not-yet"


def paths(package: Package) -> pd.DataFrame:
    """One row per project and phase, projects in their order, phases in theirs.

    Columns: project_id, label, phase_id, status, previous_status ("" in the first phase), movement
    (one of `MOVEMENTS`), unit_id, note. A project of which a phase has no row is absent there.
    """
    known = package.project_status.set_index(["project_id", "phase_id"])
    rows = []
    for project in package.projects.itertuples():
        previous, ever = "", False
        for phase in package.phases["phase_id"]:
            status, unit, note = ABSENT, "", ""
            if (project.project_id, phase) in known.index:
                row = known.loc[(project.project_id, phase)]
                status, unit, note = row["status"], row["unit_id"], row["note"]
            named = status != ABSENT
            movement = _movement(named, previous not in ("", ABSENT), ever)
            rows.append(
                (project.project_id, project.label, phase, status, previous, movement, unit, note)
            )
            previous, ever = status, ever or named
    columns = ["project_id", "label", "phase_id", "status", "previous_status", "movement",
               "unit_id", "note"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def fates(package: Package) -> pd.DataFrame:
    """One row per project: project_id, label, first_phase, adopted_phase, last_phase,
    last_status, phases_named, then its status in each phase, under the phase's id.

    first_phase, last_phase: first and last phase that names it. adopted_phase: the first in which
    it is more than proposed. last_status: its status in the last phase of all. "" where there is
    no such phase.
    """
    phases = list(package.phases["phase_id"])
    rows = []
    for project, path in paths(package).groupby("project_id", sort=False):
        status = dict(zip(path["phase_id"], path["status"], strict=True))
        named = [phase for phase in phases if status[phase] != ABSENT]
        adopted = [phase for phase in named if status[phase] != PROPOSED]
        rows.append(
            {
                "project_id": project,
                "label": path["label"].iloc[0],
                "first_phase": named[0] if named else "",
                "adopted_phase": adopted[0] if adopted else "",
                "last_phase": named[-1] if named else "",
                "last_status": status[phases[-1]],
                "phases_named": len(named),
                **status,
            }
        )
    columns = ["project_id", "label", "first_phase", "adopted_phase", "last_phase", "last_status",
               "phases_named", *phases]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def counts(package: Package) -> pd.DataFrame:
    """How many projects each phase names: phase_id, named, new, kept, returned, dropped, then one
    column per status. named = new + kept + returned.
    """
    path = paths(package)
    rows = []
    for phase in package.phases["phase_id"]:
        here = path[path["phase_id"] == phase]
        row = {"phase_id": phase, "named": int((here["status"] != ABSENT).sum())}
        row |= {name: int((here["movement"] == name).sum()) for name in MOVEMENTS[:4]}
        row |= {status: int((here["status"] == status).sum()) for status in STATUSES}
        rows.append(row)
    return pd.DataFrame(rows, columns=["phase_id", "named", *MOVEMENTS[:4], *STATUSES])


def became(package: Package) -> pd.DataFrame:
    """What became of what was new in a phase, in that phase and each later one.

    Columns: cohort_phase, phase_id, projects (new in cohort_phase), named and gone (how many of
    them this phase names or not), named_ids, gone_ids (parted by spaces).
    """
    path, phases, rows = paths(package), list(package.phases["phase_id"]), []
    for place, cohort in enumerate(phases):
        new = set(
            path.loc[(path["phase_id"] == cohort) & (path["movement"] == "new"), "project_id"]
        )
        for phase in phases[place:]:
            here = path[(path["phase_id"] == phase) & path["project_id"].isin(new)]
            named = here.loc[here["status"] != ABSENT, "project_id"]
            gone = here.loc[here["status"] == ABSENT, "project_id"]
            rows.append((cohort, phase, len(new), len(named), len(gone), " ".join(named),
                         " ".join(gone)))  # fmt: skip
    columns = ["cohort_phase", "phase_id", "projects", "named", "gone", "named_ids", "gone_ids"]
    return pd.DataFrame(rows, columns=columns)


def passages(package: Package, project_id: str) -> pd.DataFrame:
    """Passages that a project rests on: unit_id, phase_id, why, in the order of the texts.

    why: status (shows its status in the phase), fact (a recorded fact), about (is about the
    project), parted by spaces. Raises `UserError` on an unknown project.
    """
    if project_id not in set(package.projects["project_id"]):
        known = ", ".join(package.projects["project_id"])
        raise UserError(
            f"projects.csv: column project_id: {project_id!r} found, one of {known} expected"
        )
    why: dict[str, list[str]] = {}
    for name, table in (
        ("status", package.project_status),
        ("fact", package.project_facts),
        ("about", package.project_units),
    ):
        for unit in table.loc[table["project_id"] == project_id, "unit_id"].drop_duplicates():
            if unit:
                why.setdefault(unit, []).append(name)
    phase = dict(zip(package.documents["doc_id"], package.documents["phase_id"], strict=True))
    rows = [
        (unit.unit_id, phase[unit.doc_id], " ".join(why[unit.unit_id]))
        for unit in package.units.itertuples()
        if unit.unit_id in why
    ]
    return pd.DataFrame(rows, columns=["unit_id", "phase_id", "why"])
