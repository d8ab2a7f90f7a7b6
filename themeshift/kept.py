"""Was this worked out before, by the same code from the same data?

Measures that take a tenth of a second and more are kept in ``_build/kept`` by joblib, under a digest of the
package's code and of the versions of the libraries that count; each call is looked up by a digest
of its arguments. Changed code, data or library: worked out anew. ``THEMESHIFT_AFRESH=1`` keeps and
looks up nothing; every check of `make test` runs so, and a run in a copy has nothing to look up.
"""

from __future__ import annotations

import functools
import hashlib
import os
import pickle
import shutil
import warnings
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import ParamSpec, TypeVar

import joblib

SWITCH = "THEMESHIFT_AFRESH"
LIBRARIES = ("numpy", "pandas", "scipy", "prince", "scikit-learn")

Given = ParamSpec("Given")
Found = TypeVar("Found")


def folder(root: Path) -> Path:
    """Return where the results of the code under ``root``, as it is now, are kept."""
    digest = hashlib.sha256()
    for path in sorted((root / "themeshift").glob("*.py")):
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for library in LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}\n".encode())
    return root / "_build" / "kept" / digest.hexdigest()[:16]


def _memory() -> joblib.Memory:
    """Return the store; one that keeps nothing where that is asked for or no file may be written."""
    if os.environ.get(SWITCH):
        return joblib.Memory(None)
    place = folder(Path(__file__).resolve().parent.parent)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError:
        return joblib.Memory(None)
    for other in place.parent.iterdir():  # what other code worked out
        if other != place:
            shutil.rmtree(other, ignore_errors=True)
    return joblib.Memory(place, verbose=0)


_MEMORY = _memory()


def kept(function: Callable[Given, Found]) -> Callable[Given, Found]:
    """Let a slow function without side effects be looked up before it is carried out."""

    @functools.wraps(function)
    def packed(*args: Given.args, **options: Given.kwargs) -> bytes:
        # As one string of bytes: joblib's own way with tables of words is slow to read back.
        return pickle.dumps(function(*args, **options), protocol=5)

    stored = _MEMORY.cache(packed)

    @functools.wraps(function)
    def call(*args: Given.args, **options: Given.kwargs) -> Found:
        with warnings.catch_warnings():
            # joblib tells how long it took to write things down
            warnings.filterwarnings("ignore", module="joblib")
            return pickle.loads(stored(*args, **options))

    return call
