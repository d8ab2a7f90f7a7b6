"""Contracts that do not exist, projects to add them to, and the command that adds them.

`boats` is a project round the miniature; `book` is a copy of the book itself. The invented health
contract is signed years after the last phase of the data, so that nothing of it can be there
already.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from themeshift import package
from themeshift.add import command_line

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "appendices" / "rerun.md"
#: The year in which the guide's contract is signed.
GUIDE_YEAR = 2026
LEFT_OUT = shutil.ignore_patterns(
    "__pycache__", ".*", "_build", "texts", "generated", "tests", "*.egg-info"
)


def _last_year() -> int:
    with (ROOT / "data" / "phases.csv").open(encoding="utf-8", newline="") as file:
        return max(int(row["date_latest"][:4]) for row in csv.DictReader(file))


YEAR = max(GUIDE_YEAR, _last_year() + 10)
DOCUMENT, PHASE = f"{YEAR}-cni", f"{YEAR}-contract"

CONTRACT = f"""\
Un nouveau contrat pour les industries de santé

12/12/{YEAR}

La filière et ses ministres ont paraphé un nouveau contrat. Il vaut jusqu'en {YEAR + 3}.

Trois chantiers pour trois ans

Les signataires ont retenu trois chantiers :

- Sobriété : les usines mesurent leur eau et leur carbone chaque trimestre ; un fonds de 60 M€ paie les travaux.
- Souveraineté : vingt principes actifs sont relocalisés dans des ateliers bretons ou lorrains.
- Métiers : un campus forme 4 500 techniciens, dont la moitié de femmes.

« Nous avions une promesse, dit la présidente du comité. Il nous reste à la tenir. »

L'antibiorésistance revient : une surveillance commune des hôpitaux et des élevages commence au Havre. Près de 2 800 entreprises et 238 000 emplois directs sont concernés.

Mis à jour le 14/12/{YEAR}
"""

CONTRACT_OPTIONS = [
    "--document", DOCUMENT, "--phase", PHASE, "--publisher", "Gazette fictive",
    "--genre", "trade-press", "--title", "Invented text on one more contract",
    "--date", f"{YEAR}-12-12", "--url", f"https://example.org/contrat-{YEAR}",
    "--label", f"Invented contract, {YEAR}", "--short-label", f"{YEAR} contract",
    "--covers-from", str(YEAR), "--covers-to", str(YEAR + 3),
]  # fmt: skip

BOATS = """\
Un second avenant pour les bateaux

12/12/2033

Le port commande des robots et des moteurs. Les équipages seront formés.

La rivière reste propre ; le quai est neuf.
"""

BOATS_OPTIONS = {
    "document": "2033-port",
    "phase": "2033-amendment",
    "publisher": "Le Port",
    "genre": "trade-press",
    "title": "On the second amendment",
    "date": "2033-12-12",
    "label": "Second amendment, 2033",
    "kind": "amendment",
}


def options(**changed: str | None) -> list[str]:
    """The options that add `BOATS`, some of them changed; those that are None are left out."""
    given = {name: value for name, value in (BOATS_OPTIONS | changed).items() if value is not None}
    return [
        word
        for name, value in given.items()
        for word in (f"--{name.replace('_', '-')}", *([value] if value else []))
    ]


def add(root: Path, text: Path, words: list[str]) -> None:
    """Add a text to a project as the command line does; whatever goes wrong is raised."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(package, "default_root", lambda: root / "data")
        command_line.add.main([str(text), *words], standalone_mode=False)


def git(root: Path, *words: str) -> str:
    """Run git in a project, without anybody's settings."""
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    done = subprocess.run(
        ["git", *who, *words],
        cwd=root, env=os.environ | alone, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def commit(root: Path) -> None:
    """Commit all that stands in a project, which becomes a checkout."""
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-q", "--allow-empty", "-m", "As it is")


def themeshift(root: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of a copy of the book, as a reader would in its folder."""
    return subprocess.run(
        [sys.executable, "-m", "themeshift", *words],
        cwd=root, input="", capture_output=True, text=True, encoding="utf-8",
        check=False,
    )  # fmt: skip


def copy_of_the_book(folder: Path) -> Path:
    """The book in a folder of its own, committed there."""
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    shutil.copyfile(ROOT / ".gitignore", folder / ".gitignore")
    commit(folder)
    return folder


def contents(root: Path) -> dict[str, bytes]:
    """Every file of a project but those of git."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and not path.is_symlink() and ".git" not in path.parts
    }
