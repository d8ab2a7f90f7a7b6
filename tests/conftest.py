"""What the tests share: the real data, copies of it, and a miniature package written for them.

The miniature is about an invented sector (river boats) with two phases, three documents and four
themes, none of which the book knows: code that passes on it holds no identifier of the real data.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

os.environ.setdefault("THEMESHIFT_AFRESH", "1")

from themeshift import package, seal

DATA = Path(__file__).resolve().parent.parent / "data"

UNIT_HEADER = "unit_id,doc_id,paragraph,position,kind,words,start,end,gist\n"
MATCH_HEADER = "unit_id,term_id,theme,start,end\n"
DOCUMENT_HEADER = (
    "doc_id,phase_id,order,publisher,genre,title,language,author,date,date_earliest,date_latest,"
    "date_updated,date_basis,url,words,characters,sha256,rights,rights_note,note\n"
)
BULLET = "- "  # stands before each item and belongs to no unit

# One line a paragraph; a unit is (kind, text, gist). Written for the tests.
Unit = tuple[str, str, str]
MINIATURE_TEXTS: dict[str, list[list[Unit]]] = {
    "2030-gazette": [
        [("title", "Un contrat pour les bateaux", "Headline: a contract for boats.")],
        [("furniture", "Publié le 3 mai 2030", "")],
        [
            ("sentence", "La filière signe un contrat avec le port.", "A contract is signed."),
            ("sentence", "Les moteurs neufs seront plus rapides.", "New engines are faster."),
        ],
        [("lead-in", "Deux projets sont retenus :", "Two projects follow.")],
        [("item", "Moteurs et robots à bord ;", "Engines and robots on board.")],
        [("item", "Formation des équipages.", "Training of crews.")],
    ],
    "2030-port": [
        [
            ("sentence", "Le port construit des robots.", "The port builds robots."),
            ("sentence", "Il emploie 1200 marins.", "It employs 1,200 sailors."),
        ],
    ],
    "2032-port": [
        [("title", "Avenant au contrat", "Headline: an amendment.")],
        [
            ("sentence", "Les rivières seront propres et sûres.", "Rivers are to be clean."),
            ("sentence", "Chaque bateau protège la rivière.", "Each boat guards the river."),
            ("sentence", "Le projet Robots continue.", "The robots project goes on."),
        ],
    ],
}

MINIATURE_TABLES = {
    "phases": """
        phase_id,order,label,short_label,kind,date_earliest,date_latest,covers_from,covers_to,status,note
        2030-contract,1,First contract,2030,contract,2030-05-02,2030-05-02,2030,2033,superseded,
        2032-amendment,2,Amendment,2032,amendment,2032-01-01,2032-03-31,,,in force,
        """,
    "themes": """
        theme,order,pole,label_en,label_fr,short_label,definition,includes,excludes,example,colour,marker,line
        machines,1,origin,Machines,Machines,Machines,Engines and robots.,Engines.,,New engines.,#0072B2,o,solid
        rivers,2,destination,Rivers,Rivières,Rivers,Clean and safe rivers.,,,,#D55E00,D,dashed
        crews,3,none,Crews,Équipages,Crews,Training and jobs on board.,,,,#CC79A7,v,dotted
        none,4,none,No theme,Sans thème,No theme,Only frames.,,,,#767676,.,dotted
        """,
    "rules": """
        rule,title,text,themes
        1,Lists,Each listed project counts.,machines rivers
        2,Names,A name alone gives nothing.,
        """,
    "theme_terms": """
        term_id,theme,pattern,note
        machines-01,machines,moteur,
        machines-02,machines,robot,
        rivers-01,rivers,rivière,
        crews-01,crews,équipage,
        """,
    "codes": """
        unit_id,coder,rank,theme,weight,rule,status,note
        2030-gazette-003,first,1,none,1,2,confirmed,
        2030-gazette-004,first,1,machines,1,,confirmed,
        2030-gazette-006,first,1,machines,1,1,confirmed,
        2030-gazette-007,first,1,crews,1,1,confirmed,
        2030-port-001,first,1,machines,0.5,,confirmed,
        2030-port-001,first,2,crews,0.5,,confirmed,
        2030-port-002,first,1,crews,1,,confirmed,
        2032-port-002,first,1,rivers,1,,confirmed,
        2032-port-003,first,1,rivers,0.75,1,confirmed,heavier by rule 1
        2032-port-003,first,2,machines,0.25,1,confirmed,
        2032-port-004,first,1,machines,1,,provisional,
        2030-port-001,second,1,machines,1,,confirmed,
        2030-port-002,second,1,crews,1,,confirmed,
        """,
    "alternatives": """
        variant,unit_id,rank,theme,weight,note
        strict,2030-port-001,1,machines,1,crews only implied
        """,
    "terms": """
        doc_id,lemma,count
        2030-gazette,moteur,2
        2030-port,robot,1
        2032-port,rivière,2
        """,
    "spellings": """
        variant,lemma,note
        riviere,rivière,without accent
        """,
    "structure": """
        item_id,phase_id,doc_id,unit_id,order,level,label,label_fr,parent_id,note
        2030-axis-boats,2030-contract,2030-gazette,2030-gazette-005,1,axis,Boats,bateaux,,
        2030-project-robots,2030-contract,2030-gazette,2030-gazette-006,2,project,Robots,robots,2030-axis-boats,
        2032-axis-rivers,2032-amendment,2032-port,2032-port-002,1,axis,Rivers,rivières,,
        """,
    "structure_themes": """
        item_id,theme,weight
        2030-project-robots,machines,0.5
        2030-project-robots,crews,0.5
        2032-axis-rivers,rivers,1
        """,
    "projects": """
        project_id,order,label,label_fr,description
        robots,1,Robots,robots,Robots on board.
        school,2,School,école,A school for crews.
        """,
    "project_units": """
        project_id,unit_id
        robots,2030-port-001
        school,2030-gazette-007
        """,
    "project_status": """
        project_id,phase_id,status,unit_id,note
        robots,2030-contract,launched,2030-gazette-006,
        robots,2032-amendment,continued,2032-port-004,
        school,2030-contract,announced,2030-gazette-007,
        school,2032-amendment,absent,,
        """,
    "project_facts": """
        fact_id,project_id,phase_id,unit_id,aspect,value,note
        robots-fact-01,robots,2030-contract,2030-port-001,place,the port,
        """,
    "indicators": """
        indicator_id,measure,label,phase_id,doc_id,unit_id,value,qualifier,unit,scope,year,target_year,note
        sailors-2030,sailors,Sailors,2030-contract,2030-port,2030-port-002,1200,exact,jobs,the port,2030,2032,
        share-2032,share,Share,2032-amendment,2032-port,2032-port-002,35.6,about,percent,,,,
        """,
    "actors": """
        actor_id,unit_id,phase_id,doc_id,name,kind,role,role_fr,capacity,on_behalf_of,note
        port-2030,2030-gazette-003,2030-contract,2030-gazette,Le port,company,,,signatory,,
        """,
    "instruments": """
        instrument_id,unit_id,phase_id,doc_id,name,kind,description,note
        contract-2030,2030-gazette-003,2030-contract,2030-gazette,Contrat,contract,Sector contract.,
        """,
    "places": """
        place_id,unit_id,phase_id,doc_id,name,kind,role,note
        port-place,2030-port-001,2030-contract,2030-port,Port,site,,
        """,
    "events": """
        event_id,unit_id,phase_id,doc_id,what,date_earliest,date_latest,place,note
        signature,2030-gazette-003,2030-contract,2030-gazette,Signature,2030-05-02,2030-05-02,,
        """,
    "glossary": """
        term_fr,term_en,meaning,source
        avenant,amendment,A change of a contract.,
        """,
    "claims": """
        claim_id,order,headline,sentence,quantity,parameters,condition,threshold,verdict,evidence,tables,overturned_by
        rivers-rise,1,true,Rivers gain {value}.,share,of=rivers,>,0,likely,rivers:last 2032-port-002 project:robots,codes units,A text that speaks of machines alone.
        """,
}


def miniature_text(document: str) -> str:
    """The raw text of a document of the miniature."""
    lines = (
        "".join(BULLET for kind, _, _ in line if kind == "item")
        + " ".join(text for _, text, _ in line)
        for line in MINIATURE_TEXTS[document]
    )
    return "\n".join(lines) + "\n"


def _csv(rows: list[list[object]]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerows(rows)
    return stream.getvalue()


def _derived_tables() -> dict[str, str]:
    """Units, matches and documents of the miniature, with offsets counted here."""
    units: list[list[object]] = []
    matches: list[list[object]] = []
    documents: list[list[object]] = []
    marked = {
        "moteurs": "machines-01",
        "robots": "machines-02",
        "rivières?": "rivers-01",
        "équipages": "crews-01",
    }
    for order, (document, lines) in enumerate(MINIATURE_TEXTS.items(), start=1):
        offset = position = words = 0
        for paragraph, line in enumerate(lines, start=1):
            for kind, text, gist in line:
                position += 1
                offset += len(BULLET) if kind == "item" else 0
                unit, end = f"{document}-{position:03d}", offset + len(text)
                count = sum(any(map(str.isalnum, word)) for word in text.split())
                words += count
                units.append([unit, document, paragraph, position, kind, count, offset, end, gist])
                for mark, term in marked.items():
                    for found in re.finditer(rf"\b{mark}\b", text.lower()):
                        start, stop = offset + found.start(), offset + found.end()
                        matches.append([unit, term, term.split("-")[0], start, stop])
                offset = end + 1
        digest = hashlib.sha256(miniature_text(document).encode()).hexdigest()
        day, phase = ("2030-05-03", "2030-contract") if order < 3 else ("", "2032-amendment")
        earliest, latest = (day, day) if day else ("2032-01-01", "2032-03-31")
        documents.append(
            [document, phase, order, "Le Port", "trade-press", f"Text {order}", "fr", "", day]
            + [earliest, latest, "", "stated", "https://example.org/a", words, offset - 1, digest]
            + ["open", "", ""]
        )
    return {
        "documents": DOCUMENT_HEADER + _csv(documents),
        "units": UNIT_HEADER + _csv(units),
        "matches": MATCH_HEADER + _csv(matches),
    }


def write_miniature(folder: Path) -> Path:
    """Write the miniature package, with the real descriptor and a seal of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = _derived_tables() | {
        name: dedent(text).lstrip("\n") for name, text in MINIATURE_TABLES.items()
    }
    for name, text in tables.items():
        (folder / f"{name}.csv").write_bytes(text.encode())
    descriptor = json.loads((DATA / package.DESCRIPTOR).read_text(encoding="utf-8"))
    for resource in descriptor["resources"]:
        raw = (folder / resource["path"]).read_bytes()
        resource["hash"], resource["bytes"] = seal.fingerprint(raw)
        resource["schemaHash"] = seal.description(resource)
    text = json.dumps(descriptor, ensure_ascii=False, indent=2) + "\n"
    (folder / package.DESCRIPTOR).write_bytes(text.encode())
    return folder


@pytest.fixture(scope="session")
def real_root() -> Path:
    """The folder of the real data package; not to be written to."""
    return DATA


@pytest.fixture(scope="session")
def real() -> package.Package:
    """The real data package, loaded."""
    return package.load(DATA)


@pytest.fixture
def copy_package(tmp_path: Path) -> Callable[[], Path]:
    """A function that copies the real data package (without local texts) to a fresh folder."""

    def copy() -> Path:
        target = tmp_path / f"copy-{len(list(tmp_path.glob('copy-*')))}" / "data"
        shutil.copytree(DATA, target, ignore=shutil.ignore_patterns("texts", ".*"))
        return target

    return copy


@pytest.fixture(scope="session")
def _mini_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_miniature(tmp_path_factory.mktemp("model") / "data")


@pytest.fixture
def mini_root(tmp_path: Path, _mini_model: Path) -> Path:
    """The folder of a fresh miniature package."""
    return shutil.copytree(_mini_model, tmp_path / "mini" / "data")


@pytest.fixture
def mini(mini_root: Path) -> package.Package:
    """The miniature package, loaded."""
    return package.load(mini_root)
