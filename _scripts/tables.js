/* Tables marked "filtered": rows by word, order by any column. */
(() => {
  "use strict";

  const { make, button, bare, holding } = window.themeshift;
  const { compare } = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August",
    "September", "October", "November", "December"];

  /** What a cell is sorted by: a date by its beginning, else its words; "" where it is empty. */
  const keyOf = (cell) => {
    const text = cell.textContent.trim();
    const [, day, month, year] = text.match(/^(\d*) ?([A-Z][a-z]+) .*?(\d{4})/) ?? [];
    const place = MONTHS.indexOf(month);
    return place < 0 ? text.replace(/^–$/, "") : `${year} ${place + 10} ${day.padStart(2, "0")}`;
  };

  const sort = (table, rows, head) => {
    const sign = head.ariaSort === "ascending" ? -1 : 1;
    for (const one of head.parentElement.cells) one.ariaSort = "none";
    head.ariaSort = sign > 0 ? "ascending" : "descending";
    const keyed = rows.map((row) => [keyOf(row.cells[head.cellIndex]), row]);
    // Empty cells stand last in either order.
    keyed.sort(([a], [b]) => (a === "") - (b === "") || sign * compare(a, b));
    table.tBodies[0].append(...keyed.map(([, row]) => row));
  };

  const addFilter = (table, rows) => {
    const texts = rows.map((row) => bare(row.textContent));
    const count = make("output");
    const field = make("input", { type: "search",
      "aria-label": `Filter rows: ${table.caption.textContent.split(/[,:.]/)[0]}`,
      oninput() {
        const fits = holding(field.value);
        rows.forEach((row, place) => { row.hidden = !fits(texts[place]); });
        const left = rows.filter((row) => !row.hidden).length;
        count.textContent = left < rows.length ? `${left} of ${rows.length} rows` : "";
      } });
    table.closest(".table-box").before(make("div", { class: "table-filter" },
      make("label", {}, "Filter rows ", field), count));
  };

  for (const table of document.querySelectorAll("table.filtered")) {
    const rows = [...table.tBodies[0].rows];
    for (const head of table.tHead.rows[0].cells) {
      head.replaceChildren(button(head.textContent, () => sort(table, rows, head),
        { class: "sort" }));
      head.ariaSort = "none";
    }
    if (rows.length > 8) addFilter(table, rows);
  }
})();
