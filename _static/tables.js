// Tables that can be sorted by any column and, where long, filtered; what is folded gets printed.
(() => {
  const SORTABLE = 4, LONG = 12;
  const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const bare = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();
  const dated = /^\d{1,2} [A-Z][a-z]+ \d{4}/;
  const number = /^[^\d+\u2212-]{0,12}([+\u2212-]?)(\d[\d,]*(?:\.\d+)?)/;

  // What a cell is sorted by: a day, a number, or its words; nothing where it is empty.
  const keyOf = (text) => {
    if (!text || text === "\u2013") return undefined;
    if (dated.test(text)) return Date.parse(`${text.match(dated)[0]} UTC`);
    const [, sign, digits] = text.match(number) ?? [];
    if (digits === undefined) return text;
    return (sign && sign !== "+" ? -1 : 1) * Number(digits.replaceAll(",", ""));
  };

  const sorted = (rows, column, descending) => {
    const cells = rows.map((row) => row.cells[column].textContent.trim());
    let keys = cells.map(keyOf);
    if (keys.some((key) => typeof key === "string")) keys = cells.map((text) => text || undefined);
    const compare = (one, other) => typeof one === "number" ? one - other : words.compare(one, other);
    const order = [...rows.keys()].sort((one, other) => {
      if (keys[one] === undefined || keys[other] === undefined) {
        return (keys[one] === undefined) - (keys[other] === undefined);
      }
      return descending ? compare(keys[other], keys[one]) : compare(keys[one], keys[other]);
    });
    return order.map((place) => rows[place]);
  };

  const sortable = (table, rows) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const text = head.querySelector("p") ?? head;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...text.childNodes);
      text.append(button);
      head.ariaSort = "none";
      button.addEventListener("click", () => {
        const next = { none: "ascending", ascending: "descending", descending: "none" }[head.ariaSort];
        heads.forEach((one) => { one.ariaSort = "none"; });
        head.ariaSort = next;
        const order = next === "none" ? rows : sorted(rows, column, next === "descending");
        table.tBodies[0].append(...order);
      });
    });
  };

  const filterable = (table, rows) => {
    const box = document.createElement("div");
    box.className = "filter";
    const label = document.createElement("label");
    const field = document.createElement("input");
    const count = document.createElement("output");
    field.type = "search";
    label.append("Filter rows ", field);
    box.append(label, count);
    const tell = () => {
      const asked = bare(field.value).split(/\s+/).filter(Boolean);
      rows.forEach((row) => {
        const text = bare(row.textContent);
        row.hidden = !asked.every((word) => text.includes(word));
      });
      const left = rows.filter((row) => !row.hidden).length;
      count.textContent = left < rows.length ? `${left} of ${rows.length} rows` : "";
    };
    field.addEventListener("input", tell);
    (table.closest(".pst-scrollable-table-container") ?? table).before(box);
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const table of document.querySelectorAll('main table[id^="tab-"]')) {
      const rows = [...(table.tBodies[0]?.rows ?? [])];
      if (!table.tHead || rows.length < SORTABLE) continue;
      sortable(table, rows);
      if (rows.length > LONG) filterable(table, rows);
    }
  });

  let opened = [];
  addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("main details.sd-dropdown:not([open])")];
    opened.forEach((fold) => { fold.open = true; });
  });
  addEventListener("afterprint", () => opened.forEach((fold) => { fold.open = false; }));
})();
