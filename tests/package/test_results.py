"""Results are rounded, written whole, and known to belong to the data or not."""

from __future__ import annotations

import pandas as pd

from themeshift import package, results


def written(folder, name="shares"):
    return (folder / results.FOLDER / f"{name}.csv").read_bytes()


def test_numbers_are_rounded_and_bytes_do_not_depend_on_their_last_bits(tmp_path):
    frame = pd.DataFrame({"share": [1 / 3, -1e-14, 0.5], "n": [1, 2, 3], "name": ["é", "a,b", ""]})
    results.write(frame, "shares", tmp_path)
    first = written(tmp_path)
    results.write(frame.assign(share=frame["share"] + 1e-13), "shares", tmp_path)
    assert written(tmp_path) == first
    assert first.decode().splitlines() == [
        "share,n,name", "0.3333333333,1,é", '0.0,2,"a,b"', "0.5,3,",
    ]  # fmt: skip
    assert [path.name for path in (tmp_path / results.FOLDER).iterdir()] == ["shares.csv"]


def test_the_frame_that_was_given_stays_as_it_was(tmp_path):
    frame = pd.DataFrame({"share": [1 / 3]})
    results.write(frame, "shares", tmp_path)
    assert frame["share"].iloc[0] == 1 / 3


def test_results_are_known_to_belong_to_other_data(small_folder):
    data = package.load(small_folder)
    assert "no results yet" in results.reminder(data)
    results.note(data)
    assert results.reminder(data) == ""
    table = small_folder / "units.csv"
    text = table.read_text(encoding="utf-8")
    table.write_text(text.replace("A contract is signed.", "They sign."), encoding="utf-8")
    assert "of other data" in results.reminder(package.load(small_folder))
