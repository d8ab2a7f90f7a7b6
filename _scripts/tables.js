// Tables marked "filtered": rows by word, order by any column. Without this they are plain tables.
(() => {
  "use strict";

  const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const bare = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").replace(/[\u2018\u2019]/g, "'").toLowerCase();
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December"];
  const NEXT = { none: "ascending", ascending: "descending", descending: "none" };

  // What a cell is sorted by: a date by its beginning, else its words; nothing where it is empty.
  const keyOf = (cell) => {
    const text = cell.textContent.trim();
    if (!text || text === "\u2013") return undefined;
    const [, day, month, year] = text.match(/^(?:(\d{1,2}) )?(?:([A-Z][a-z]+) )?.*?(\d{4})/) ?? [];
    const place = MONTHS.indexOf(month);
    if (place >= 0 && year) return `${year} ${place + 10} ${(day ?? "0").padStart(2, "0")}`;
    return text;
  };

  const sortable = (table, rows) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort plain";
      button.append(...head.childNodes);
      head.append(button);
      head.setAttribute("aria-sort", "none");
      button.addEventListener("click", () => {
        const next = NEXT[head.getAttribute("aria-sort")];
        for (const one of heads) one.setAttribute("aria-sort", "none");
        head.setAttribute("aria-sort", next);
        if (next === "none") { table.tBodies[0].append(...rows); return; }
        const keys = new Map(rows.map((row) => [row, keyOf(row.cells[column])]));
        const sign = next === "ascending" ? 1 : -1;
        const order = [...rows].sort((one, other) => {
          const [a, b] = [keys.get(one), keys.get(other)];
          if (a === undefined || b === undefined) return (a === undefined) - (b === undefined);
          return sign * words.compare(a, b);
        });
        table.tBodies[0].append(...order);
      });
    });
  };

  const filterable = (table, rows) => {
    const box = document.createElement("div");
    const label = document.createElement("label");
    const field = document.createElement("input");
    const count = document.createElement("output");
    const name = table.caption?.textContent.split(/[,:.]/)[0] ?? "rows";
    box.className = "table-filter";
    field.type = "search";
    field.setAttribute("aria-label", `Filter rows: ${name}`);
    label.append("Filter rows ", field);
    box.append(label, count);
    const texts = rows.map((row) => bare(row.textContent));
    field.addEventListener("input", () => {
      const asked = bare(field.value).split(/\s+/).filter(Boolean);
      rows.forEach((row, place) => { row.hidden = !asked.every((word) => texts[place].includes(word)); });
      const left = rows.filter((row) => !row.hidden).length;
      count.textContent = left < rows.length ? `${left} of ${rows.length} rows` : "";
    });
    (table.closest(".table-box") ?? table).before(box);
  };

  for (const table of document.querySelectorAll("table.filtered")) {
    const rows = [...(table.tBodies[0]?.rows ?? [])];
    if (!table.tHead || rows.length < 3) continue;
    sortable(table, rows);
    if (rows.length > 8) filterable(table, rows);
  }
})();
