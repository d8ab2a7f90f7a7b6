"""Which book the browser looks at, and which pages it has."""

from __future__ import annotations

import os
from pathlib import Path

from themeshift import runner, site

ROOT = runner.project_root()
BOOK = Path(os.environ.get("BOOK", ROOT / "_build" / "html"))
PAGES = site.page_names(BOOK) if BOOK.is_dir() else []
