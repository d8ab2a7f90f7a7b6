"""A contract that does not exist, written for the tests: what an analyst might be handed.

It is signed ten years after the last phase of the data, whichever that is, so that no id of it can
be there already.
"""

from __future__ import annotations

import csv
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"


def _column(table: str, column: str) -> list[str]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file)]


YEAR = max(int(day[:4]) for day in _column("phases", "date_latest")) + 10
DOCUMENT = f"{YEAR}-fictif"
PHASE = f"{YEAR}-contract"
TAKEN = {*_column("phases", "phase_id"), *_column("documents", "doc_id")}
assert not {PHASE, DOCUMENT} & TAKEN, f"{PHASE} or {DOCUMENT} is in the data"

TEXT = f"""\
Un nouveau contrat pour les industries de santé

12/12/{YEAR}

La filière et ses ministres ont paraphé un nouveau contrat. Il vaut jusqu'en {YEAR + 3}.

Quatre chantiers pour quatre ans

Les signataires ont retenu quatre chantiers :

  • Sobriété : les usines mesurent leur eau et leur carbone chaque trimestre ; un fonds de 60 M€ paie les travaux.
  • Souveraineté : vingt principes actifs reviennent dans des ateliers bretons ou lorrains. Leur approvisionnement est suivi par une cellule (État ; industriels ; hôpitaux).
  • Données de santé : chaque hôpital partage ses images avec les jeunes entreprises qui entraînent une intelligence artificielle.
  • Métiers : un campus forme 4 500 techniciens, dont la moitié de femmes.

« Nous avions une promesse, dit la présidente du comité. Il nous reste à la tenir. »

L'antibiorésistance revient : une surveillance commune des hôpitaux et des élevages est lancée au Havre. Près de 2 800 entreprises et 238 000 emplois directs sont concernés.

Mis à jour le 14/12/{YEAR}
"""

OPTIONS = [
    "--document", DOCUMENT, "--phase", PHASE, "--publisher", "Gazette fictive",
    "--genre", "trade-press", "--title", "Invented text on one more contract",
    "--date", f"{YEAR}-12-12", "--url", f"https://example.org/contrat-{YEAR}",
    "--label", f"Invented contract, {YEAR}", "--short-label", f"{YEAR} contract",
    "--covers-from", str(YEAR), "--covers-to", str(YEAR + 3),
]  # fmt: skip
