"""Where do the libraries keep what they write for themselves?

In the folder of what is built, not in the home of who builds: nothing is left behind there, and
no setting of theirs changes a drawing or a kernel.
"""

from __future__ import annotations

import os
from pathlib import Path

PLACES = {
    "MPLCONFIGDIR": "matplotlib",
    "IPYTHONDIR": "ipython",
    "JUPYTER_CONFIG_DIR": "jupyter/config",
    "JUPYTER_DATA_DIR": "jupyter/data",
    "JUPYTER_RUNTIME_DIR": "jupyter/runtime",
}
"""Variables by which libraries are told their folder; each under ``_build/home``."""


def keep(root: Path) -> None:
    """Tell this process and all that it starts; do nothing where no folder can be made."""
    home = root / "_build" / "home"
    try:
        for name in PLACES.values():
            (home / name).mkdir(parents=True, exist_ok=True)
    except OSError:
        return
    os.environ |= {variable: str(home / name) for variable, name in PLACES.items()}
