// Names that the stock theme leaves out, what is reached by keyboard, and marks of figures.
addEventListener("DOMContentLoaded", () => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const NAMES = {
    "#pst-primary-sidebar-modal": "Contents of the book",
    "#pst-secondary-sidebar-modal": "On this page",
    "a.headerlink": "Link to this place",
  };
  for (const [selector, name] of Object.entries(NAMES)) {
    for (const one of all(selector)) one.ariaLabel = name;
  }
  for (const one of all("th:empty")) one.replaceWith(document.createElement("td"));
  for (const one of all('[role="doc-biblioentry"]')) one.role = "listitem";

  // A box that scrolls sideways is a stop of the tab key.
  const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => {
    const scrolls = target.scrollWidth > target.clientWidth + 1;
    const caption = target.querySelector("caption")?.textContent.trim();
    target.role = scrolls ? "group" : null;
    target.ariaLabel = scrolls ? caption || "Table or formula" : null;
    if (scrolls) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }));
  all(".table-box, .pst-scrollable-table-container, div.math").forEach((box) => sizes.observe(box));

  // The marks of a figure are one stop; arrow keys go from one to the next.
  const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
  for (const svg of all(".drawing svg")) {
    const links = [...svg.querySelectorAll('a[href]:not([tabindex="-1"])')];
    const stop = (link) => links.forEach((one) => { one.tabIndex = one === link ? 0 : -1; });
    stop(links[0]);
    svg.addEventListener("keydown", (event) => {
      const place = links.indexOf(event.target.closest("a"));
      if (place < 0 || !STEPS[event.key]) return;
      event.preventDefault();
      const next = links[(place + STEPS[event.key] + links.length) % links.length];
      stop(next);
      next.focus();
    });
  }
});
