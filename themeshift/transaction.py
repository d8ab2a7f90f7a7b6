"""Can several files change together, whatever stops the program?

New contents are written aside, in a folder `.pending` beside the tables; a list of them, renamed
into place last, makes the change final. Then each file is renamed to where it belongs. A program
that is killed before the list stands has changed nothing; one that is killed after it has
changed everything: whoever reads next calls `recover`, which finishes the renaming.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path

PENDING = ".pending"
_LIST = "list.json"


def commit(
    folder: Path, contents: Mapping[str, bytes], removed: Iterable[str] = ()
) -> tuple[str, ...]:
    """Give files their new contents and remove others, all or nothing.

    `contents` and `removed` name files by their paths relative to `folder` (they may stand beside
    it: `../_toc.yml`). Files that have their content already are left alone. Returns the names of
    the files that changed, the removed ones last.
    """
    recover(folder)
    changed = [
        name
        for name, content in contents.items()
        if not (folder / name).is_file() or (folder / name).read_bytes() != content
    ]
    gone = [name for name in removed if (folder / name).exists()]
    if not changed and not gone:
        return ()
    pending = folder / PENDING
    shutil.rmtree(pending, ignore_errors=True)
    pending.mkdir()
    try:
        for number, name in enumerate(changed):
            _write(pending / str(number), contents[name])
        listed = json.dumps({"changed": changed, "removed": gone}, ensure_ascii=False)
        _write(pending / "aside", listed.encode())
    except BaseException:
        shutil.rmtree(pending, ignore_errors=True)
        raise
    os.replace(pending / "aside", pending / _LIST)
    recover(folder)
    return (*changed, *gone)


def recover(folder: Path) -> None:
    """Finish a change that was final but not yet in place; where there is none, do nothing."""
    pending = folder / PENDING
    try:
        listed = json.loads((pending / _LIST).read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        return
    for number, name in enumerate(listed["changed"]):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.replace(pending / str(number), target)
        except FileNotFoundError:
            pass  # renamed already
    for name in listed["removed"]:
        (folder / name).unlink(missing_ok=True)
    (pending / _LIST).unlink(missing_ok=True)
    shutil.rmtree(pending, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
