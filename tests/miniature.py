"""One small real data package on an invented sector (river boats), for tests of every stage.

It shares no phase, document, theme, coding or project with the book, so code that passes on it
holds no identifier of the real data. `write(folder)` writes it; the fixtures `small` (loaded) and
`small_folder` (a fresh copy) are in conftest. Three phases, four texts, two codings that a model
made and a dictionary that coded nothing.

Passages that count (sentences and items) and what the codings give them (m machines, r rivers,
p ports, c crews, n none; `beta` did not read 2031-gazette):

    phase            passage            alpha           beta            mean
    2030-contract    2030-gazette-003   n 1             n 1             n 1
                     2030-gazette-005   m 1             m 1             m 1
                     2030-gazette-006   m .5  c .5      c 1             m .25 c .75
                     2030-port-001      m 1             m .5  p .5      m .75 p .25
                     2030-port-002      c 1             c 1             c 1
    2031-review      2031-gazette-002   m 1                             m 1
                     2031-gazette-003   r 1                             r 1
                     2031-gazette-004   m .5  r .5                      m .5  r .5
                     2031-gazette-005   n 1                             n 1
    2032-amendment   2032-port-002      r 1             r 1             r 1
                     2032-port-003      r .75 m .25     r 1             r .875 m .125
                     2032-port-004      p 1             p 1             p 1
                     2032-port-005      c 1             r .5  c .5      r .25 c .75
                     2032-port-006      n 1             n 1             n 1

Shares of passages (framing included, the base), by the mean of the codings; machines are the
origin, rivers and ports the destination:

    phase            machines  rivers  ports  crews  none    balance (destination - origin)
    2030-contract    .4        0       .05    .35    .2      -.35
    2031-review      .375      .375    0      0      .25     0
    2032-amendment   .025      .425    .2     .15    .2      +.6

By `alpha`:            m     r     p    c    n          by `beta`:  m    r    p    c    n
    2030-contract      .5    0     0    .3   .2                     .3   0    .1   .4   .2
    2031-review        .375  .375  0    0    .25                    (not coded)
    2032-amendment     .05   .35   .2   .2   .2                     0    .5   .2   .1   .2

The balance moves by +.35, then by +.6, together by +.95. The second reading (`close-calls`) gives
2030-port-001 to the crews.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from textwrap import dedent

DATA = Path(__file__).resolve().parent.parent / "data"
GIST_TO_WRITE = "(gist to be written)"
BULLET = "- "  # stands before each item and belongs to no passage

Passage = tuple[str, str, str]  # kind, text, gist
#: By document, a list of paragraphs; invented for the tests.
TEXTS: dict[str, list[list[Passage]]] = {
    "2030-gazette": [
        [("title", "Un contrat pour les bateaux", "Headline: a contract for boats.")],
        [("furniture", "Publié le 3 mai 2030", "")],
        [("sentence", "La filière signe un contrat avec le ministère des Ports.",
         "A contract is signed.")],
        [("lead-in", "Deux projets sont retenus :", "Two projects follow.")],
        [("item", "Moteurs et robots à bord ;", "Engines and robots on board.")],
        [("item", "Robots et formation des équipages.", "Robots and training of crews.")],
    ],
    "2030-port": [
        [("sentence", "Le chantier construit des robots.", "The yard builds robots."),
         ("sentence", "Il forme 1200 marins et leurs équipages.", "It trains 1,200 sailors.")],
    ],
    "2031-gazette": [
        [("title", "Revue du contrat", "Headline: a review.")],
        [("sentence", "Les moteurs neufs sont livrés.", "New engines are delivered."),
         ("sentence", "Chaque rivière sera propre.", "Each river is to be clean.")],
        [("sentence", "Des moteurs plus sobres protègent la rivière.",
         "Engines that use less spare the river."),
         ("sentence", "Une réunion suivra en mai.", "A meeting follows in May.")],
    ],
    "2032-port": [
        [("title", "Avenant au contrat", "Headline: an amendment.")],
        [("sentence", "Les rivières seront propres et sûres.", "Rivers are to be clean."),
         ("sentence", "Chaque bateau protège la rivière.", "Each boat guards the river.")],
        [("sentence", "Les ports gardent leurs réserves.", "Ports keep their stocks."),
         ("sentence", "Les équipages de 1500 marins veillent sur les berges.",
         "Crews of 1,500 sailors watch the banks.")],
        [("sentence", "L'avenant court jusqu'en 2035.", "The amendment lasts until 2035.")],
    ],
}  # fmt: skip

#: Columns that the real descriptor names and that stand in no row here are empty.
TABLES = {
    "phases": """
        phase_id,order,label,short_label,kind,date_earliest,date_latest,covers_from,covers_to,status
        2030-contract,1,"First contract, 2030",2030 contract,contract,2030-05-02,2030-05-02,2030,2033,superseded
        2031-review,2,"Review, 2031",2031 review,review,2031-01-01,2031-06-30,,,completed
        2032-amendment,3,"Amendment, 2032",2032 amendment,amendment,2032-03-02,2032-03-02,,2035,in force
        """,
    "documents": """
        doc_id,phase_id,order,publisher,genre,title,language,date,date_earliest,date_latest,date_basis,url,rights
        2030-gazette,2030-contract,1,La Gazette,trade-press,The gazette on the contract,fr,2030-05-03,2030-05-03,2030-05-03,stated,https://example.org/a,open
        2030-port,2030-contract,2,Le Port,daily-press,The port on the contract,fr,2030-05-04,2030-05-04,2030-05-04,stated,https://example.org/b,open
        2031-gazette,2031-review,3,La Gazette,trade-press,The gazette on the review,fr,,2031-01-01,2031-06-30,inferred,https://example.org/c,open
        2032-port,2032-amendment,4,Le Port,government-site,The port on the amendment,fr,2032-03-02,2032-03-02,2032-03-02,stated,https://example.org/d,open
        """,
    "themes": """
        theme,order,pole,label_en,label_fr,short_label,definition,includes,example,colour,marker,line
        machines,1,origin,Machines,Machines,Machines,Engines and robots.,Engines.,New engines.,#0072B2,o,solid
        rivers,2,destination,Clean rivers,Rivières propres,Rivers,Clean and safe rivers.,,,#D55E00,D,dashed
        ports,3,destination,Ports,Ports,Ports,Ports and their stocks.,,,#009E73,s,dashdot
        crews,4,none,Crews,Équipages,Crews,Training and jobs on board.,,,#CC79A7,v,dotted
        none,5,none,No theme,Sans thème,No theme,Only frames.,,,#767676,.,dotted
        """,
    "rules": """
        rule,title,text,themes,version,doubts
        1,Lists,Each listed project counts.,machines rivers,1,
        2,Names,A name alone gives nothing.,,2,2030-gazette-003
        """,
    "theme_terms": """
        term_id,theme,pattern
        machines-01,machines,moteur
        machines-02,machines,robot
        rivers-01,rivers,rivière
        ports-01,ports,port
        crews-01,crews,équipage
        """,
    "forms": """
        term_id,form
        machines-01,moteur
        machines-01,moteurs
        machines-02,robot
        machines-02,robots
        rivers-01,rivière
        rivers-01,rivières
        ports-01,port
        ports-01,ports
        crews-01,équipage
        crews-01,équipages
        """,
    "names": """
        name,kind
        ministère des ports,ministry
        """,
    "coders": """
        coder_id,order,kind,saw,blind,date
        alpha,1,model,the whole codebook,false,2033-01-01
        beta,2,model,the definitions alone,true,2033-01-02
        words,3,dictionary,the codebook's terms alone,true,2033-01-01
        """,
    "codes": """
        unit_id,coder,rank,theme,weight,rule,confidence,note
        2030-gazette-003,alpha,1,none,1,2,,
        2030-gazette-005,alpha,1,machines,1,1,,
        2030-gazette-006,alpha,1,machines,0.5,1,,
        2030-gazette-006,alpha,2,crews,0.5,1,,
        2030-port-001,alpha,1,machines,1,,,
        2030-port-002,alpha,1,crews,1,,,
        2031-gazette-002,alpha,1,machines,1,,,
        2031-gazette-003,alpha,1,rivers,1,,,
        2031-gazette-004,alpha,1,machines,0.5,,,
        2031-gazette-004,alpha,2,rivers,0.5,,,
        2031-gazette-005,alpha,1,none,1,,,
        2032-port-002,alpha,1,rivers,1,,,
        2032-port-003,alpha,1,rivers,0.75,1,,heavier by rule 1
        2032-port-003,alpha,2,machines,0.25,1,,
        2032-port-004,alpha,1,ports,1,,,
        2032-port-005,alpha,1,crews,1,,,
        2032-port-006,alpha,1,none,1,,,
        2030-gazette-003,beta,1,none,1,,high,
        2030-gazette-005,beta,1,machines,1,,high,
        2030-gazette-006,beta,1,crews,1,,medium,
        2030-port-001,beta,1,machines,0.5,,low,
        2030-port-001,beta,2,ports,0.5,,low,
        2030-port-002,beta,1,crews,1,,high,
        2032-port-002,beta,1,rivers,1,,high,
        2032-port-003,beta,1,rivers,1,,high,
        2032-port-004,beta,1,ports,1,,high,
        2032-port-005,beta,1,rivers,0.5,,low,
        2032-port-005,beta,2,crews,0.5,,low,
        2032-port-006,beta,1,none,1,,high,
        """,
    "alternatives": """
        variant,unit_id,rank,theme,weight,note
        close-calls,2030-port-001,1,crews,1,who runs the robots
        """,
    "terms": """
        doc_id,lemma,count
        2030-gazette,moteur,1
        2030-gazette,robot,2
        2030-port,robot,1
        2031-gazette,moteur,2
        2031-gazette,rivière,2
        2032-port,rivière,2
        """,
    "spellings": """
        variant,lemma,note
        riviere,rivière,without accent
        """,
    "structure": """
        item_id,phase_id,doc_id,unit_id,order,level,label,label_fr,parent_id
        2030-axis-boats,2030-contract,2030-gazette,2030-gazette-004,1,axis,Boats,bateaux,
        2030-project-robots,2030-contract,2030-gazette,2030-gazette-005,1,project,Robots,robots,2030-axis-boats
        2032-axis-rivers,2032-amendment,2032-port,2032-port-002,1,axis,Rivers,rivières,
        """,
    "structure_themes": """
        item_id,theme,weight
        2030-axis-boats,machines,0.5
        2030-axis-boats,crews,0.5
        2030-project-robots,machines,1
        2032-axis-rivers,rivers,1
        """,
    "projects": """
        project_id,order,label,label_fr,description
        robots,1,Robots,robots,Robots on board.
        school,2,School,école,A school for crews.
        """,
    "project_units": """
        project_id,unit_id
        robots,2030-gazette-005
        robots,2030-port-001
        robots,2031-gazette-002
        school,2030-gazette-006
        school,2032-port-005
        """,
    "project_status": """
        project_id,phase_id,status,unit_id
        robots,2030-contract,launched,2030-gazette-005
        robots,2031-review,continued,2031-gazette-002
        robots,2032-amendment,absent,
        school,2030-contract,announced,2030-gazette-006
        school,2031-review,absent,
        school,2032-amendment,continued,2032-port-005
        """,
    "project_facts": """
        fact_id,project_id,phase_id,unit_id,aspect,value
        robots-fact-01,robots,2030-contract,2030-port-001,place,The yard.
        """,
    "indicators": """
        indicator_id,measure,label,phase_id,doc_id,unit_id,value,qualifier,unit,scope,year,target_year
        sailors-2030,sailors,Sailors,2030-contract,2030-port,2030-port-002,1200,exact,jobs,the port,2030,2032
        sailors-2032,sailors,Sailors,2032-amendment,2032-port,2032-port-005,1500,about,jobs,the port,2032,
        """,
    "actors": """
        actor_id,unit_id,phase_id,doc_id,name,kind,capacity
        port-2030,2030-gazette-003,2030-contract,2030-gazette,Ministère des Ports,government,signatory
        yard-2030,2030-port-001,2030-contract,2030-port,Le chantier,company,mentioned
        """,
    "instruments": """
        instrument_id,unit_id,phase_id,doc_id,name,kind,description
        contract-2030,2030-gazette-003,2030-contract,2030-gazette,Contrat,contract,Sector contract.
        """,
    "places": """
        place_id,unit_id,phase_id,doc_id,name,kind
        yard-place,2030-port-001,2030-contract,2030-port,Le chantier,site
        """,
    "events": """
        event_id,unit_id,phase_id,doc_id,what,date_earliest,date_latest
        signature,2030-gazette-003,2030-contract,2030-gazette,Signature of the contract,2030-05-02,2030-05-02
        """,
    "glossary": """
        term,language,english,meaning
        pole,en,,A group of themes.
        avenant,fr,amendment,A change of a contract.
        """,
    "claims": """
        claim_id,order,headline,sentence,sentence_fr,quantity,parameters,condition,threshold,verdict,evidence,overturned_by
        rivers-rise,1,true,"From the {from} to the {to}, the balance moves by {value}.",,change,of=balance; from=first; to=last,>,0,very likely,origin:first destination:last,A text that speaks of machines alone.
        ports-rise,2,false,"From the {from} to the {to}, ports gain {value}.",,change,of=ports; from=first; to=last,>,0.5,,ports:last,A coding without ports.
        """,
    "titles": """
        phase_id,title,quantity,parameters,condition,threshold
        2032-amendment,The amendment turns to rivers,change,of=balance; from=previous; to=2032-amendment,>,0
        """,
}  # fmt: skip

Rows = list[dict[str, str]]
Change = str | Rows | Callable[[Rows], Rows]


def text(doc_id: str) -> str:
    """The raw text of a document: a paragraph or item a line."""
    lines = (
        "".join(BULLET for kind, _, _ in paragraph if kind == "item")
        + " ".join(words for _, words, _ in paragraph)
        for paragraph in TEXTS[doc_id]
    )
    return "\n".join(lines) + "\n"


def write_texts(folder: Path) -> Path:
    """Write the raw texts as <doc_id>.txt."""
    folder.mkdir(parents=True, exist_ok=True)
    for doc_id in TEXTS:
        (folder / f"{doc_id}.txt").write_text(text(doc_id), encoding="utf-8")
    return folder


def tables() -> dict[str, Rows]:
    """All rows of the package by table; each a dict of cells, columns that are empty left out."""
    rows = {name: _rows(content) for name, content in TABLES.items()}
    derived = _derived()
    for document in rows["documents"]:
        document |= derived.pop(document["doc_id"])[0]
    return rows | derived


def write(folder: Path, **changes: Change) -> Path:
    """Write the package into `folder`, under the real descriptor, and return the folder.

    A change names a table: CSV text or rows that replace its rows, or a function from its rows to
    others: `write(folder, codes=lambda rows: rows[:-1])`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    rows = tables()
    for name, change in changes.items():
        if callable(change):
            rows[name] = change(rows[name])
        else:
            rows[name] = _rows(change) if isinstance(change, str) else change
    descriptor = (DATA / "datapackage.json").read_text(encoding="utf-8")
    for resource in json.loads(descriptor)["resources"]:
        columns = [field["name"] for field in resource["schema"]["fields"]]
        stream = io.StringIO(newline="")
        writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows.get(resource["name"], []))
        (folder / resource["path"]).write_bytes(stream.getvalue().encode())
    (folder / "datapackage.json").write_text(descriptor, encoding="utf-8")
    return folder


def provisional(doc_id: str = "2032-port") -> Mapping[str, Change]:
    """Changes that make a text one that was just added: coded by the dictionary, without gists.

    Each passage that counts gets the themes of its matches evenly, or none.
    """
    by_passage: dict[str, list[str]] = {}
    for match in tables()["matches"]:
        themes = by_passage.setdefault(match["unit_id"], [])
        if match["theme"] not in themes:
            themes.append(match["theme"])

    def codes(rows: Rows) -> Rows:
        kept = [row for row in rows if not row["unit_id"].startswith(doc_id)]
        for passage in sorted({row["unit_id"] for row in rows} - {row["unit_id"] for row in kept}):
            themes = by_passage.get(passage, ["none"])
            for rank, theme in enumerate(themes, start=1):
                row = {"unit_id": passage, "coder": "words", "rank": str(rank), "theme": theme}
                kept.append(row | {"weight": f"{1 / len(themes):g}"})
        return kept

    def units(rows: Rows) -> Rows:
        waiting = {"gist": GIST_TO_WRITE}
        return [row | waiting if row["doc_id"] == doc_id else row for row in rows]

    return {"codes": codes, "units": units}


def _rows(content: str) -> Rows:
    return list(csv.DictReader(io.StringIO(dedent(content).lstrip("\n"))))


def _derived() -> dict[str, Rows]:
    """Passages, matches and five-word strings, and what is counted of each document."""
    units: Rows = []
    matches: Rows = []
    shingles: Rows = []
    derived: dict[str, Rows] = {"units": units, "matches": matches, "shingles": shingles}
    forms = {row["form"]: row["term_id"] for row in _rows(TABLES["forms"])}
    names = [row["name"] for row in _rows(TABLES["names"])]
    for doc_id, paragraphs in TEXTS.items():
        whole = "\n".join(" ".join(words for _, words, _ in part) for part in paragraphs)
        offset = position = words = 0
        for number, paragraph in enumerate(paragraphs, start=1):
            for kind, content, gist in paragraph:
                position += 1
                offset += len(BULLET) if kind == "item" else 0
                unit_id, end = f"{doc_id}-{position:03d}", offset + len(content)
                count = _words(content)
                words += count
                units.append(
                    {"unit_id": unit_id, "doc_id": doc_id, "paragraph": str(number),
                     "position": str(position), "kind": kind, "words": str(count),
                     "start": str(offset), "end": str(end), "gist": gist,
                     "opening": _opening(content, whole)}
                )  # fmt: skip
                inside = [
                    match.span() for name in names for match in re.finditer(name, content.lower())
                ]
                for match in re.finditer(r"\w+", content.lower()):
                    named = any(start <= match.start() < stop for start, stop in inside)
                    if match[0] in forms and not named:
                        term = forms[match[0]]
                        start, stop = str(offset + match.start()), str(offset + match.end())
                        row = {"unit_id": unit_id, "term_id": term, "start": start, "end": stop}
                        matches.append(row | {"theme": term.split("-")[0]})
                offset = end + 1
        runs = re.findall(r"\w+", whole.lower())
        strings = {" ".join(runs[place : place + 5]) for place in range(len(runs) - 4)}
        digests = sorted(hashlib.sha256(each.encode()).hexdigest()[:16] for each in strings)
        shingles += [{"doc_id": doc_id, "digest": digest} for digest in digests]
        counted = {"words": str(words), "characters": str(offset - 1)}
        counted["sha256"] = hashlib.sha256(text(doc_id).encode()).hexdigest()
        derived[doc_id] = [counted]
    return derived


def _words(content: str) -> int:
    return sum(any(map(str.isalnum, word)) for word in content.split())


def _opening(content: str, whole: str) -> str:
    """The shortest run of opening words, at most five, that the text has once."""
    runs: Iterable[str] = (" ".join(content.split()[:length]) for length in range(1, 6))
    for run in runs:
        if len(re.findall(rf"(?<!\w){re.escape(run)}(?!\w)", whole)) == 1:
            return run
    return ""
