"""Labels come from the tables, one way for the whole book."""

from __future__ import annotations

import miniature
import pytest

from themeshift import UserError, package
from themeshift.prose import labels


def test_phases_and_texts(small):
    assert labels.phase(small, "2032-amendment") == "2032 amendment"
    assert labels.phase(small, "2032-amendment", "fr") == "avenant de 2032"
    assert labels.document(small, "2031-gazette") == "La Gazette, January to June 2031"
    # Both publishers have two texts, so the year tells them apart.
    assert labels.short_document(small, "2030-port") == "Le Port 2030"
    assert labels.passage(small, "2032-port-004") == "Le Port 2032, passage 4"


def test_a_phase_that_only_the_dictionary_coded_says_so(tmp_path):
    added = package.load(miniature.write(tmp_path, **miniature.provisional("2032-port")))
    assert labels.phase(added, "2032-amendment") == "2032 amendment (provisional)"
    assert labels.phase(added, "2032-amendment", "fr") == "avenant de 2032 (provisoire)"
    assert labels.phase(added, "2030-contract") == "2030 contract"


def test_themes_and_poles(small):
    assert labels.theme(small, "rivers") == "clean rivers"
    assert labels.theme_title(small, "rivers") == "Clean rivers"
    assert labels.theme_title(small, "rivers", short=True) == "Rivers"
    assert labels.pole(small, "destination") == "rivers and ports"
    assert labels.pole(small, "destination", "fr") == "rivières propres et ports"
    assert labels.series(small, "balance", "fr") == "le solde"
    assert labels.series(small, "crews") == "crews"
    assert labels.series(small, "destination") == "rivers and ports"


def test_kinds_of_source(small):
    assert labels.source_kind(small, "2030-contract") == "2 press reports"
    assert labels.source_kind(small, "2032-amendment") == "1 government page"
    assert labels.source_kind(small, "2032-amendment", "fr") == "1 page officielle"


def test_every_genre_of_the_schema_has_a_name(data):
    (documents,) = [r for r in data.descriptor["resources"] if r["name"] == "documents"]
    (genre,) = [f for f in documents["schema"]["fields"] if f["name"] == "genre"]
    assert set(genre["constraints"]["enum"]) <= set(labels._SOURCES)


def test_apostrophes_are_typographic(data):
    texts = [labels.document(data, doc) for doc in data.documents["doc_id"]]
    assert not [text for text in texts if "'" in text]


def test_an_unknown_id_is_told_with_those_that_are_known(small):
    with pytest.raises(UserError, match="phases.csv: no phase_id 'x', .* 2030-contract"):
        labels.phase(small, "x")
