"""The data package: the real data are sound, and loading gives typed, sorted, frozen frames."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import frictionless
import miniature
import pandas as pd
import pytest
from damage import cell, inflict, resource, rows

from themeshift import package, rules

FIVE = ("2019-devicemed", "2019-quotidien", "2020-boursier", "2021-cni", "2023-cni")
PASSAGES = "ca42897bc06df750981ec6e7546bb4845ce2ee413ca4d8c90b32d6fa83a0159f"
FIRST_CODES = "e44dc7860b5e3bc722ac85671bbbc2bf8939ea1203745a16a89ebd3499b4df03"


# --- the real data --------------------------------------------------------------------------


def digest(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def test_the_passages_of_the_five_texts_are_frozen(data: package.Package) -> None:
    """Ids, places, kinds, numbers of words and offsets: codings hang on them, also outside ones.

    Both digests were computed from the tables of the first edition.
    """
    columns = ["unit_id", "doc_id", "paragraph", "position", "kind", "words", "start", "end"]
    passages = data.units[data.units["doc_id"].isin(FIVE)].sort_values(["doc_id", "position"])
    assert digest(",".join(row) for row in passages[columns].astype(str).to_numpy()) == PASSAGES


def test_the_codes_of_the_first_coding_are_frozen(data: package.Package) -> None:
    """Codes do not change once results were seen."""
    codes = data.codes[data.codes["coder"] == "first"]
    codes = codes[codes["unit_id"].str.startswith(tuple(f"{doc_id}-" for doc_id in FIVE))]
    lines = (
        f"{row.unit_id},{row.rank},{row.theme},{row.weight:.6f},{row.rule}"
        for row in codes.sort_values(["unit_id", "rank"]).itertuples()
    )
    assert digest(lines) == FIRST_CODES


def test_the_real_data_are_sound_also_by_frictionless_alone(data: package.Package) -> None:
    assert [str(problem) for problem in package.check()] == []
    report = frictionless.validate(str(data.root / "datapackage.json"))
    assert report.valid, report.flatten(["name", "message"])


def test_the_descriptor_describes_each_column_and_declares_each_key(data: package.Package) -> None:
    """It is written as JSON of one shape, so that an edit of one resource changes only its lines."""
    keys = {"phase_id", "doc_id", "unit_id", "theme", "term_id", "item_id", "project_id", "coder"}
    for table in data.descriptor["resources"]:
        schema = table["schema"]
        declared = {key["fields"] for key in schema.get("foreignKeys", [])} | {schema["primaryKey"]
                    if isinstance(schema["primaryKey"], str) else ""}  # fmt: skip
        assert table["title"] and table["description"].endswith("."), table["name"]
        for column in schema["fields"]:
            name = f"{table['name']}.{column['name']}"
            assert column["title"] and column["description"].endswith("."), name
            assert column["type"] == "string" or column["unit"], name
            assert column["name"] not in keys - declared, name
    text = (data.root / "datapackage.json").read_text(encoding="utf-8")
    assert text == json.dumps(data.descriptor, indent=2, ensure_ascii=False) + "\n"


def test_the_package_names_its_licence_and_the_page_of_each_text(data: package.Package) -> None:
    assert data.descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    paths = {source["path"].replace("%2D", "-") for source in data.descriptor["sources"]}
    assert paths >= set(data.documents["url"].str.replace("%2D", "-")) - {""}


# --- loading --------------------------------------------------------------------------------


def test_the_shares_of_the_miniature_are_those_that_it_states(small: package.Package) -> None:
    """By the mean of the codings, passage by passage; the table of the module's docstring."""
    codes = small.codes.merge(small.units[["unit_id", "doc_id"]])
    codes = codes.merge(small.documents[["doc_id", "phase_id"]])
    codings = codes.groupby("unit_id")["coder"].nunique()
    weight = codes["weight"] / codes["unit_id"].map(codings)
    shares = weight.groupby([codes["phase_id"], codes["theme"]]).sum().unstack(fill_value=0.0)
    passages = codes.groupby("phase_id")["unit_id"].nunique()
    shares = shares.div(passages, axis="index")[list(small.themes["theme"])]
    table = miniature.__doc__.partition("machines  rivers")[2].partition("By `alpha`")[0]
    lines = [line.split() for line in table.splitlines()[1:] if line.strip()][:3]
    assert [line[0] for line in lines] == list(small.phases["phase_id"])
    for phase, *stated in lines:
        assert shares.loc[phase].tolist() == pytest.approx([float(cell) for cell in stated[:5]])


def test_cells_are_typed_and_missing_ones_say_so(small: package.Package) -> None:
    assert small.units["words"].dtype == "Int64" and small.units.at[0, "words"] == 5
    assert small.codes["weight"].dtype == "float64"
    assert small.phases.at[0, "covers_to"] == 2033 and small.phases.at[1, "covers_to"] is pd.NA
    assert small.documents.at[0, "date"] == pd.Timestamp("2030-05-03")
    assert small.documents.at[2, "date"] is pd.NaT
    assert small.units.at[1, "gist"] == ""
    assert small.themes["theme"].iloc[-1] == "none", "a theme's name, not a missing value"
    assert small.coders.at[0, "blind"] == "false"
    with pytest.raises(dataclasses.FrozenInstanceError):
        small.units = small.codes  # type: ignore[misc]


def test_rows_are_sorted_once_whatever_their_order_in_the_files(
    small: package.Package, tmp_path: Path
) -> None:
    """Passages of a text stay in order in the file, a rule; all else may be shuffled."""
    turned = {name: lambda rows: rows[::-1] for name in miniature.TABLES}
    documents = list(small.documents["doc_id"])[::-1]
    turned["units"] = lambda rows: [
        row for doc_id in documents for row in rows if row["doc_id"] == doc_id
    ]
    loaded = package.load(miniature.write(tmp_path / "data", **turned))
    for name in ("phases", "documents", "units", "themes", "coders", "codes", "projects", "claims"):
        pd.testing.assert_frame_equal(getattr(loaded, name), getattr(small, name))
    codes = small.codes[small.codes["unit_id"] == "2032-port-005"]
    assert codes["coder"].tolist() == ["alpha", "beta", "beta"]
    assert codes["theme"].tolist() == ["crews", "rivers", "crews"]


def test_loading_takes_no_validator_and_writes_nothing(small_folder: Path) -> None:
    before = {path.name: path.stat().st_mtime_ns for path in small_folder.iterdir()}
    code = (
        "import sys; from themeshift import package; package.load(sys.argv[1]);"
        "print({'frictionless', 'jsonschema'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", code, str(small_folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
    assert {path.name: path.stat().st_mtime_ns for path in small_folder.iterdir()} == before


@pytest.mark.parametrize(("column", "value"), [("weight", "0.4"), ("theme", "machine")])
def test_broken_rules_and_keys_do_not_load(column: str, value: str, small_folder: Path) -> None:
    """Also where nobody ran a check, which finds the same."""
    inflict(small_folder / "codes.csv", cell(4, column, value))
    with pytest.raises(package.PackageError, match=f"row 4, column {column}") as refusal:
        package.load(small_folder)
    assert str(refusal.value).startswith("data/codes.csv, row 4")
    assert list(refusal.value.problems) == package.check(small_folder)


@pytest.mark.parametrize("table", ["units", "codes", "glossary", "themes"])
def test_the_digest_is_of_the_tables_and_of_nothing_else(
    table: str, small: package.Package, small_folder: Path
) -> None:
    damage = resource("codes", lambda content: content.update(description="Other words."))
    inflict(small_folder / "datapackage.json", damage)
    assert package.load(small_folder).digest == small.digest
    texts = {"units": "gist", "codes": "note", "glossary": "meaning", "themes": "excludes"}
    inflict(small_folder / f"{table}.csv", cell(4 if table == "units" else 2, texts[table], "New."))
    assert package.load(small_folder).digest != small.digest


# --- rules ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("table", "words"),
    [
        ("phases", "first last previous total"),
        ("documents", "nothing"),
        ("themes", "origin destination balance claim project unit"),
        ("coders", "base mean"),
        ("alternatives", "base mean"),
    ],
)
def test_no_identifier_is_a_reserved_word(table: str, words: str, small: package.Package) -> None:
    """They mean something else in claims, choices and queries."""
    (schema,) = (one["schema"] for one in small.descriptor["resources"] if one["name"] == table)
    column = getattr(small, table).columns[0]
    (field,) = (one for one in schema["fields"] if one["name"] == column)
    for word in words.split():
        assert not re.fullmatch(field["constraints"]["pattern"], word)
        assert word in field["description"]


def test_a_package_has_two_phases_at_least(small: package.Package) -> None:
    (fault, *_) = rules._lacking(dataclasses.replace(small, phases=small.phases.iloc[:1]))
    assert fault.file == "phases.csv" and fault.expected == "two or more"


def test_one_fault_is_one_line(tmp_path: Path) -> None:
    """A text whose passages are wrong is not blamed again for codes, matches and gists."""

    def shifted(rows: miniature.Rows) -> miniature.Rows:
        return [{**row, "position": str(int(row["position"]) + 1)} for row in rows]

    found = package.check(miniature.write(tmp_path / "data", units=shifted))
    assert {problem.file for problem in found} == {"data/units.csv"}
    assert len(found) == 4, "one for each text"


def test_a_person_joins_as_rows_of_two_tables_with_any_number_of_passages(tmp_path: Path) -> None:
    person = {"coder_id": "reader", "order": "4", "kind": "person", "saw": "all", "blind": "true"}

    def codes(rows: miniature.Rows) -> miniature.Rows:
        mine = [{**row, "coder": "reader"} for row in rows if row["coder"] == "alpha"]
        return rows + [row for row in mine if row["unit_id"].startswith("2030-port")][:-1]

    changes = {"coders": lambda rows: [*rows, person], "codes": codes}
    assert package.check(miniature.write(tmp_path / "data", **changes)) == []


def test_a_text_coded_by_the_dictionary_alone_may_wait_for_its_gists(tmp_path: Path) -> None:
    folder = miniature.write(tmp_path / "data", **miniature.provisional())
    assert package.check(folder) == []
    codes = package.load(folder).codes
    assert set(codes.loc[codes["unit_id"].str.startswith("2032"), "coder"]) == {"words"}


def _grown(folder: Path, times: int) -> Path:
    """A package with many copies of a text, each with its passages and codes."""
    miniature.write(folder)
    for name, column in (("documents", "doc_id"), ("units", "unit_id"), ("codes", "unit_id"),
                         ("terms", "doc_id"), ("shingles", "doc_id"), ("matches", "unit_id")):  # fmt: skip

        def change(content: list[list[str]], name: str = name, column: str = column) -> None:
            header, *cells = content
            for n in range(times):
                for row in cells:
                    new = dict(zip(header, row, strict=True))
                    if new[column].startswith("2031-gazette"):
                        new[column] = new[column].replace("2031-gazette", f"2031-copy-{n}")
                        if name == "units":
                            new["doc_id"] = f"2031-copy-{n}"
                        if name == "documents":
                            new |= {"order": str(5 + n), "sha256": f"{n:064x}"}
                        content.append(list(new.values()))

        inflict(folder / f"{name}.csv", rows(change))
    return folder


def test_a_check_grows_no_faster_than_the_documents(tmp_path: Path) -> None:
    """From 100 to 800 texts the time grows by far less than the square would (64 times)."""
    seconds = []
    for times in (100, 800):
        folder = _grown(tmp_path / str(times) / "data", times)
        start = time.process_time()
        assert package.check(folder) == []
        seconds.append(time.process_time() - start)
    assert seconds[1] < 14 * seconds[0]
