"""What a figure promises, whatever the data: words that stay true, readable, the same bytes."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as some
from markdown_it import MarkdownIt
from miniatures import Tables

from themeshift import (
    agreement,
    architecture,
    calibration,
    codebook,
    colours,
    distance,
    figures,
    keyness,
    package,
    robustness,
    salience,
    shift,
    wording,
)
from themeshift.figures import style
from themeshift.figures import svg as images
from themeshift.figures.canvas import Canvas, apart
from themeshift.figures.figure import shortened

PHONE = 358
"""Width, in CSS pixels, of a figure on a phone of 390 pixels."""
DRAWS = 120


def _tables(loaded: package.Package) -> Tables:
    return Tables(**{one.name: getattr(loaded, one.name) for one in fields(loaded)})


SHARED = {"project_id", "term_id"}
"""Ids that a new phase has in common with the others."""


def _renamed(frame: pd.DataFrame, documents: set[str]) -> pd.DataFrame:
    """Rows of a phase with new ids for it, for its documents and units and for the rows."""

    def new(value: Any) -> Any:
        if not isinstance(value, str) or not value:
            return value
        document, _, number = value.rpartition("-")
        return f"{document}-again-{number}" if document in documents else f"{value}-again"

    ids = [name for name in frame.columns if name.endswith("_id") and name not in SHARED]
    return frame.assign(**{name: frame[name].map(new) for name in ids})


def _longer(data: Tables) -> Tables:
    """The package with one more phase, a copy of the last one three years later."""
    last = data.phases.sort_values("order").iloc[-1]
    old, year = last["phase_id"], last["date_latest"].year + 3
    added = dict(vars(data))
    documents = set(data.documents.loc[data.documents["phase_id"] == old, "doc_id"])
    units = set(data.units.loc[data.units["doc_id"].isin(documents), "unit_id"])
    items = set(data.structure.loc[data.structure["phase_id"] == old, "item_id"])
    for name, frame in vars(data).items():
        if not isinstance(frame, pd.DataFrame) or frame.empty:
            continue
        if "phase_id" in frame:
            rows = frame[frame["phase_id"] == old]
        elif "doc_id" in frame:
            rows = frame[frame["doc_id"].isin(documents)]
        elif "unit_id" in frame:
            rows = frame[frame["unit_id"].isin(units)]
        elif name == "structure_themes":
            rows = frame[frame["item_id"].isin(items)]
        else:
            continue
        rows = _renamed(rows, documents)
        for column in rows.select_dtypes("datetime").columns:
            rows[column] = rows[column] + pd.DateOffset(years=3)
        if name == "phases":
            rows["order"] = rows["order"] + 1
            rows["short_label"], rows["label"] = f"{year} contract", f"Next contract, {year}"
            rows["covers_from"], rows["covers_to"] = year, year + 3
        added[name] = pd.concat([frame, rows], ignore_index=True)
    for table, key in (("phases", "phase_id"), ("documents", "doc_id"), ("units", "unit_id")):
        assert added[table][key].is_unique, f"{table}: the added phase is there already"
    return Tables(**added)


def _shorter(data: Tables) -> Tables:
    """The package with its first and last phase alone."""
    order = data.phases.sort_values("order")
    kept = {order["phase_id"].iloc[0], order["phase_id"].iloc[-1]}
    cut = dict(vars(data))
    documents = set(data.documents.loc[data.documents["phase_id"].isin(kept), "doc_id"])
    for name, frame in vars(data).items():
        if isinstance(frame, pd.DataFrame) and "phase_id" in frame:
            cut[name] = frame[frame["phase_id"].isin(kept)]
        elif isinstance(frame, pd.DataFrame) and "doc_id" in frame:
            cut[name] = frame[frame["doc_id"].isin(documents)]
    units = set(cut["units"]["unit_id"])
    for name in ("codes", "matches", "project_units"):
        cut[name] = cut[name][cut[name]["unit_id"].isin(units)]
    return Tables(**cut)


def every(data: Any, heavy: bool = True) -> Iterator[figures.Figure]:
    """Each figure of the book, drawn from this package; the slowest only if asked for."""
    order = list(data.phases.sort_values("order")["phase_id"])
    counted = salience.corpus(data)
    shares = salience.salience(counted, draws=DRAWS)
    positions = shift.positions(counted, draws=DRAWS)
    parts = shift.decomposition(counted, draws=DRAWS)
    for phase in order if heavy else (order[0], order[-1]):
        yield figures.theme_profile(data, shares, phase)
        if (data.structure["phase_id"] == phase).any():
            yield figures.architecture(data, phase)
        yield figures.keyness(data, keyness.keyness(data, phase), phase)
    for before, after in pairwise(order):
        yield figures.theme_change(data, shares, before, after)
    yield figures.trajectories(data, shares)
    yield figures.hero(data, positions, shares)
    yield figures.hero(data, positions)
    yield figures.balance(data, positions)
    yield figures.balance(data, positions, "theta")
    yield figures.decomposition(data, parts, positions)
    yield figures.decomposition(data, parts)
    yield figures.lineage(data)
    measured = tuple(dict.fromkeys(data.indicators["measure"]))[:4]
    usual = ("companies", "jobs", "turnover", "exports")
    yield figures.indicators(data, usual if "jobs" in measured or len(measured) > 3 else measured)
    yield figures.voices(data)
    yield figures.timeline(data)
    yield figures.word_shift(data, keyness.word_shift(data, order[0], order[-1], draws=50))
    yield figures.map(data, distance.correspondence(counted, draws=50))
    yield figures.divergence(data, distance.divergences(counted))
    yield figures.divergence(data, distance.divergences(data, "words"))
    official = architecture.beside(data, shares)
    if len(official):
        yield figures.structure_against_text(data, official)
    yield figures.dictionary_scores(data, codebook.scores(data, draws=DRAWS))
    yield figures.reliability(data, agreement.reliability(data.codes, list(data.themes["theme"])))
    if heavy:
        specifications = robustness.multiverse(data)
        yield figures.specification_curve(data, specifications)
        yield figures.specification_curve(data, specifications, "theta_shift")
        yield figures.influence(data, robustness.influence(specifications))
        yield figures.influence(data, robustness.influence(specifications), "theta_shift")
        yield figures.false_positives(
            data, calibration.false_positives(counted, simulations=40, permutations=19)
        )
        yield figures.coverage(data, calibration.coverage(counted, simulations=12))


@cache
def _drawn(which: str) -> list[figures.Figure]:
    data = _tables(package.load())
    if which == "one phase more":
        return list(every(_longer(data), heavy=False))
    if which == "first and last":
        return list(every(_shorter(data), heavy=False))
    return list(every(data))


REAL = len(package.load().phases)
PHASES = {"real": REAL, "one phase more": REAL + 1, "first and last": 2}
"""Number of phases of each package that is drawn."""
each_kind = pytest.mark.parametrize("which", PHASES)


@pytest.fixture(scope="module")
def real_tables() -> Tables:
    return _tables(package.load())


@pytest.fixture(scope="module")
def positions(real_tables: Tables) -> pd.DataFrame:
    return shift.positions(salience.corpus(real_tables), draws=DRAWS)


@pytest.fixture(scope="module")
def shares(real_tables: Tables) -> pd.DataFrame:
    return salience.salience(salience.corpus(real_tables), draws=DRAWS)


def _title(figure: figures.Figure) -> str:
    return ElementTree.fromstring(figure.svg).find("{http://www.w3.org/2000/svg}title").text


def _drawn_title(figure: figures.Figure) -> str:
    """The bold lines at the top of the drawing."""
    lines = [
        text for text in figure.drawing.axes[0].texts
        if text.get_fontsize() == style.TITLE and text.get_fontweight() == "bold"
    ]  # fmt: skip
    return " ".join(text.get_text() for text in lines)


# --- what every figure promises --------------------------------------------------------------


@each_kind
def test_a_figure_says_what_it_shows_beside_where_its_numbers_are(which: str) -> None:
    for figure in _drawn(which):
        assert figure.name.startswith("fig-") and figure.name == figure.name.lower()
        assert f"(/data/results/{figure.table}.csv)" in figure.caption
        assert figure.caption.startswith("**"), figure.name
        assert "\n" not in figure.caption + figure.alt
        assert 5 <= len(figure.alt.split()) <= 60, figure.name
        assert len(figure.data)
        for text in (figure.caption, figure.alt, _drawn_title(figure)):
            assert "nan" not in text.lower().split() and "None" not in text, figure.name


@each_kind
def test_text_is_readable_at_the_width_of_a_phone(which: str) -> None:
    for figure in _drawn(which):
        width, _ = images.view(figure.svg)
        assert min(images.text_sizes(figure.svg)) * PHONE / width >= 8.5, figure.name


@each_kind
def test_a_figure_weighs_little(which: str) -> None:
    for figure in _drawn(which):
        weight = len(figure.svg.encode())
        assert weight <= max(60_000, 15_000 * PHASES[which]), (figure.name, weight)


def _boxes(figure: figures.Figure) -> list[tuple[str, float, float, float, float]]:
    """Each line of text with its left, top, right and bottom edge."""
    boxes = []
    for text in figure.drawing.axes[0].texts:
        x, y = text.get_position()
        size = text.get_fontsize()
        width = style.text_width(text.get_text(), size, text.get_fontweight())
        left = x - {"left": 0, "center": width / 2, "right": width}[text.get_ha()]
        boxes.append((text.get_text(), left, y - 0.72 * size, left + width, y))
    return boxes


@each_kind
def test_no_text_is_cut_off(which: str) -> None:
    for figure in _drawn(which):
        width, height = images.view(figure.svg)
        for text, left, top, right, bottom in _boxes(figure):
            assert left >= 0 and right <= width, (figure.name, text)
            assert top >= 0 and bottom <= height, (figure.name, text)


@each_kind
def test_no_text_lies_on_other_text(which: str) -> None:
    for figure in _drawn(which):
        boxes = [box for box in _boxes(figure) if box[0].strip()]
        for place, (text, left, top, right, bottom) in enumerate(boxes):
            for other, left2, top2, right2, bottom2 in boxes[place + 1 :]:
                across = min(right, right2) - max(left, left2)
                down = min(bottom, bottom2) - max(top, top2)
                assert across <= 1 or down <= 1, (figure.name, text, other)


@each_kind
def test_every_colour_has_a_partner_for_the_dark_theme_and_stands_out(which: str) -> None:
    quiet = {colours.PAPER, colours.BAND, colours.GRID}
    for figure in _drawn(which):
        root = ElementTree.fromstring(figure.svg)
        rules = root.find("{http://www.w3.org/2000/svg}style").text
        assert "prefers-color-scheme:dark" in rules
        for element in root.iter():
            for name in ("fill", "stroke"):
                colour = element.get(name, "none")
                if not colour.startswith("#"):
                    continue
                assert f'[{name}="{colour}"]{{{name}:{colours.dark(colour)}}}' in rules, figure.name
                if colour in quiet:
                    continue
                is_text = element.tag.endswith("}g") and "scale" in element.get("transform", "")
                least = 4.5 if is_text else 3.0
                for paper in (colours.PAPER, colours.BAND) if is_text else (colours.PAPER,):
                    assert colours.contrast(colour, paper) >= least, (figure.name, colour)
                    dark = colours.contrast(colours.dark(colour), colours.dark(paper))
                    assert dark >= least, (figure.name, colour)


def test_the_miniature_of_another_sector_can_be_drawn(mini: package.Package) -> None:
    seen = set()
    for figure in every(mini, heavy=False):
        seen.add(figure.name)
        assert "2019" not in figure.caption and "sovereignty" not in figure.caption.lower()
    assert {"fig-hero", "fig-balance", "fig-lineage", "fig-timeline", "fig-voices"} <= seen


# --- same bytes ------------------------------------------------------------------------------


def same_bytes() -> None:
    """Print the digests of a few figures of the book (here, and in another process)."""
    data = package.load()
    counted = salience.corpus(data)
    drawn = [
        figures.hero(data, shift.positions(counted, draws=50)),
        figures.lineage(data),
        figures.voices(data),
    ]
    print(hashlib.sha256("".join(one.svg + one.caption for one in drawn).encode()).hexdigest())
    print(hashlib.sha256(drawn[0].png()).hexdigest())


def test_another_process_on_another_day_draws_the_same_bytes(
    capsys: pytest.CaptureFixture[str],
) -> None:
    root = str(package.default_root().parent)
    same_bytes()
    settings = {"PYTHONHASHSEED": "7", "TZ": "Asia/Tokyo", "SOURCE_DATE_EPOCH": "1700000000"}
    run = subprocess.run(
        [sys.executable, "-c", "import test_figures; test_figures.same_bytes()"],
        capture_output=True,
        text=True,
        check=True,
        cwd=root,
        env={**os.environ, **settings, "PYTHONPATH": f"{root}{os.pathsep}{root}/tests"},
    )
    assert run.stdout == capsys.readouterr().out


def test_no_date_and_no_machine_stand_in_a_drawing() -> None:
    for figure in _drawn("real"):
        for word in ("matplotlib", "metadata", "file:", "<!--", "DOCTYPE"):
            assert word not in figure.svg


# --- inert -----------------------------------------------------------------------------------


EVIL = "<script>alert(1)</script> $x_1$ [a](javascript:b) {raw}`c` | `d` **e** \\frac{1}"


def test_text_from_data_is_inert_in_caption_and_drawing(real_tables: Tables) -> None:
    evil = Tables(**vars(real_tables))
    kept = real_tables.projects.head(3)
    evil.projects = kept.assign(label=EVIL)
    status = real_tables.project_status
    evil.project_status = status[status["project_id"].isin(kept["project_id"])]
    evil.structure = real_tables.structure.head(4).assign(label=EVIL, note=EVIL)
    evil.actors = real_tables.actors.head(6).assign(name=EVIL)
    evil.events = real_tables.events.assign(what=EVIL)
    evil.indicators = real_tables.indicators.assign(label=EVIL, scope=EVIL)
    evil.phases = real_tables.phases.assign(short_label=EVIL, label=EVIL)
    evil.themes = real_tables.themes.assign(short_label=EVIL, label_en=EVIL)
    words = keyness.keyness(real_tables, real_tables.phases["phase_id"].iloc[-1])
    words = words.assign(lemma=EVIL)
    counted = salience.corpus(real_tables)
    drawn = [
        figures.lineage(evil), figures.voices(evil), figures.timeline(evil),
        figures.indicators(evil), figures.architecture(evil, evil.phases["phase_id"].iloc[0]),
        figures.trajectories(evil, salience.salience(counted, draws=50)),
        figures.hero(evil, shift.positions(counted, draws=50)),
        figures.keyness(evil, words, evil.phases["phase_id"].iloc[-1]),
    ]  # fmt: skip
    for figure in drawn:
        shown = MarkdownIt().render(figure.caption)
        for active in ("<script", 'href="javascript', "<code>", "{raw}<"):
            assert active not in shown, (figure.name, active)
        assert not re.search(r"(?<!\\)[$`|]", re.sub(r"\{fr\}`[^`]*`", "", figure.caption))
        tags = {
            element.tag.rsplit("}")[-1] for element in ElementTree.fromstring(figure.svg).iter()
        }
        assert tags <= {"svg", "title", "style", "rect", "defs", "path", "g", "use"}, figure.name


def test_a_dollar_sign_is_drawn_as_a_dollar_sign() -> None:
    canvas = Canvas("Costs $5 and _more_ for $6")
    drawing = canvas.finish(40)
    glyphs = images.render(drawing, "").count("<use")
    assert glyphs == len("Costs$5and_more_for$6")


# --- words that follow the data --------------------------------------------------------------


def _swapped(frame: pd.DataFrame) -> pd.DataFrame:
    names = {}
    for column in frame.columns:
        if column.startswith("origin"):
            names[column] = column.replace("origin", "destination")
        elif column.startswith("destination"):
            names[column] = column.replace("destination", "origin")
    swapped = frame.rename(columns=names)
    for column in ("balance", "balance_low", "balance_high"):
        swapped[column] = -frame[
            column.replace("_low", "_x").replace("_high", "_low").replace("_x", "_high")
        ]
    return swapped


@pytest.fixture(scope="module")
def turning(real_tables: Tables, positions: pd.DataFrame) -> pd.DataFrame:
    """Positions that move from 60 against 15% of the words to 10 against 50, whatever the codes."""
    told = positions.copy()
    way = np.linspace(0, 1, len(told))
    for pole, start, end in (("origin", 0.6, 0.1), ("destination", 0.15, 0.5)):
        told[pole] = start + (end - start) * way
        told[f"{pole}_low"], told[f"{pole}_high"] = told[pole] - 0.05, told[pole] + 0.05
    told["balance"] = told["destination"] - told["origin"]
    told["balance_low"], told["balance_high"] = told["balance"] - 0.1, told["balance"] + 0.1
    order = real_tables.phases.sort_values("order")["phase_id"].tolist()
    assert told["phase_id"].tolist() == order
    return told


def _poles(data: Tables) -> list[str]:
    """The themes of origin and destination as a sentence names them: digital and innovation."""
    themes = data.themes.sort_values("order")
    return [
        wording.listing(themes.loc[themes["pole"] == pole, "short_label"].str.lower())
        for pole in ("origin", "destination")
    ]


def test_the_headline_turns_with_the_data(real_tables: Tables, turning: pd.DataFrame) -> None:
    origin, destination = _poles(real_tables)
    onwards = _drawn_title(figures.hero(real_tables, turning)).lower()
    assert onwards.startswith(f"{origin} led in ")
    assert onwards.endswith(f"more is said of {destination}")
    backwards = _drawn_title(figures.hero(real_tables, _swapped(turning))).lower()
    assert backwards.startswith(f"{destination} led in ")
    assert backwards.endswith(f"more is said of {origin}")


def test_the_headline_does_not_claim_a_turn_that_did_not_happen(
    real_tables: Tables, turning: pd.DataFrame
) -> None:
    origin, _ = _poles(real_tables)
    still = turning.copy()
    for column in [name for name in turning.columns if name not in ("phase_id", "units")]:
        still[column] = turning[column].iloc[0]
    title = _drawn_title(figures.hero(real_tables, still)).lower()
    assert title.startswith(f"{origin} stay ahead, as far as")
    assert _drawn_title(figures.balance(real_tables, still)) == "The balance stays at −45 points"


def test_a_change_names_the_themes_that_gained_and_lost_most(
    real_tables: Tables, shares: pd.DataFrame
) -> None:
    first, second = real_tables.phases.sort_values("order")["phase_id"].iloc[:2]
    themes = real_tables.themes[real_tables.themes["theme"] != package.NO_THEME]
    (rise, rising), (fall, falling) = themes[["theme", "label_en"]].iloc[[-1, 0]].to_numpy()
    told = shares.copy()
    told["share"] = 0.1
    told.loc[(told["phase_id"] == second) & (told["theme"] == rise), "share"] = 0.3
    told.loc[(told["phase_id"] == second) & (told["theme"] == fall), "share"] = 0.02
    title = _drawn_title(figures.theme_change(real_tables, told, first, second))
    assert title == (
        f"Largest rise: {rising.lower()}, 10% to 30%; largest fall: {falling.lower()}, 10% to 2%"
    )
    told["share"] = 0.1
    title = _drawn_title(figures.theme_change(real_tables, told, first, second))
    assert title == "No theme's share changes"


def test_specifications_that_disagree_are_counted(real_tables: Tables) -> None:
    specs = robustness.multiverse(real_tables)
    specs["share_shift"] = 0.1
    specs.loc[specs.index[-100:], "share_shift"] = -0.1
    told = figures.specification_curve(real_tables, specs)
    assert f"{len(specs) - 100:,} of the {len(specs):,} specifications" in _title(told)


def test_a_phase_without_a_day_is_drawn_as_a_span(
    real_tables: Tables, positions: pd.DataFrame
) -> None:
    def dotted(phases: pd.DataFrame) -> list[str]:
        """The lines that say what the dots are, when these are the phases."""
        data = Tables(**(vars(real_tables) | {"phases": phases}))
        texts = [text.get_text() for text in figures.balance(data, positions).drawing.axes[0].texts]
        return [text for text in texts if text.startswith("Dotted")]

    days = real_tables.phases.assign(date_latest=real_tables.phases["date_earliest"])
    assert dotted(days) == []
    vague = days.copy()
    vague.loc[vague.index[1], "date_latest"] += pd.DateOffset(days=90)
    (line,) = dotted(vague)
    assert line.startswith(f"Dotted: the {vague['short_label'].iloc[1]}")


def test_an_unknown_phase_or_measure_is_refused(
    real_tables: Tables, positions: pd.DataFrame
) -> None:
    first = real_tables.phases.sort_values("order")["phase_id"].iloc[0]
    with pytest.raises(ValueError, match=f"no phase 'nowhere'; found {first}"):
        figures.architecture(real_tables, "nowhere")
    with pytest.raises(ValueError, match="measure is 'x', expected one of balance, theta"):
        figures.balance(real_tables, positions, "x")
    with pytest.raises(ValueError, match="no value for ships"):
        figures.indicators(real_tables, ("ships",))


# --- the parts -------------------------------------------------------------------------------


def test_a_notebook_gets_drawing_words_and_name(real_tables: Tables) -> None:
    figure = figures.timeline(real_tables)
    shown, about = figure._repr_mimebundle_(include=None, exclude=None)
    assert shown == {"image/svg+xml": figure.svg, "text/plain": figure.alt}
    assert about == {
        "themeshift": {"name": figure.name, "caption": figure.caption, "alt": figure.alt}
    }
    assert figure.png().startswith(b"\x89PNG")


COLOURS = some.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@given(
    COLOURS,
    some.sampled_from([colours.PAPER, colours.DARK[colours.PAPER]]),
    some.sampled_from([3, 4.5]),
)
def test_any_colour_can_be_made_to_stand_out(colour: str, paper: str, least: float) -> None:
    assert colours.contrast(colours.readable(colour, paper, least), paper) >= least
    if colours.contrast(colour, paper) >= least:
        assert colours.readable(colour, paper, least) == colour


def test_contrast_is_that_of_the_standard() -> None:
    """Black on white is 21:1, and #767676 the lightest grey with 4.5:1 (WCAG 2.2)."""
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert colours.contrast("#777777", "#ffffff") < 4.5


@given(some.text("abc déf", max_size=80), some.floats(30, 300))
def test_wrapped_text_is_whole_and_fits(text: str, width: float) -> None:
    for wrapping in (style.wrap, style.balanced):
        lines = wrapping(text, width)
        assert "".join(lines).replace(" ", "") == "".join(text.split())
        assert all(style.text_width(line) <= width for line in lines)


@given(some.lists(some.tuples(some.floats(0, 500), some.floats(1, 60)), min_size=1, max_size=12))
def test_labels_are_put_apart_in_order_and_below_the_top(pairs: list[tuple[float, float]]) -> None:
    wished = sorted(wish for wish, _ in pairs)
    rooms = [room for _, room in pairs]
    places = apart(wished, rooms, 10)
    assert places[0] >= 10 - 1e-6
    for place, room, following in zip(places, rooms, places[1:], strict=False):
        assert following >= place + room - 1e-6
    free = all(b >= a + room for a, b, room in zip(wished, wished[1:], rooms, strict=False))
    if free and wished[0] >= 10:
        assert places == pytest.approx(wished)


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("One two. Three four.", 4, "One two. Three four."),
        ("One two. Three four five.", 4, "One two."),
        ("One two three four five", 3, "One two …"),
    ],
)
def test_a_long_alternative_text_ends_with_a_sentence(text: str, most: int, expected: str) -> None:
    assert shortened(text, most) == expected


def test_a_letter_that_the_font_lacks_has_the_width_of_the_box_in_its_place():
    box = style._font("normal")
    box.set_size(100, 72)
    wide = box.load_glyph(0).linearHoriAdvance / 65536 / 100
    for letter in "中한\u0378":
        assert style.text_width(letter, 1.0) == pytest.approx(wide, rel=0.01)
    assert style.wrap("中" * 40, 50)
