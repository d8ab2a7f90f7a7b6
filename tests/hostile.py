"""Tables in which every free text ends with markup that would do something if a page let it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

MARK = "injected"
ATTACKS = (
    f"<script>window.{MARK}=1</script>",
    f"<img src=x onerror=window.{MARK}=2>",
    f"<svg onload=window.{MARK}=3></svg>",
    f'<a href="javascript:window.{MARK}=4">here</a>',
    f"[here](javascript:window.{MARK}=5)",
    f'![alt](x.png "onerror=window.{MARK}=6")',
    f"<javascript:window.{MARK}=7>",
    "![](https://evil.example/pixel.png)",
    f"```{{raw}} html <script>window.{MARK}=8</script> ```",
    f"{{raw}}`<script>window.{MARK}=9</script>`",
    "{glue:text}`nothing` {eval-rst}`.. raw:: html` |sub| (target)= [^1]",
    f"{{{{ '<script>window.{MARK}=10</script>' }}}}",
    f"&lt;script&gt;window.{MARK}=11&lt;/script&gt; &#60;script&#62;",
    f"\"><script>window.{MARK}=12</script><b x='",
    f"</script></style></title></svg><script>window.{MARK}=13</script>",
    f"' onmouseover='window.{MARK}=14' x='",
    "<!-- | a | b | # heading <iframe srcdoc='<script>parent.injected=15</script>'>",
)
#: Read by programs, which refuse other words; or compared with a list of words.
LEFT_AS_THEY_ARE = {
    ("claims", "quantity"), ("claims", "parameters"), ("claims", "evidence"),
    ("claims", "sentence"), ("claims", "sentence_fr"), ("titles", "quantity"),
    ("titles", "parameters"), ("rules", "themes"), ("rules", "doubts"), ("codes", "rule"),
    ("units", "opening"), ("forms", "form"), ("spellings", "variant"), ("spellings", "lemma"),
}  # fmt: skip


def poison(folder: Path) -> int:
    """Add attacks to every free text of every table below `folder`; return the cells changed."""
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    changed = 0
    for resource in descriptor["resources"]:
        schema, path = resource["schema"], folder / resource["path"]
        keys = schema["primaryKey"]
        names = {keys} if isinstance(keys, str) else set(keys)
        names |= {one["fields"] for one in schema.get("foreignKeys", [])}
        names |= {column for table, column in LEFT_AS_THEY_ARE if table == resource["name"]}
        rows = list(csv.reader(path.read_text(encoding="utf-8").splitlines()))
        for place, column in enumerate(schema["fields"]):
            free = column["type"] == "string" and column["name"] not in names - {"term"}
            if not free or {"enum", "pattern"} & set(column.get("constraints", {})):
                continue
            for number, row in enumerate(rows[1:]):
                attacks = (ATTACKS[(number + place + 7 * k) % len(ATTACKS)] for k in range(3))
                row[place] = " ".join([row[place], *attacks]).strip()
                changed += 1
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)
    return changed
