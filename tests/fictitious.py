"""A text of 2026 that does not exist, written for the tests: what an analyst might be handed."""

from __future__ import annotations

DOCUMENT = "2026-fictif"
PHASE = "2026-contract"

TEXT = """\
Un troisième contrat pour les industries de santé

12/12/2026

La filière et ses ministres ont paraphé un troisième contrat. Il vaut jusqu'en 2029.

Quatre chantiers pour quatre ans

Les signataires ont retenu quatre chantiers :

  • Sobriété : les usines mesurent leur eau et leur carbone chaque trimestre ; un fonds de 60 M€ paie les travaux.
  • Souveraineté : vingt principes actifs reviennent dans des ateliers bretons ou lorrains. Leur approvisionnement est suivi par une cellule (État ; industriels ; hôpitaux).
  • Données de santé : chaque hôpital partage ses images avec les jeunes entreprises qui entraînent une intelligence artificielle.
  • Métiers : un campus forme 4 500 techniciens, dont la moitié de femmes.

« Nous avions une promesse, dit la présidente du comité. Il nous reste à la tenir. »

L'antibiorésistance revient : une surveillance commune des hôpitaux et des élevages est lancée au Havre. Près de 2 800 entreprises et 238 000 emplois directs sont concernés.

Mis à jour le 14/12/2026
"""

OPTIONS = [
    "--document", DOCUMENT, "--phase", PHASE, "--publisher", "Gazette fictive",
    "--genre", "trade-press", "--title", "Invented text on a third contract",
    "--date", "2026-12-12", "--url", "https://example.org/contrat-2026",
    "--label", "Third contract, 2026", "--short-label", "2026 contract",
    "--covers-from", "2026", "--covers-to", "2029",
]  # fmt: skip
