"""Rules on what the texts state: structure, projects, figures, events, and what claims rest on."""

from __future__ import annotations

from functools import partial

import pandas as pd

from themeshift.problem import shown
from themeshift.rules import PHASE_WORDS
from themeshift.tables import Registry, Tables, look, not_before, weights

DEEPEST = 8  # levels of an official structure
GROWTH = ("growth", "increase", "rise", "change", "gain")  # a percent of these may exceed 100

rule = Registry()


# --- tables that rest on passages -----------------------------------------------------------


def _belong_together(t: Tables, table: str) -> None:
    """The phase, document and passage of a row."""
    frame = getattr(t, table)
    frame = frame[frame["unit_id"] != ""]
    document = look(frame["unit_id"], t.units, "unit_id", "doc_id")
    phase = look(document, t.documents, "doc_id", "phase_id")
    right = pd.Series(True, frame.index)
    if "doc_id" in frame:
        right = frame["doc_id"] == document
        expected = "{document}, the document of the passage {unit_id}"
        t.each(table, ~right, "doc_id", expected, document=document)
    expected = "{phase}, the phase of the passage {unit_id}"
    t.each(table, right & (frame["phase_id"] != phase), "phase_id", expected, phase=phase)


for _table in (
    "structure", "project_status", "project_facts", "indicators", "actors", "instruments",
    "places", "events",
):  # fmt: skip
    rule(_table, "units", "documents")(partial(_belong_together, table=_table))


@rule("structure")
def _structure(t: Tables) -> None:
    """What stands under what is a tree within a phase, in order."""
    frame = t.structure
    parents = dict(zip(frame["item_id"], frame["parent_id"], strict=True))
    phase = look(frame["parent_id"], frame, "item_id", "phase_id")
    bad = (frame["parent_id"] != "") & (phase != frame["phase_id"])
    found, expected = "{parent_id} of the phase {phase}", "a parent of the phase {phase_id}"
    t.each("structure", bad, "parent_id", expected, found, phase=phase)

    def levels(item: str) -> int:
        level = 0
        while item and level <= DEEPEST:
            item, level = parents[item], level + 1
        return level

    deep = frame["item_id"].map(levels) > DEEPEST
    found = f"{{item_id}} below more than {DEEPEST} levels, or below itself"
    deep &= deep.cumsum() == 1
    t.each("structure", deep, "parent_id", f"at most {DEEPEST} levels, and no circle", found)
    again = frame.duplicated(["phase_id", "parent_id", "order"])
    t.each("structure", again, "order", "a place of its own under its parent", "{order} again")


rule("structure_themes")(
    partial(weights, table="structure_themes", key=["item_id"], place="{item_id}")
)


# --- projects -------------------------------------------------------------------------------


@rule("project_status", "projects", "phases")
def _project_status(t: Tables) -> None:
    """Each project has a status in each phase, shown by a passage unless it is absent."""
    status = t.project_status
    known = set(zip(status["project_id"], status["phase_id"], strict=True))
    bare = [
        f"{project} in {phase}"
        for project in t.projects["project_id"]
        for phase in t.phases["phase_id"]
        if (project, phase) not in known
    ]
    why = "a row for each project and phase (absent where no text names it)"
    t.lacking("project_status", "project_id", "no row for {}", bare, why)
    present = status["status"] != "absent"
    bad = present & (status["unit_id"] == "")
    t.each("project_status", bad, "unit_id", "the passage that shows the status {status}")
    bad = ~t.projects["project_id"].isin(status["project_id"][present])
    found, expected = '"{project_id}" absent in every phase', "a phase that names it"
    t.each("projects", bad, "project_id", expected, found)


@rule("project_units", "project_facts", "project_status", "units", "documents")
def _projects_are_present(t: Tables) -> None:
    """No passage and no fact of a project stands where its status is absent."""
    status = t.project_status[t.project_status["status"] == "absent"]
    absent = set(status["project_id"] + " in " + status["phase_id"])
    document = look(t.project_units["unit_id"], t.units, "unit_id", "doc_id")
    place = t.project_units["project_id"] + " in "
    place += look(document, t.documents, "doc_id", "phase_id")
    found, expected = "{unit_id} about {place}", "none where project_status.csv says absent"
    t.each("project_units", place.isin(absent), "unit_id", expected, found, place=place)
    place = t.project_facts["project_id"] + " in " + t.project_facts["phase_id"]
    found = "a fact of {place}"
    t.each("project_facts", place.isin(absent), "project_id", expected, found, place=place)


# --- figures, events, claims ----------------------------------------------------------------


@rule("indicators")
def _indicators(t: Tables) -> None:
    """Targets lie ahead; a percent is a part of a whole, unless it says that something grew."""
    not_before(t, "indicators", "year", "target_year")
    figures = t.indicators
    grown = figures["measure"].map(lambda name: not set(GROWTH).isdisjoint(name.split("-")))
    bad = (figures["unit"] == "percent") & (figures["value"] > 100) & ~grown.astype(bool)
    expected = f"at most 100 percent (or one of {', '.join(GROWTH)} in the name of the measure)"
    t.each("indicators", bad, "value", expected)


@rule("events")
def _events(t: Tables) -> None:
    """Events have both days or neither, in order."""
    not_before(t, "events", "date_earliest", "date_latest")
    first, last = t.events["date_earliest"].isna(), t.events["date_latest"].isna()
    for column, bad in (("date_earliest", first & ~last), ("date_latest", last & ~first)):
        t.each("events", bad, column, "both days or neither", "an empty cell")


@rule("claims", "themes", "phases", "units", "projects", "indicators")
def _evidence(t: Tables) -> None:
    """A claim rests on pairs of theme and phase, passages, projects or figures that exist."""
    themes = {*t.themes["theme"], *t.themes["pole"]}
    phases = {*t.phases["phase_id"], *PHASE_WORDS}
    named = {*t.units["unit_id"], *("project:" + t.projects["project_id"])}
    named.update("indicator:" + t.indicators["indicator_id"])
    for row, cell in t.claims["evidence"].items():
        for name in cell.split():
            theme, _, phase = name.partition(":")
            if name not in named and not (theme in themes and phase in phases):
                expected = "a theme:phase pair, a passage, a project:id or an indicator:id"
                t.fault("claims", row, "evidence", shown(name), expected)
