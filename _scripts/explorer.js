/* The explorer's page: verdict, lines, map of passages, choices, and its two games: code ten
 * passages, find the choices that hurt most. Its arithmetic is in explorer-model.js.
 *
 * Whatever comes from the data or the address goes into the page as text, never as markup. */
(() => {
  "use strict";

  const { make, button, theme, percent, signedPoints, weighed, plural, toggled, ignored, setAddress,
    drawMap } = window.themeshift;
  const data = window.themeshift.explorer;
  const model = window.themeshift.model(data);
  const { BOOK, POLES, SIDES, own, capital } = model;
  const host = document.getElementById("explorer");

  let { state, problems } = model.parse(location.search);
  /** Each brings its part of the page up to date, from what the state counts. */
  const views = [];
  function refresh() {
    const found = model.outcome(state);
    for (const view of views) view(found);
  }
  function change(changes) {
    state = { ...state, ...changes };
    problems = [];
    setAddress(model.query(state));
    refresh();
  }
  /** Set what is counted, and leave what the page shows. */
  function setChoices(chosen) {
    change(model.choicesOf(chosen));
    host.querySelector(".explorer-verdict").scrollIntoView({ block: "nearest" });
  }

  /** An element whose children are made again from what the state counts. */
  const live = (tag, attributes, content) => {
    const element = make(tag, attributes);
    views.push((found) => element.replaceChildren(...[content(found)].flat().filter(Boolean)));
    return element;
  };
  const main = { class: "main" };
  const note = (text) => make("p", { class: "explorer-note" }, text);
  const buttons = (...children) => make("div", { class: "explorer-buttons" }, children);
  const row = (head, cells, attributes) => make("tr", attributes,
    make("th", { scope: "row" }, head), cells.map((cell) => make("td", {}, cell)));
  const table = (heads, body) => make("table", { class: "explorer-table" },
    make("thead", {}, make("tr", {},
      heads.map((head) => (head ? make("th", { scope: "col" }, head) : make("td"))))), body);
  const group = (label, attributes, ...children) =>
    make("div", { role: "group", "aria-label": label, ...attributes }, children);
  /** A box or a button that stands for a part of the state. */
  const tick = (type, isOn, onchange, attributes) => {
    const input = make("input", { type, onchange, ...attributes });
    views.push(() => { input.checked = isOn(); });
    return input;
  };
  /** Codes by passage with those of one passage set, or taken away where there are none. */
  const given = (codes, id, themes) =>
    Object.fromEntries(Object.entries({ ...codes, [id]: themes }).filter(([, all]) => all.length));
  const bare = (difference) => signedPoints(difference).replace(/ points?$/, "");
  const shiftIn = (shift) =>
    `the shift is ${signedPoints(shift)}; the book\u2019s own is ${signedPoints(own.shift)}.`;

  function verdictView() {
    const box = live("div", { class: "explorer-verdict", role: "status" }, (found) => {
      const { kind, headline, sentences } = model.verdict(state, found);
      Object.assign(box.dataset, { kind, shift: found.shift });
      return [make("span", { class: "explorer-number" }, signedPoints(found.shift)),
        make("span", {}, make("strong", {}, `${headline}.`), " ",
          make("span", { class: "explorer-rest" }, sentences.join(" ")),
          note(model.isBook(state) ? "" : `Set here: ${model.describe(state)}.`))];
    });
    const presets = Object.entries(data.presets).map(([query, label]) => {
      const preset = model.parse(query).state;
      const one = button(label, () => setChoices(preset));
      views.push(() => { one.ariaPressed = model.asked(state) === model.asked(preset); });
      return one;
    });
    return [
      live("p", { class: "explorer-notice", role: "alert" }, () => ignored(problems)), box,
      group("Try these first", { class: "explorer-buttons" }, presets)];
  }

  /** Two lines over a table of their shares, the book's own dashed behind. A phase is a column of
   * the table, and its points stand above the middle of the column. */
  function linesView() {
    const count = data.phases.length;
    const axis = make("div", { class: "explorer-axis", "aria-hidden": "true" });
    const marks = POLES.flatMap((pole) => ["ghost", "line", "dot"]
      .map((kind) => make("path", { class: `${kind} ${pole}` })));
    const lines = make("svg", { class: "explorer-lines", height: 230, preserveAspectRatio: "none",
      viewBox: `0 0 ${count} 1`, "aria-hidden": "true" }, marks);
    views.push(({ phases }) => {
      const all = POLES.flatMap((pole) => [...phases, ...own.phases].map((one) => one[pole]));
      const steps = Math.ceil(5 * Math.max(0.6, ...all.filter((share) => share > 0)) - 1e-9);
      axis.replaceChildren(...Array.from({ length: steps + 1 }, (_, k) =>
        make("span", { style: `bottom: ${(100 * k) / steps}%` }, percent(k / 5))));
      lines.style.setProperty("--steps", steps);
      const path = (values, pole, step) => values
        .map((one, p) => [p + 0.5, 1 - (5 * one[pole]) / steps])
        .filter(([, down]) => !Number.isNaN(down))
        .map((point, nth) => `${nth ? step : "M"}${point}h0`).join("");
      const paths = POLES.flatMap((pole) =>
        [path(own.phases, pole, "L"), path(phases, pole, "L"), path(phases, pole, "M")]);
      paths.forEach((d, nth) => marks[nth].setAttribute("d", d));
    });
    const heads = data.phases.map((one) => [one.label, make("br"), make("small", {}, one.source)]);
    const shares = ({ phases }) => [
      ...POLES.map((pole) =>
        row(SIDES[pole], phases.map((one) => percent(one[pole])), { class: pole })),
      row("Gap", phases.map((one) => bare(one.balance)))];
    return make("section", { "aria-label": "Two lines" },
      live("h2", { class: "explorer-title" }, () => `Share of ${state.measure}, by phase`),
      note("The lines move with every choice below; dashed, the book\u2019s own. The gap is " +
        "\u201cTo\u201d less \u201cFrom\u201d, in points."),
      make("div", { class: "explorer-drawing", style: `--phases: ${count}` },
        live("p", { class: "explorer-legend" }, () => POLES.map((pole) => make("span",
          { class: pole }, `${SIDES[pole]}: ${model.poleName(state, pole) || "no theme"}`))),
        make("div", { class: "explorer-plot" }, axis, lines),
        table(["", ...heads], live("tbody", {}, shares))));
  }

  function mapView() {
    const box = make("div");
    const panel = panelView();
    for (const one of data.passages) Object.assign(one, { counted: true, themes: {} });
    const map = drawMap(box, data, {
      label: "All passages that count. Arrow keys move from one to the next, Enter opens it.",
      action: "Code it yourself",
      select({ id }, event) {
        change({ passage: id });
        if (event.detail === 0 || event.target.matches(".corpus-action")) panel.focus();
      },
    });
    views.push(({ rows, inside }) => {
      const left = new Set(inside.flat().map((i) => data.passages[i]));
      data.passages.forEach((one, i) => {
        const mine = Object.hasOwn(state.recode, one.id);
        one.themes = Object.fromEntries(rows[i].map(([t, weight]) => [data.themes[t].id, weight]));
        one.note = !left.has(one) ? "Left out" : mine ? "Coded by you" : "";
        one.mark = `${mine ? "mine" : ""} ${one.id === state.passage ? "chosen" : ""}`;
      });
      map.paint();
      map.dim(left);
    });
    return make("section", { "aria-label": "Map of the passages" },
      live("h2", { class: "explorer-title" }, ({ inside }) =>
        `The ${plural(inside.flat().length, "passage")} that count`),
      note("The wider a block, the more words. Click one to code it yourself."),
      make("p", { class: "explorer-legend" }, data.themes.map(theme)), box, panel);
  }

  /** A box to tick for each theme, "no theme" only alone. */
  const chips = (label, current, set, defined) => group(label,
    { class: `explorer-chips${defined ? " wide" : ""}` }, data.themes.map((one) => make("label", {},
      tick("checkbox", () => current().includes(one.id), () => set(one.framing
        ? toggled(current(), one.id).slice(-1) : model.tidy(toggled(current(), one.id)))),
      theme(one), defined && make("small", {}, one.definition))));

  function panelView() {
    const current = () => data.passages[model.passagePlace.get(state.passage) ?? 0];
    const inWords = (codes) => weighed(codes.map(([t, weight]) => [data.themes[t].label, weight]));
    const told = () => {
      const { text, position, gist, readings } = current();
      const { title } = data.texts.find((one) => one.id === text);
      return [make("strong", {}, `${title}, passage ${position}`), make("p", {}, gist),
        make("ul", { class: "explorer-codes" },
          readings.map(({ by, codes }) => make("li", {}, `${by}: ${inWords(codes)}`)))];
    };
    const ofParagraph = () => {
      const { paragraph } = current();
      const mates = data.passages.filter((one) => one.paragraph === paragraph).length;
      return `${state.leave.includes(paragraph) ? "Put back" : "Leave out"} its paragraph ` +
        `(${plural(mates, "passage")})`;
    };
    const recode = (themes) => change({ recode: given(state.recode, state.passage, themes) });
    const putAside = () => change({ leave: toggled(state.leave, current().paragraph) });
    const undo = button("As coded", () => recode([]));
    const panel = group("The passage chosen", { class: "explorer-panel", tabindex: -1 },
      live("div", {}, told), make("p", {}, "Your coding, in place of all others:"),
      chips("Themes that you give this passage", () => state.recode[state.passage] ?? [], recode),
      buttons(undo, live("button", { type: "button", onclick: putAside }, ofParagraph)),
      live("p", { class: "explorer-effect" }, ({ shift }) => capital(shiftIn(shift))),
      live("p", {}, () => make("a", { href: `generated/passages.html#u-${current().id}` },
        "Read it among all passages")));
    views.push(() => {
      panel.hidden = !state.passage;
      undo.hidden = !Object.hasOwn(state.recode, state.passage);
    });
    return panel;
  }

  const fieldset = (legend, ...children) =>
    make("fieldset", {}, make("legend", {}, legend), children);
  /** A question of which one answer is the value of a field. */
  const question = (legend, name, options, ...more) => fieldset(legend,
    options.map(([id, label]) => make("label", {}, tick("radio", () => state[name] === id,
      () => change({ [name]: id }), { name: `explorer-${name}` }), label)), more);

  function countingView() {
    const saw = live("small", {}, () => data.codings.find((one) => one.id === state.coding).hint);
    return group("What counts", { class: "explorer-choices" },
      question("Whose coding", "coding", data.codings.map((one) => [one.id, one.label]), saw),
      question("What is counted", "measure",
        [["passages", "passages, each as one"], ["words", "words, so long passages weigh more"]]),
      question("Passages that argue no theme (who signed, how large the sector is)", "framing",
        [["in", "count in the total"], ["out", "are left out"]]),
      question("Passages on which readings differ", "reading", [["", "as coded"],
        ["lowest", "read against the finding"], ["highest", "read in its favour"]]),
      fieldset("Texts that count", data.texts.map(({ id, title }) => make("label", {},
        tick("checkbox", () => !state.leave.includes(id),
          () => change({ leave: toggled(state.leave, id) })), title))));
  }

  function themesView() {
    const sides = [["origin", "From"], ["none", "Neither"], ["destination", "To"]];
    const sideOf = (id) => POLES.find((pole) => state[pole].includes(id)) ?? "none";
    const put = (id, side) => change(Object.fromEntries(POLES.map((pole) => {
      const rest = state[pole].filter((theme) => theme !== id);
      return [pole, pole === side ? model.tidy([...rest, id]) : rest];
    })));
    const about = ({ first, last }) => "Each theme belongs to the line \u201cFrom\u201d, to the " +
      "line \u201cTo\u201d or to neither. Points: change of its share, " +
      `${[first, last].map((p) => data.phases[p]?.label ?? "no phase").join(" to ")}.`;
    const lines = data.themes.map((one, t) => row(theme(one), [
      ...sides.map(([side, label]) => !one.framing && tick("radio", () => sideOf(one.id) === side,
        () => put(one.id, side), { name: `explorer-side-${one.id}`, value: side,
          "aria-label": `${one.label}: ${label}` })),
      live("span", {}, ({ share, first, last }) =>
        bare((share[last]?.[t] ?? NaN) - (share[first]?.[t] ?? NaN)))]));
    const heads = ["Theme", ...sides.map(([, label]) => label), "Points"];
    return make("div", { class: "explorer-themes" }, fieldset("Which themes are compared",
      live("p", { class: "explorer-note" }, about), table(heads, make("tbody", {}, lines))));
  }

  function tenView(place) {
    const sets = Object.keys(data.sets);
    const drawn = () => (data.sets[state.ten] ?? []).map((i) => data.passages[i]);
    const coded = ({ id }) => Object.hasOwn(state.mine, id);
    const open = drawn().findIndex((one) => !coded(one));
    let at = open < 0 ? drawn().length : open;
    const here = () => drawn()[at] ?? data.passages[0];
    const isLast = () => at + 1 === drawn().length;
    const go = (to) => {
      at = to;
      refresh();
      heading.focus({ preventScroll: true });
    };
    const start = (ten) => {
      change({ ten, mine: {} });
      go(0);
    };

    const opening = buttons(button("Start", () => start(sets[0]), main));
    const heading = live("h3", { tabindex: -1 }, () => (at < drawn().length
      ? `Passage ${at + 1} of ${drawn().length}`
      : `You coded ${plural(Object.keys(state.mine).length, "passage")}`));
    const back = button("Back", () => go(at - 1));
    const asking = make("div", {},
      live("p", { class: "explorer-gist" }, () => here().gist),
      make("p", {}, "What does it argue for? Several themes share it evenly."),
      chips("Themes of this passage", () => state.mine[here().id] ?? [],
        (themes) => change({ mine: given(state.mine, here().id, themes) }), true),
      buttons(back, live("button", { type: "button", onclick: () => go(at + 1), ...main }, () =>
        (!coded(here()) ? "Skip" : isLast() ? "See the result" : "Next"))));
    const result = live("div", {}, () => {
      const { shift } = model.outcome({ ...BOOK, recode: state.mine });
      const use = () => setChoices({ ...state, recode: { ...state.recode, ...state.mine } });
      const rows = model.agreement(state.mine).map(({ coding, all, some, none }) =>
        row(coding, [all, some, none].map(String), { "data-coding": coding }));
      const other = sets[(sets.indexOf(state.ten) + 1) % sets.length];
      return [...(Object.keys(state.mine).length ? [
        make("p", {}, "On how many of them you agree with each coding:"),
        table(["Coding", "Same themes", "Some in common", "None"], make("tbody", {}, rows)),
        make("p", { class: "explorer-effect" },
          `With your codes in place of all others on these passages, ${shiftIn(shift)}`),
        buttons(button("Put my codes into the lines", use, main))] : []),
      buttons(button("Change my codes", () => go(0)),
        button("Ten other passages", () => start(other)))];
    });
    views.push(() => {
      opening.hidden = Boolean(state.ten);
      heading.hidden = !state.ten;
      asking.hidden = at >= drawn().length;
      result.hidden = !state.ten || !asking.hidden;
      back.hidden = at === 0;
    });
    place.replaceChildren(opening, heading, asking, result);
  }

  const titleOf = (kind) => "Choices combined, " +
    (kind % 2 ? "one theme added, dropped or exchanged" : "the book\u2019s themes compared") +
    (kind > 1 ? ", and each passage read against the finding" : "");

  function searchView(place) {
    const status = make("p", { class: "explorer-tried" });
    const done = make("p", { class: "explorer-effect", role: "status" });
    const ladder = make("ol", { class: "explorer-ladder" });
    const body = make("div", { hidden: "" }, status, ladder, done);
    const count = (number) => number.toLocaleString("en");

    function show(found, finished) {
      const [least] = found.lowest.filter(Boolean)
        .sort((one, other) => Math.sign(own.shift) * (one.shift - other.shift));
      status.textContent = `${count(found.tried)} of ${count(found.total)} ways of counting ` +
        `tried. Lowest${finished ? "" : " so far"}: ${signedPoints(least.shift)}.`;
      const steps = found.lowest.map(({ shift, state: chosen }, kind) => make("li",
        { "data-kind": kind, "data-shift": shift },
        make("span", {}, `${titleOf(kind)}: `, make("strong", {}, signedPoints(shift)), make("br"),
          make("small", {}, `${capital(model.describe(chosen))}.`)),
        finished && button("Show it", () => setChoices(chosen),
          { "aria-label": `Show it: ${titleOf(kind)}` })));
      ladder.replaceChildren(...steps.filter(Boolean));
      if (!finished) return;
      const turned = least.shift * own.shift < 0
        ? "here the finding turns round" : "nothing that was searched turns the finding round";
      done.textContent = `The lowest of all is ${signedPoints(least.shift)}: ${turned}. ` +
        `Searched: ${count(found.different.size)} different results, and, in each way of ` +
        "counting, every passage as any one coding or listed alternative reads it.";
      body.dataset.done = "true";
    }

    async function run() {
      if (!body.hidden && !body.dataset.done) return;
      body.hidden = false;
      change({ search: "lowest" });
      let pause = 0;
      let found;
      for (found of model.search()) {
        if (performance.now() < pause) continue;
        show(found, false);
        await new Promise(requestAnimationFrame);
        pause = performance.now() + 12; // milliseconds: a frame has sixteen
      }
      show(found, true);
    }

    place.replaceChildren(buttons(button("Start the search", run, main)), body);
    if (state.search) run();
  }

  host.replaceChildren(...verdictView(), make("div", { class: "explorer-both" },
    make("div", {}, linesView(), countingView()), make("div", {}, mapView(), themesView())));
  tenView(document.getElementById("explorer-ten"));
  refresh();
  searchView(document.getElementById("explorer-search"));
  host.dataset.ready = "true";
})();
