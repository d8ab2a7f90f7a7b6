"""Can several files change together, whatever stops the program?

New contents are written aside, in a folder `.pending` beside the tables; a list of them, renamed
into place last, makes the change final. Then each file is renamed to where it belongs. A program
that is killed before the list stands has changed nothing; one that is killed after it has
changed everything: whoever reads next calls `recover`, which finishes the renaming.

Whoever reads tables to change them holds the lock of their folder from before reading until after
writing, so that no other change comes between. The system takes the lock from a program that ends,
however it ends. Where a system or a file system knows no such lock, there is none.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from themeshift import UserError

try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None

PENDING = ".pending"
_LIST = "list.json"

_held: set[Path] = set()


@contextlib.contextmanager
def locked(folder: Path, wait: bool = False) -> Iterator[None]:
    """Hold the lock of a folder; who holds it already may ask again.

    Raises ``UserError`` when another program holds it, unless told to `wait`.
    """
    place = folder.resolve()
    if place in _held:
        yield
        return
    descriptor = _lock(place, wait)
    _held.add(place)
    try:
        yield
    finally:
        _held.discard(place)
        if descriptor is not None:
            os.close(descriptor)


def _lock(folder: Path, wait: bool) -> int | None:
    """Lock the folder itself, so that no file is left behind; None where that cannot be."""
    if fcntl is None:
        return None
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return None  # whoever reads there will tell
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(descriptor)
        raise UserError(
            f"{folder.name}: another command is changing these tables; wait for its end, then "
            "give yours again"
        ) from None
    except OSError:  # such as some network drives
        os.close(descriptor)
        return None
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


def commit(
    folder: Path, contents: Mapping[str, bytes], removed: Iterable[str] = ()
) -> tuple[str, ...]:
    """Give files their new contents and remove others, all or nothing.

    `contents` and `removed` name files by their paths relative to `folder` (they may stand beside
    it: `../_toc.yml`). Files that have their content already are left alone. Returns the names of
    the files that changed, the removed ones last.
    """
    with locked(folder):
        return _commit(folder, contents, removed)


def _commit(folder: Path, contents: Mapping[str, bytes], removed: Iterable[str]) -> tuple[str, ...]:
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
    if (folder / PENDING / _LIST).exists():
        with locked(folder, wait=True):  # it may be about to be finished by who made it
            _finish(folder)


def _finish(folder: Path) -> None:
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
