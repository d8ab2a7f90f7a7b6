/* The corpus map: a row for each text, a block for each passage, as wide as its words.
 *
 * themeshift.drawMap(container, data, options) gives {paint, dim, show}: paint() draws the blocks
 * again as the passages now are; dim(left) makes those faint that are not in this set of passages;
 * show(id) says what a passage is.
 *
 * data: { texts: [{id, label, title}], themes: [{id, label}], passages: [{id, text, position, words,
 *   counted, themes: {id: weight}, gist, note, mark}] }, passages and their themes in order. note:
 *   words after the themes; mark: class of the block. The colour of a theme is the CSS variable
 *   --theme-<id>; a passage that is not counted shows none.
 * options: label, the map's name for screen readers; href(passage), its address: blocks are then
 *   links, else buttons; select(passage, event), called on a click, Enter, or a tap on the action;
 *   action, the words of that button.
 *
 * The map is one tab stop. Left and right go to the passage before and after, up and down to the
 * text above and below, Home and End to the ends of a text. On narrow screens, where a finger is
 * wider than a block, a tap on a row goes to the passage under the finger, each further tap on this
 * row one passage on; what the passage says then stands below the row, elsewhere above the map. */
(() => {
  "use strict";

  const { make, weighed } = window.themeshift;
  const LONG = 8000; // words of all passages
  const narrow = matchMedia("(max-width: 767.98px)");

  window.themeshift.drawMap = (container, data, { label, href, select, action }) => {
    const [themeLabels, textLabels] = [data.themes, data.texts]
      .map((list) => new Map(list.map((one) => [one.id, one.label])));
    const tag = href ? "a" : "button";
    const passageOf = new Map(data.passages.map((passage) => [make(tag, {
      tabindex: -1, "data-passage": passage.id, style: `--words: ${passage.words}`,
      ...(href && { href: href(passage) }) }), passage]));
    const blocks = [...passageOf.keys()];
    const strips = data.texts.map(({ id }) => make("div", { class: "corpus-strip" },
      blocks.filter((block) => passageOf.get(block).text === id)));
    const rows = make("div", { class: "corpus-rows", role: "group", "aria-label": label },
      data.texts.map(({ title }, nth) => strips[nth].firstChild &&
        make("div", { class: "corpus-row", role: "group", "aria-label": title },
          make("div", { class: "corpus-name" }, title), strips[nth])));
    const words = data.passages.reduce((sum, passage) => sum + passage.words, 0);
    rows.classList.toggle("long", words > LONG);
    const place = make("p", { class: "corpus-where" });
    const gist = make("p", { class: "corpus-gist" }, narrow.matches
      ? "Tap a row to step through its passages."
      : "Point at a block to see what its passage says.");
    const follow = make(tag, { class: "corpus-action", hidden: "" },
      action ?? "Go to the passage");
    const line = make("div", { class: "corpus-line" }, place, gist, follow);
    container.append(make("div", { class: "corpus-map" }, line, rows));

    let current;
    const where = ({ text, position }) => `${textLabels.get(text)}, passage ${position}`;
    const told = ({ counted, themes, note }) => {
      const labelled = Object.entries(themes).map(([id, weight]) => [themeLabels.get(id), weight]);
      return (counted ? weighed(labelled) : "not counted") + (note ? `. ${note}` : "");
    };
    const fill = (themes) => {
      let from = 0;
      const stops = Object.entries(themes).map(([id, weight]) => {
        const start = from;
        from += 100 * weight;
        return `var(--theme-${CSS.escape(id)}) ${start.toFixed(2)}% ${from.toFixed(2)}%`;
      });
      return stops.length ? `linear-gradient(to right, ${stops})` : "";
    };
    const paint = () => {
      for (const [block, passage] of passageOf) {
        block.className = `corpus-block ${passage.counted ? "" : "aside"} ${passage.mark ?? ""}`;
        block.style.backgroundImage = passage.counted ? fill(passage.themes) : "";
        block.setAttribute("aria-label",
          `${where(passage)}: ${told(passage)}. ${passage.gist}`);
      }
      show(current);
    };
    const show = (block) => {
      const passage = passageOf.get(block);
      if (!passage) return;
      current?.classList.remove("current");
      current = block;
      block.classList.add("current");
      place.textContent = `${where(passage)} · ${passage.words} words · ${told(passage)}`;
      gist.textContent = passage.gist || "No summary yet.";
      follow.hidden = false;
      if (href) follow.href = block.href;
    };

    const stopAt = (block) => blocks.forEach((one) => { one.tabIndex = one === block ? 0 : -1; });
    const beside = (block, step) => strips[strips.indexOf(block.parentElement) + step]?.firstChild;
    const moves = {
      ArrowRight: (block) => blocks[blocks.indexOf(block) + 1],
      ArrowLeft: (block) => blocks[blocks.indexOf(block) - 1],
      ArrowDown: (block) => beside(block, 1),
      ArrowUp: (block) => beside(block, -1),
      Home: (block) => block.parentElement.firstChild,
      End: (block) => block.parentElement.lastChild,
    };
    rows.addEventListener("keydown", (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || !passageOf.has(event.target)) return;
      const next = moves[event.key]?.(event.target);
      if (!next) return;
      event.preventDefault();
      next.focus();
      show(next);
    });
    rows.addEventListener("mouseover", ({ target }) => { if (!narrow.matches) show(target); });
    rows.addEventListener("focusin", ({ target }) => {
      if (passageOf.has(target)) stopAt(target);
      // A tap must not move the rows before its click has come.
      if (!narrow.matches || target.matches(":focus-visible")) show(target);
    });
    const tap = (strip, block) => {
      const next = current?.nextElementSibling ?? strip.firstChild;
      const under = passageOf.has(block) ? block : strip.firstChild;
      show(current?.parentElement === strip ? next : under);
      strip.parentElement.after(line);
    };
    rows.addEventListener("click", (event) => {
      const strip = event.target.closest(".corpus-row")?.lastChild;
      // A click with the keyboard has no place on the screen.
      if (narrow.matches && event.detail > 0 && strip) {
        event.preventDefault();
        tap(strip, event.target);
      } else if (passageOf.has(event.target)) select?.(passageOf.get(event.target), event);
    });
    follow.addEventListener("click", (event) => select?.(passageOf.get(current), event));
    stopAt(blocks[0]);
    paint();
    const dim = (left) => passageOf.forEach((passage, block) => {
      block.classList.toggle("dim", !left.has(passage));
    });
    return { paint, dim, show: (id) => show(blocks.find((one) => one.dataset.passage === id)) };
  };
})();
