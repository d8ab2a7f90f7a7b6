"""Changes that `git restore` can take back: a clean worktree, files made aside and moved in place."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from themeshift import UserError
from themeshift.problem import one_line

#: Folders in which `git clean` removes what a command wrote, so nothing else may wait there.
CLEANED = ("data", "chapters")
#: Where files are made; git ignores it.
ASIDE = "_build"


def require_clean(root: Path) -> None:
    """Refuse a project that is no git checkout or differs from its last commit.

    Files that git does not know matter only in the folders that `git clean` would tidy. Raises
    UserError, in one line.
    """
    if _git(root, "ls-files", "--error-unmatch", "data/datapackage.json").returncode:
        raise UserError(
            f"{one_line(root.name)}: no git checkout in which data/ is committed; adding a text "
            "needs one, since `git restore` is the way back (git clone, or git init and commit)"
        )
    changed = _listed(root, "diff", "--name-only", "--relative", "-z", "HEAD", "--", ".")
    unknown = _listed(root, "ls-files", "--others", "--exclude-standard", "-z", "--", *CLEANED)
    if files := [*changed, *unknown]:
        more = f" and {len(files) - 1:,} more" if len(files) > 1 else ""
        raise UserError(
            f"not committed: {one_line(files[0], 200)}{more}; commit, or take back what you do not "
            "want (git status), then add the text"
        )


def would_be_committed(root: Path, file: Path) -> bool:
    """Whether a file lies in the project where `git add .` finds it."""
    inside = file.resolve().is_relative_to(root.resolve())
    return inside and bool(_git(root, "check-ignore", "-q", str(file.resolve())).returncode)


def _listed(root: Path, *words: str) -> list[str]:
    done = _git(root, *words)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["it failed"])[0]
        raise UserError(f"git {words[0]}: {one_line(reason, 200)}")
    return [name for name in done.stdout.split("\0") if name]


def _git(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run git in the project, whatever repository a variable of the caller's names."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    try:
        return subprocess.run(
            ["git", "-C", str(root), *words],
            env={**kept, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except FileNotFoundError:
        raise UserError("git is not installed; adding a text needs it") from None


@contextmanager
def aside(root: Path) -> Iterator[Path]:
    """A new folder inside the project, on the same disk, that is gone afterwards.

    Raises UserError, in one line, where the disk is full or a file cannot be read or written.
    """
    parent = root / ASIDE
    made = not parent.exists()
    folder: Path | None = None
    try:
        parent.mkdir(exist_ok=True)
        for old in parent.glob("add-*-*"):  # of a run that was killed
            if not _runs(int(old.name.split("-")[1])):
                shutil.rmtree(old, ignore_errors=True)
        folder = Path(tempfile.mkdtemp(prefix=f"add-{os.getpid()}-", dir=parent))
        yield folder
    except OSError as error:
        name = Path(os.fsdecode(error.filename or "")).name or "the disk"
        reason = (error.strerror or type(error).__name__).lower()
        raise UserError(f"{one_line(name, 100)}: {reason}; nothing was added") from None
    finally:
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        if made and parent.is_dir() and not any(parent.iterdir()):
            parent.rmdir()


def _runs(process: int) -> bool:
    """Whether a process of this number runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def install(made: Path, root: Path) -> list[str]:
    """Move every file below `made` to its place below `root`; return their paths, sorted.

    Only names change, so a full disk cannot stop it half-way. Where a move fails, or the user stops
    it, what was moved goes back, and the error is raised again.
    """
    files = sorted(path.relative_to(made) for path in made.rglob("*") if path.is_file())
    old = Path(tempfile.mkdtemp(prefix="old-", dir=made.parent))
    moved: list[Path] = []
    folders: list[Path] = []
    try:
        for name in files:
            for folder in reversed((root / name).relative_to(root).parents):
                if not (root / folder).exists():
                    (root / folder).mkdir()
                    folders.append(root / folder)
            (old / name).parent.mkdir(parents=True, exist_ok=True)
        for name in files:
            if (root / name).is_dir():
                raise IsADirectoryError(21, "a folder stands in the place of a file", str(name))
            moved.append(name)
            if (root / name).exists():
                os.replace(root / name, old / name)
            os.replace(made / name, root / name)
    except BaseException:
        for name in reversed(moved):
            if (old / name).exists():
                os.replace(old / name, root / name)
            elif not (made / name).exists():
                (root / name).unlink(missing_ok=True)
        for folder in reversed(folders):
            folder.rmdir()
        raise
    return [name.as_posix() for name in files]
