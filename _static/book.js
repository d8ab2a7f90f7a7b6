// Boxes that scroll sideways can be reached by keyboard, and say what they are.
(() => {
  const boxes = ".pst-scrollable-table-container, div.math, div.highlight pre";

  const nameOf = (box) => {
    const caption = box.querySelector("caption, .caption-text");
    if (caption) return `Table: ${caption.textContent.trim().replace(/#$/, "")}`;
    if (box.matches("div.math")) return "Formula";
    return box.matches("pre") ? "Code" : "Table";
  };

  const mark = () => {
    for (const box of document.querySelectorAll(boxes)) {
      const scrolls = box.scrollWidth > box.clientWidth + 1;
      if (scrolls) {
        box.tabIndex = 0;
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", nameOf(box));
      } else if (box.getAttribute("role") === "group") {
        box.removeAttribute("tabindex");
        box.removeAttribute("role");
        box.removeAttribute("aria-label");
      }
    }
  };

  let waiting;
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(mark, 350);
  };
  document.addEventListener("DOMContentLoaded", mark);
  window.addEventListener("load", later);
  window.addEventListener("resize", later);
})();
