"""Rules find the same faults whatever stands round them; a fault is named once."""

from __future__ import annotations

from pathlib import Path

import miniature
import pandas as pd
import pytest

from themeshift import package, rules
from themeshift.tables import Tables


def test_each_shows_cells_of_the_row_and_values_beside_it_and_then_counts() -> None:
    frame = pd.DataFrame({"name": [f"n{k}" for k in range(50)], "size": range(50)})
    tables = Tables({"things": frame}, {"things": "data/things.csv"})
    double = frame["size"] * 2
    bad = frame["size"] >= 10
    tables.each("things", bad, "size", "less than {double}", "{name}", double=double)
    lines = [str(problem) for _, problem in tables.faults]
    assert lines[0] == "data/things.csv, row 12, column size: found n10, expected less than 20"
    assert lines[-1] == "data/things.csv, column size: found 20 more such rows, expected none"
    assert len(lines) == 21


def test_a_missing_value_breaks_no_comparison() -> None:
    frame = pd.DataFrame({"year": pd.array([1, None, 3], dtype="Int64")})
    tables = Tables({"things": frame}, {"things": "data/things.csv"})
    tables.each("things", frame["year"] > 2, "year", "2 at most")
    assert [problem.row for _, problem in tables.faults] == [4]


@pytest.mark.parametrize(
    ("table", "column", "word"),
    [(table, column, word) for (table, column), words in rules.RESERVED.items() for word in words],
)
def test_no_identifier_is_a_reserved_word(table: str, column: str, word: str) -> None:
    content = {name: pd.DataFrame(rows) for name, rows in miniature.tables().items()}
    content[table].loc[0, column] = word
    tables = Tables(content, {name: f"data/{name}.csv" for name in content})
    rules._identifiers(tables)
    (fault,) = [problem for name, problem in tables.faults if name == table]
    assert fault.row == 2 and fault.found == f'the reserved word "{word}"'


def test_one_fault_is_one_line(tmp_path: Path) -> None:
    """A text whose passages are wrong is not blamed again for codes, matches and gists."""

    def shifted(rows: miniature.Rows) -> miniature.Rows:
        return [{**row, "position": str(int(row["position"]) + 1)} for row in rows]

    found = package.check(miniature.write(tmp_path / "data", units=shifted))
    assert {problem.file for problem in found} == {"data/units.csv"}
    assert len(found) == 4, "one for each text"


def test_a_person_joins_as_rows_of_two_tables(tmp_path: Path) -> None:
    """With any number of passages, but not with none."""
    person = {"coder_id": "reader", "order": "4", "kind": "person", "saw": "all", "blind": "true"}

    def coders(rows: miniature.Rows) -> miniature.Rows:
        return [*rows, person]

    def codes(rows: miniature.Rows) -> miniature.Rows:
        mine = [{**row, "coder": "reader"} for row in rows if row["coder"] == "alpha"]
        return rows + [row for row in mine if row["unit_id"].startswith("2030-port")]

    folder = miniature.write(tmp_path / "whole", coders=coders, codes=codes)
    assert package.check(folder) == []
    folder = miniature.write(tmp_path / "part", coders=coders, codes=lambda rows: codes(rows)[:-1])
    assert package.check(folder) == []
    folder = miniature.write(tmp_path / "none", coders=coders)
    (problem,) = package.check(folder)
    assert problem.found == "no code by reader"


def test_a_sentence_goes_on_after_the_passage_that_opens_it(tmp_path: Path) -> None:
    def going_on(opener: str, place: int):
        def units(rows: miniature.Rows) -> miniature.Rows:
            return [{**row, "part_of": opener} if k == place else row for k, row in enumerate(rows)]

        return units

    sound = miniature.write(tmp_path / "a", units=going_on("2030-gazette-003", 3))
    assert package.check(sound) == []
    for opener, place in (("2030-gazette-005", 3), ("2030-gazette-003", 7)):
        folder = miniature.write(tmp_path / f"b{place}", units=going_on(opener, place))
        (problem,) = package.check(folder)
        assert problem.column == "part_of" and problem.row == place + 2
