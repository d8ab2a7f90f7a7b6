// The corpus map: a row for each text, a block for each passage, as wide as its words.
//
//   const map = corpusMap.draw(container, data, options);
//
// data: { texts: [{id, label, title}], themes: [{id, label}],
//         passages: [{id, text, position, kind, words, counted, themes: {id: weight}, gist}] },
//   passages in reading order; title (or label) stands over a text's row; themes of a passage that is not counted are not shown. A theme's
//   colour is the CSS variable --theme-<id>.
// options, all of them optional:
//   label     name of the map for screen readers
//   href      (passage) => address; blocks are then links, else buttons
//   select    (passage, event) => called on a click, a tap on the action, or Enter
//   action    words of the action in the line that says what a passage is, "Go to the passage"
//   describe  (passage) => words after the themes in a block's name and in that line
//   theme     id of the theme of passages that only frame, "none"
//
// It returns { element, mark(ids), recolour(id, themes), show(id), focus(id) }: mark dims all
// passages but those of the set (null: none is dimmed); recolour gives a passage other themes.
//
// The map is one tab stop. Left and right go to the passage before and after, up and down to the
// text above and below, Home and End to the ends of a text. On narrow screens, a tap on a row
// goes to the passage under the finger, each further tap on this row one passage on; what the
// passage says then stands below the row, elsewhere above the map.
(() => {
  "use strict";

  const NARROW = "(max-width: 767.98px)";
  const LONG = 8000;
  let maps = 0;

  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };

  const percent = (weight) => `${Math.floor(weight * 100 + 0.5 + 1e-9)}%`;

  const draw = (container, data, options = {}) => {
    const framing = options.theme ?? "none";
    const labels = new Map(data.themes.map((theme) => [theme.id, theme.label]));
    const order = new Map(data.themes.map((theme, place) => [theme.id, place]));
    const texts = new Map(data.texts.map((text) => [text.id, text]));
    const blocks = new Map();
    const known = new Map();
    let current;

    const ranked = (themes) => Object.entries(themes)
      .filter(([id, weight]) => weight > 0 && labels.has(id))
      .sort(([one], [other]) => order.get(one) - order.get(other));

    const fill = (passage) => {
      let from = 0;
      const stops = ranked(passage.themes).map(([id, weight]) => {
        const colour = `var(--theme-${CSS.escape(id)})`;
        const stop = `${colour} ${(100 * from).toFixed(2)}% ${(100 * (from + weight)).toFixed(2)}%`;
        from += weight;
        return stop;
      });
      return stops.length ? `linear-gradient(to right, ${stops.join(", ")})` : "";
    };

    const themesOf = (passage) => {
      if (!passage.counted) return "not counted";
      const shares = ranked(passage.themes).sort((one, other) => other[1] - one[1]);
      if (shares.length === 1) return labels.get(shares[0][0]);
      return shares.map(([id, weight]) => `${labels.get(id)} ${percent(weight)}`).join(", ");
    };

    const describe = (passage) => [themesOf(passage), options.describe?.(passage)].filter(Boolean).join(". ");

    const paint = (passage) => {
      const block = blocks.get(passage.id);
      block.style.backgroundImage = passage.counted ? fill(passage) : "";
      block.classList.toggle("frames", passage.counted && passage.themes[framing] === 1);
      const text = texts.get(passage.text)?.label ?? "";
      block.setAttribute("aria-label",
        `${text}, passage ${passage.position}: ${describe(passage)}. ${passage.gist}`);
    };

    maps += 1;
    const element = make("div", "corpus-map");
    const rows = make("div", "corpus-rows");
    const words = data.passages.reduce((sum, passage) => sum + passage.words, 0);
    rows.setAttribute("role", "group");
    rows.setAttribute("aria-label", options.label ?? "Corpus map. Arrow keys move from passage to passage.");
    rows.classList.toggle("long", words > LONG);

    const fragment = document.createDocumentFragment();
    for (const text of data.texts) {
      const mine = data.passages.filter((passage) => passage.text === text.id);
      if (!mine.length) continue;
      const row = make("div", "corpus-row");
      const name = make("div", "corpus-name", text.title ?? text.label);
      const strip = make("div", "corpus-strip");
      name.id = `corpus-${maps}-${text.id}`;
      row.setAttribute("role", "group");
      row.setAttribute("aria-labelledby", name.id);
      for (const passage of mine) {
        const block = make(options.href ? "a" : "button", "corpus-block plain");
        if (options.href) block.href = options.href(passage);
        else block.type = "button";
        block.tabIndex = -1;
        block.dataset.passage = passage.id;
        block.style.setProperty("--words", passage.words);
        block.classList.toggle("aside", !passage.counted);
        blocks.set(passage.id, block);
        known.set(passage.id, passage);
        paint(passage);
        strip.append(block);
      }
      row.append(name, strip);
      fragment.append(row);
    }
    rows.append(fragment);

    const line = make("div", "corpus-line");
    const where = make("p", "corpus-where");
    const gist = make("p", "corpus-gist", matchMedia(NARROW).matches
      ? "Tap a row to step through its passages."
      : "Point at a block to see what its passage says.");
    const action = make(options.href ? "a" : "button", "corpus-action plain", options.action ?? "Go to the passage");
    action.hidden = true;
    if (!options.href) action.type = "button";
    line.append(where, gist, action);
    element.append(line, rows);
    container.append(element);

    const ids = [...blocks.keys()];
    const all = ids.map((id) => blocks.get(id));
    if (all.length) all[0].tabIndex = 0;

    const show = (id) => {
      if (!blocks.has(id)) return;
      if (current) blocks.get(current).classList.remove("current");
      current = id;
      const passage = known.get(id);
      blocks.get(id).classList.add("current");
      where.textContent = `${texts.get(passage.text)?.label ?? ""}, passage ${passage.position} · ` +
        `${passage.words} words · ${describe(passage)}`;
      gist.textContent = passage.gist || "No summary yet.";
      action.hidden = false;
      if (options.href) action.href = options.href(passage);
    };

    const focus = (id) => {
      if (!blocks.has(id)) return;
      for (const block of all) block.tabIndex = -1;
      blocks.get(id).tabIndex = 0;
      blocks.get(id).focus();
      show(id);
    };

    // The block of the text above or below that lies nearest to this one.
    const beside = (id, step) => {
      const row = blocks.get(id).closest(".corpus-row");
      const list = [...rows.querySelectorAll(".corpus-row")];
      const other = list[list.indexOf(row) + step];
      if (!other) return id;
      const from = blocks.get(id).getBoundingClientRect();
      const off = (block) => {
        const box = block.getBoundingClientRect();
        // The line that is nearest, and on it the block below or above this one.
        return 100 * Math.abs(box.top - from.top) + Math.abs(box.left + box.width / 2 - from.left - from.width / 2);
      };
      const found = [...other.querySelectorAll(".corpus-block")];
      found.sort((one, two) => off(one) - off(two));
      return found[0].dataset.passage;
    };

    rows.addEventListener("keydown", (event) => {
      const id = event.target.dataset?.passage;
      if (!id || event.altKey || event.ctrlKey || event.metaKey) return;
      const place = ids.indexOf(id);
      const strip = [...blocks.get(id).parentElement.children];
      const moves = {
        ArrowRight: () => ids[Math.min(place + 1, ids.length - 1)],
        ArrowLeft: () => ids[Math.max(place - 1, 0)],
        ArrowDown: () => beside(id, 1),
        ArrowUp: () => beside(id, -1),
        Home: () => strip[0].dataset.passage,
        End: () => strip[strip.length - 1].dataset.passage,
      };
      if (!moves[event.key]) return;
      event.preventDefault();
      focus(moves[event.key]());
    });

    rows.addEventListener("mouseover", (event) => {
      const id = event.target.dataset?.passage;
      if (id && !matchMedia(NARROW).matches) show(id);
    });
    rows.addEventListener("focusin", (event) => {
      const id = event.target.dataset?.passage;
      if (!id) return;
      for (const block of all) block.tabIndex = -1;
      blocks.get(id).tabIndex = 0;
      // A tap must not move the rows before its click has come.
      if (matchMedia(NARROW).matches && !event.target.matches(":focus-visible")) return;
      show(id);
    });

    // A finger is wider than a block: a tap on the row of the current passage goes one on.
    const step = (event) => {
      const row = event.target.closest(".corpus-row");
      if (!row) return;
      event.preventDefault();
      const inside = [...row.querySelectorAll(".corpus-block")].map((block) => block.dataset.passage);
      const tapped = event.target.dataset?.passage;
      const place = inside.indexOf(row.dataset.stepped === "yes" ? current : undefined);
      for (const other of rows.querySelectorAll(".corpus-row")) delete other.dataset.stepped;
      row.dataset.stepped = "yes";
      row.after(line);
      show(place < 0 ? tapped ?? inside[0] : inside[(place + 1) % inside.length]);
    };

    rows.addEventListener("click", (event) => {
      // A click with the keyboard has no place on the screen.
      if (matchMedia(NARROW).matches && event.detail > 0) { step(event); return; }
      const id = event.target.dataset?.passage;
      if (id && options.select) options.select(known.get(id), event);
    });
    action.addEventListener("click", (event) => {
      if (current && options.select) options.select(known.get(current), event);
    });

    return {
      element,
      show,
      focus,
      mark(chosen) {
        for (const [id, block] of blocks) block.classList.toggle("dim", chosen !== null && !chosen.has(id));
      },
      recolour(id, themes) {
        if (!known.has(id)) return;
        known.set(id, { ...known.get(id), themes });
        paint(known.get(id));
        if (current === id) show(id);
      },
    };
  };

  window.corpusMap = { draw };
})();
