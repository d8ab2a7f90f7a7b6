"""Which quantities can a claim be about?

A registry: each `Quantity` has a name, a unit, parameters with defaults, and a function that gives
its value together with its values in every draw and every specification. Parameters name a phase
by its id, or as first, last or previous (the last but one), so that a claim outlives a new phase.

What a quantity rests on (its basis):

sampled  bootstrap over paragraphs, Dirichlet posterior and the specifications of the multiverse
chosen   nothing is drawn; there are several ways of counting the official architecture
counted  a plain count, or a fixed property of the design
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from themeshift import architecture, lineage, robustness, salience, shift

PHASE_WORDS = ("first", "last", "previous")
POLES = (shift.ORIGIN, shift.DESTINATION)
BALANCE, THETA = "balance", "theta"
SAMPLED, CHOSEN, COUNTED = "sampled", "chosen", "counted"


# --- what the measures give ------------------------------------------------------------------


@dataclass(frozen=True)
class Series:
    """One quantity by phase under four roads, each n × phases with nan where a phase is missing.

    base: n = 1. bootstrap, posterior: n draws. specifications: one row each.
    """

    base: np.ndarray
    bootstrap: np.ndarray
    posterior: np.ndarray
    specifications: np.ndarray

    def map(self, function: Callable[..., np.ndarray], *others: Series) -> Outcome:
        """The function of this series and others, road by road, as one number for each row."""
        roads = (
            function(*(getattr(each, road) for each in (self, *others)))
            for road in ("base", "bootstrap", "posterior", "specifications")
        )
        base, *rest = roads
        return Outcome(float(base[0]), *rest)

    def combine(self, function: Callable[..., np.ndarray], *others: Series) -> Series:
        """The series that the function makes of this one and others, road by road."""
        return Series(
            *(
                function(*(getattr(each, road) for each in (self, *others)))
                for road in ("base", "bootstrap", "posterior", "specifications")
            )
        )


@dataclass(frozen=True)
class Outcome:
    """A quantity's value, and its values in each draw and specification (None where none is).

    said: further values that a sentence may quote, each with its unit.
    """

    value: float
    bootstrap: np.ndarray | None = None
    posterior: np.ndarray | None = None
    specifications: np.ndarray | None = None
    said: Mapping[str, tuple[float, str] | str] = field(default_factory=dict)


class Sources:
    """What the measures say of a package, computed once and only when a claim asks."""

    def __init__(self, package: Any) -> None:
        self.package = package

    @cached_property
    def corpus(self) -> salience.Corpus:
        """The base corpus."""
        coder = robustness.base_choices(self.package)["coding"]
        return salience.corpus(self.package, coder)

    @cached_property
    def phases(self) -> tuple[str, ...]:
        """Phases in order; those without a counted unit have nothing to say and are left out."""
        return self.corpus.phases

    @cached_property
    def themes(self) -> tuple[str, ...]:
        """Themes in order."""
        return tuple(self.package.themes.sort_values("order")["theme"])

    @cached_property
    def signs(self) -> dict[str, int]:
        """How a theme or pole enters the balance: 1, −1, or 0 outside the poles."""
        sign = {shift.DESTINATION: 1, shift.ORIGIN: -1}
        themes = self.package.themes
        of = {row.theme: sign.get(row.pole, 0) for row in themes.itertuples()}
        return of | sign | {BALANCE: 1, THETA: 1}

    @cached_property
    def multiverse(self) -> pd.DataFrame:
        """Every specification."""
        return robustness.multiverse(self.package)

    @cached_property
    def shares(self) -> Series:
        """Shares of all themes, each road n × phases × themes."""
        corpus = self.corpus
        table = robustness.theme_specifications(self.package)
        table = table[table["phase_id"].isin(self.phases)]
        choices = [name for name in table if name not in ("phase_id", "theme", "pole", "share")]
        row = table.groupby(choices, sort=False).ngroup().to_numpy()
        shares = np.full((row.max() + 1, len(self.phases), len(self.themes)), np.nan)
        phase = pd.Categorical(table["phase_id"], self.phases).codes
        theme = pd.Categorical(table["theme"], self.themes).codes
        # A theme without a share (framing, where that is not counted) has no room in the phase.
        shares[row, phase, theme] = table["share"].fillna(0).to_numpy()
        return Series(
            salience.shares(corpus)[None],
            salience.bootstrap(corpus),
            salience.dirichlet(corpus),
            shares,
        )

    @cached_property
    def phase_draws(self) -> dict[str, shift.PhaseDraws]:
        """Draws of θ, balance and poles."""
        return shift.phase_draws(self.corpus)

    def together(self, name: str) -> Series:
        """A theme, pole or balance from the shares of the themes, the same draws for each."""
        shares = self.shares
        if name in self.themes:
            place = self.themes.index(name)
            return shares.combine(lambda values: values[..., place])
        signs = np.array([self.signs[theme] for theme in self.themes], float)
        if name != BALANCE:
            signs = (signs == self.signs[name]).astype(float)
        return shares.combine(lambda values: values @ signs)

    def alone(self, name: str) -> Series:
        """A theme, pole, balance or θ, with the draws and specifications of `shift`."""
        if name in self.themes:
            return self.together(name)
        draws = self.phase_draws[name]
        if name in POLES:
            specifications = self.together(name).specifications
        else:
            rows = self.multiverse
            if name == BALANCE:  # shares have no prior: each once
                rows = rows[rows["prior"] == rows["prior"].iloc[0]]
            specifications = rows[[f"{name}_{phase}" for phase in self.phases]].to_numpy(float)
        return Series(draws.estimate[None], draws.bootstrap, draws.posterior, specifications)


def at(values: np.ndarray, phase: str, phases: Sequence[str]) -> np.ndarray:
    """Values (n × phases) at a phase: an id, or first, last or previous (the last but one).

    The words are read row by row, among the phases that a specification keeps; an id that it
    leaves out gives nan, and the specification is not counted.
    """
    if phase not in PHASE_WORDS:
        return values[:, list(phases).index(phase)]
    there = ~np.isnan(values)
    number = there.sum(axis=1)
    wanted = {"first": np.ones_like(number), "last": number, "previous": number - 1}[phase]
    place = np.argmax(there.cumsum(axis=1) == wanted[:, None], axis=1)
    found = values[np.arange(len(values)), place]
    return np.where(wanted >= 1, found, np.nan)


def _change(values: np.ndarray, arguments: Arguments) -> np.ndarray:
    """Change between the phases `from` and `to`, nan where one of them is missing."""
    with np.errstate(invalid="ignore"):  # θ without a prior may be infinite at both ends
        before = at(values, arguments["from"], arguments.phases)
        return at(values, arguments["to"], arguments.phases) - before


# --- the quantities --------------------------------------------------------------------------


@dataclass(frozen=True)
class Arguments:
    """The parameters of one claim, defaults filled in; `phases` in order."""

    values: Mapping[str, str]
    phases: tuple[str, ...]

    def __getitem__(self, name: str) -> str:
        return self.values[name]

    def several(self, name: str) -> list[str]:
        """The members of a list, which commas separate."""
        return [member.strip() for member in self.values[name].split(",")]

    def resolved(self) -> Arguments:
        """The same, each phase by its id, so that none stands in for a missing one."""
        phases = {name: self.phase(name) for name in ("from", "to") if name in self.values}
        return Arguments({**self.values, **phases}, self.phases)

    def phase(self, name: str) -> str:
        """The id of the phase that a parameter names."""
        word = self.values[name]
        places = {"first": 0, "last": -1, "previous": -2}
        return self.phases[places[word]] if word in places else word


@dataclass(frozen=True)
class Quantity:
    """One computable quantity: what it is, its unit, its parameters with their defaults.

    noun: what it is called where a verdict is explained. unit: points (share points), percent (a
    share), count, number. basis: see the top of this module. A parameter whose default is None is
    necessary. said: the further values that a sentence may quote, by the names that `compute` gives
    them, so that a sentence can be checked before anything is computed.
    """

    name: str
    meaning: str
    noun: str
    unit: str
    basis: str
    parameters: Mapping[str, str | None]
    compute: Callable[[Sources, Arguments], Outcome]
    said: tuple[str, ...] = ()


QUANTITIES: dict[str, Quantity] = {}
#: The whole way, by which parts are measured.
_WAY = {"from": "first", "to": "last"}


def _quantity(
    name: str,
    noun: str,
    unit: str,
    basis: str,
    said: tuple[str, ...] = (),
    /,
    **parameters: str | None,
) -> Callable[[Callable[[Sources, Arguments], Outcome]], Callable[..., Outcome]]:
    """Enter a function in the registry of quantities; a trailing _ spares Python's own words."""

    def enter(compute: Callable[[Sources, Arguments], Outcome]) -> Callable[..., Outcome]:
        meaning = (compute.__doc__ or name).strip().splitlines()[0]
        given = {key.rstrip("_"): value for key, value in parameters.items()}
        QUANTITIES[name] = Quantity(name, meaning, noun, unit, basis, given, compute, said)
        return compute

    return enter


def _ends(series: Series, arguments: Arguments, unit: str) -> dict[str, tuple[float, str]]:
    return {
        f"{end}_value": (float(at(series.base, arguments[end], arguments.phases)[0]), unit)
        for end in ("from", "to")
    }


@_quantity(
    "change",
    "the change",
    "points",
    SAMPLED,
    ("from_value", "to_value"),
    of=None,
    from_="first",
    to="last",
)
def _change_of(sources: Sources, arguments: Arguments) -> Outcome:
    """Change of a theme's or pole's share, or of the balance, between two phases."""
    series = sources.alone(arguments["of"])
    outcome = series.map(lambda values: _change(values, arguments))
    unit = "points" if arguments["of"] == BALANCE else "percent"
    return replace(outcome, said=_ends(series, arguments, unit))


@_quantity(
    "position-change",
    "the change of θ",
    "number",
    SAMPLED,
    ("from_value", "to_value"),
    from_="first",
    to="last",
)
def _position_change(sources: Sources, arguments: Arguments) -> Outcome:
    """Change of the log position θ between two phases."""
    series = sources.alone(THETA)
    outcome = series.map(lambda values: _change(values, arguments))
    return replace(outcome, said=_ends(series, arguments, "number"))


@_quantity(
    "largest-change", "the largest change", "points", SAMPLED, of=None, from_="first", to="last"
)
def _largest_change(sources: Sources, arguments: Arguments) -> Outcome:
    """The largest change of share among several themes, whatever its direction."""
    first, *others = [sources.together(name) for name in arguments.several("of")]
    return first.map(
        lambda *each: np.max([np.abs(_change(values, arguments)) for values in each], axis=0),
        *others,
    )


@_quantity("share", "the share", "percent", SAMPLED, of=None, phase="last")
def _share_of(sources: Sources, arguments: Arguments) -> Outcome:
    """Share of a theme or pole (or the balance) in one phase."""
    series = sources.alone(arguments["of"])
    return series.map(lambda values: at(values, arguments["phase"], arguments.phases))


@_quantity(
    "share-lead",
    "the lead",
    "points",
    SAMPLED,
    ("of_value", "against_value"),
    of=None,
    phase="last",
    against=None,
    against_phase="last",
)
def _share_lead(sources: Sources, arguments: Arguments) -> Outcome:
    """Share of one theme or pole in a phase less that of another in a phase."""
    one, other = (sources.together(arguments[name]) for name in ("of", "against"))

    def lead(mine: np.ndarray, theirs: np.ndarray) -> np.ndarray:
        phases = arguments.phases
        return at(mine, arguments["phase"], phases) - at(theirs, arguments["against_phase"], phases)

    said = {
        "of_value": (float(at(one.base, arguments["phase"], arguments.phases)[0]), "percent"),
        "against_value": (
            float(at(other.base, arguments["against_phase"], arguments.phases)[0]),
            "percent",
        ),
    }
    return replace(one.map(lead, other), said=said)


@_quantity(
    "top-theme-lead", "the lead over the next theme", "points", SAMPLED, of=None, phase="last"
)
def _top_theme_lead(sources: Sources, arguments: Arguments) -> Outcome:
    """Share of a theme in a phase less that of the largest other theme."""
    one = sources.together(arguments["of"])
    rest = [
        sources.together(theme)
        for theme in sources.themes
        if theme not in (arguments["of"], salience.NONE)
    ]
    return one.map(
        lambda mine, *others: (
            at(mine, arguments["phase"], arguments.phases)
            - np.max([at(each, arguments["phase"], arguments.phases) for each in others], axis=0)
        ),
        *rest,
    )


@_quantity(
    "part",
    "the part",
    "percent",
    SAMPLED,
    ("moved", "total", "rest"),
    of=None,
    from_="first",
    to="last",
)
def _part(sources: Sources, arguments: Arguments) -> Outcome:
    """Part of the total shift of the balance that a theme or pole (or all) gives between phases."""
    name = arguments["of"]
    one, whole = sources.together(name), sources.together(BALANCE)
    total = Arguments(_WAY, arguments.phases)

    def part(mine: np.ndarray, balance: np.ndarray) -> np.ndarray:
        moved = sources.signs[name] * _change(mine, arguments)
        return _ratio(moved, _change(balance, total))

    moved = sources.signs[name] * float(_change(one.base, arguments)[0])
    total_moved = float(_change(whole.base, total)[0])
    return replace(
        one.map(part, whole),
        said={
            "moved": (moved, "points"),
            "total": (total_moved, "points"),
            "rest": (1 - moved / total_moved if total_moved else np.nan, "percent"),
        },
    )


@_quantity(
    "contribution-lead",
    "the difference",
    "points",
    SAMPLED,
    ("of_value", "against_value"),
    of=None,
    against=None,
    from_="first",
    to="last",
)
def _contribution_lead(sources: Sources, arguments: Arguments) -> Outcome:
    """What one theme or pole gives to the shift of the balance, less what another gives."""
    names = [arguments["of"], arguments["against"]]
    one, other = (sources.together(name) for name in names)
    sign, other_sign = (sources.signs[name] for name in names)
    moved = [
        sources.signs[name] * float(_change(series.base, arguments)[0])
        for name, series in zip(names, (one, other), strict=True)
    ]
    outcome = one.map(
        lambda mine, theirs: (
            sign * _change(mine, arguments) - other_sign * _change(theirs, arguments)
        ),
        other,
    )
    return replace(
        outcome,
        said={"of_value": (moved[0], "points"), "against_value": (moved[1], "points")},
    )


@_quantity(
    "step-lead",
    "this step's lead over the others",
    "points",
    SAMPLED,
    ("step",),
    of=None,
    to="last",
)
def _step_lead(sources: Sources, arguments: Arguments) -> Outcome:
    """Size of the step into a phase less that of the largest other step of the same quantity."""
    series = sources.alone(arguments["of"])
    number = len(arguments.phases)
    step = arguments.phases.index(arguments.phase("to")) - 1
    if number < 3 or step < 0:
        raise ValueError("a later phase than the first, and three phases at least")

    def lead(values: np.ndarray) -> np.ndarray:
        size = np.abs(np.diff(values, axis=1))
        return size[:, step] - np.delete(size, step, axis=1).max(axis=1)

    change = np.diff(series.base[0])
    return replace(series.map(lead), said={"step": (float(change[step]), "points")})


@_quantity("smallest-step", "the smallest step", "points", SAMPLED, of=None)
def _smallest_step(sources: Sources, arguments: Arguments) -> Outcome:
    """The smallest of the steps between consecutive phases; above zero, all go up."""
    return sources.alone(arguments["of"]).map(lambda values: np.diff(values, axis=1).min(axis=1))


@_quantity("change-left-out", "the smallest change", "points", SAMPLED)
def _change_left_out(sources: Sources, arguments: Arguments) -> Outcome:
    """The smallest change of the balance, first to last phase, when any one text is left out."""
    corpus = sources.corpus
    if len(corpus.documents) < 2:
        raise ValueError("two texts at least")
    # Each document as a phase of its own: the draws are those of the bootstrap by phase.
    apart = replace(corpus, phase=corpus.document, phases=corpus.documents)
    signs = np.array([sources.signs[theme] for theme in corpus.themes], float)
    phase_of = corpus.phase_of_document
    way = Arguments(_WAY, sources.phases)

    def least(rooms: np.ndarray) -> np.ndarray:
        changes = []
        for left_out in range(len(corpus.documents)):
            kept = np.arange(len(corpus.documents)) != left_out
            member = (phase_of == np.arange(len(corpus.phases))[:, None]) & kept
            by_phase = np.einsum("pd,ndt->npt", member.astype(float), rooms)
            balance = salience.normalised(by_phase, corpus.themes) @ signs
            changes.append(_change(balance, way))
        return np.min(changes, axis=0)

    rows = sources.multiverse
    rows = rows[(rows["prior"] == rows["prior"].iloc[0]) & (rows["left_out"] != robustness.NOTHING)]
    others = [name for name in robustness.CHOICES if name != "left_out"]
    specifications = rows.groupby(others, sort=False)["share_shift"].min().to_numpy()
    base = least(salience.totals(apart)[None])
    return Outcome(
        float(base[0]),
        bootstrap=least(salience.resample(apart).room),
        specifications=specifications,
    )


def _architecture(sources: Sources, basis: str) -> np.ndarray:
    """Balance of the official architecture, ways of counting × phases.

    Ways: the basis, then the other bases of `architecture.shares`, with and without what fits no
    theme.
    """
    table = architecture.shares(sources.package)
    ways = []
    for each in sorted(architecture.BASES, key=lambda name: name != basis):
        rows = table[table["basis"] == each]
        wide = rows.pivot(index="phase_id", columns="theme", values="share")
        wide = wide.reindex(index=sources.phases, columns=sources.themes).to_numpy(float)
        signs = np.array([sources.signs[theme] for theme in sources.themes], float)
        for framing in (True, False):
            share = salience.normalised(wide, sources.themes, framing)
            ways.append(np.nansum(share * signs, axis=1) + 0 * share[:, 0])
    return np.array(ways)


@_quantity(
    "architecture-change",
    "the change",
    "points",
    CHOSEN,
    ("from_value", "to_value"),
    basis="work",
    from_="first",
    to="last",
)
def _architecture_change(sources: Sources, arguments: Arguments) -> Outcome:
    """Change of the balance of the official architecture between two phases."""
    ways = _architecture(sources, arguments["basis"])
    fixed = arguments.resolved()
    changes = _change(ways, fixed)
    ends = {
        f"{end}_value": (float(at(ways[:1], fixed[end], fixed.phases)[0]), "points")
        for end in ("from", "to")
    }
    return Outcome(float(changes[0]), specifications=changes, said=ends)


@_quantity(
    "architecture-lag",
    "the text's part less the structure's",
    "points",
    SAMPLED,
    ("text", "architecture", "moved", "total"),
    basis="work",
    from_="first",
    to="last",
)
def _architecture_lag(sources: Sources, arguments: Arguments) -> Outcome:
    """Part of the text's shift that falls between two phases, less that of the architecture's."""
    ways = _architecture(sources, arguments["basis"])
    moved = _change(ways, arguments.resolved())
    total = _change(ways, Arguments(_WAY, arguments.phases).resolved())
    parts = _ratio(moved, total)
    text = _part(sources, Arguments({**arguments.values, "of": BALANCE}, arguments.phases))
    against_each = np.subtract.outer(text.specifications, parts).ravel()
    return Outcome(
        text.value - float(parts[0]),
        bootstrap=text.bootstrap - parts[0],
        posterior=text.posterior - parts[0],
        specifications=against_each,
        said={
            "text": (text.value, "percent"),
            "architecture": (float(parts[0]), "percent"),
            "moved": (float(moved[0]), "points"),
            "total": (float(total[0]), "points"),
        },
    )


@_quantity(
    "projects-kept",
    "the part kept",
    "percent",
    COUNTED,
    ("kept", "of", "gone"),
    from_="first",
    to="last",
)
def _projects_kept(sources: Sources, arguments: Arguments) -> Outcome:
    """Part of the projects of one phase that another phase still names."""
    status = sources.package.project_status
    named = status[status["status"] != lineage.ABSENT]
    before = set(named.loc[named["phase_id"] == arguments.phase("from"), "project_id"])
    after = set(named.loc[named["phase_id"] == arguments.phase("to"), "project_id"])
    kept = len(before & after)
    return Outcome(
        kept / len(before) if before else np.nan,
        said={"kept": (kept, "count"), "of": (len(before), "count"),
              "gone": (len(before) - kept, "count")},
    )  # fmt: skip


@_quantity(
    "announced-to-named",
    "announced over named",
    "number",
    COUNTED,
    ("announced", "named", "called"),
    phase="last",
)
def _announced_to_named(sources: Sources, arguments: Arguments) -> Outcome:
    """Number of projects that a phase announces, over the projects and lines of work it names."""
    table = architecture.announced(sources.package).set_index("phase_id")
    row = table.loc[arguments.phase("phase")]
    announced = float("nan") if pd.isna(row["announced"]) else float(row["announced"])
    named = int(row["named"])
    return Outcome(
        announced / named if named else np.nan,
        said={
            "announced": (announced, "count"),
            "named": (named, "count"),
            "called": (int(row["called_projects"]), "count"),
        },
    )


@_quantity(
    "p-value-floor",
    "the smallest p-value",
    "number",
    COUNTED,
    ("p", "floor", "assignments"),
    value="balance",
    statistic="last-minus-first",
)
def _p_value_floor(sources: Sources, arguments: Arguments) -> Outcome:
    """The smallest p-value that any permutation of the documents over the phases could give."""
    test = shift.permute_documents(sources.corpus, arguments["statistic"], arguments["value"])
    return Outcome(
        test.attainable,
        said={
            "p": (test.p, "number"),
            "floor": (test.floor, "number"),
            "assignments": (test.assignments, "count"),
        },
    )


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    """part / whole; nan where there is no whole."""
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    return np.divide(part, whole, out=np.full_like(part, np.nan), where=np.abs(whole) > 1e-12)


def registry() -> pd.DataFrame:
    """The registry: columns quantity, meaning, unit, basis, parameters (with defaults)."""
    rows = [
        (
            each.name,
            each.meaning,
            each.unit,
            each.basis,
            "; ".join(k if v is None else f"{k}={v}" for k, v in each.parameters.items()),
        )
        for each in QUANTITIES.values()
    ]
    return pd.DataFrame(rows, columns=["quantity", "meaning", "unit", "basis", "parameters"])
