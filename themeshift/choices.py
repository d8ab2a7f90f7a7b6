"""What are the analyst's choices, and their options, called wherever they are shown?"""

from __future__ import annotations

from typing import Any

from themeshift import robustness
from themeshift.salience import DICTIONARY, coders, readings

NAMES = {
    "coding": "who codes, and how",
    "weighting": "weights of a passage's themes",
    "kinds": "passages that count",
    "measure": "measure of room",
    "none": "passages without a theme",
    "left_out": "text left out",
    "prior": "prior of the log position",
}
_OPTIONS = {
    ("weighting", "base"): "as coded",
    ("weighting", "rank"): "by rank",
    ("weighting", "first"): "first theme alone",
    ("measure", "units"): "passages",
    ("none", "included"): "counted",
    ("none", "excluded"): "not counted",
    ("left_out", robustness.NOTHING): "none",
    ("merged", "apart"): "in neither pole",
    ("merged", "in destination"): "in the destination",
    ("moved", "to origin"): "in the origin",
    ("moved", "to destination"): "in the destination",
    ("prior", 0.5): "½",
    ("prior", 0.0): "none",
}


def name(package: Any, choice: str) -> str:
    """A choice in a few words, as within a sentence; a theme and a project by their labels."""
    if choice == "merged":
        themes = package.themes.set_index("theme")["short_label"]
        theme = str(themes.get(robustness.MERGED_THEME, robustness.MERGED_THEME))
        return f"place of the theme {theme[:1].lower()}{theme[1:]}"
    if choice == "moved":
        projects = package.projects.set_index("project_id")["label"]
        project = str(projects.get(robustness.MOVED_PROJECT, robustness.MOVED_PROJECT))
        return f"place of the project {project[:1].lower()}{project[1:]}"
    return NAMES[choice]


def heading(package: Any, choice: str) -> str:
    """A choice in a few words, as a heading."""
    text = name(package, choice)
    return text[:1].upper() + text[1:]


def option(package: Any, choice: str, value: Any) -> str:
    """An option in words; a coder, a set of readings and a text by what the data call them."""
    if choice == "prior":  # a table of several choices holds it as text
        value = float(value)
    if (choice, value) in _OPTIONS:
        return _OPTIONS[choice, value]
    if choice == "coding" and value != DICTIONARY:
        if value in readings(package):
            return f"{str(value).replace('-', ' ')} read otherwise"
        return f"{value} coding" if value in coders(package) else str(value)
    if choice == "left_out":
        return text(package, str(value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def text(package: Any, doc_id: str) -> str:
    """A document by its publisher and year; with its id where others share both."""
    documents = package.documents
    labels = documents["publisher"] + ", " + documents["date_earliest"].dt.year.astype(str)
    label = labels[documents["doc_id"] == doc_id]
    if label.empty:
        return doc_id
    shared = (labels == label.iloc[0]).sum() > 1
    return f"{label.iloc[0]} ({doc_id})" if shared else str(label.iloc[0])
