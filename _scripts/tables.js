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
    const [, day = "0", month, year] = text.match(/^(?:(\d{1,2}) )?(?:([A-Z][a-z]+) )?.*?(\d{4})/) ?? [];
    const place = MONTHS.indexOf(month);
    return place >= 0 ? `${year} ${place + 10} ${day.padStart(2, "0")}` : text.replace(/^–$/, "");
  };

  const sort = (table, rows, head) => {
    const next = NEXT[head.getAttribute("aria-sort")];
    for (const one of head.parentElement.cells) one.setAttribute("aria-sort", "none");
    head.setAttribute("aria-sort", next);
    const sign = next === "ascending" ? 1 : -1;
    const keyed = rows.map((row) => [keyOf(row.cells[head.cellIndex]), row]);
    // Empty cells stand last in either order.
    if (next !== "none") keyed.sort(([a], [b]) => (a === "") - (b === "") || sign * words.compare(a, b));
    table.tBodies[0].append(...keyed.map(([, row]) => row));
  };

  const filterable = (table, rows) => {
    const box = document.createElement("div");
    const label = document.createElement("label");
    const field = document.createElement("input");
    const count = document.createElement("output");
    box.className = "table-filter";
    field.type = "search";
    field.setAttribute("aria-label", `Filter rows: ${table.caption.textContent.split(/[,:.]/)[0]}`);
    label.append("Filter rows ", field);
    box.append(label, count);
    const texts = rows.map((row) => bare(row.textContent));
    field.addEventListener("input", () => {
      const asked = bare(field.value).split(/\s+/).filter(Boolean);
      rows.forEach((row, place) => { row.hidden = !asked.every((word) => texts[place].includes(word)); });
      const left = rows.filter((row) => !row.hidden).length;
      count.textContent = left < rows.length ? `${left} of ${rows.length} rows` : "";
    });
    table.closest(".table-box").before(box);
  };

  for (const table of document.querySelectorAll("table.filtered")) {
    const rows = [...table.tBodies[0].rows];
    if (rows.length < 3) continue;
    for (const head of table.tHead.rows[0].cells) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort plain";
      button.append(...head.childNodes);
      button.addEventListener("click", () => sort(table, rows, head));
      head.append(button);
      head.setAttribute("aria-sort", "none");
    }
    if (rows.length > 8) filterable(table, rows);
  }
})();
