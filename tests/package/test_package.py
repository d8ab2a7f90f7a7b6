"""The data package: the real data are sound, and loading gives typed, sorted, frozen frames."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
import time
from pathlib import Path

import frictionless
import miniature
import numpy as np
import pandas as pd
import pytest
from damage import cell, inflict, resource, rows

from themeshift import package
from themeshift.rules import SUBSTANTIVE

# --- the real data --------------------------------------------------------------------------


def test_the_real_data_are_sound() -> None:
    assert [str(problem) for problem in package.check()] == []


def test_anyone_may_validate_the_package_with_frictionless(data: package.Package) -> None:
    report = frictionless.validate(str(data.root / "datapackage.json"))
    assert report.valid, report.flatten(["name", "message"])


def test_each_column_is_described_and_each_number_has_a_unit(data: package.Package) -> None:
    for table in data.descriptor["resources"]:
        assert table["title"] and table["description"].endswith("."), table["name"]
        for column in table["schema"]["fields"]:
            name = f"{table['name']}.{column['name']}"
            assert column["title"] and column["description"].endswith("."), name
            assert column["type"] == "string" or column["unit"], name


def test_the_package_names_its_licence_and_the_page_of_each_text(data: package.Package) -> None:
    assert data.descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    paths = {source["path"].replace("%2D", "-") for source in data.descriptor["sources"]}
    assert paths >= set(data.documents["url"].str.replace("%2D", "-")) - {""}


def test_every_column_that_names_a_row_has_a_foreign_key(data: package.Package) -> None:
    names = {"phase_id", "doc_id", "unit_id", "theme", "term_id", "item_id", "project_id", "coder"}
    for table in data.descriptor["resources"]:
        schema = table["schema"]
        declared = {key["fields"] for key in schema.get("foreignKeys", [])}
        for column in {field["name"] for field in schema["fields"]} & names:
            assert column in declared or column == schema["primaryKey"], (table["name"], column)


def test_each_passage_that_counts_weighs_one_in_each_coding(data: package.Package) -> None:
    weights = data.codes.groupby(["unit_id", "coder"])["weight"].sum()
    assert np.allclose(weights, 1, atol=1e-5)
    counted = data.units.loc[data.units["kind"].isin(SUBSTANTIVE), "unit_id"]
    assert set(weights.index.get_level_values("unit_id")) == set(counted)


# --- loading --------------------------------------------------------------------------------


def test_each_table_is_a_frame_with_the_columns_of_its_schema(small: package.Package) -> None:
    for table in small.descriptor["resources"]:
        frame = getattr(small, table["name"])
        assert list(frame) == [column["name"] for column in table["schema"]["fields"]]
        assert frame.index.equals(pd.RangeIndex(len(frame)))


def test_cells_are_typed_and_missing_ones_say_so(small: package.Package) -> None:
    assert small.units["words"].dtype == "Int64" and small.units.at[0, "words"] == 5
    assert small.codes["weight"].dtype == "float64"
    assert small.phases.at[0, "covers_to"] == 2033 and small.phases.at[1, "covers_to"] is pd.NA
    assert small.documents.at[0, "date"] == pd.Timestamp("2030-05-03")
    assert small.documents.at[2, "date"] is pd.NaT
    assert small.units.at[1, "gist"] == ""
    assert small.themes["theme"].iloc[-1] == "none", "a theme's name, not a missing value"
    assert small.coders.at[0, "blind"] == "false"


def test_a_package_cannot_be_rebound(small: package.Package) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        small.units = small.codes  # type: ignore[misc]


def test_rows_are_sorted_once_whatever_their_order_in_the_files(
    small: package.Package, tmp_path: Path
) -> None:
    """Passages of a text stay in order in the file, a rule; all else may be shuffled."""
    turned = {name: lambda rows: rows[::-1] for name in miniature.TABLES if name not in ("forms",)}
    documents = list(small.documents["doc_id"])[::-1]
    turned["units"] = lambda rows: [
        row for doc_id in documents for row in rows if row["doc_id"] == doc_id
    ]
    loaded = package.load(miniature.write(tmp_path / "data", **turned))
    for name in ("phases", "documents", "units", "themes", "coders", "codes", "projects", "claims"):
        pd.testing.assert_frame_equal(getattr(loaded, name), getattr(small, name))


def test_codes_follow_passages_then_codings_then_ranks(small: package.Package) -> None:
    codes = small.codes[small.codes["unit_id"] == "2032-port-005"]
    assert list(zip(codes["coder"], codes["theme"], strict=True)) == [
        ("alpha", "crews"),
        ("beta", "rivers"),
        ("beta", "crews"),
    ]


def test_a_text_coded_by_the_dictionary_alone_may_wait_for_its_gists(tmp_path: Path) -> None:
    folder = miniature.write(tmp_path / "data", **miniature.provisional())
    assert package.check(folder) == []
    loaded = package.load(folder)
    assert set(loaded.codes.loc[loaded.codes["unit_id"].str.startswith("2032"), "coder"]) == {
        "words"
    }


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


def test_broken_rules_and_keys_do_not_load(small_folder: Path) -> None:
    """Also where nobody ran a check: weights that do not sum to one, an unknown theme."""
    for column, value in (("weight", "0.4"), ("theme", "machine")):
        original = (small_folder / "codes.csv").read_bytes()
        inflict(small_folder / "codes.csv", cell(4, column, value))
        with pytest.raises(package.PackageError, match=f"row 4, column {column}") as refusal:
            package.load(small_folder)
        assert str(refusal.value).startswith("data/codes.csv, row 4")
        (small_folder / "codes.csv").write_bytes(original)


def test_loading_and_checking_agree_on_what_loading_refuses(small_folder: Path) -> None:
    inflict(small_folder / "codes.csv", cell(4, "weight", "0.4"))
    inflict(small_folder / "codes.csv", cell(6, "theme", "none"))
    with pytest.raises(package.PackageError) as refusal:
        package.load(small_folder)
    assert list(refusal.value.problems) == package.check(small_folder)


def test_a_library_that_is_missing_is_one_line(
    small_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As while `make install` runs."""
    monkeypatch.setitem(sys.modules, "frictionless", None)
    with pytest.raises(package.UserError, match="^frictionless is not installed: make install$"):
        package.check(small_folder)
    package.load(small_folder)


# --- the digest -----------------------------------------------------------------------------


def test_the_digest_is_of_the_data_and_not_of_the_place(
    small: package.Package, tmp_path: Path
) -> None:
    assert package.load(miniature.write(tmp_path / "elsewhere")).digest == small.digest


@pytest.mark.parametrize("table", ["units", "codes", "glossary", "themes"])
def test_the_digest_changes_with_any_table(
    table: str, small: package.Package, small_folder: Path
) -> None:
    texts = {"units": "gist", "codes": "note", "glossary": "meaning", "themes": "excludes"}
    inflict(small_folder / f"{table}.csv", cell(4 if table == "units" else 2, texts[table], "New."))
    assert package.load(small_folder).digest != small.digest


def test_the_digest_does_not_depend_on_descriptions(
    small: package.Package, small_folder: Path
) -> None:
    damage = resource("codes", lambda content: content.update(description="Other words."))
    inflict(small_folder / "datapackage.json", damage)
    assert package.load(small_folder).digest == small.digest


# --- growth ---------------------------------------------------------------------------------


def _grown(folder: Path, times: int) -> Path:
    """A package with many copies of a text, each with its passages and codes."""
    miniature.write(folder)

    def copies(path: Path, column: str, order: bool = False) -> None:
        def change(content: list[list[str]]) -> None:
            place = content[0].index(column)
            model = [row for row in content[1:] if row[place].startswith("2031-gazette")]
            for n in range(times):
                for row in model:
                    new = list(row)
                    new[place] = row[place].replace("2031-gazette", f"2031-copy-{n}")
                    if path.name == "units.csv":
                        new[content[0].index("doc_id")] = f"2031-copy-{n}"
                    if order:
                        new[content[0].index("order")] = str(5 + n)
                        new[content[0].index("sha256")] = f"{n:064x}"
                    content.append(new)

        inflict(path, rows(change))

    for name, column in (("documents", "doc_id"), ("units", "unit_id"), ("codes", "unit_id"),
                         ("terms", "doc_id"), ("shingles", "doc_id"), ("matches", "unit_id")):  # fmt: skip
        copies(folder / f"{name}.csv", column, order=name == "documents")
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


def test_a_descriptor_is_written_as_json_of_one_shape(data: package.Package) -> None:
    """So that an edit of one resource changes only its lines."""
    text = (data.root / "datapackage.json").read_text(encoding="utf-8")
    assert text == json.dumps(data.descriptor, indent=2, ensure_ascii=False) + "\n"
