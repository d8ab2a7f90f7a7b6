"""Nothing needs a network once the environment is installed.

The commands run in a network namespace that has a loopback device (kernels talk to the runner
over it) and nothing else.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from themeshift import runner

ROOT = runner.project_root()

# SIOCGIFFLAGS, SIOCSIFFLAGS and IFF_UP of Linux: a new namespace has its loopback switched off.
INSIDE = """
import fcntl, os, socket, struct, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as lever:
    asked = struct.pack("16sh22x", b"lo", 0)
    flags = struct.unpack("16sh22x", fcntl.ioctl(lever, 0x8913, asked))[1]
    fcntl.ioctl(lever, 0x8914, struct.pack("16sh22x", b"lo", flags | 1))
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
UNREACHABLE = """
import errno, socket
try:
    socket.create_connection(("192.0.2.1", 80), timeout=5)
except OSError as error:
    raise SystemExit(0 if error.errno == errno.ENETUNREACH else f"another error: {error}")
raise SystemExit("there is a network")
"""
RENDER = """
import sys
from pathlib import Path
from themeshift import build
print(build._render(Path(sys.argv[1]), Path(sys.argv[2])))
"""


def may_unshare() -> bool:
    """Tell whether this system lets us make a network namespace."""
    if not shutil.which("unshare"):
        return False
    return subprocess.run(["unshare", "-rn", "true"], check=False).returncode == 0


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not may_unshare(), reason="LEFT OUT: this system permits no network namespace (unshare -rn)"
    ),
]


def offline(*words: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a namespace without a network."""
    return subprocess.run(
        ["unshare", "-rn", sys.executable, "-c", INSIDE, *words],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_there_is_no_network_inside() -> None:
    done = offline("-c", UNREACHABLE)
    assert done.returncode == 0, done.stderr


def test_data_are_checked() -> None:
    done = offline("-m", "themeshift", "check", "--unsealed")
    assert done.returncode == 0, done.stderr


def test_a_notebook_runs() -> None:
    first = runner.find_notebooks(ROOT)[0].stem
    done = offline("-m", "themeshift", "run", "--check", first)
    # Other bytes than committed are another test's business.
    assert "notebooks ran anew" in done.stdout or "a run gives other bytes" in done.stderr


def test_pages_are_written_and_a_book_is_rendered(tmp_path: Path) -> None:
    """With the settings, extensions and theme of the book; one page with what pages have."""
    book = tmp_path / "book"
    for name in ("_config.yml", "_ext", "_static", "_explorer", "references.bib"):
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, book / name)
        else:
            book.mkdir(exist_ok=True)
            shutil.copy(ROOT / name, book / name)
    (book / "_toc.yml").write_text("format: jb-book\nroot: index\n", encoding="utf-8")
    (book / "index.md").write_text(
        "# A page\n\nWords, $x^2$, {fr}`mots`.\n\n| a | b |\n|---|---|\n| 1 | 2 |\n",
        encoding="utf-8",
    )
    generated = book / "appendices" / "generated"
    done = offline("-m", "themeshift", "pages", "--folder", str(generated))
    assert done.returncode == 0, done.stderr
    done = offline("-c", RENDER, str(book), str(tmp_path / "made"))
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "made" / "_build" / "html" / "index.html").is_file()
