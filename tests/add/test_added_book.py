"""An invented contract on top of the real data: sound, provisional, and the book follows it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import invented
import pytest

from themeshift import package
from themeshift.claims import judge
from themeshift.measures import corpus as corpora
from themeshift.narrative import notice
from themeshift.prose import labels

#: A contract of 11,000 words that nobody published, where the project is developed.
LONG = invented.ROOT.parent / "shared" / "field" / "15-long" / "eleven-thousand-words.txt"
MAXIMUM = 1_000_000


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> package.Package:
    """The real data with the invented contract, coded by the dictionary."""
    folder = tmp_path_factory.mktemp("added")
    root = folder / "book"
    for name in ("data", "chapters"):
        shutil.copytree(invented.ROOT / name, root / name, ignore=invented.LEFT_OUT)
    invented.commit(root)
    (folder / "contract.txt").write_text(invented.CONTRACT, encoding="utf-8")
    invented.add(root, folder / "contract.txt", invented.CONTRACT_OPTIONS)
    return package.load(root / "data")


def test_the_data_stay_sound_and_nothing_that_was_counted_changes(
    added: package.Package, data: package.Package
) -> None:
    assert package.check(added.root) == []
    before, after = corpora.corpus(data), corpora.corpus(added)
    assert after.phases == (*before.phases, invented.PHASE)
    number = len(before.unit_ids)
    assert after.unit_ids[:number] == before.unit_ids
    assert (after.weights[:number] == before.weights).all()


def test_the_new_phase_is_named_as_provisional_and_the_old_ones_are_not(
    added: package.Package,
) -> None:
    names = [labels.phase(added, phase) for phase in added.phases["phase_id"]]
    assert ["(provisional)" in name for name in names] == [False] * (len(names) - 1) + [True]
    assert notice.notice(added, invented.PHASE)
    assert not notice.notice(added, added.phases["phase_id"].iloc[0])


def test_claims_on_the_new_phase_are_provisional_and_never_an_error(
    added: package.Package, data: package.Package
) -> None:
    notices, errors = judge.changes(added)
    assert set(errors) <= set(judge.changes(data)[1])
    judged = list(judge.judge(added).itertuples())
    for row, one in zip(added.claims.itertuples(), judged, strict=True):
        if re.search(r"=\s*last\b", row.parameters):
            assert one.provisional
        told = [line for line in notices if f" {one.claim_id}:" in line]
        assert all(line.endswith("provisional") == one.provisional for line in told)
    assert not all(one.provisional for one in judged)


@pytest.mark.slow
def test_every_notebook_runs_and_passes_nbval_with_the_new_phase(book: Path) -> None:
    done = invented.themeshift(book, "add", "../contract.txt", *invented.CONTRACT_OPTIONS)
    assert done.returncode == 0, done.stderr
    for words in (["run"], ["check"], ["run", "--check"]):
        done = invented.themeshift(book, *words)
        assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
    (chapter,) = (book / "chapters").glob(f"*-{invented.YEAR}.ipynb")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "--nbval", str(chapter)],
        cwd=book, env=os.environ | {"PYTHONPATH": str(book)},  # a clone has itself installed
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_a_contract_of_eleven_thousand_words_is_published(book: Path) -> None:
    if not LONG.is_file():
        pytest.skip("the long contract is not here")
    done = invented.themeshift(book, "add", str(LONG), *invented.CONTRACT_OPTIONS)
    assert done.returncode == 0, done.stderr
    done = invented.themeshift(book, "book")
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    pages = list((book / "_build" / "html").rglob("*.html"))
    assert pages and max(page.stat().st_size for page in pages) <= MAXIMUM
