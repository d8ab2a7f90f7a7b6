"""What became of each project: the phases whose texts name it, and its status in each."""

from __future__ import annotations

import numpy as np
import pandas as pd

from themeshift.package import Package


def named(package: Package) -> pd.DataFrame:
    """The rows of `project_status` of phases that name the project, in the order of both.

    Columns: project_id, phase_id, status, unit_id (the passage that shows it), note.
    """
    table = package.project_status[package.project_status["status"] != "absent"]
    order = [
        pd.Index(keys).get_indexer(table[keys.name])
        for keys in (package.phases["phase_id"], package.projects["project_id"])
    ]
    return table.iloc[np.lexsort(order)].reset_index(drop=True)
