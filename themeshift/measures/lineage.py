"""What became of each project: the phases whose texts name it, and its status in each."""

from __future__ import annotations

import pandas as pd

from themeshift.package import Package

#: The status of a project in a phase whose texts do not name it.
ABSENT = "absent"


def named(package: Package) -> pd.DataFrame:
    """The rows of `project_status` of phases that name the project, in the order of both.

    Columns: project_id, phase_id, status, unit_id (the passage that shows it), note.
    """
    table = package.project_status
    places = [
        pd.Index(keys).get_indexer(table[keys.name])
        for keys in (package.projects["project_id"], package.phases["phase_id"])
    ]
    table = table.assign(project=places[0], phase=places[1]).sort_values(["project", "phase"])
    table = table[table["status"] != ABSENT].reset_index(drop=True)
    return table[["project_id", "phase_id", "status", "unit_id", "note"]]
