"""The data package: what it holds, how it is typed, what its digest and its seal stand for."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themeshift import columns, package, seal
from themeshift.tabular import Table

DESCRIPTOR = "datapackage.json"


def descriptor_of(root: Path) -> dict:
    return json.loads((root / DESCRIPTOR).read_text(encoding="utf-8"))


# --- the real data --------------------------------------------------------------------------


def test_the_real_data_are_sound_and_sealed(real_root: Path) -> None:
    assert [str(problem) for problem in package.problems(real_root)] == []


def test_each_column_is_described_and_each_number_has_a_unit(real_root: Path) -> None:
    for resource in descriptor_of(real_root)["resources"]:
        assert resource["title"] and resource["description"], resource["name"]
        for column in resource["schema"]["fields"]:
            name = f"{resource['name']}.{column['name']}"
            assert column["description"].endswith("."), name
            assert column["type"] == "string" or column["unit"], name


def test_the_package_says_its_licence_and_sources(real_root: Path, real: package.Package) -> None:
    descriptor = descriptor_of(real_root)
    assert descriptor["licenses"][0]["name"] == "CC-BY-4.0"
    assert {source["path"] for source in descriptor["sources"]} >= set(real.documents["url"]) - {""}


def test_every_column_that_points_to_a_row_has_a_foreign_key(real_root: Path) -> None:
    """A key of one table is declared wherever another table has a column of its name."""
    keys = {"phase_id", "doc_id", "unit_id", "theme", "term_id", "item_id", "project_id"}
    for resource in descriptor_of(real_root)["resources"]:
        schema = resource["schema"]
        own = schema["primaryKey"]
        declared = {foreign["fields"] for foreign in schema.get("foreignKeys", [])}
        for column in schema["fields"]:
            if column["name"] in keys and column["name"] != own:
                assert column["name"] in declared, f"{resource['name']}.{column['name']}"


def test_the_code_counts_on_each_column_of_the_descriptor(real_root: Path) -> None:
    for resource in descriptor_of(real_root)["resources"]:
        _, _, needed = columns.NEEDED[resource["name"]].partition(" | ")
        names = [word.partition(">")[0].rstrip("!").partition(":")[0] for word in needed.split()]
        assert names == [column["name"] for column in resource["schema"]["fields"]]
        assert list(columns.faults(resource["name"], resource["schema"])) == []
    assert set(columns.NEEDED) == set(package.TABLES)


# --- loading --------------------------------------------------------------------------------


def test_each_table_is_a_frame_with_the_columns_of_its_schema(mini: package.Package) -> None:
    for resource in mini.descriptor["resources"]:
        frame = getattr(mini, resource["name"])
        assert list(frame) == [column["name"] for column in resource["schema"]["fields"]]
        assert list(frame.index) == list(range(len(frame)))


def test_cells_are_typed_and_missing_ones_say_so(mini: package.Package) -> None:
    assert mini.units["words"].dtype == "int64" and mini.units.at[0, "words"] == 5
    assert mini.codes["weight"].dtype == "float64" and mini.codes.at[4, "weight"] == 0.5
    assert mini.phases.at[0, "covers_to"] == 2033 and mini.phases.at[1, "covers_to"] is pd.NA
    assert mini.documents.at[0, "date"] == pd.Timestamp("2030-05-03")
    assert mini.documents.at[2, "date"] is pd.NaT
    assert mini.units.at[1, "gist"] == ""
    assert mini.themes.at[3, "theme"] == "none", "a theme's name, not a missing value"


def test_a_package_cannot_be_rebound(mini: package.Package) -> None:
    with pytest.raises(AttributeError):
        mini.units = None  # type: ignore[misc]


def test_identifiers_of_the_book_are_nowhere_in_the_code(mini: package.Package) -> None:
    """The miniature shares no phase, document, theme or project with the book, and loads."""
    assert list(mini.phases["phase_id"]) == ["2030-contract", "2032-amendment"]


def test_a_chapter_does_not_wait_for_the_validator(mini_root: Path) -> None:
    code = (
        "import sys; from themeshift import package; package.load(sys.argv[1]);"
        "print({'frictionless', 'jsonschema', 'themeshift.seal'} & set(sys.modules))"
    )
    root = Path(package.__file__).resolve().parent.parent
    command = [sys.executable, "-c", code, str(mini_root)]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


# --- the digest -----------------------------------------------------------------------------


def test_the_digest_is_of_the_data_and_not_of_the_place(mini_root: Path, tmp_path: Path) -> None:
    other = shutil.copytree(mini_root, tmp_path / "elsewhere" / "other-name")
    assert package.load(mini_root).digest == package.load(other).digest


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("units.csv", "A contract is signed.", "A contract is signed!"),
        ("indicators.csv", "35.6", "35.7"),
        ("codes.csv", ",provisional,", ",confirmed,"),
        ("spellings.csv", "without accent", ""),
    ],
)
def test_the_digest_changes_with_any_cell(mini_root: Path, file: str, old: str, new: str) -> None:
    before = package.load(mini_root).digest
    path = mini_root / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert package.load(mini_root).digest != before


def test_the_digest_does_not_depend_on_the_descriptor(mini_root: Path) -> None:
    before = package.load(mini_root).digest
    descriptor = descriptor_of(mini_root)
    descriptor["title"] = "Another title"
    (mini_root / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    assert package.load(mini_root).digest == before


# --- the seal -------------------------------------------------------------------------------


def alter(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def git(folder: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the reference validator, which takes a second a run and knows no seal."""
    monkeypatch.setattr(package, "_schema_problems", lambda *_: [])


@pytest.fixture
def committed(mini_root: Path) -> Path:
    """The miniature package as the only commit of a repository."""
    git(mini_root.parent, "init", "-q")
    git(mini_root.parent, "add", "data")
    git(mini_root.parent, "commit", "-q", "-m", "sealed")
    return mini_root


def lines(root: Path) -> list[str]:
    return [str(problem) for problem in package.problems(root)]


@pytest.mark.usefixtures("quick")
def test_loading_does_not_ask_for_the_seal_but_checking_does(mini_root: Path) -> None:
    alter(mini_root, "indicators.csv", "1200", "1300")
    package.load(mini_root)
    assert package.problems(mini_root, sealed=False) == []
    (line,) = lines(mini_root)
    assert line.startswith("data/indicators.csv: found content that differs from its seal")
    assert "python -m themeshift seal" in line


@pytest.mark.parametrize(
    ("file", "old", "new", "place", "found", "sealed"),
    [
        ("indicators.csv", "1200", "1300", "row 2 (sailors-2030), column value", "1300", "1200"),
        (
            "codes.csv",
            "006,first,1,machines",
            "006,first,1,crews",
            "row 4 (2030-gazette-006, first, 1), column theme",
            "crews",
            "machines",
        ),
        ("glossary.csv", "avenant", "avenants", "row 2 (avenant), column term_fr", "avenants", ""),
        ("phases.csv", "in force", "", "row 3 (2032-amendment), column status", "an empty", ""),
    ],
)
@pytest.mark.usefixtures("quick")
def test_with_git_the_altered_cell_is_named(
    committed: Path, file: str, old: str, new: str, place: str, found: str, sealed: str
) -> None:
    alter(committed, file, old, new)
    (line,) = lines(committed)
    assert line.startswith(f"data/{file}, {place}: found ")
    assert found in line and f'the sealed "{sealed}' in line
    git(committed.parent, "commit", "-q", "-a", "-m", "altered")
    assert lines(committed) == [line], "a commit does not hide it"


@pytest.mark.usefixtures("quick")
def test_an_altered_word_count_is_named_though_it_breaks_a_sum_too(committed: Path) -> None:
    alter(committed, "units.csv", "sentence,8,", "sentence,7,")
    sums, cell = lines(committed)
    assert "35 words in the units of 2030-gazette, expected 36" in sums
    assert cell.startswith('data/units.csv, row 4 (2030-gazette-003), column words: found "7"')


@pytest.mark.usefixtures("quick")
def test_with_git_lost_added_and_moved_rows_are_named(committed: Path) -> None:
    alter(committed, "terms.csv", "2030-gazette,moteur,2\n", "2030-gazette,robot,1\nx")
    alter(committed, "terms.csv", "x2030-port", "2030-gazette,moteur,2\n2030-port")
    (line,) = lines(committed)
    assert line.startswith('data/terms.csv, row 2: found the row "2030-gazette, robot"')
    alter(committed, "terms.csv", "2030-gazette,robot,1\n2030-gazette,moteur,2\n", "")
    alter(
        committed, "terms.csv", "2032-port,rivière,2\n", "2032-port,rivière,2\n2030-gazette,a,1\n"
    )
    assert any("row" in line for line in lines(committed))


@pytest.mark.usefixtures("quick")
def test_moved_rows_are_named(committed: Path) -> None:
    first, second = "2030-gazette,moteur,2\n", "2030-port,robot,1\n"
    alter(committed, "terms.csv", first + second, second + first)
    (line,) = lines(committed)
    assert line.startswith('data/terms.csv, row 2: found the row "2030-port, robot"')
    assert "in the sealed order" in line


@pytest.mark.usefixtures("quick")
def test_sealing_accepts_the_change_and_names_the_table(mini_root: Path) -> None:
    alter(mini_root, "indicators.csv", "1200", "1300")
    assert seal.write(mini_root) == ["indicators"]
    assert lines(mini_root) == []
    assert seal.write(mini_root) == []


@pytest.mark.usefixtures("quick")
def test_sealing_takes_out_what_a_spreadsheet_put_in(mini_root: Path) -> None:
    path = mini_root / "terms.csv"
    plain = path.read_bytes()
    path.write_bytes(b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n"))
    assert seal.write(mini_root) == []
    assert path.read_bytes() == plain


@pytest.mark.usefixtures("quick")
def test_bad_data_are_not_sealed(mini_root: Path) -> None:
    alter(mini_root, "codes.csv", "machines,0.5", "machines,0.4")
    before = {path.name: path.read_bytes() for path in mini_root.iterdir()}
    with pytest.raises(package.PackageError, match="sum to 0.9"):
        seal.write(mini_root)
    assert {path.name: path.read_bytes() for path in mini_root.iterdir()} == before


@pytest.mark.usefixtures("quick")
def test_a_table_without_seal_is_told(mini_root: Path) -> None:
    descriptor = descriptor_of(mini_root)
    del descriptor["resources"][0]["hash"]
    (mini_root / DESCRIPTOR).write_text(json.dumps(descriptor), encoding="utf-8")
    (line,) = lines(mini_root)
    assert line.startswith("data/phases.csv: found no seal, expected one (to set it: ")


ROW = st.tuples(st.sampled_from("abcdef"), st.sampled_from("123"))
ROWS = st.lists(ROW, max_size=6, unique_by=lambda row: row[0])


@settings(max_examples=200, deadline=None)
@given(old=ROWS, new=ROWS)
def test_every_difference_from_the_seal_is_told(old: list, new: list) -> None:
    """Where rows differ in any way, at least one line says so; where they do not, none does."""
    fields = [{"name": "variant", "type": "string"}, {"name": "lemma", "type": "string"}]
    schema = {"fields": fields, "primaryKey": "variant"}
    table = Table("spellings", "f.csv", schema, new, range(2, len(new) + 2))
    sealed = "variant,lemma\n" + "".join(f"{key},{value}\n" for key, value in old)
    told = [str(problem) for problem in seal._differences(table, sealed.encode())]
    assert bool(told) == (old != new)
    assert len(told) <= 6


def test_other_columns_than_the_sealed_ones_are_told() -> None:
    table = Table("spellings", "f.csv", {"fields": [{"name": "variant"}], "primaryKey": "variant"})
    (problem,) = seal._differences(table, b"variant,lemma\na,b\n")
    assert "found the columns variant, expected the columns variant,lemma" in str(problem)


def test_a_write_that_fails_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(b"old")

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(seal.os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        seal.replace(path, b"new")
    assert [file.name for file in tmp_path.iterdir()] == ["table.csv"]
    assert path.read_bytes() == b"old"


def test_a_copy_of_the_real_data_is_sound_elsewhere(copy_package: Callable[[], Path]) -> None:
    assert package.problems(copy_package()) == []


# --- the seal of what the descriptor says -----------------------------------------------------


def loosened(root: Path, change: Callable[[dict], object]) -> list[str]:
    """Change the resource of the codes in the descriptor; return what check says."""
    content = descriptor_of(root)
    change(next(each for each in content["resources"] if each["name"] == "codes"))
    (root / DESCRIPTOR).write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n")
    return [str(problem) for problem in package.problems(root)]


def weight_of(resource: dict) -> dict:
    return next(each for each in resource["schema"]["fields"] if each["name"] == "weight")


@pytest.mark.parametrize(
    "change",
    [
        lambda codes: codes.update(description="Something else."),
        lambda codes: weight_of(codes).update(description="Something else."),
        lambda codes: weight_of(codes)["constraints"].update(maximum=5),
        lambda codes: weight_of(codes)["constraints"].pop("minimum"),
        lambda codes: codes.update(title="Other codes"),
        lambda codes: codes["schema"]["missingValues"].append("none"),
        lambda codes: codes["schema"]["foreignKeys"].append(
            {"fields": "coder", "reference": {"resource": "", "fields": "coder"}}
        ),
        lambda codes: codes.pop("schemaHash"),
    ],
)
def test_a_schema_that_was_loosened_differs_from_its_seal(
    mini_root: Path, change: Callable[[dict], object]
) -> None:
    found = loosened(mini_root, change)
    line = "data/datapackage.json: found a schema or description of codes that differs"
    assert [each for each in found if each.startswith(line)] != []
    assert not any("Traceback" in each for each in found)


def test_sealing_agrees_to_a_schema_that_was_meant(mini_root: Path) -> None:
    assert loosened(mini_root, lambda codes: codes.update(description="Who coded what.")) != []
    assert seal.write(mini_root) == ["codes"]
    assert package.problems(mini_root) == []
    assert seal.write(mini_root) == []


def test_the_seal_of_a_schema_does_not_depend_on_the_order_of_its_keys(mini_root: Path) -> None:
    def turned(content):
        if isinstance(content, dict):
            return {key: turned(content[key]) for key in reversed(content)}
        return [turned(each) for each in content] if isinstance(content, list) else content

    (mini_root / DESCRIPTOR).write_text(json.dumps(turned(descriptor_of(mini_root))))
    assert package.problems(mini_root) == []
