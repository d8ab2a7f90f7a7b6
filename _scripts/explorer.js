/* The explorer's page: verdict, presets, lines, map of passages, choices, and its two games: code
 * ten passages, find the choices that hurt most. Its arithmetic is in explorer-model.js.
 *
 * Whatever comes from the data or the address goes into the page as text, never as markup. */
(() => {
  "use strict";

  const host = document.getElementById("explorer");
  const data = window.themeshift?.explorer;
  if (!host || !data || !window.themeshiftModel || !window.corpusMap) return;
  const model = window.themeshiftModel(data);
  const { BOOK, POLES, own, percent, signedPoints, listing, capital, plural } = model;

  let state = BOOK;
  let problems = [];
  /** Each view brings its part of the page up to date, from codes of passages and their outcome. */
  const views = [];

  /** Makes elements: attributes by name, `on…` are listeners; children are elements or text. */
  const maker = (create) => (tag, attributes = {}, ...children) => {
    const element = create(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else if (value !== false) element.setAttribute(name, value === true ? "" : value);
    }
    element.append(...children.flat());
    return element;
  };
  const make = maker((tag) => document.createElement(tag));
  const svg = maker((tag) => document.createElementNS("http://www.w3.org/2000/svg", tag));
  const button = (label, onclick, attributes) =>
    make("button", { type: "button", onclick, ...attributes }, label);
  const main = { class: "main" };
  const note = (text = "") => make("p", { class: "explorer-note" }, text);
  const buttons = (...children) => make("div", { class: "explorer-buttons" }, ...children);
  const row = (head, cells, attributes) => make("tr", attributes,
    make("th", { scope: "row" }, head), cells.map((cell) => make("td", {}, cell)));
  const table = (heads, body) => make("table", { class: "explorer-table" }, make("thead", {},
    make("tr", {}, heads.map((head) => make("th", { scope: "col" }, head)))), body);
  const fieldset = (legend, ...children) =>
    make("fieldset", {}, make("legend", {}, legend), ...children);

  const swatch = (theme) => make("span", {
    class: "explorer-swatch",
    style: `background: var(--theme-${CSS.escape(theme.id)})`,
  });
  /** Codes in words, the heaviest theme first: "Digital 75%, Skills 25%". */
  const inWords = (codes) => [...codes].sort((one, other) => other[1] - one[1])
    .map(([theme, weight]) => `${data.themes[theme].short} ${percent(weight)}`)
    .join(", ").replace(/ 100%$/, "");
  const toggled = (list, one) =>
    list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
  /** Codes by passage with those of one passage set, or taken away where there are none. */
  const given = (codes, id, themes) =>
    Object.fromEntries(Object.entries({ ...codes, [id]: themes }).filter(([, all]) => all.length));
  const shiftIn = (shift) =>
    `the shift is ${signedPoints(shift)}; the book\u2019s own is ${signedPoints(own.shift)}.`;

  /* state and address */

  function change(changes) {
    state = { ...state, ...changes };
    problems = [];
    const query = model.query(state);
    try {
      history.replaceState(null, "", location.pathname + (query ? `?${query}` : ""));
    } catch {
      // a browser that keeps the address of local files as it is
    }
    refresh();
  }
  function refresh() {
    const rows = model.weights(state);
    const found = model.outcome(state, model.shares(state, rows));
    for (const view of views) view(rows, found);
    host.dataset.ready = "true";
  }
  function load() {
    ({ state, problems } = model.parse(location.search));
    refresh();
  }
  /** Set what is counted, and leave what the page shows. */
  function setChoices(chosen) {
    change(model.choicesOf(chosen));
    host.querySelector(".explorer-verdict").scrollIntoView({ block: "nearest" });
  }

  /* verdict and presets */

  function verdictView() {
    const notice = make("p", { class: "explorer-notice", role: "alert" });
    const number = make("span", { class: "explorer-number" });
    const headline = make("strong");
    const rest = make("span", { class: "explorer-rest" });
    const set = note();
    const box = make("div", { class: "explorer-verdict", role: "status" },
      number, make("span", {}, headline, " ", rest, set));
    const presets = data.presets.map(({ label, query }) => {
      const preset = model.parse(query).state;
      return [button(label, () => setChoices(preset)), model.asked(preset)];
    });
    views.push((rows, found) => {
      const verdict = model.verdict(state, found);
      Object.assign(box.dataset, { kind: verdict.kind, shift: found.shift });
      number.textContent = signedPoints(found.shift);
      headline.textContent = `${verdict.headline}.`;
      rest.textContent = verdict.sentences.join(" ");
      set.textContent = model.isBook(state) ? "" : `Set here: ${model.describe(state)}.`;
      notice.textContent = problems.length
        ? `The address asks for what is not known here, and it is ignored: ${listing(problems)}.`
        : "";
      for (const [one, asked] of presets) {
        one.setAttribute("aria-pressed", String(model.asked(state) === asked));
      }
    });
    return [notice, box, make("div",
      { class: "explorer-buttons presets", role: "group", "aria-label": "Try these first" },
      presets.map(([one]) => one))];
  }

  /* lines */

  /** A drawing of two lines in true time, the book's own dashed behind; gives its update. Names
   * stand right of the last point, values above the upper line and below the lower, phases under
   * the axis. A phase that would meet another goes a row down, a value across or out. */
  function chart(box, height) {
    const labels = svg("g");
    const [ghosts, lines] = ["ghost", "line"].map((kind) =>
      POLES.map((pole) => svg("path", { class: `${kind} ${pole}` })));
    const dots = POLES.map((pole) =>
      data.phases.map(() => svg("circle", { class: `dot ${pole}` })));
    const names = POLES.map((pole) => make("span", { class: `explorer-name ${pole}` }));
    const drawing = svg("svg", { class: "explorer-lines", role: "img" },
      labels, ghosts, lines, dots.flat());
    box.append(drawing, ...names);
    const set = (element, attributes) => {
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    };
    let shown = null;

    function draw(of, found) {
      shown = [of, found];
      const width = Math.max(260, box.clientWidth);
      const [left, right, top] = [40, width < 420 ? 116 : 150, 20];
      const years = data.phases.map((phase) => phase.year);
      const [first, last] = [Math.min(...years), Math.max(...years)];
      const scale = (width - left - right - 20) / (last - first || 1);
      const x = (p) => left + 10 + (years[p] - first) * scale;
      const all = [...found.phases, ...own.phases].flatMap((one) => [one.origin, one.destination]);
      const most = Math.ceil(5 * Math.max(0.6, ...all.filter((share) => share > 0)) - 1e-9) / 5;
      const y = (share) => height - (share / most) * (height - top);
      const points = (phases, pole) => phases.map((phase, p) => [x(p), y(phase[pole]), p])
        .filter((point) => !Number.isNaN(point[1]));
      const path = (line) => ({ d: line.map(([across, down], k) =>
        `${k ? "L" : "M"}${across.toFixed(1)},${down.toFixed(1)}`).join("") });
      const taken = [];
      const meets = (label) => {
        const one = label.getBBox();
        return one.y < 0 || taken.some((other) =>
          one.x < other.x + other.width + 4 && other.x < one.x + one.width + 4 &&
          one.y < other.y + other.height && other.y < one.y + one.height);
      };
      const put = (words, across, down, kind, anchor = "middle") => {
        const at = { x: across, y: down, "text-anchor": anchor };
        const label = svg("text", { class: kind, ...at }, words);
        labels.append(label);
        return label;
      };

      labels.replaceChildren();
      for (let tick = 0; tick <= most + 1e-9; tick += 0.2) {
        labels.append(svg("path", { class: "grid", d: `M${left},${y(tick)}H${width - right}` }));
        put(percent(tick), left - 6, y(tick) + 4, "tick", "end");
      }
      data.phases.forEach((phase, p) => {
        const lines = [svg("tspan", { class: "phase" }, phase.short),
          svg("tspan", { dy: 16 }, phase.source)];
        const label = put(lines, 0, height + 20, "tick");
        const half = Math.max(...lines.map((line) => line.getComputedTextLength())) / 2 + 2;
        const middle = Math.max(half, Math.min(width - half, x(p)));
        for (const line of lines) line.setAttribute("x", middle);
        for (let row = 1; meets(label); row += 1) label.setAttribute("y", height + 20 + 36 * row);
        taken.push(label.getBBox());
      });
      const ends = [];
      POLES.forEach((pole, k) => {
        const line = points(found.phases, pole);
        set(ghosts[k], path(model.isBook(of) ? [] : points(own.phases, pole)));
        set(lines[k], path(line));
        for (const dot of dots[k]) dot.setAttribute("r", 0);
        for (const [cx, cy, p] of line) {
          set(dots[k][p], { cx, cy, r: 4.5 });
          const [mine, theirs] = [pole, POLES[1 - k]].map((one) => found.phases[p][one]);
          if (p === line.at(-1)[2]) continue;
          const above = mine > theirs || (k === 0 && !(mine < theirs));
          const spots = (above ? [-9, 20] : [20, -9]).map((by) =>
            put(percent(mine), cx, cy + by, `value ${pole}`));
          const spot = spots.find((label) => !meets(label));
          for (const label of spots) if (label !== spot) label.remove();
          if (spot) taken.push(spot.getBBox());
        }
        names[k].hidden = !line.length;
        if (!line.length) return;
        const [, down, p] = line.at(-1);
        names[k].style.width = `${right - 6}px`;
        names[k].textContent = `${percent(found.phases[p][pole])} ${model.poleName(of, pole)}`;
        ends.push({ name: names[k], down, half: names[k].offsetHeight / 2 });
      });
      // the two names keep apart, and above the phases
      const [upper, lower] = ends.sort((one, other) => one.down - other.down);
      if (lower) {
        const near = upper.half + lower.half - (lower.down - upper.down);
        lower.down = Math.min(lower.down + Math.max(0, near / 2), height + 8 - lower.half);
        upper.down = Math.min(upper.down, lower.down - upper.half - lower.half);
      }
      for (const { name, down, half } of ends) name.style.top = `${Math.max(0, down - half)}px`;
      const deepest = Math.max(...taken.map((one) => one.y + one.height));
      set(drawing, { width, height: deepest + 4, "aria-label": POLES.map((pole) =>
        `${capital(model.poleName(of, pole))}: ${found.phases.map((phase, p) =>
          `${data.phases[p].short} ${percent(phase[pole])}`).join(", ")}.`).join(" ") });
    }
    new ResizeObserver(() => shown && draw(...shown)).observe(box);
    return draw;
  }

  function linesView() {
    const box = make("div", { class: "explorer-drawing" });
    const title = make("h2", { class: "explorer-title" });
    const body = make("tbody");
    const draw = chart(box, 250);
    views.push((rows, found) => {
      title.textContent = `Share of ${state.measure}, by phase`;
      draw(state, found);
      body.replaceChildren(...found.phases.map((phase, p) => row(data.phases[p].short,
        [percent(phase.origin), percent(phase.destination), signedPoints(phase.balance)],
        { "data-phase": data.phases[p].id })));
    });
    return make("section", { "aria-label": "Two lines" }, title,
      note("The lines move with every choice below; dashed, the book\u2019s own."), box,
      make("details", {}, make("summary", {}, "The numbers"),
        table(["Phase", "From", "To", "To less From"], body)));
  }

  /* map and the passage that was chosen */

  function mapView() {
    const box = make("div");
    const marks = new Map();
    const panel = panelView();
    const map = window.corpusMap.draw(box, {
      texts: data.documents,
      themes: data.themes.map((one) => ({ id: one.id, label: one.short })),
      passages: data.passages.map((one) =>
        ({ ...one, text: one.document, counted: true, themes: {} })),
    }, {
      label: "All passages that count. Arrow keys move from one to the next, Enter opens it.",
      action: "Code it yourself",
      describe: (passage) => marks.get(passage.id),
      select(passage, event) {
        change({ passage: passage.id });
        if (event.detail === 0 || event.target.matches(".corpus-action")) panel.focus();
      },
    });
    const blocks = [...box.querySelectorAll("[data-passage]")];
    views.push((rows) => {
      const inside = new Set(model.counted(state.leave).flat().map((i) => data.passages[i].id));
      for (const block of blocks) {
        const id = block.dataset.passage;
        const mine = Object.hasOwn(state.recode, id);
        marks.set(id, !inside.has(id) ? "Left out" : mine ? "Coded by you" : "");
        const codes = rows[model.passagePlace.get(id)];
        const themes = codes.map(([theme, weight]) => [data.themes[theme].id, weight]);
        map.recolour(id, Object.fromEntries(themes));
        block.classList.toggle("mine", mine);
        block.classList.toggle("chosen", id === state.passage);
      }
      map.mark(inside.size < blocks.length ? inside : null);
    });
    const legend = data.themes.map((one) => make("span", {}, swatch(one), one.short));
    const title = `The ${plural(data.passages.length, "passage")} that count`;
    return make("section", { "aria-label": "Map of the passages" },
      make("h2", { class: "explorer-title" }, title),
      note("A block is a passage, as wide as its words. Click one to code it yourself."),
      make("p", { class: "explorer-legend" }, legend), box, panel);
  }

  /** Toggle buttons for themes, one tab stop, arrow keys inside; gives the bar and its update. */
  function chips(label, onchange, defined) {
    let chosen = [];
    const all = data.themes.map((one, k) => button(
      [make("span", {}, swatch(one), one.short), defined ? make("small", {}, one.definition) : ""],
      () => {
        const kept = one.framing ? chosen.filter((id) => id === one.id) : chosen;
        onchange(model.tidy(toggled(kept, one.id)));
      },
      { tabindex: k ? -1 : 0 }));
    const bar = make("div", {
      class: `explorer-chips${defined ? " wide" : ""}`, role: "toolbar", "aria-label": label,
      onkeydown(event) {
        const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
        if (!step) return;
        event.preventDefault();
        all[(all.indexOf(event.target) + step + all.length) % all.length].focus();
      },
      onfocusin(event) {
        for (const one of all) one.tabIndex = one === event.target ? 0 : -1;
      },
    }, all);
    const set = (themes) => {
      chosen = themes;
      all.forEach((one, k) =>
        one.setAttribute("aria-pressed", String(themes.includes(data.themes[k].id))));
    };
    return [bar, set];
  }

  function panelView() {
    const head = make("strong");
    const gist = make("p");
    const codes = make("ul", { class: "explorer-codes" });
    const effect = make("p", { class: "explorer-effect" });
    const current = () => data.passages[model.passagePlace.get(state.passage)];
    const recode = (themes) => change({ recode: given(state.recode, state.passage, themes) });
    const [bar, set] = chips("Themes that you give this passage", recode);
    const undo = button("As coded", () => recode([]));
    const leave = button("", () =>
      change({ leave: toggled(state.leave, current().paragraph) }));
    const link = make("a", {}, "Read it among all passages");
    views.push((rows, found) => {
      panel.hidden = !state.passage;
      if (panel.hidden) return;
      const passage = current();
      const place = model.passagePlace.get(passage.id);
      const text = data.documents.find((one) => one.id === passage.document);
      head.textContent = `${text.title}, passage ${passage.position}`;
      gist.textContent = passage.gist;
      const readers = model.readers.filter((coding) => coding.codes[place]);
      const names = readers.length ? readers.map((coding) => coding.label) : ["Dictionary"];
      const said = passage.readings.map((read, k) => [names[k] ?? "Also possible", inWords(read)]);
      codes.replaceChildren(...said.map((one) => make("li", {}, `${one[0]}: ${one[1]}`)));
      set(state.recode[passage.id] ?? []);
      undo.hidden = !Object.hasOwn(state.recode, passage.id);
      const mates = data.passages.filter((one) => one.paragraph === passage.paragraph).length;
      leave.textContent = `${state.leave.includes(passage.paragraph) ? "Put back" : "Leave out"} ` +
        `its paragraph (${plural(mates, "passage")})`;
      effect.textContent = capital(shiftIn(found.shift));
      link.href = `generated/passages.html#u-${encodeURIComponent(passage.id)}`;
    });
    const panel = make("div",
      { class: "explorer-panel", tabindex: -1, role: "group", "aria-label": "The passage chosen" },
      head, gist, codes, make("p", {}, "Your coding, in place of all others:"),
      bar, buttons(undo, leave), effect, link);
    return panel;
  }

  /* choices */

  /** One answer among several; of its radio buttons the chosen one is the tab stop. */
  function radio(name, id, set, chosen, attributes) {
    const input = make("input", { type: "radio", name: `explorer-${name}`, value: id, ...attributes,
      onchange: set });
    views.push(() => {
      input.checked = chosen();
      input.tabIndex = input.checked ? 0 : -1;
    });
    return input;
  }
  const question = (legend, name, options, ...more) => fieldset(legend,
    ...options.map(([id, label]) => make("label", {},
      radio(name, id, () => change({ [name]: id }), () => state[name] === id), label)), ...more);

  function countingView() {
    const saw = make("small");
    views.push(() => {
      saw.textContent = data.codings.find((one) => one.id === state.coding).hint;
    });
    const texts = data.documents.map((one) => {
      const input = make("input", { type: "checkbox",
        onchange: () => change({ leave: toggled(state.leave, one.id) }) });
      views.push(() => { input.checked = !state.leave.includes(one.id); });
      return make("label", {}, input, one.title);
    });
    return make("div", { class: "explorer-choices", role: "group", "aria-label": "What counts" },
      question("Whose coding", "coding", data.codings.map((one) => [one.id, one.label]), saw),
      question("What is counted", "measure",
        [["passages", "passages, each as one"], ["words", "words, so long passages weigh more"]]),
      question("Passages that argue no theme (who signed, how large the sector is)", "framing",
        [["in", "count in the total"], ["out", "are left out"]]),
      question("Passages on which readings differ", "reading", [["", "as coded"],
        ["lowest", "read against the finding"], ["highest", "read in its favour"]]),
      fieldset("Texts that count", texts));
  }

  function themesView() {
    const sides = [["origin", "From"], ["none", "Neither"], ["destination", "To"]];
    const sideOf = (id) => POLES.find((pole) => state[pole].includes(id)) ?? "none";
    const put = (id, side) => change(Object.fromEntries(POLES.map((pole) => {
      const rest = state[pole].filter((theme) => theme !== id);
      return [pole, pole === side ? model.tidy([...rest, id]) : rest];
    })));
    const body = data.themes.map((one, t) => {
      const moved = make("span");
      const inputs = sides.map(([side, label]) => (one.framing ? "" : radio(`side-${t}`, side,
        () => put(one.id, side), () => sideOf(one.id) === side,
        { "aria-label": `${one.short}: ${label}` })));
      const line = row([swatch(one), one.short], [...inputs, moved]);
      views.push((rows, found) => {
        const [before, after] = [found.first, found.last].map((p) => found.share[p]?.[t] ?? NaN);
        moved.textContent = signedPoints(after - before).replace(/ points?$/, "");
        line.dataset.side = sideOf(one.id);
      });
      return line;
    });
    const ends = `${data.phases[0].short} to ${data.phases.at(-1).short}`;
    const heads = ["Theme", ...sides.map(([, label]) => label), "Points"];
    const box = fieldset("Which themes are compared",
      note("Each theme belongs to the line \u201cFrom\u201d, to the line \u201cTo\u201d or to " +
        `neither. Points: change of its share, ${ends}.`), table(heads, make("tbody", {}, body)));
    box.className = "explorer-themes";
    return box;
  }

  /* code ten passages yourself */

  function tenView(place) {
    let at = 0;
    let set = "";
    const heading = make("h3", { tabindex: -1 });
    const gist = make("p", { class: "explorer-gist" });
    const drawn = () => model.ten(state.ten).map((i) => data.passages[i]);
    const [bar, show] = chips("Themes of this passage", (themes) =>
      change({ mine: given(state.mine, drawn()[at].id, themes) }), true);
    const go = (to) => {
      at = to;
      draw();
      heading.focus({ preventScroll: true });
    };
    const start = (number) => {
      change({ ten: String(number), mine: {} });
      go(0);
    };
    const back = button("Back", () => go(at - 1));
    const next = button("", () => go(at + 1), main);
    const asking = [heading, gist,
      make("p", {}, "What does it argue for? Several themes share it evenly."), bar,
      buttons(back, next)];

    function draw() {
      const passages = state.ten ? drawn() : [];
      if (!passages.length) place.replaceChildren(buttons(button("Start", () => start(1), main)));
      else if (at >= passages.length) place.replaceChildren(heading, ...result());
      else {
        const { id } = passages[at];
        heading.textContent = `Passage ${at + 1} of ${passages.length}`;
        gist.textContent = passages[at].gist;
        show(state.mine[id] ?? []);
        back.hidden = at === 0;
        const last = at + 1 === passages.length;
        next.textContent = !(id in state.mine) ? "Skip" : last ? "See the result" : "Next";
        // what has the focus keeps it
        if (bar.parentNode !== place) place.replaceChildren(...asking);
      }
    }

    function result() {
      const count = Object.keys(state.mine).length;
      heading.textContent = `You coded ${plural(count, "passage")}`;
      const rows = model.agreement(state.mine).map((one) =>
        row(one.coding, [one.all, one.some, one.none].map(String), { "data-coding": one.coding }));
      const { shift } = model.outcome({ ...BOOK, recode: state.mine });
      const use = () => setChoices({ ...state, recode: { ...state.recode, ...state.mine } });
      const said = [make("p", {}, "On how many of them you agree with each coding:"),
        table(["Coding", "Same themes", "Some in common", "None"], make("tbody", {}, rows)),
        make("p", { class: "explorer-effect" },
          `With your codes in place of all others on these passages, ${shiftIn(shift)}`)];
      return [...(count ? said : []), buttons(
        count ? button("Put my codes into the lines", use, main) : "",
        button("Change my codes", () => go(0)),
        button("Ten other passages", () => start((Number(state.ten) % model.SETS) + 1)))];
    }

    views.push(() => {
      if (state.ten !== set) {
        set = state.ten;
        const open = set ? drawn().findIndex((one) => !(one.id in state.mine)) : 0;
        at = open < 0 ? Infinity : open;
      }
      draw();
    });
  }

  /* find the choices that hurt most */

  const TITLES = [
    "Other ways of counting",
    "With one theme added, dropped or exchanged",
    "With every passage read against the finding",
    "All of these together",
  ];

  /** How many ways of counting give which shift: a bar for every two points. */
  function heap(bins, least) {
    const [low, high] = [Math.min(-0.2, ...bins.keys()), Math.max(1.2, ...bins.keys()) + model.BIN];
    const across = (shift) => `${(100 * (shift - low)) / (high - low)}%`;
    const most = Math.max(...bins.values());
    const bars = [...bins].map(([shift, count]) => make("i", { style: `left: ${across(shift)}; ` +
      `width: ${across(low + model.BIN)}; height: ${(100 * count) / most}%` }));
    const marks = [["zero", 0, "no shift"], ["own", own.shift, "book"], ["least", least, "lowest"]];
    return [...bars, ...marks.map(([kind, shift, words]) =>
      make("span", { class: kind, style: `left: ${across(shift)}` }, words))];
  }

  function searchView(place) {
    const bars = make("div", { class: "explorer-heap", "aria-hidden": "true" });
    const pair = make("div", { class: "explorer-drawing" });
    const status = make("p", { class: "explorer-tried" });
    const done = make("p", { class: "explorer-effect", role: "status" });
    const ladder = make("ol", { class: "explorer-ladder" });
    const body = make("div", { hidden: true }, status, make("div", { class: "explorer-both" },
      make("div", {}, note("How many ways of counting give which shift"), bars),
      make("div", {}, note("The lines with the lowest; dashed, the book\u2019s own"), pair)),
    ladder, done);
    const draw = chart(pair, 150);
    const count = (number) => number.toLocaleString("en");
    let running = 0;

    function show(found, finished) {
      const [least] = found.lowest.filter(Boolean)
        .sort((one, other) => Math.sign(own.shift) * (one.shift - other.shift));
      bars.replaceChildren(...heap(found.bins, least.shift));
      draw(least.state, model.outcome(least.state));
      status.textContent = `${count(found.tried)} of ${count(found.total)} ways of counting ` +
        `tried. Lowest${finished ? "" : " so far"}: ${signedPoints(least.shift)}.`;
      const steps = found.lowest.map(({ shift, state: chosen }, kind) => make("li",
        { "data-kind": kind, "data-shift": shift },
        make("span", {}, `${TITLES[kind]}: `, make("strong", {}, signedPoints(shift)), make("br"),
          make("small", {}, `${capital(model.describe(chosen))}.`)),
        finished ? button("Show it", () => setChoices(chosen),
          { "aria-label": `Show it: ${TITLES[kind]}` }) : ""));
      ladder.replaceChildren(...steps.filter(Boolean));
      if (!finished) return;
      const turned = least.shift * own.shift < 0
        ? "here the finding turns round" : "no listed choice turns the finding round";
      done.textContent = `The lowest of all is ${signedPoints(least.shift)}: ${turned}. Readings ` +
        `aside, ${count(found.different.size)} ways of counting give different results.`;
      body.dataset.done = "true";
    }

    function run() {
      cancelAnimationFrame(running);
      body.hidden = false;
      delete body.dataset.done;
      done.textContent = "";
      if (!state.search) change({ search: "lowest" });
      const steps = model.search();
      const tick = () => {
        const end = performance.now() + 12; // milliseconds: a frame has sixteen
        let step = steps.next();
        while (!step.done && performance.now() < end) step = steps.next();
        show(step.value, step.done);
        if (!step.done) running = requestAnimationFrame(tick);
      };
      running = requestAnimationFrame(tick);
    }

    place.replaceChildren(buttons(button("Start the search", run, main)), body);
    if (state.search) run();
  }

  /* the page */

  host.replaceChildren(...verdictView(), make("div", { class: "explorer-both" },
    make("div", {}, linesView(), countingView()), make("div", {}, mapView(), themesView())));
  tenView(document.getElementById("explorer-ten"));
  addEventListener("popstate", load);
  load();
  searchView(document.getElementById("explorer-search"));
})();
