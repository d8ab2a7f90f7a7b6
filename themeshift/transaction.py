"""Can several files change together, whatever stops the program?

New contents are written aside, in a folder `.pending` beside the tables; a list of them, renamed
into place last, makes the change final. Then each file is renamed to where it belongs. A program
that is killed before the list stands has changed nothing; one that is killed after it has
changed everything: whoever reads next calls `recover`, which finishes the renaming.

Whoever reads tables to change them holds the lock of their folder from before reading until after
writing, so that no other change comes between. The system takes the lock from a program that ends,
however it ends. Where a system or a file system knows no such lock, there is none.

A folder `.pending` may also come with data from elsewhere. So its list is not believed: it may name
only files of the kinds that the program changes, and nothing is renamed before all of it is read.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
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
_NAME = r"[^./\\\0][^/\\\0]*"
#: What may appear: tables, descriptor, texts, chapters. Other pages may only be mended.
_MADE = re.compile(
    rf"{_NAME}\.csv|datapackage\.json|texts/{_NAME}\.(txt|tsv)|\.\./chapters/{_NAME}\.ipynb"
)
_MENDED = re.compile(rf"\.\./_toc\.yml|\.\./{_NAME}\.md|\.\./appendices/{_NAME}\.(md|ipynb)")
#: What may go: a chapter that gets another number.
_REMOVED = re.compile(rf"\.\./chapters/{_NAME}\.ipynb")

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
    the files that changed, the removed ones last. Raises UserError, and changes nothing, where a
    name is none that `recover` would finish.
    """
    with locked(folder):
        return _commit(folder, contents, removed)


def _commit(folder: Path, contents: Mapping[str, bytes], removed: Iterable[str]) -> tuple[str, ...]:
    recover(folder)
    removed = list(removed)
    for fault in _faults(folder, [*contents], removed):
        raise UserError(f"{folder.resolve().name}: {fault}; nothing was changed")
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
    if os.path.lexists(folder / PENDING / _LIST):
        with locked(folder, wait=True):  # it may be about to be finished by who made it
            _finish(folder)


def _finish(folder: Path) -> None:
    """Finish a change that was final but not yet in place; where there is none, do nothing.

    Raises UserError, in one line, where the list of the change is not one that `commit` wrote.
    """
    pending = folder / PENDING
    if not os.path.lexists(pending / _LIST):
        return
    changed, removed = _listed(folder)
    for number, name in enumerate(changed):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.replace(pending / str(number), target)
        except FileNotFoundError:
            pass  # renamed already
    for name in removed:
        (folder / name).unlink(missing_ok=True)
    (pending / _LIST).unlink(missing_ok=True)
    shutil.rmtree(pending, ignore_errors=True)


def _listed(folder: Path) -> tuple[list[str], list[str]]:
    """The files that a pending change gives new contents, and those that it removes."""
    pending = folder / PENDING
    shown = f"{folder.resolve().name}/{PENDING}"

    def refused(found: str) -> UserError:
        return UserError(
            f"{shown}/{_LIST}: found {found}, expected the list of a change that was cut short "
            f"(to go on with the files as they are, remove {shown})"
        )

    for path in (pending, pending / _LIST):
        if path.is_symlink():
            raise refused("a symbolic link")
    try:
        listed = json.loads((pending / _LIST).read_bytes())
    except FileNotFoundError:  # another program finished the change meanwhile
        return [], []
    except (OSError, ValueError, RecursionError):
        raise refused("what cannot be read as JSON") from None
    if not isinstance(listed, dict) or set(listed) != {"changed", "removed"}:
        raise refused("other JSON than changed and removed")
    for names in listed.values():
        if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
            raise refused("other JSON than lists of names")
    for fault in _faults(folder, listed["changed"], listed["removed"]):
        raise refused(fault)
    for number in range(len(listed["changed"])):
        written = pending / str(number)
        if os.path.lexists(written) and (written.is_symlink() or not written.is_file()):
            raise refused(f"{number}, which is no plain file,")
    return listed["changed"], listed["removed"]


def _faults(folder: Path, changed: Iterable[str], removed: Iterable[str]) -> Iterator[str]:
    """Names that no change of this program has: of another kind, or by a way out of the project."""
    for names, kind, what in ((changed, _MADE, "change"), (removed, _REMOVED, "removal")):
        for name in names:
            target = folder / name
            mended = what == "change" and _MENDED.fullmatch(name) and target.is_file()
            if not (kind.fullmatch(name) or mended) or not name.isprintable():
                yield f"the {what} of {name[:60]!r}"
                continue
            place = Path(os.path.normpath(folder.resolve() / name)).parent
            if target.parent.resolve() != place or target.is_dir():
                yield f"the {what} of {name[:60]!r}, which leads elsewhere,"


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
