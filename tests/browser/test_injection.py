"""Markup and script in any text of any table never becomes active in a built page.

A copy of the book, reduced to one chapter, the generated pages and the explorer, is built from
tables in which every free text ends with attacks, and is read in a browser.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from served import serve

from themeshift import build, package, runner, seal

ROOT = runner.project_root()
MARK = "injected"
ATTACKS = (
    f"<script>window.{MARK}=1</script>",
    f"<img src=x onerror=window.{MARK}=2>",
    f"<svg onload=window.{MARK}=3></svg>",
    f'<a href="javascript:window.{MARK}=4">here</a>',
    f"[here](javascript:window.{MARK}=5)",
    f'![alt](x.png "onerror=window.{MARK}=6")',
    f"<javascript:window.{MARK}=7>",
    "<https://evil.example/>",
    "![](https://evil.example/pixel.png)",
    f"```{{raw}} html <script>window.{MARK}=8</script> ```",
    f"{{raw}}`<script>window.{MARK}=9</script>`",
    "{eval-rst}`.. raw:: html`",
    f"{{{{ '<script>window.{MARK}=10</script>' }}}}",
    f"&lt;script&gt;window.{MARK}=11&lt;/script&gt; &#60;script&#62;",
    f"\"><script>window.{MARK}=12</script><b x='",
    f"</script></style></title></svg><script>window.{MARK}=13</script>",
    f"$\\href{{javascript:window.{MARK}=14}}{{x}}$",
    "<!-- | a | b | <iframe srcdoc='<script>parent.injected=15</script>'>",
    "{glue:text}`nothing` |sub| (target)= %comment [^1] {#id onclick=alert(1)}",
)
LEFT_AS_IT_IS = {
    # read by programs: other words are refused by `check`
    ("claims", "quantity"), ("claims", "parameters"), ("claims", "evidence"),
    ("claims", "tables"), ("rules", "themes"), ("structure", "label_fr"),
}  # fmt: skip
INERT_MARKUP = """(mark) => {
  const found = [];
  if (window[mark] !== undefined) found.push(`window.${mark} = ${window[mark]}`);
  for (const element of document.querySelectorAll("*")) {
    for (const {name, value} of element.attributes) {
      if (name.startsWith("on")) found.push(`${element.tagName} ${name}=${value.slice(0, 60)}`);
      if (/^\\s*(javascript|vbscript|data:text)/i.test(value) && /^(href|src|action|xlink:href|srcdoc)$/.test(name))
        found.push(`${element.tagName} ${name}=${value.slice(0, 60)}`);
      if (/evil\\.example/.test(value) && /^(href|src)$/.test(name))
        found.push(`${element.tagName} ${name}=${value}`);
    }
  }
  for (const script of document.querySelectorAll("script:not([src])"))
    if (script.textContent.includes(mark)) found.push(script.outerHTML.slice(0, 120));
  for (const frame of document.querySelectorAll("main iframe")) found.push(frame.outerHTML);
  return found;
}"""

pytestmark = pytest.mark.slow


def poison(data: Path) -> int:
    """Add attacks to every free text of every table; return how many cells were changed."""
    descriptor = json.loads((data / package.DESCRIPTOR).read_text(encoding="utf-8"))
    changed = 0
    for resource in descriptor["resources"]:
        path, schema = data / resource["path"], resource["schema"]
        keys = {*schema["primaryKey"], *(one["fields"] for one in schema.get("foreignKeys", []))}
        rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        for place, column in enumerate(schema["fields"]):
            constraints = column.get("constraints", {})
            free = column.get("type", "string") == "string" and not (
                {"enum", "pattern"} & set(constraints)
            )
            name = resource["name"], column["name"]
            if not free or name in LEFT_AS_IT_IS or column["name"] in keys - {"term_fr"}:
                continue
            for number, row in enumerate(rows[1:]):
                if not row[place] and constraints.get("required") is None and number % 3:
                    continue  # some empty cells mean something
                chosen = [ATTACKS[(number + k * 7 + place) % len(ATTACKS)] for k in range(2)]
                if len(rows) < 12:
                    chosen = list(ATTACKS)
                if name == ("claims", "sentence"):  # braces there are the program's
                    chosen = [attack for attack in chosen if not set("{}") & set(attack)]
                row[place] = " ".join([row[place], *chosen]).strip()
                changed += 1
        stream = io.StringIO(newline="")
        csv.writer(stream, lineterminator="\n").writerows(rows)
        path.write_bytes(stream.getvalue().encode("utf-8"))
    return changed


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the reduced book from poisoned tables; return the folder of its pages."""
    root = tmp_path_factory.mktemp("hostile") / "book"
    left_out = shutil.ignore_patterns(
        ".*", "_build", "tests", "generated", "__pycache__", "texts", "binder"
    )
    shutil.copytree(ROOT, root, ignore=left_out)
    assert poison(root / "data") > 500
    found = package.problems(root / "data", sealed=False)
    assert found == [], found[0]
    seal.write(root / "data")
    chapter = runner.find_notebooks(root)[0]
    for words in (("run", chapter.stem), ("pages",)):  # the copy's own commands
        subprocess.run([sys.executable, "-m", "themeshift", *words], cwd=root, check=True)
    (root / "_toc.yml").write_text(
        "format: jb-book\nroot: index\nchapters:\n"
        f"  - file: chapters/{chapter.stem}\n  - file: appendices/explore\n"
        "  - file: appendices/references\n  - glob: appendices/generated/*\n",
        encoding="utf-8",
    )
    (root / "index.md").write_text("# A hostile book\n", encoding="utf-8")
    start = "from jupyter_book.cli.main import main; main()"
    made = root.parent / "made"
    done = subprocess.run(
        [sys.executable, "-c", start, "build", str(root), "--all", "--path-output", str(made)],
        cwd=root, env={**os.environ, **build.LOCALE}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    # Pages that this small book lacks are missed by links; nothing else may be said.
    told = [
        line
        for line in re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr).splitlines()
        if re.search("WARNING|ERROR|CRITICAL", line)
        and not re.search(
            "xref|cross-ref|undefined label|unknown document|nonexist|not found|not readable", line
        )
    ]
    assert told == [], told[:5]
    return made / "_build" / "html"


@pytest.fixture(scope="module")
def served(hostile: Path) -> Iterator[str]:
    """Serve the hostile book."""
    with serve(hostile) as address:
        yield address


def test_attacks_stay_text_on_every_page(hostile: Path, served: str, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    dialogs: list[str] = []
    asked: list[str] = []

    def refuse(route) -> None:
        if not route.request.url.startswith((served, "data:")):
            asked.append(route.request.url)
            route.abort()
        elif route.request.url.endswith("/x"):
            asked.append(route.request.url)
            route.continue_()
        else:
            route.continue_()

    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.route("**/*", refuse)
    names = sorted(path.relative_to(hostile).as_posix() for path in hostile.rglob("*.html"))
    names = [name for name in names if "_static" not in name]
    active, shown = {}, 0
    for name in [*names, f"search.html?q={MARK}"]:
        page.goto(f"{served}/{name}", wait_until="load")
        if "explore" in name or "search" in name:
            page.wait_for_timeout(1500)
            for field in page.locator("main select").all():
                options = field.locator("option").all()
                if options and field.is_visible():
                    field.select_option(index=len(options) - 1)
            page.wait_for_timeout(300)
        found = page.evaluate(INERT_MARKUP, MARK)
        if found:
            active[name] = found[:5]
        shown += page.locator("main").inner_text().count(f"window.{MARK}=")
    context.close()
    assert active == {}
    assert (dialogs, asked) == ([], [])
    assert shown > 500, "the attacks did not reach the pages: nothing was tested"


def test_this_test_sees_what_is_active(browser: Browser) -> None:
    """The same question, asked of a page that shows the attacks unescaped, has answers."""
    context = browser.new_context()
    page = context.new_page()
    page.set_content("<main>" + " ".join(ATTACKS[:8]) + "</main>")
    found = "\n".join(page.evaluate(INERT_MARKUP, MARK))
    context.close()
    for sign in ("window.injected", "IMG onerror", "svg onload", "A href=javascript"):
        assert sign.lower() in found.lower()
