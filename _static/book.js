// Names that the stock theme leaves out, and boxes that scroll sideways made reachable by keyboard.
(() => {
  const name = (selector, text) => document.querySelectorAll(selector).forEach((one) => one.setAttribute("aria-label", text));
  const reachable = () => document.querySelectorAll(".table-box, .pst-scrollable-table-container, div.math, .highlight pre").forEach((box) => {
    const scrolls = box.scrollWidth > box.clientWidth + 1;
    const text = box.querySelector("caption")?.textContent.trim() || (box.matches("pre") ? "Code" : box.matches(".math") ? "Formula" : "Table");
    for (const [key, value] of [["tabindex", "0"], ["role", "group"], ["aria-label", text]])
      if (scrolls) box.setAttribute(key, value); else box.removeAttribute(key);
  });
  let waiting;
  const later = () => { clearTimeout(waiting); waiting = setTimeout(reachable, 150); };
  document.addEventListener("DOMContentLoaded", () => {
    name("#pst-primary-sidebar-modal", "Contents of the book");
    name("#pst-secondary-sidebar-modal", "On this page");
    name("a.headerlink", "Link to this place");
    document.querySelectorAll("th:empty").forEach((one) => one.replaceWith(document.createElement("td")));
    document.querySelectorAll('[role="doc-biblioentry"]').forEach((one) => one.setAttribute("role", "listitem"));
    reachable();
    document.querySelectorAll(".table-box, .pst-scrollable-table-container").forEach((box) => new ResizeObserver(later).observe(box));
  });
  addEventListener("resize", later);
  // The marks of a figure are one stop of the tab key; arrow keys go from one to the next.
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".drawing svg").forEach((svg) => {
    const links = [...svg.querySelectorAll("a[href]")].filter((one) => one.getAttribute("tabindex") !== "-1");
    const stop = (link) => links.forEach((one) => one.setAttribute("tabindex", one === link ? "0" : "-1"));
    if (links.length) stop(links[0]);
    svg.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key], place = links.indexOf(event.target.closest("a"));
      if (!step || place < 0) return;
      event.preventDefault();
      const next = links[(place + step + links.length) % links.length];
      stop(next);
      next.focus();
    });
  }));
  // On paper every fold is open.
  let folds = [];
  addEventListener("beforeprint", () => { folds = [...document.querySelectorAll("main details:not([open])")]; folds.forEach((one) => { one.open = true; }); });
  addEventListener("afterprint", () => folds.forEach((one) => { one.open = false; }));
})();
