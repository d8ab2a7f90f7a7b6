"""A browser, and the built book served to it by this machine alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from served import BOOK, PAGES, chromium, launch, serve


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Return the address under which the built book is served."""
    if not PAGES:
        pytest.fail(f"no built book in {BOOK}: run `make book`")
    with serve(BOOK) as served:
        yield served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return a Chromium with a profile of its own."""
    if chromium() is None:
        pytest.fail("no Chromium; on Debian `apt-get install chromium` brings it")
    with launch() as opened:
        yield opened
