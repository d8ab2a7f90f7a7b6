"""Which columns does the code count on, whatever the descriptor says?

The descriptor may have further columns and stricter constraints. Where it has fewer, a check that
rests on a key, a type or a filled cell would end in a traceback or find nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

#: Table → its key, a bar, its columns: name, type where it is no text, ! where no cell is empty,
#: > and the table that it points to.
NEEDED = {
    "phases": (
        "phase_id | phase_id! order:integer! label! short_label! kind! date_earliest:date! "
        "date_latest:date! covers_from:year covers_to:year status note"
    ),
    "documents": (
        "doc_id | doc_id! phase_id!>phases order:integer! publisher! genre! title! language! "
        "author date:date date_earliest:date! date_latest:date! date_updated:date date_basis! "
        "url words:integer! characters:integer! sha256! rights! rights_note note"
    ),
    "units": (
        "unit_id | unit_id! doc_id!>documents paragraph:integer! position:integer! kind! "
        "words:integer! start:integer! end:integer! gist"
    ),
    "themes": (
        "theme | theme! order:integer! pole! label_en! label_fr! short_label! definition! "
        "includes excludes example colour! marker! line!"
    ),
    "rules": ("rule | rule:integer! title! text! themes"),
    "theme_terms": ("term_id | term_id! theme!>themes pattern! note"),
    "codes": (
        "unit_id coder rank | unit_id!>units coder! rank:integer! theme!>themes "
        "weight:number! rule status! note"
    ),
    "alternatives": (
        "variant unit_id rank | variant! unit_id!>units rank:integer! theme!>themes "
        "weight:number! note"
    ),
    "matches": (
        "unit_id term_id start | unit_id!>units term_id!>theme_terms theme!>themes "
        "start:integer! end:integer!"
    ),
    "terms": ("doc_id lemma | doc_id!>documents lemma! count:integer!"),
    "spellings": ("variant | variant! lemma! note"),
    "structure": (
        "item_id | item_id! phase_id!>phases doc_id!>documents unit_id!>units order:integer! "
        "level! label! label_fr parent_id>structure note"
    ),
    "structure_themes": ("item_id theme | item_id!>structure theme!>themes weight:number!"),
    "projects": ("project_id | project_id! order:integer! label! label_fr description!"),
    "project_units": ("project_id unit_id | project_id!>projects unit_id!>units"),
    "project_status": (
        "project_id phase_id | project_id!>projects phase_id!>phases status! unit_id>units note"
    ),
    "project_facts": (
        "fact_id | fact_id! project_id!>projects phase_id!>phases unit_id!>units aspect! "
        "value! note"
    ),
    "indicators": (
        "indicator_id | indicator_id! measure! label! phase_id!>phases doc_id!>documents "
        "unit_id!>units value:number! qualifier! unit! scope year:year target_year:year note"
    ),
    "actors": (
        "actor_id | actor_id! unit_id!>units phase_id!>phases doc_id!>documents name! kind! "
        "role role_fr capacity! on_behalf_of note"
    ),
    "instruments": (
        "instrument_id | instrument_id! unit_id!>units phase_id!>phases doc_id!>documents "
        "name! kind! description note"
    ),
    "places": (
        "place_id | place_id! unit_id!>units phase_id!>phases doc_id!>documents name! kind! "
        "role note"
    ),
    "events": (
        "event_id | event_id! unit_id!>units phase_id!>phases doc_id!>documents what! "
        "date_earliest:date date_latest:date place note"
    ),
    "glossary": ("term_fr | term_fr! term_en! meaning! source"),
    "claims": (
        "claim_id | claim_id! order:integer! headline! sentence! quantity! parameters "
        "condition! threshold:number! verdict evidence tables overturned_by!"
    ),
}


def faults(table: str, schema: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Found and expected for each way in which a usable schema is too loose for the code."""
    key, _, columns = NEEDED.get(table, "").partition(" | ")
    given = schema.get("primaryKey", [])
    given = [given] if isinstance(given, str) else given
    if key and list(given) != key.split():
        yield f"the primary key {', '.join(given)} of {table}", ", ".join(key.split())
    fields = {field["name"]: field for field in schema["fields"]}
    targets = {
        foreign["fields"]: foreign["reference"]["resource"] or table
        for foreign in schema.get("foreignKeys", [])
    }
    for wanted in columns.split():
        words, _, target = wanted.partition(">")
        name, _, kind = words.rstrip("!").partition(":")
        kind = kind or "string"
        field = fields.get(name)
        if field is None:
            yield f"no column {name} of {table}", "one, since the code reads it"
            continue
        if field.get("type", "string") != kind:
            yield f"the type {field.get('type', 'string')} of {table}.{name}", kind
        if words.endswith("!") and not field.get("constraints", {}).get("required"):
            yield f"{table}.{name}, which may be empty", "a required column"
        if target and targets.get(name) != target:
            found = f"{table}.{name} as a key of {targets.get(name, 'no table')}"
            yield found, f"a foreign key of {target}"
