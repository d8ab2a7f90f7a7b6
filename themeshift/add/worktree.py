"""Changes that `git restore` can take back: a clean worktree, and files moved into it together."""

import os
import subprocess
from pathlib import Path

from themeshift import UserError
from themeshift.problem import one_line


def require_clean(root: Path) -> None:
    """Refuse a project that is no git checkout or differs from its last commit.

    Files that git does not know matter only in the folders in which `git clean` removes what was
    added. Raises UserError, in one line.
    """
    _git(root, "ls-files", "--error-unmatch", "data/datapackage.json")
    changed = _git(root, "status", "--porcelain", "--untracked-files=no")
    changed += _git(root, "status", "--porcelain", "--", "data", "chapters")
    if changed:
        raise UserError(
            f"not committed: {one_line(changed.splitlines()[0][3:], 200)}; commit, or take back "
            "what you do not want (git status), then add the text"
        )


def would_be_committed(root: Path, file: Path) -> bool:
    """Whether a file lies in the project where `git add .` finds it."""
    known = ("ls-files", "--cached", "--others", "--exclude-standard", "--")
    path = file.resolve()
    return path.is_relative_to(root.resolve()) and bool(_git(root, *known, str(path)))


def install(made: Path, root: Path) -> None:
    """Move every file below `made` to its place below `root`, which is a clean worktree.

    Only names change, so a full disk cannot stop it half-way. Where a move fails, or the user stops
    it, all is taken back, and the error is raised again.
    """
    files = sorted(path.relative_to(made) for path in made.rglob("*") if path.is_file())
    new = [root / name for name in files if not (root / name).exists()]
    try:
        for name in files:
            (root / name).parent.mkdir(exist_ok=True)
            os.replace(made / name, root / name)
    except BaseException:
        for path in new:
            path.unlink(missing_ok=True)
        _git(root, "restore", "--", "data")
        raise


def _git(root: Path, *words: str) -> str:
    """What git prints of the project, whatever repository a variable of the caller's names."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-C", str(root), *words]
    done = subprocess.run(
        command, check=False, env=kept, capture_output=True, encoding="utf-8", errors="replace"
    )
    if done.returncode:
        reason = one_line(done.stderr.partition("\n")[0], 200)
        raise UserError(
            f"git: {reason}; adding a text needs a git clone in which everything is committed, "
            "since `git restore` is the way back"
        )
    return done.stdout
