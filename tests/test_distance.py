"""Distance between phases, and their map."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from miniatures import THEMES, miniature, package, two_phases
from scipy.spatial.distance import jensenshannon

from themeshift import distance as d
from themeshift.keyness import g2_frequencies
from themeshift.salience import corpus


def test_jensen_shannon_in_bits_and_through_g2():
    # {a 10, b 5, c 1} against {a 3, b 5, d 8}
    value = float(d.jensen_shannon([10, 5, 1, 0], [3, 5, 0, 8]))
    assert round(value, 10) == 0.3708891286


@pytest.mark.filterwarnings("error")
def test_shares_are_as_good_as_counts():
    # mean (3/4, 1/4): its entropy 2 − ¾ log2 3, less the mean entropy ½ of the two
    expected = 1.5 - 0.75 * np.log2(3)
    assert d.jensen_shannon([0.5, 0.5], [1.0, 0.0]) == pytest.approx(expected)
    assert d.jensen_shannon([7, 7], [3, 0]) == pytest.approx(expected)
    assert np.isnan(d.jensen_shannon([7, 7], [0, 0]))


def test_weighted_by_size_it_is_g2_over_2n_ln2():
    one, other = np.array([30.0, 70.0]), np.array([12.0, 8.0])
    value = d.jensen_shannon(np.stack([one, other]), weights=[100, 20])
    assert value == pytest.approx(g2_frequencies(30, 12, 100, 20) / (2 * 120 * np.log(2)))


counts = arrays(float, 5, elements=st.integers(0, 50)).filter(lambda row: row.sum() > 0)


@given(counts, counts)
def test_jensen_shannon_is_symmetric_bounded_and_as_scipy_has_it(p, q):
    value = float(d.jensen_shannon(p, q))
    assert value == pytest.approx(float(d.jensen_shannon(q, p)))
    assert -1e-12 <= value <= 1 + 1e-12
    assert value == pytest.approx(jensenshannon(p, q, base=2) ** 2, abs=1e-9)
    assert float(d.jensen_shannon(p, 3 * p)) == pytest.approx(0, abs=1e-12)


def test_disjoint_phases_are_one_bit_apart_and_the_null_is_enumerated():
    built = miniature(
        [("a", "a1", 1, 5, {"digital": 1.0}), ("a", "a2", 1, 5, {"digital": 1.0}),
         ("b", "b1", 1, 5, {"sovereignty": 1.0}), ("b", "b2", 1, 5, {"sovereignty": 1.0})]
    )  # fmt: skip
    row = d.divergences(built).iloc[0]
    assert row["divergence"] == 1
    assert row["assignments"] == 6
    # Two of six assignments keep the pairs together; four mix them (no divergence).
    assert row["p"] == row["attainable"] == pytest.approx(2 / 6)
    assert row["null_mean"] == pytest.approx(2 / 6)
    assert row["floor"] == pytest.approx(1 / 6)


def test_divergences_of_every_pair_and_of_all():
    frame = d.divergences(package(), "words")
    assert frame[["from_phase", "to_phase"]].values.tolist() == [
        ["early", "middle"], ["early", "late"], ["middle", "late"], ["all", "all"],
    ]  # fmt: skip
    assert (frame["p"] >= frame["attainable"]).all()
    assert (frame["attainable"] >= frame["floor"]).all()
    assert d.divergences(corpus(package()))["basis"].unique().tolist() == ["themes"]
    with pytest.raises(ValueError, match="expected themes or words"):
        d.divergences(package(), "letters")


SMOKING = pd.DataFrame(
    [[4, 2, 3, 2], [4, 3, 7, 4], [25, 10, 12, 4], [18, 24, 33, 13], [10, 6, 7, 2]],
    index=["senior managers", "junior managers", "senior staff", "junior staff", "secretaries"],
    columns=["none", "light", "medium", "heavy"],
)


def test_correspondence_analysis_of_greenacres_smoking_data():
    # Greenacre (1984), "Theory and Applications of Correspondence Analysis", section 3.1
    _, eigenvalues = d.analyse(SMOKING)
    assert [round(float(value), 10) for value in eigenvalues] == [
        0.0747591059, 0.0100171805, 0.0004135741,
    ]  # fmt: skip
    assert round(float(eigenvalues.sum()), 10) == 0.0851898605


def test_our_fast_coordinates_are_those_of_prince():
    model, _ = d.analyse(SMOKING)
    expected = np.asarray(model.row_coordinates(SMOKING))[:, :2]
    found = d.row_coordinates(SMOKING.to_numpy(float)[None])[0]
    assert np.abs(found) == pytest.approx(np.abs(expected))


def test_a_row_without_counts_lies_in_the_middle_and_moves_no_other():
    two, empty = [[3.0, 1.0], [1.0, 3.0]], [[0.0, 0.0]]
    found = d.row_coordinates(np.array([two + empty]))[0]
    # φ² = ¼ on one axis, with equal masses
    assert np.abs(found) == pytest.approx(np.array([[0.5, 0], [0.5, 0], [0, 0]]))
    assert found[0, 0] == pytest.approx(-found[1, 0])


def test_rows_of_one_column_have_two_axes_of_no_length():
    assert d.row_coordinates(np.array([[[3.0], [5.0], [2.0]]])).tolist() == [[[0, 0]] * 3]


def test_procrustes_undoes_turns_and_mirrors():
    target = np.array([[1.0, 0.2], [-0.4, 0.9], [0.1, -0.7]])
    turn = np.array([[np.cos(1), -np.sin(1)], [np.sin(1), np.cos(1)]])
    turned = np.stack([target @ turn, target * [-1, 1]])
    for found in d.aligned(turned, target, np.ones(3)):
        assert found == pytest.approx(target)


def four_phases():
    generator = np.random.default_rng(4)
    rows = []
    for place, phase in enumerate("abcd"):
        chances = np.array([5 - place, 1 + place, 2, 2]) / 10
        for paragraph in range(12):
            rows.append((phase, f"doc-{phase}", paragraph, 10,
                         {THEMES[generator.choice(4, p=chances)]: 1.0}))  # fmt: skip
    return miniature(rows)


def test_map_of_phases_and_themes():
    found = d.correspondence(four_phases(), draws=300)
    assert found.inertia == pytest.approx(found.eigenvalues.sum())
    for frame in (found.phases, found.themes):
        for axis, inertia in zip("xy", found.eigenvalues, strict=False):
            expected = frame["mass"] * frame[axis] ** 2 / inertia
            assert frame[f"contribution_{axis}"].tolist() == pytest.approx(expected, abs=1e-6)
        assert (frame["mass"] * frame["x"]).sum() == pytest.approx(0, abs=1e-7)
        assert frame[["contribution_x", "contribution_y"]].sum().tolist() == pytest.approx([1, 1])
        assert (frame["quality"] <= 1 + 1e-7).all()
    assert "none" not in set(found.themes["theme"])
    x = found.themes.set_index("theme")["x"]
    assert x["sovereignty"] > x["digital"]
    assert (found.ellipses["width"] >= found.ellipses["height"]).all()
    again = d.correspondence(four_phases(), draws=300)
    assert found.ellipses.equals(again.ellipses)


def test_ellipses_shrink_with_more_paragraphs():
    def sized(times: int):
        return miniature(
            [(phase, f"doc-{phase}", p, 10, {theme: 1.0})
             for phase, themes in {"a": THEMES[:3], "b": (*THEMES[1:3], "skills")}.items()
             for p, theme in enumerate(themes * times)]
        )  # fmt: skip

    small, large = (d.correspondence(sized(times), draws=400) for times in (4, 40))
    assert (large.ellipses["width"] < small.ellipses["width"]).all()


def test_ellipses_lie_on_their_phases_because_draws_are_turned_onto_the_map():
    # Without alignment, draws with mirrored axes would average out at the origin.
    found = d.correspondence(four_phases(), draws=400)
    gap = np.hypot(found.ellipses["x"] - found.phases["x"], found.ellipses["y"] - found.phases["y"])
    outer = found.phases.iloc[[0, -1]].index
    size = np.hypot(found.phases["x"], found.phases["y"])
    assert (gap[outer] < 0.35 * size[outer]).all()


def test_framing_is_no_theme_of_the_divergence():
    built = miniature(
        [("a", "one", 1, 5, {"digital": 1.0}), ("a", "one", 2, 50, {"none": 1.0}),
         ("b", "two", 1, 5, {"digital": 1.0})]
    )  # fmt: skip
    assert d.divergences(built).iloc[0]["divergence"] == 0


def test_two_phases_have_one_axis():
    found = d.correspondence(two_phases(), draws=50, include_none=True)
    assert len(found.eigenvalues) == 1
    assert (found.phases["y"] == 0).all()


def test_one_phase_has_no_map():
    one = miniature([("a", "one", p, 3, {"digital": 1.0}) for p in range(3)])
    assert d.divergences(one).empty
    with pytest.raises(ValueError, match="two phases and two themes"):
        d.correspondence(one)


def test_two_themes_make_a_map_and_a_single_one_does_not():
    def built(other: str):
        return miniature(
            [(phase, f"doc-{phase}", p, 5, {"digital" if p < digital else other: 1.0})
             for phase, digital in (("a", 3), ("b", 1))
             for p in range(4)]
        )  # fmt: skip

    found = d.correspondence(built("sovereignty"), draws=20)
    # three to one against one to three: φ² = ¼, and the destination on the right
    assert found.eigenvalues == pytest.approx([0.25])
    assert found.phases["x"].tolist() == pytest.approx([-0.5, 0.5])
    with pytest.raises(ValueError, match="two phases and two themes"):
        d.correspondence(built("digital"))


def test_an_ellipse_holds_its_part_of_a_normal_cloud():
    generator = np.random.default_rng(1)
    cloud = generator.normal(size=(40_000, 1, 2)) * [3.0, 1.0]
    turn = np.radians(30)
    turned = cloud @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    (ellipse,) = d._ellipses(turned + [5.0, -2.0], ["a"], 0.9).itertuples()
    # the radius that holds 90 % of a normal law in the plane: √(−2 ln 0.1) = 2.146
    assert (ellipse.width, ellipse.height) == pytest.approx((6 * 2.146, 2 * 2.146), rel=0.02)
    assert (ellipse.x, ellipse.y) == pytest.approx((5, -2), abs=0.05)
    assert ellipse.angle == pytest.approx(30, abs=1)


def test_mirrored_axes_are_turned_so_that_the_destination_comes_out_positive():
    poles, mass = ("origin", "destination", "none"), np.array([0.4, 0.4, 0.2])
    axes = np.array([[-1.0, 2.0], [1.0, -2.0], [0.0, 9.0]])
    assert d._signs(axes, poles, mass).tolist() == [1, -1]
    assert d._signs(-axes, poles, mass).tolist() == [-1, 1]


def test_two_axes_say_all_of_three_phases():
    three = miniature(
        [(phase, f"doc-{phase}", p, 5 + p, {theme: 1.0})
         for phase, themes in (("a", THEMES[:3] * 2), ("b", THEMES[1:3] * 3), ("c", THEMES[:2] * 4))
         for p, theme in enumerate(themes)]
    )  # fmt: skip
    found = d.correspondence(three, draws=20)
    assert found.phases["quality"].tolist() == pytest.approx([1, 1, 1])
    assert found.themes["quality"].tolist() == pytest.approx([1, 1, 1])
