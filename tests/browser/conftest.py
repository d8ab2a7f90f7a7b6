"""A browser, and the built book served to it by this machine alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from served import BOOK, PAGES, chromium, launch, serve

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without Chromium nothing here can run: said so at home, a failure in continuous integration."""
    if chromium() is None and os.environ.get("CI") != "true":
        mark = pytest.mark.skip(reason="NOT RUN: no Chromium (Debian: apt-get install chromium)")
        for item in items:
            if HERE in item.path.parents:
                item.add_marker(mark)


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The address under which the built book is served."""
    if not PAGES:
        pytest.fail(f"no built book in {BOOK}: run `make book`")
    with serve(BOOK) as served:
        yield served


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A Chromium with a profile of its own."""
    if chromium() is None:
        pytest.fail("no Chromium (Debian: apt-get install chromium)")
    with launch() as opened:
        yield opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page on a wide screen, in the light."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, color_scheme="light", reduced_motion="reduce"
    )
    yield context.new_page()
    context.close()
