/* The explorer's page: presets, verdict, lines, map of passages, choices. Its arithmetic is in
 * explorer-model.js, its drawing in explorer-lines.js, its two games in explorer-games.js.
 *
 * Whatever comes from the data or the address goes into the page as text, never as markup. */
(function () {
  "use strict";

  const host = document.getElementById("explorer");
  const data = (window.themeshift || {}).explorer;
  const model = window.themeshiftModel;
  const drawing = window.themeshiftLines;
  if (!host || !data || !model || !drawing || !window.corpusMap) return;

  const BOOK = model.defaults(data);
  const own = model.outcome(data, BOOK);
  const phaseOf = (passage) => data.phases[model.phaseOf(data, passage)];
  const theme = (id) => data.themes.find((one) => one.id === id);
  const text = (id) => data.documents.find((one) => one.id === id);
  const inPhase = (one) => `${data.phases[one.phase].short}: ${one.label}`;
  const place = new Map(data.passages.map((passage, i) => [passage.id, i]));
  const readable = (id) =>
    [model.MEAN, ...data.dictionaries].includes(id)
      ? { [model.MEAN]: "Mean of the codings" }[id] || "Dictionary alone"
      : data.codings.find((coding) => coding.id === id).label;
  const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

  let state = BOOK;
  let problems = [];
  const views = [];

  /** Make an element; attributes by name, `on…` are listeners; children are elements or text. */
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
  }

  const button = (label, onclick, attributes) => make("button", { type: "button", onclick, ...attributes }, label);

  /* ---------- state and address ---------- */

  function address(of = state) {
    const query = model.query(data, of);
    return `${location.href.replace(/[?#].*$/, "")}${query ? `?${query}` : ""}`;
  }

  function change(changes) {
    state = { ...state, ...changes };
    problems = [];
    try {
      history.replaceState(null, "", address());
    } catch {
      // a browser that keeps the address of local files as it is: the link button still has it
    }
    refresh();
  }

  function refresh() {
    const rows = model.weights(data, state);
    const found = model.measure(data, state, rows);
    for (const view of views) view(rows, found);
    host.dataset.ready = "true";
  }

  function read() {
    const asked = location.search.length > 1 ? location.search : location.hash.includes("=") ? location.hash : "";
    ({ state, problems } = model.parse(data, asked));
  }

  /* ---------- presets ---------- */

  function presets() {
    const middle = data.documents
      .filter((one) => one.phase > 0 && one.phase < data.phases.length - 1)
      .map((one) => [one, data.passages.filter((passage) => passage.document === one.id).length])
      .sort((a, b) => b[1] - a[1])[0];
    const first = model.members(BOOK.poles, "destination")[0];
    const list = [
      ["The book\u2019s choices", {}],
      ["Count words instead", { measure: "words" }],
    ];
    if (middle)
      list.push([
        `Leave out the ${data.phases[middle[0].phase].short}`,
        { texts: data.documents.filter((one) => one.phase === middle[0].phase).map((one) => one.id) },
      ]);
    if (data.dictionaries.length) list.push(["Dictionary alone", { coding: data.dictionaries[0] }]);
    if (first && model.members(BOOK.poles, "destination").length > 1) {
      const poles = { ...BOOK.poles };
      for (const id of model.members(poles, "destination")) if (id !== first) poles[id] = "none";
      list.push([`Only ${theme(first).short.toLowerCase()} as destination`, { poles }]);
    }
    list.push(["Read doubtful passages against it", { reading: "lowest" }]);
    return list;
  }

  function presetView() {
    const buttons = presets().map(([label, changes]) => {
      const full = { ...BOOK, ...changes };
      const one = button(label, () =>
        change({ ...full, passage: state.passage, ten: state.ten, mine: state.mine, search: state.search }),
      );
      return [one, model.query(data, full)];
    });
    views.push(() => {
      host.classList.toggle("swapped", model.isSwapped(data, state.poles));
      const now = model.query(data, { ...state, passage: "", ten: 0, mine: {}, search: false });
      for (const [one, query] of buttons) one.setAttribute("aria-pressed", String(now === query));
    });
    return make(
      "div",
      { class: "explorer-presets", role: "group", "aria-label": "Try these first" },
      buttons.map(([one]) => one),
    );
  }

  /* ---------- notice and verdict ---------- */

  function noticeView() {
    const notice = make("p", { class: "explorer-notice", role: "alert", hidden: true });
    views.push(() => {
      notice.hidden = !problems.length;
      notice.textContent = problems.length
        ? `The address asks for what is not known here, and it is ignored: ${model.listing(problems)}.`
        : "";
    });
    return notice;
  }

  function verdictView() {
    const number = make("span", { class: "explorer-number" });
    const headline = make("strong", { class: "explorer-headline" });
    const rest = make("span", { class: "explorer-rest" });
    const box = make(
      "div",
      { class: "explorer-verdict", role: "status", "aria-label": "What your choices give" },
      number,
      make("span", { class: "explorer-words" }, headline, " ", rest),
    );
    views.push(() => {
      const verdict = model.verdict(data, state);
      box.dataset.kind = verdict.kind;
      box.dataset.shift = verdict.shift;
      number.textContent = model.signedPoints(verdict.shift);
      headline.textContent = `${verdict.headline}.`;
      rest.textContent = verdict.sentences.join(" ");
    });
    return box;
  }

  /* ---------- lines and their numbers ---------- */

  const series = (found, pole) => found.phases.map((phase) => phase[pole]);

  function linesState(of, found) {
    const names = {
      origin: model.poleName(data, of.poles, "origin"),
      destination: model.poleName(data, of.poles, "destination"),
    };
    const printed = (pole) => series(found, pole).map(model.percent);
    const told = ["origin", "destination"]
      .filter((pole) => names[pole])
      .map(
        (pole) =>
          `${model.upper(names[pole])}: ${found.phases.map((phase, p) => `${data.phases[p].short} ${model.percent(phase[pole])}`).join(", ")}.`,
      );
    return {
      names,
      origin: series(found, "origin"),
      destination: series(found, "destination"),
      text: { origin: printed("origin"), destination: printed("destination") },
      ghost: model.sameChoices(data, of)
        ? null
        : { origin: series(own, "origin"), destination: series(own, "destination") },
      swapped: model.isSwapped(data, of.poles),
      label: `Two lines by phase. ${told.join(" ")}`,
    };
  }

  function linesView() {
    const box = make("div", { class: "explorer-drawing" });
    const title = make("h2", { class: "explorer-title" });
    const note = make("p", { class: "explorer-note" });
    const body = make("tbody");
    const chart = drawing.lines(box, data);
    views.push((rows, found) => {
      title.textContent = state.measure === "words" ? "Share of words, by phase" : "Share of passages, by phase";
      note.textContent = model.sameChoices(data, state)
        ? "The lines move with every choice below."
        : "Thin dashed lines: the book\u2019s own choices.";
      chart.show(linesState(state, found));
      body.replaceChildren(
        ...found.phases.map((phase, p) =>
          make(
            "tr",
            { "data-phase": phase.id, "data-origin": phase.origin, "data-destination": phase.destination },
            make("th", { scope: "row" }, data.phases[p].short),
            make("td", {}, model.percent(phase.origin)),
            make("td", {}, model.percent(phase.destination)),
            make("td", {}, model.signedPoints(phase.balance)),
          ),
        ),
      );
    });
    const heads = ["Phase", "From", "To", "To less From"].map((head) => make("th", { scope: "col" }, head));
    return make(
      "section",
      { class: "explorer-chart", "aria-label": "Two lines" },
      title,
      note,
      box,
      make(
        "details",
        {},
        make("summary", {}, "The numbers"),
        make("table", { class: "explorer-table" }, make("thead", {}, make("tr", {}, heads)), body),
      ),
    );
  }

  /* ---------- map ---------- */

  const swatch = (id) =>
    make("span", {
      class: `explorer-swatch${theme(id).framing ? " frames" : ""}`,
      style: `background: var(--theme-${CSS.escape(id)})`,
      "aria-hidden": "true",
    });

  /** The themes of a row of weights, the heaviest first: "digital 50%, skills 50%". */
  function themesOf(row) {
    return row
      .map((weight, t) => [weight, data.themes[t]])
      .filter(([weight]) => weight > 1e-9)
      .sort((a, b) => b[0] - a[0])
      .map(([weight, one]) => (weight > 1 - 1e-9 ? one.short : `${one.short} ${model.percent(weight)}`));
  }

  const byTheme = (row) =>
    Object.fromEntries(row.map((weight, t) => [data.themes[t].id, weight]).filter(([, weight]) => weight > 0));

  function mapView() {
    const framing = (data.themes.find((one) => one.framing) || {}).id;
    const box = make("div");
    const rows = model.weights(data, state);
    const marks = new Map();
    const map = window.corpusMap.draw(
      box,
      {
        texts: data.documents.map((one) => ({ id: one.id, label: inPhase(one) })),
        themes: data.themes.map((one) => ({ id: one.id, label: one.short })),
        passages: data.passages.map((one, i) => ({
          ...one,
          text: one.document,
          kind: "",
          counted: true,
          themes: byTheme(rows[i]),
        })),
      },
      {
        theme: framing,
        label: "All passages that count. Arrow keys move from one to the next, Enter opens it.",
        action: "Code it yourself",
        describe: (passage) => marks.get(passage.id) || "",
        select: (passage, event) => {
          change({ passage: passage.id });
          if (event.detail === 0 || event.target.classList.contains("corpus-action")) panel.focus();
        },
      },
    );
    const blocks = new Map([...box.querySelectorAll("[data-passage]")].map((block) => [block.dataset.passage, block]));
    const painted = new Map();
    let last = "";
    // the line below the map shows the passage pointed at, and else the one that was chosen
    const back = () => place.has(state.passage) && matchMedia("(min-width: 768px)").matches && map.show(state.passage);
    box.addEventListener("mouseleave", back);
    box.addEventListener("focusout", (event) => box.contains(event.relatedTarget) || back());
    const panel = panelView((i) => change({ passage: data.passages[i].id }));
    views.push((weights) => {
      const isOut = model.outside(data, state);
      const inside = new Set();
      data.passages.forEach((passage, i) => {
        const mine = Object.hasOwn(state.recode, passage.id);
        const out = isOut(passage);
        if (!out) inside.add(passage.id);
        marks.set(passage.id, [mine ? "Coded by you" : "", out ? "Left out" : ""].filter(Boolean).join(". "));
        const look = `${weights[i].join()}|${marks.get(passage.id)}`;
        if (painted.get(passage.id) !== look) map.recolour(passage.id, byTheme(weights[i]));
        painted.set(passage.id, look);
        blocks.get(passage.id).classList.toggle("mine", mine);
        blocks.get(passage.id).classList.toggle("chosen", passage.id === state.passage);
      });
      if (place.has(state.passage) && state.passage !== last) map.show(state.passage);
      last = state.passage;
      map.mark(inside.size < data.passages.length ? inside : null);
    });
    const legend = make(
      "p",
      { class: "explorer-legend" },
      data.themes.map((one) => make("span", {}, swatch(one.id), one.short)),
    );
    return make(
      "section",
      { class: "explorer-passages", "aria-label": "Map of the passages" },
      make("h2", { class: "explorer-title" }, `The ${plural(data.passages.length, "passage")} that count`),
      make(
        "p",
        { class: "explorer-note" },
        "A block is a passage, as wide as its words. Click one to code it yourself or leave it out.",
      ),
      legend,
      box,
      panel,
    );
  }

  /** Toggle buttons for themes, one tab stop, arrow keys inside. */
  function chips(label, onchange, withDefinitions) {
    const all = data.themes.map((one) =>
      button(
        [
          make("span", { class: "explorer-chip-name" }, swatch(one.id), one.short),
          withDefinitions ? make("small", {}, one.definition) : null,
        ],
        () => {
          const on = chosen.includes(one.id);
          onchange(
            one.framing
              ? on
                ? []
                : [one.id]
              : model.tidy(data, on ? chosen.filter((id) => id !== one.id) : [...chosen, one.id]),
          );
        },
        { class: "explorer-chip", "aria-pressed": "false", title: withDefinitions ? null : one.definition },
      ),
    );
    let chosen = [];
    let focus = 0;
    const rove = () => all.forEach((one, k) => (one.tabIndex = k === focus ? 0 : -1));
    const bar = make(
      "div",
      { class: `explorer-chips${withDefinitions ? " wide" : ""}`, role: "toolbar", "aria-label": label },
      all,
    );
    bar.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      if (!step) return;
      event.preventDefault();
      focus = (focus + step + all.length) % all.length;
      rove();
      all[focus].focus();
    });
    bar.addEventListener("focusin", (event) => {
      const at = all.indexOf(event.target);
      if (at >= 0) focus = at;
      rove();
    });
    rove();
    const set = (ids) => {
      chosen = ids;
      all.forEach((one, k) => one.setAttribute("aria-pressed", String(ids.includes(data.themes[k].id))));
    };
    return { bar, set };
  }

  function panelView(select) {
    const head = make("strong");
    const gist = make("p", { class: "explorer-gist" });
    const codes = make("ul", { class: "explorer-codes" });
    const effect = make("p", { class: "explorer-effect" });
    const current = () => data.passages[place.get(state.passage)];
    const recoded = (ids) => {
      const recode = { ...state.recode };
      if (ids.length) recode[state.passage] = ids;
      else delete recode[state.passage];
      change({ recode });
    };
    const bar = chips("Themes that you give this passage", recoded);
    const undo = button("As coded", () => recoded([]));
    const toggle = (name, key) =>
      button("", () => {
        const value = key(current());
        const list = state[name];
        change({ [name]: list.includes(value) ? list.filter((one) => one !== value) : [...list, value] });
      });
    const paragraph = toggle("paragraphs", model.paragraphOf);
    const document = toggle("texts", (passage) => passage.document);
    const link = make("a", {}, "Read it among all passages");
    const step = (by) => select((place.get(state.passage) + by + data.passages.length) % data.passages.length);
    const panel = make(
      "div",
      {
        class: "explorer-panel",
        hidden: true,
        tabindex: "-1",
        role: "group",
        "aria-label": "The passage that you chose",
      },
      make(
        "div",
        { class: "explorer-panel-head" },
        head,
        make(
          "span",
          { class: "explorer-steps" },
          button("\u2039", () => step(-1), { "aria-label": "Previous passage" }),
          button("\u203a", () => step(1), { "aria-label": "Next passage" }),
        ),
      ),
      gist,
      codes,
      make("p", { class: "explorer-lead" }, "Your coding, in place of all others:"),
      bar.bar,
      make("div", { class: "explorer-buttons" }, undo, paragraph, document),
      effect,
      make("p", { class: "explorer-more" }, link),
    );
    views.push((weights, found) => {
      const passage = place.has(state.passage) ? current() : null;
      panel.hidden = !passage;
      if (!passage) return;
      const i = place.get(passage.id);
      head.textContent = `${inPhase(text(passage.document))}, passage ${passage.position}`;
      gist.textContent = passage.gist;
      const said = data.codings
        .filter((coding) => coding.codes[i])
        .map((coding) => [coding.label, model.rowsByCoding(data)[coding.id][i]]);
      if (!said.length) said.push(["Dictionary alone", model.rowsByCoding(data)[model.MEAN][i]]);
      const differ = new Set(said.map(([, row]) => row.map((weight) => weight.toFixed(6)).join())).size > 1;
      const told = differ ? said : [[said.length > 1 ? "All codings" : said[0][0], said[0][1]]];
      for (const row of model
        .candidates(data)
        [i].slice(model.candidates(data)[i].length - passage.alternatives.length)) {
        told.push(["Also possible", row]);
      }
      codes.replaceChildren(
        ...told.map(([label, row]) => make("li", {}, make("span", {}, `${label}: `), themesOf(row).join(", "))),
      );
      bar.set(state.recode[passage.id] || []);
      undo.hidden = !Object.hasOwn(state.recode, passage.id);
      const mates = data.passages.filter((one) => model.paragraphOf(one) === model.paragraphOf(passage)).length;
      const outParagraph = state.paragraphs.includes(model.paragraphOf(passage));
      paragraph.textContent = `${outParagraph ? "Put back" : "Leave out"} its paragraph (${plural(mates, "passage")})`;
      document.textContent = `${state.texts.includes(passage.document) ? "Put back" : "Leave out"} the whole text`;
      effect.textContent = Number.isNaN(found.shift)
        ? ""
        : `Shift now ${model.signedPoints(found.shift)}; the book\u2019s own ${model.signedPoints(own.shift)}.`;
      link.href = `generated/passages.html#u-${encodeURIComponent(passage.id)}`;
    });
    return panel;
  }

  /* ---------- choices ---------- */

  let groups = 0;

  /** Of radio buttons the chosen one is the tab stop. */
  function choose(input, chosen) {
    input.checked = chosen;
    input.tabIndex = chosen ? 0 : -1;
  }

  /** A question with one answer: radio buttons of one tab stop. */
  function radios(legend, options, value, set, hint) {
    groups += 1;
    const name = `explorer-choice-${groups}`;
    const inputs = options.map(([id, label]) => {
      const input = make("input", { type: "radio", name, value: id, onchange: () => set(id) });
      return [id, input, make("label", {}, input, " ", label)];
    });
    const note = hint ? make("small", { class: "explorer-hint" }) : null;
    views.push(() => {
      for (const [id, input] of inputs) choose(input, value() === id);
      if (note) note.textContent = hint();
    });
    return make(
      "fieldset",
      {},
      make("legend", {}, legend),
      inputs.map(([, , label]) => label),
      note,
    );
  }

  function countingView() {
    const coding = radios(
      "Whose coding",
      model.offered(data).map((id) => [id, readable(id)]),
      () => state.coding,
      (id) => change({ coding: id }),
      () => {
        const one = data.codings.find((other) => other.id === state.coding);
        if (one) return `It saw ${one.saw}.`;
        return state.coding === model.MEAN
          ? "Each passage takes the average of its codings."
          : "It counts listed words and reads nothing.";
      },
    );
    const weight = radios(
      "What is counted",
      [
        ["passages", "passages, each as one"],
        ["words", "words, so long passages weigh more"],
      ],
      () => state.measure,
      (id) => change({ measure: id }),
    );
    const framing = radios(
      "Passages that argue no theme (who signed, how large the sector is)",
      [
        ["in", "count in the total"],
        ["out", "are left out"],
      ],
      () => (state.framing ? "in" : "out"),
      (id) => change({ framing: id === "in" }),
    );
    const reading = radios(
      "Passages on which readings differ",
      [
        ["", "as coded"],
        ["lowest", "read against the finding"],
        ["highest", "read in its favour"],
      ],
      () => state.reading,
      (id) => change({ reading: id }),
    );
    return [coding, weight, framing, reading, textsView()];
  }

  function textsView() {
    const boxes = data.documents.map((one) => {
      const input = make("input", {
        type: "checkbox",
        onchange: () =>
          change({ texts: input.checked ? state.texts.filter((id) => id !== one.id) : [...state.texts, one.id] }),
      });
      return [one, input, make("label", {}, input, ` ${inPhase(one)}`)];
    });
    const rest = make("small", { class: "explorer-hint" });
    const undo = button("Undo these", () => change({ paragraphs: [], recode: {} }));
    views.push(() => {
      for (const [one, input] of boxes) input.checked = !state.texts.includes(one.id);
      const recoded = Object.keys(state.recode).length;
      const parts = [];
      if (state.paragraphs.length) parts.push(`${plural(state.paragraphs.length, "paragraph")} left out`);
      if (recoded) parts.push(`${plural(recoded, "passage")} coded by you`);
      rest.textContent = parts.length
        ? `In the map: ${model.listing(parts)}.`
        : "To leave out a paragraph, click one of its passages in the map.";
      undo.hidden = !parts.length;
    });
    return make(
      "fieldset",
      {},
      make("legend", {}, "Texts that count"),
      boxes.map(([, , label]) => label),
      rest,
      undo,
    );
  }

  function themesView() {
    const sides = [
      ["origin", "From"],
      ["none", "Neither"],
      ["destination", "To"],
    ];
    const rows = data.themes.map((one, t) => {
      const moved = make("td", { class: "explorer-moved" });
      const shares = make("td", { class: "explorer-shares" });
      const inputs = sides.map(([side, label]) =>
        make("input", {
          type: "radio",
          name: `explorer-side-${t}`,
          value: side,
          "aria-label": `${one.short}: ${label}`,
          onchange: () => change({ poles: { ...state.poles, [one.id]: side } }),
        }),
      );
      views.push((weights, found) => {
        inputs.forEach((input, k) => choose(input, (state.poles[one.id] || "none") === sides[k][0]));
        const ends = [found.first, found.last].map((p) => (found.phases[p] ? found.phases[p].share[t] : NaN));
        shares.textContent = ends.map(model.percent).join(" to ");
        moved.textContent = model.signedPoints(found.themes[t]).replace(/ points?$/, "");
        row.dataset.side = state.poles[one.id] || "none";
        row.dataset.change = found.themes[t];
      });
      const cells = one.framing
        ? [make("td", { colspan: "3", class: "explorer-side" }, "no side")]
        : inputs.map((input) => make("td", { class: "explorer-side" }, input));
      const row = make(
        "tr",
        { "data-theme": one.id },
        make("th", { scope: "row" }, swatch(one.id), one.short),
        cells,
        shares,
        moved,
      );
      return row;
    });
    const [first, last] = [data.phases[0], data.phases[data.phases.length - 1]];
    const heads = ["Theme", ...sides.map(([, label]) => label), "Share", "Points"];
    return make(
      "fieldset",
      { class: "explorer-themes" },
      make("legend", {}, "Which themes are compared"),
      make(
        "p",
        { class: "explorer-note" },
        `Each theme belongs to the line \u201cFrom\u201d, to the line \u201cTo\u201d or to neither. Share and change: ${first.short} to ${last.short}.`,
      ),
      make(
        "table",
        { class: "explorer-table" },
        make(
          "thead",
          {},
          make(
            "tr",
            {},
            heads.map((head, k) => make("th", { scope: "col", class: k === 4 ? "explorer-shares" : null }, head)),
          ),
        ),
        make("tbody", {}, rows),
      ),
    );
  }

  function shareView() {
    const field = make("input", {
      type: "text",
      readonly: true,
      hidden: true,
      "aria-label": "Address of these choices",
    });
    const copied = make("span", { role: "status" });
    const share = button("Copy a link to this state", async () => {
      try {
        await navigator.clipboard.writeText(address());
        copied.textContent = "Copied.";
      } catch {
        field.hidden = false;
        field.value = address();
        field.select();
        copied.textContent = "Copy the address from the field.";
      }
    });
    views.push(() => {
      copied.textContent = "";
      field.value = address();
    });
    return make("div", { class: "explorer-buttons" }, share, field, copied);
  }

  /* ---------- the page ---------- */

  window.themeshiftExplorer = {
    data,
    model,
    own,
    make,
    button,
    chips,
    change,
    refresh,
    views,
    plural,
    readable,
    themesOf,
    linesState,
    state: () => state,
  };
  read();
  host.replaceChildren(
    noticeView(),
    verdictView(),
    presetView(),
    make(
      "div",
      { class: "explorer-both" },
      make(
        "div",
        {},
        linesView(),
        make("div", { class: "explorer-counting", role: "group", "aria-label": "What counts" }, countingView()),
      ),
      make("div", {}, mapView(), themesView()),
    ),
    shareView(),
  );
  addEventListener("popstate", () => {
    read();
    refresh();
  });
  addEventListener("hashchange", () => {
    if (location.hash.includes("=")) {
      read();
      refresh();
    }
  });
  refresh();
})();
