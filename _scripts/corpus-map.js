// The corpus map: a row for each text, a block for each passage, as wide as its words.
//
//   const map = corpusMap.draw(container, data, options);
//
// data: { texts: [{id, label, title}], themes: [{id, label}],
//         passages: [{id, text, position, words, counted, themes: {id: weight}, gist}] },
//   passages in reading order; title (or label) stands over a text's row; themes of a passage that
//   is not counted are not shown. A theme's colour is the CSS variable --theme-<id>.
// options, all but label of them optional:
//   label     name of the map for screen readers
//   href      (passage) => address; blocks are then links, else buttons
//   select    (passage, event) => called on a click, a tap on the action, or Enter
//   action    words of the action in the line that says what a passage is, "Go to the passage"
//   describe  (passage) => words after the themes in a block's name and in that line
//
// It returns { mark(ids), recolour(id, themes), show(id) }: mark dims all passages but those of
// the set (null: none is dimmed); recolour gives a passage other themes.
//
// The map is one tab stop. Left and right go to the passage before and after, up and down to the
// text above and below, Home and End to the ends of a text. On narrow screens, a tap on a row
// goes to the passage under the finger, each further tap on this row one passage on; what the
// passage says then stands below the row, elsewhere above the map.
(() => {
  "use strict";

  const LONG = 8000;
  const narrow = matchMedia("(max-width: 767.98px)");
  let maps = 0;

  const make = (tag, className, ...children) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (tag === "button") element.type = "button";
    element.append(...children);
    return element;
  };
  const percent = (share) => share > 0 && share < 0.005 ? "under 1%"
    : `${Math.floor(Number(share.toFixed(10)) * 100 + 0.5 + 1e-9)}%`;

  const draw = (container, data, options) => {
    const order = data.themes.map((theme) => theme.id);
    const labels = new Map(data.themes.map((theme) => [theme.id, theme.label]));
    const texts = new Map(data.texts.map((text) => [text.id, text.label]));
    const known = new Map(data.passages.map((passage) => [passage.id, passage]));
    const blocks = new Map();
    const idOf = (event) => event.target.dataset?.passage;
    let current;

    const ranked = (passage) => order.map((id) => [id, passage.themes[id] ?? 0]).filter(([, weight]) => weight > 0);

    const fill = (passage) => {
      let from = 0;
      const stops = ranked(passage).map(([id, weight]) => {
        const start = from;
        from += weight;
        return `var(--theme-${CSS.escape(id)}) ${(100 * start).toFixed(2)}% ${(100 * from).toFixed(2)}%`;
      });
      return stops.length ? `linear-gradient(to right, ${stops.join(", ")})` : "";
    };

    const describe = (passage) => {
      const shares = ranked(passage).sort((one, other) => other[1] - one[1])
        .map(([id, weight], _, all) => all.length > 1 ? `${labels.get(id)} ${percent(weight)}` : labels.get(id));
      return [passage.counted ? shares.join(", ") : "not counted", options.describe?.(passage)].filter(Boolean).join(". ");
    };
    const where = (passage) => `${texts.get(passage.text)}, passage ${passage.position}`;

    const paint = (passage) => {
      const block = blocks.get(passage.id);
      block.style.backgroundImage = passage.counted ? fill(passage) : "";
      block.setAttribute("aria-label", `${where(passage)}: ${describe(passage)}. ${passage.gist}`);
    };

    const addBlock = (passage) => {
      const block = make(options.href ? "a" : "button", "corpus-block plain");
      if (options.href) block.href = options.href(passage);
      block.tabIndex = -1;
      block.dataset.passage = passage.id;
      block.style.setProperty("--words", passage.words);
      block.classList.toggle("aside", !passage.counted);
      blocks.set(passage.id, block);
      paint(passage);
      return block;
    };

    maps += 1;
    const rows = make("div", "corpus-rows");
    rows.setAttribute("role", "group");
    rows.setAttribute("aria-label", options.label);
    rows.classList.toggle("long", data.passages.reduce((sum, passage) => sum + passage.words, 0) > LONG);
    for (const text of data.texts) {
      const mine = data.passages.filter((passage) => passage.text === text.id);
      if (!mine.length) continue;
      const name = make("div", "corpus-name", text.title ?? text.label);
      const row = make("div", "corpus-row", name, make("div", "corpus-strip", ...mine.map(addBlock)));
      name.id = `corpus-${maps}-${text.id}`;
      row.setAttribute("role", "group");
      row.setAttribute("aria-labelledby", name.id);
      rows.append(row);
    }
    const ids = [...blocks.keys()];

    const place = make("p", "corpus-where");
    const gist = make("p", "corpus-gist", narrow.matches
      ? "Tap a row to step through its passages."
      : "Point at a block to see what its passage says.");
    const action = make(options.href ? "a" : "button", "corpus-action plain", options.action ?? "Go to the passage");
    const line = make("div", "corpus-line", place, gist, action);
    action.hidden = true;
    container.append(make("div", "corpus-map", line, rows));

    const show = (id) => {
      const passage = known.get(id);
      if (!blocks.has(id)) return;
      blocks.get(current)?.classList.remove("current");
      blocks.get(id).classList.add("current");
      current = id;
      place.textContent = `${where(passage)} · ${passage.words} words · ${describe(passage)}`;
      gist.textContent = passage.gist || "No summary yet.";
      action.hidden = false;
      if (options.href) action.href = options.href(passage);
    };

    let stop = ids[0];
    const stopAt = (id) => {
      for (const [one, index] of [[stop, -1], [id, 0]]) if (blocks.has(one)) blocks.get(one).tabIndex = index;
      stop = id;
    };
    stopAt(stop);

    // The block of the text above or below that lies nearest to this one: in the nearest line of
    // its row, the one below or above it.
    const beside = (id, step) => {
      const list = [...rows.children];
      const other = list[list.indexOf(blocks.get(id).closest(".corpus-row")) + step];
      const from = blocks.get(id).getBoundingClientRect();
      const off = (block) => {
        const box = block.getBoundingClientRect();
        return 100 * Math.abs(box.top - from.top) + Math.abs(box.left + box.width / 2 - from.left - from.width / 2);
      };
      const near = other && [...other.lastChild.children].sort((one, two) => off(one) - off(two))[0];
      return near?.dataset.passage ?? id;
    };

    const moves = {
      ArrowRight: (id) => ids[ids.indexOf(id) + 1] ?? id,
      ArrowLeft: (id) => ids[ids.indexOf(id) - 1] ?? id,
      ArrowDown: (id) => beside(id, 1),
      ArrowUp: (id) => beside(id, -1),
      Home: (id) => blocks.get(id).parentElement.firstChild.dataset.passage,
      End: (id) => blocks.get(id).parentElement.lastChild.dataset.passage,
    };
    rows.addEventListener("keydown", (event) => {
      if (!idOf(event) || !moves[event.key] || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      const next = moves[event.key](idOf(event));
      blocks.get(next).focus();
      show(next);
    });
    rows.addEventListener("mouseover", (event) => { if (!narrow.matches) show(idOf(event)); });
    rows.addEventListener("focusin", (event) => {
      stopAt(idOf(event));
      // A tap must not move the rows before its click has come.
      if (!narrow.matches || event.target.matches(":focus-visible")) show(idOf(event));
    });

    // A finger is wider than a block: a tap on the row of the current passage goes one on.
    let stepped;
    const step = (event) => {
      const row = event.target.closest(".corpus-row");
      if (!row) return;
      event.preventDefault();
      const inside = [...row.lastChild.children].map((block) => block.dataset.passage);
      const next = inside.indexOf(current) + 1;
      show(row === stepped && next ? inside[next % inside.length] : idOf(event) ?? inside[0]);
      stepped = row;
      row.after(line);
    };
    rows.addEventListener("click", (event) => {
      // A click with the keyboard has no place on the screen.
      if (narrow.matches && event.detail > 0) step(event);
      else if (idOf(event)) options.select?.(known.get(idOf(event)), event);
    });
    action.addEventListener("click", (event) => options.select?.(known.get(current), event));

    return {
      show,
      mark(chosen) {
        for (const [id, block] of blocks) block.classList.toggle("dim", chosen !== null && !chosen.has(id));
      },
      recolour(id, themes) {
        known.set(id, { ...known.get(id), themes });
        paint(known.get(id));
        if (current === id) show(id);
      },
    };
  };

  window.corpusMap = { draw, make, percent };
})();
