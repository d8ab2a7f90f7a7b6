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
  const { BOOK, POLES, SIDES, own, percent, signedPoints, listing, capital, plural } = model;

  let state = BOOK;
  let problems = [];
  /** Each view brings its part of the page up to date, from codes of passages and their outcome. */
  const views = [];

  /** An element: attributes by name, `on…` are listeners; children are elements or text. */
  const make = (tag, attributes, ...children) => {
    const kind = ["svg", "path"].includes(tag) ? "2000/svg" : "1999/xhtml";
    const element = document.createElementNS(`http://www.w3.org/${kind}`, tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value);
    }
    element.append(...children.flat());
    return element;
  };
  const button = (label, onclick, attributes) =>
    make("button", { type: "button", onclick, ...attributes }, label);
  const main = { class: "main" };
  const note = (text = "") => make("p", { class: "explorer-note" }, text);
  const buttons = (...children) => make("div", { class: "explorer-buttons" }, ...children);
  const row = (head, cells, attributes) => make("tr", attributes,
    make("th", { scope: "row" }, head), cells.map((cell) => make("td", {}, cell)));
  const table = (heads, body) => make("table", { class: "explorer-table" }, make("thead", {},
    make("tr", {}, heads.map((head) => make(head ? "th" : "td", head && { scope: "col" }, head)))),
  body);
  const fieldset = (legend, ...children) =>
    make("fieldset", {}, make("legend", {}, legend), ...children);

  const swatch = ({ id }) => make("span",
    { class: "explorer-swatch", style: `background: var(--theme-${CSS.escape(id)})` });
  /** Codes in words, the heaviest theme first: "Digital 75%, Skills 25%". */
  const inWords = (codes) => [...codes].sort((one, other) => other[1] - one[1])
    .map(([theme, weight]) => `${data.themes[theme].short} ${percent(weight)}`)
    .join(", ").replace(/ 100%$/, "");
  const toggled = (list, one) =>
    list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
  /** Codes by passage with those of one passage set, or taken away where there are none. */
  const given = (codes, id, themes) =>
    Object.fromEntries(Object.entries({ ...codes, [id]: themes }).filter(([, all]) => all.length));
  const bare = (difference) => signedPoints(difference).replace(/ points?$/, "");
  const shiftIn = (shift) =>
    `the shift is ${signedPoints(shift)}; the book\u2019s own is ${signedPoints(own.shift)}.`;

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
    const found = model.outcome(state);
    for (const view of views) view(found);
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

  function verdictView() {
    const notice = make("p", { class: "explorer-notice", role: "alert" });
    const box = make("div", { class: "explorer-verdict", role: "status" });
    const presets = data.presets.map(({ label, query }) => {
      const preset = model.parse(query).state;
      const one = button(label, () => setChoices(preset));
      views.push(() =>
        one.setAttribute("aria-pressed", model.asked(state) === model.asked(preset)));
      return one;
    });
    views.push((found) => {
      const verdict = model.verdict(state, found);
      Object.assign(box.dataset, { kind: verdict.kind, shift: found.shift });
      box.replaceChildren(make("span", { class: "explorer-number" }, signedPoints(found.shift)),
        make("span", {}, make("strong", {}, `${verdict.headline}.`), " ",
          make("span", { class: "explorer-rest" }, verdict.sentences.join(" ")),
          note(model.isBook(state) ? "" : `Set here: ${model.describe(state)}.`)));
      notice.textContent = problems.length
        ? `The address asks for what is not known here, and it is ignored: ${listing(problems)}.`
        : "";
    });
    return [notice, box, make("div",
      { class: "explorer-buttons presets", role: "group", "aria-label": "Try these first" },
      presets)];
  }

  /** Two lines over a table of their shares, the book's own dashed behind: element and update.
   * A phase is a column of the table, and its points stand above the middle of the column. */
  function chart() {
    const marks = POLES.map((pole) => ["ghost", "line", "dot"].map((kind) =>
      make("path", { class: `${kind} ${pole}` })));
    const grid = make("path", { class: "grid" });
    const count = data.phases.length;
    const drawing = make("svg", { class: "explorer-lines", height: 230, preserveAspectRatio: "none",
      viewBox: `0 0 ${count} 1`, "aria-hidden": "true" }, grid, marks.flat());
    const axis = make("div", { class: "explorer-axis", "aria-hidden": "true" });
    const names = POLES.map((pole) => make("span", { class: pole }));
    const heads = data.phases.map((one) => [one.short, make("br"), make("small", {}, one.source)]);
    const body = make("tbody");
    const box = make("div", { class: "explorer-drawing", style: `--phases: ${count}` },
      make("p", { class: "explorer-legend" }, names),
      make("div", { class: "explorer-plot" }, axis, drawing), table(["", ...heads], body));

    function draw(found) {
      const all = [...found.phases, ...own.phases].flatMap((one) => [one.origin, one.destination]);
      const most = Math.ceil(5 * Math.max(0.6, ...all.filter((share) => share > 0)) - 1e-9) / 5;
      const ticks = Array.from({ length: Math.round(most * 5) + 1 }, (_, k) => k / 5);
      grid.setAttribute("d", ticks.map((tick) => `M0,${1 - tick / most}H${count}`).join(""));
      axis.replaceChildren(...ticks.map((tick) =>
        make("span", { style: `bottom: ${(100 * tick) / most}%` }, percent(tick))));
      POLES.forEach((pole, k) => {
        const path = (phases, step) => phases.map((phase, p) => [p + 0.5, 1 - phase[pole] / most])
          .filter(([, down]) => !Number.isNaN(down))
          .map((point, nth) => `${nth ? step : "M"}${point}${step === "M" ? "h0" : ""}`).join("");
        const paths = [model.isBook(state) ? "" : path(own.phases, "L"),
          path(found.phases, "L"), path(found.phases, "M")];
        paths.forEach((d, nth) => marks[k][nth].setAttribute("d", d));
        names[k].textContent = `${SIDES[pole]}: ${model.poleName(state, pole) || "no theme"}`;
      });
      const rows = [...POLES.map((pole) => [SIDES[pole], (one) => percent(one[pole]), pole]),
        ["Gap", (one) => bare(one.balance), ""]];
      body.replaceChildren(...rows.map(([head, say, kind]) =>
        row(head, found.phases.map(say), { class: kind })));
    }
    return [box, draw];
  }

  function linesView() {
    const [box, draw] = chart();
    const title = make("h2", { class: "explorer-title" });
    views.push((found) => {
      title.textContent = `Share of ${state.measure}, by phase`;
      draw(found);
    });
    return make("section", { "aria-label": "Two lines" }, title,
      note("The lines move with every choice below; dashed, the book\u2019s own. The gap is " +
        "\u201cTo\u201d less \u201cFrom\u201d, in points."), box);
  }

  function mapView() {
    const box = make("div");
    const marks = new Map();
    const panel = panelView();
    const title = make("h2", { class: "explorer-title" });
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
    views.push(({ rows }) => {
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
      title.textContent = `The ${plural(inside.size, "passage")} that count`;
    });
    const legend = data.themes.map((one) => make("span", {}, swatch(one), one.short));
    return make("section", { "aria-label": "Map of the passages" },
      title, note("The wider a block, the more words. Click one to code it yourself."),
      make("p", { class: "explorer-legend" }, legend), box, panel);
  }

  /** A box to tick for each theme, "no theme" only alone; gives the group and its update. */
  function chips(label, onchange, defined) {
    const boxes = data.themes.map((one) => make("input", { type: "checkbox", value: one.id,
      onchange({ target }) {
        const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
        onchange(one.framing && target.checked ? [one.id] : model.tidy(ticked));
      } }));
    const labels = data.themes.map((one, k) => make("label", {}, boxes[k], swatch(one), one.short,
      defined ? make("small", {}, one.definition) : ""));
    const group = make("div", { role: "group", "aria-label": label,
      class: `explorer-chips${defined ? " wide" : ""}` }, labels);
    return [group, (themes) => {
      for (const box of boxes) box.checked = themes.includes(box.value);
    }];
  }

  function panelView() {
    const told = make("div");
    const effect = make("p", { class: "explorer-effect" });
    const current = () => data.passages[model.passagePlace.get(state.passage)];
    const recode = (themes) => change({ recode: given(state.recode, state.passage, themes) });
    const [bar, set] = chips("Themes that you give this passage", recode);
    const undo = button("As coded", () => recode([]));
    const leave = button("", () =>
      change({ leave: toggled(state.leave, current().paragraph) }));
    const link = make("a", {}, "Read it among all passages");
    views.push((found) => {
      panel.hidden = !state.passage;
      if (panel.hidden) return;
      const passage = current();
      const place = model.passagePlace.get(passage.id);
      const text = data.documents.find((one) => one.id === passage.document);
      const readers = model.readers.filter((coding) => coding.codes[place]);
      const names = readers.length ? readers.map((coding) => coding.label) : ["Dictionary"];
      const said = passage.readings.map((read, k) =>
        make("li", {}, `${names[k] ?? "Also possible"}: ${inWords(read)}`));
      told.replaceChildren(make("strong", {}, `${text.title}, passage ${passage.position}`),
        make("p", {}, passage.gist), make("ul", { class: "explorer-codes" }, said));
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
      told, make("p", {}, "Your coding, in place of all others:"),
      bar, buttons(undo, leave), effect, link);
    return panel;
  }

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
    const about = note();
    const lines = data.themes.map((one, t) => row([swatch(one), one.short],
      [...sides.map(([side, label]) => (one.framing ? "" : radio(`side-${t}`, side,
        () => put(one.id, side), () => sideOf(one.id) === side,
        { "aria-label": `${one.short}: ${label}` }))), ""]));
    views.push(({ share, first, last }) => {
      const ends = [first, last].map((p) => data.phases[p]?.short ?? "no phase").join(" to ");
      about.textContent = "Each theme belongs to the line \u201cFrom\u201d, to the line " +
        `\u201cTo\u201d or to neither. Points: change of its share, ${ends}.`;
      lines.forEach((line, t) => {
        line.dataset.side = sideOf(data.themes[t].id);
        line.lastChild.textContent = bare((share[last]?.[t] ?? NaN) - (share[first]?.[t] ?? NaN));
      });
    });
    const heads = ["Theme", ...sides.map(([, label]) => label), "Points"];
    return make("div", { class: "explorer-themes" }, fieldset("Which themes are compared", about,
      table(heads, make("tbody", {}, lines))));
  }

  function tenView(place) {
    let at = 0;
    let set = "";
    const heading = make("h3", { tabindex: -1 });
    const gist = make("p", { class: "explorer-gist" });
    const drawn = () => data.sets[state.ten].map((i) => data.passages[i]);
    const [bar, show] = chips("Themes of this passage", (themes) =>
      change({ mine: given(state.mine, drawn()[at].id, themes) }), true);
    const go = (to) => {
      at = to;
      draw();
      heading.focus({ preventScroll: true });
    };
    const sets = Object.keys(data.sets);
    const start = (number) => {
      change({ ten: number, mine: {} });
      go(0);
    };
    const back = button("Back", () => go(at - 1));
    const next = button("", () => go(at + 1), main);
    const asking = [heading, gist,
      make("p", {}, "What does it argue for? Several themes share it evenly."), bar,
      buttons(back, next)];

    function draw() {
      const passage = state.ten && drawn()[at];
      if (!state.ten) place.replaceChildren(buttons(button("Start", () => start(sets[0]), main)));
      else if (!passage) place.replaceChildren(heading, ...result());
      else {
        const last = drawn().length;
        heading.textContent = `Passage ${at + 1} of ${last}`;
        gist.textContent = passage.gist;
        show(state.mine[passage.id] ?? []);
        back.hidden = at === 0;
        next.textContent = !(passage.id in state.mine) ? "Skip"
          : at + 1 === last ? "See the result" : "Next";
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
          `With your codes in place of all others on these passages, ${shiftIn(shift)}`),
        buttons(button("Put my codes into the lines", use, main))];
      const other = sets[(sets.indexOf(state.ten) + 1) % sets.length];
      return [...(count ? said : []), buttons(button("Change my codes", () => go(0)),
        button("Ten other passages", () => start(other)))];
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

  const TITLES = [
    "Choices combined, the book\u2019s themes compared",
    "Choices combined, one theme added, dropped or exchanged",
    "Choices combined, the book\u2019s themes compared, and each passage read against the finding",
    "Choices combined, one theme added, dropped or exchanged, and each passage read against it",
  ];

  function searchView(place) {
    const status = make("p", { class: "explorer-tried" });
    const done = make("p", { class: "explorer-effect", role: "status" });
    const ladder = make("ol", { class: "explorer-ladder" });
    const body = make("div", { hidden: "" }, status, ladder, done);
    const count = (number) => number.toLocaleString("en");
    let running = 0;

    function show(found, finished) {
      const [least] = found.lowest.filter(Boolean)
        .sort((one, other) => Math.sign(own.shift) * (one.shift - other.shift));
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
        ? "here the finding turns round" : "nothing that was searched turns the finding round";
      done.textContent = `The lowest of all is ${signedPoints(least.shift)}: ${turned}. ` +
        "Searched: every combination of a coding, passages or words, passages without a theme " +
        "counted or not, at most one text or paragraph left out, and at most one theme added, " +
        `dropped or exchanged (${count(found.different.size)} different results); then, in each ` +
        "of these ways, every passage as any one coding or listed alternative reads it.";
      body.dataset.done = "true";
    }

    function run() {
      cancelAnimationFrame(running);
      body.hidden = false;
      delete body.dataset.done;
      done.textContent = "";
      if (!state.search) change({ search: "lowest" });
      const steps = model.search();
      (function tick() {
        const end = performance.now() + 12; // milliseconds: a frame has sixteen
        let step = steps.next();
        while (!step.done && performance.now() < end) step = steps.next();
        show(step.value, step.done);
        if (!step.done) running = requestAnimationFrame(tick);
      })();
    }

    place.replaceChildren(buttons(button("Start the search", run, main)), body);
    if (state.search) run();
  }

  host.replaceChildren(...verdictView(), make("div", { class: "explorer-both" },
    make("div", {}, linesView(), countingView()), make("div", {}, mapView(), themesView())));
  tenView(document.getElementById("explorer-ten"));
  addEventListener("popstate", load);
  load();
  searchView(document.getElementById("explorer-search"));
})();
