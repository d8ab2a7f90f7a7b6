"""What became of each project: the phases whose texts name it, and its status in each."""

from __future__ import annotations

import pandas as pd

from themeshift.package import Package


def named(package: Package) -> pd.DataFrame:
    """The rows of `project_status` of phases that name the project, in the order of both.

    Columns: project_id, phase_id, status, unit_id (the passage that shows it), note.
    """
    every = package.projects[["project_id"]].merge(package.phases["phase_id"], how="cross")
    return every.merge(package.project_status.query("status != 'absent'"))
