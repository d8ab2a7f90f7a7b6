"""What the figures say and compute, on the miniature, whose shares its module works out by hand."""

from __future__ import annotations

import dataclasses
import json
from itertools import pairwise

import miniature
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from themeshift import package
from themeshift.figures import arguments, certainty, colours, drawing, poles, style
from themeshift.measures import choices, reliability
from themeshift.pages import home

#: Protanopia, deuteranopia and tritanopia (Machado, Oliveira & Fernandes 2009, severity 1).
COLOUR_BLIND = {
    "protanopia": [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}  # fmt: skip


TITLES = {
    "two_lines": "Machines fell; rivers and ports rose",
    "french": "Machines en baisse\u202f; rivières propres et ports en hausse",
    "decomposition": "The shift of 95 points: 43 from more clean rivers, 38 from less machines and "
    "15 from more ports; its largest step is from 2031 to 2032 (60 points)",
    "trajectories": "From the 2030 contract to the 2032 amendment, machines fell most (38 points) "
    "and clean rivers rose most (43 points)",
    "first_profile": "The largest theme of the 2030 contract is machines, with 40% of passages",
    "last_profile": "Between the 2031 review and the 2032 amendment, machines fell most (35 points)"
    " and ports rose most (20 points)",
}


@pytest.mark.parametrize("name", TITLES)
def test_titles_state_what_the_miniature_was_made_to_show(made, name: str) -> None:
    assert made("small", name).title == TITLES[name]


def test_what_is_argued_for_a_project_is_the_mean_of_its_passages(small: package.Package) -> None:
    """Robots in 2030: one passage on machines, one ¾ machines and ¼ ports."""
    found = arguments.argued(small).set_index(["project_id", "phase_id", "theme"])["share"]
    robots, school = found["robots", "2030-contract"], found["school", "2032-amendment"]
    assert robots.to_dict() == pytest.approx({"machines": 0.875, "ports": 0.125})
    assert school.to_dict() == pytest.approx({"rivers": 0.25, "crews": 0.75})
    assert ("robots", "2032-amendment") not in found.index.droplevel("theme")
    assert found.groupby(["project_id", "phase_id"]).sum().to_numpy() == pytest.approx(1)


def test_a_structure_is_cut_from_a_page_where_most_of_its_work_is_lines(
    small: package.Package,
) -> None:
    lines = small.structure.assign(level=["axis", "project", "work-line"])
    rows = poles.structure_table(dataclasses.replace(small, structure=lines)).set_index("phase_id")
    assert rows["cut"].to_dict() == {
        "2030-contract": False, "2031-review": False, "2032-amendment": True,
    }  # fmt: skip
    # The robots are all of the work of 2030, and of machines; five passages have 40 % of them.
    first = rows.query("pole == 'origin'").loc["2030-contract"]
    assert (first["structure"], first["text"]) == (1.0, pytest.approx(0.4))


def test_choices_come_before_what_combines_them_and_readings_last(data: package.Package) -> None:
    found = choices.specifications(data)
    assert list(certainty._rows(data, found)) == [
        *certainty.ROWS.values(),
        certainty.ALL,
        certainty.READINGS,
    ]


def test_a_lowest_value_above_the_printed_one_is_not_lit(made, data: package.Package) -> None:
    found = choices.specifications(data)
    printed = found["shift"].iloc[0]
    lowest = [part["shift"].min() for part in certainty._rows(data, found).values()]
    lit = [drawing.points(one) for one in lowest if one < printed]
    assert len(lit) < len(lowest), "a row of the book lies above"
    for sheet in made("data", "choices").drawings:
        texts = sheet.findobj(lambda one: getattr(one, "get_weight", str)() == "bold")
        assert sorted(one.get_text() for one in texts) == sorted(lit)


def test_the_title_of_choices_counts_as_the_summary_does(made, data: package.Package) -> None:
    summary = choices.summary(choices.specifications(data), choices.direction(data))
    assert f"all {summary['ways'].sum():,} ways" in made("data", "choices").title
    summary.loc[0, "same_direction"] -= 1
    kept, ways = summary["same_direction"].sum(), summary["ways"].sum()
    assert f"in {kept:,} of {ways:,} ways" in certainty._choices_finding(summary)


def test_the_key_of_projects_shows_every_theme_used_in_the_book_s_order(made, data) -> None:
    used = set(arguments.argued(data)["theme"]) - {package.NO_THEME}
    named = data.themes[data.themes["theme"].isin(used)]
    for sheet in made("data", "projects").drawings:
        marks = sheet.legends[0].get_lines()
        tints = [one.get_color() for one in marks]
        assert tints[: len(named)] == [colour.lower() for colour in named["colour"]]


def test_the_caption_of_projects_names_each_status(made, data: package.Package) -> None:
    caption = made("data", "projects").caption
    for status in arguments.argued(data)["status"].unique():
        assert status in caption
    assert "none where it is continued" in caption


def test_no_name_of_a_project_is_broken_inside_a_word(made, data: package.Package) -> None:
    words = {word for label in data.projects["label"] for word in label.split()}
    for sheet in made("data", "projects").drawings:
        shown = {word for one in sheet.findobj(Text) for word in one.get_text().split()}
        assert not words - shown


def test_the_figure_of_the_home_page_says_its_finding(made, data) -> None:
    files = home.files(data)
    assert files["card.png"].startswith(b"\x89PNG")
    for file, name in (("home", "two_lines"), ("home-fr", "french")):
        shown = json.loads(files[f"figures/{file}.json"])
        assert shown["caption"].startswith(f"**{made('data', name).title}.** ")


def test_the_title_of_agreement_is_about_all_pairs(
    made, data: package.Package, monkeypatch
) -> None:
    table = reliability.table(data)
    alphas = table.loc[table["scope"] == reliability.SETS, "alpha"]
    title = made("data", "agreement").title
    assert f"α\u00a0{alphas.min():.2f} to {alphas.max():.2f}" in title
    assert f"({table['alpha'].min():.2f})" in title
    monkeypatch.setattr(certainty, "FIRM", 0.7)
    assert "The line at 0.7" in certainty.agreement(data).caption


def test_with_one_coding_or_no_official_list_the_figure_says_so(tmp_path) -> None:
    def first(rows: miniature.Rows) -> miniature.Rows:
        return [row for row in rows if "alpha" in (row.get("coder"), row.get("coder_id"))]

    alone = package.load(miniature.write(tmp_path / "one", coders=first, codes=first))
    assert "no agreement to draw" in certainty.agreement(alone).narrow
    without = miniature.write(tmp_path / "two", structure=[], structure_themes=[])
    assert poles.structure(package.load(without)).title == "No text lists projects or actions"


@pytest.mark.parametrize("name", ["trajectories", "structure"])
def test_a_bold_percentage_stands_near_a_mark(made, name: str) -> None:
    """Of its edge and the middle of the nearest mark, in units."""
    for sheet in made("data", name).drawings:
        canvas = FigureCanvasAgg(sheet)
        for ax in (one for one in sheet.axes if one.lines):
            marked = [line for line in ax.lines if line.get_marker() in ("o", "s")]
            points = np.concatenate([line.get_xydata() for line in marked])
            points = ax.transData.transform(points)
            for text in (one for one in ax.texts if one.get_weight() == "bold"):
                if "%" in text.get_text():
                    box = text.get_window_extent(canvas.get_renderer())
                    nearest = np.clip(points, box.min, box.max) - points
                    assert np.nanmin(np.hypot(*nearest.T)) <= 22, text.get_text()


def test_a_peak_between_the_ends_is_named(made) -> None:
    """Firms and partnerships: 5, 19, 11 and 1 %."""
    for sheet in made("data", "trajectories").drawings:
        panel = next(
            ax for ax in sheet.axes if any("Partnerships" in one.get_text() for one in ax.texts)
        )
        shares = sorted(one.get_text() for one in panel.texts if "%" in one.get_text())
        assert shares == ["1%", "19%", "5%"]


def test_a_tie_has_no_main_theme() -> None:
    rows = [("a", "p", "x", "one", 0.5), ("a", "p", "x", "two", 0.5),
            ("b", "p", "x", "one", 0.4), ("b", "p", "x", "two", 0.6)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["project_id", "phase_id", "status", "theme", "share"])
    assert list(arguments.main_themes(table)) == ["", "two"]


def test_neighbouring_themes_and_the_poles_differ_in_luminance(data: package.Package) -> None:
    shown = [colour.lower() for colour in data.themes["colour"]]
    poles = [colours.pole(data, pole) for pole in ("origin", "destination")]
    for change in (str, colours.dark):
        for one, other in (*pairwise(shown), poles):
            assert colours.contrast(change(one), change(other)) >= 1.69


def test_marks_and_words_stand_out_from_the_page(data: package.Package) -> None:
    """WCAG 2.2, criteria 1.4.11 and 1.4.3."""
    for colour in data.themes["colour"]:
        word = colours.words(colour)
        assert colours.contrast(colour, colours.PAPER) >= 3
        assert colours.contrast(word, colours.PAPER) >= 4.5
        assert colours.contrast(colours.dark(colour), colours.DARK_PAPER) >= 3
        assert colours.contrast(colours.dark(word), colours.DARK_PAPER) >= 4.5


@pytest.mark.parametrize("change", [str, colours.dark], ids=["light", "dark"])
def test_colour_blind_readers_tell_all_themes_apart(data: package.Package, change) -> None:
    """Distance in Oklab (Ottosson 2020) of every pair; one step of grey in a hundred is .01."""
    linear = np.array([_linear(change(colour.lower())) for colour in data.themes["colour"]])
    for matrix in (np.eye(3), *map(np.array, COLOUR_BLIND.values())):
        seen = _oklab(np.clip(linear @ matrix.T, 0, 1))
        distance = np.linalg.norm(seen[:, None] - seen[None], axis=2)
        assert distance[np.triu_indices(len(seen), 1)].min() >= 0.05


def _linear(colour: str) -> np.ndarray:
    value = np.array([int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)])
    return np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)


def _oklab(linear: np.ndarray) -> np.ndarray:
    cones = np.array(
        [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
         [0.0883024619, 0.2817188376, 0.6299787005]]
    )  # fmt: skip
    lab = np.array(
        [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
         [0.0259040371, 0.7827717662, -0.8086757660]]
    )  # fmt: skip
    return np.cbrt(linear @ cones.T) @ lab.T


def test_luminance_and_contrast_are_those_of_wcag() -> None:
    """Black on white is 21 to 1; #767676 is the lightest grey that reaches 4.5."""
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#767676", "#ffffff") >= 4.5 > colours.contrast("#777777", "#ffffff")


def test_a_dark_partner_stands_out_as_much_as_the_colour_does() -> None:
    for colour in ("#0d4690", "#b64806", "#52a36c"):
        found = colours.contrast(colours.dark(colour), colours.DARK_PAPER)
        assert found == pytest.approx(colours.contrast(colour, colours.PAPER), rel=0.02)


@pytest.mark.parametrize(
    ("centres", "placed"),
    [([10, 50], [10, 50]), ([50, 50], [43, 57]), ([2, 2], [5, 19])],
)
def test_labels_that_fit_stay_and_others_move_least(centres, placed) -> None:
    assert drawing.apart(centres, [10, 10], 0, 100, 4) == pytest.approx(placed)


@pytest.mark.parametrize("seed", range(20))
def test_labels_in_a_row_never_touch(seed: int) -> None:
    rng = np.random.default_rng(seed)
    number = int(rng.integers(1, 8))
    sizes = rng.uniform(5, 20, number)
    centres = rng.uniform(-20, 320, number)
    placed = drawing.apart(centres, sizes, 0, 300, 4)
    order = np.argsort(placed)
    edges = [(placed[one] - sizes[one] / 2, placed[one] + sizes[one] / 2) for one in order]
    assert edges[0][0] >= -1e-9 and edges[-1][1] <= 300 + 1e-9
    assert all(one[1] + 4 <= other[0] + 1e-9 for one, other in pairwise(edges))


def test_wrapped_lines_are_no_wider_than_asked_and_lose_nothing() -> None:
    text = "a label of several words, one of them extraordinarilylong"
    for width in (60, 90, 200, 500):
        lines = style.wrap(text, width).split("\n")
        assert all(style.text_width(line) <= width for line in lines)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
