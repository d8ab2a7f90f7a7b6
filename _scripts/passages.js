/* The passages: the corpus map, filters over the passages, and the filters in the address.
 *
 * ?phase= ?text= ?theme= ?project= ?claim= (several with commas) ?word=, in any combination, and
 * #u-<passage>. The data of the map say what is needed of each passage; a page without passages of
 * its own (long texts) lists what the filters leave. */
(() => {
  "use strict";

  const { make, button, percent, plural, bare, holding, ids, toggled, several, toQuery, fromQuery,
    ignored, setAddress, drawMap } = window.themeshift;
  const box = document.getElementById("corpus");
  const data = JSON.parse(box.dataset.corpus);
  const LISTS = { phase: data.phases, text: data.texts, theme: data.themes,
    project: data.projects, claim: data.claims };
  const FIELDS = {
    ...Object.fromEntries(Object.keys(LISTS).map((key) => [key, several(ids(LISTS[key]))])),
    word: { first: [], read: (text) => [text.trim().slice(0, 100)].filter(Boolean) },
  };
  const KEYS = Object.keys(FIELDS);
  /** The controls, and the keys of the address that each of them sets. */
  const CONTROLS = { Text: ["phase", "text"], Themes: ["theme"], Project: ["project"],
    Claim: ["claim"], Word: ["word"] };
  const cleared = (keys) => Object.fromEntries(keys.map((key) => [key, []]));
  /** What is asked for: ids by key; of words at most one text. */
  let { state, problems } = fromQuery(FIELDS, location.search);

  /* the passages */

  const articles = new Map([...document.querySelectorAll("article[data-unit]")]
    .map((element) => [element.dataset.unit, element]));
  const elsewhere = !articles.size;
  const phaseOf = new Map(data.texts.map((text) => [text.id, text.phase]));
  const columns = Object.entries(data.passages); // each key once, since texts may be many
  const passages = data.passages.id.map((id, row) => {
    const one = Object.fromEntries(columns.map(([key, cells]) => [key, cells[row]]));
    const { text, themes, projects, claims } = one;
    return { ...one, element: articles.get(id), values: { phase: [phaseOf.get(text)],
      text: [text], theme: Object.keys(themes), project: projects, claim: claims } };
  });
  const place = (passage) => `${elsewhere ? `${passage.page}.html` : ""}#u-${passage.id}`;
  const searched = (passage) => (passage.searched ??=
    bare(passage.element?.textContent ?? `${passage.gist} ${passage.terms}`));
  const labels = Object.fromEntries(Object.entries(LISTS)
    .map(([key, list]) => [key, new Map(list.map((one) => [one.id, one.label]))]));
  const named = (keys) => keys.map((key) => state[key].map((id) => labels[key].get(id))
    .join(" or ")).filter(Boolean).join(" · ");

  /** The passages that pass these filters. */
  const passing = (filters) => {
    const given = Object.keys(LISTS).filter((key) => filters[key].length);
    const holds = filters.word.length ? holding(filters.word[0]) : null;
    return passages.filter((passage) => (!holds || holds(searched(passage))) &&
      given.every((key) => filters[key].some((id) => passage.values[key].includes(id))));
  };
  const isFiltered = () => KEYS.some((key) => state[key].length);

  function summary(left) {
    const { phase, text, theme } = state;
    const what = [named(["phase", "text", "theme"]), ...["project", "claim"].map((key) =>
      state[key].length && `${key} ${named([key])}`), ...state.word.map((word) => `“${word}”`)]
      .filter(Boolean).join(" · ");
    const start = `${what && `${what}: `}${plural(left.length, "passage")}, `;
    const counted = (list) => list.filter((passage) => passage.counted).length;
    if (!theme.length) return `${start}${counted(left)} of them counted.`;
    const base = counted(passing({ ...cleared(KEYS), phase, text }));
    const weights = left.flatMap((passage) => theme.map((one) => passage.themes[one] ?? 0));
    const sum = weights.reduce((total, weight) => total + weight, 0);
    const share = base ? ` (${percent(sum / base)})` : "";
    return `${start}${Math.round(sum * 10 + 1e-7) / 10} of ${base} after weights${share}.`;
  }

  /** Where nothing is left: for each control in use, a button with what would be left without. */
  function rescues() {
    const buttons = Object.entries(CONTROLS).map(([name, keys]) => {
      const left = passing({ ...state, ...cleared(keys) }).length;
      return left > 0 && button(`Remove the ${name.toLowerCase()} (${plural(left, "passage")})`,
        () => choose(cleared(keys)), { class: "passage-clear" });
    }).filter(Boolean);
    return buttons.length ? ["No passage fits all filters.", ...buttons]
      : ["No passage fits, not even without one of the filters: remove several, or show all."];
  }

  /* the page */

  const choose = (changes) => {
    state = { ...state, ...changes };
    apply();
  };
  const themes = data.themes.map(({ id, label }) =>
    button(label, () => choose({ theme: toggled(state.theme, id) }),
      { class: "corpus-theme", value: id, style: `--c: var(--theme-${CSS.escape(id)})` }));

  const option = (key) => ({ id, label }) => new Option(label, `${key}:${id}`);
  const select = (name, options) => make("select", { name, onchange({ target }) {
    const [key, id] = target.value.split(":");
    choose({ ...cleared(CONTROLS[name]), ...(id && { [key]: [id] }) });
  } }, new Option("all", ""), options);
  const selects = [
    select("Text", data.phases.map(({ id, label }) => make("optgroup", { label },
      option("phase")({ id, label: `${label}, all` }),
      data.texts.filter((text) => text.phase === id).map(option("text"))))),
    select("Project", data.projects.map(option("project"))),
    select("Claim", data.claims.map(option("claim"))),
  ];
  const word = make("input", { type: "search", name: "Word",
    oninput: () => choose({ word: [word.value.trim()].filter(Boolean) }) });
  const fold = make("details", { class: "passage-fold" },
    make("summary", {}, "Choose by text, project, claim or word"),
    make("div", { class: "passage-filters", role: "group", "aria-label": "Choose passages" },
      [...selects, word].map((field) => make("label", {}, `${field.name} `, field))));
  fold.open = matchMedia("(min-width: 768px)").matches;

  const status = make("span", { role: "status" });
  const jump = make("a", {}, "Read them");
  const clear = button("Show all", () => choose(cleared(KEYS)), { class: "passage-clear" });
  const lifts = make("p", { class: "passage-lifts" });
  const notice = make("p", { class: "passage-notices" }, ignored(problems));
  const picture = make("div");
  const list = make("ol", { class: "passage-list", id: "passage-list" });
  box.append(make("p", { class: "passage-summary" }, status, " ", jump, " ", clear), lifts, notice,
    fold, make("div", { class: "corpus-key", role: "group", "aria-label": "Themes" }, themes),
    picture, list);
  const map = drawMap(picture, { ...data, passages }, {
    label: "Corpus map: every passage. Arrow keys move from passage to passage.",
    href: place,
  });
  const entry = (passage) => make("li", { "data-unit": passage.id }, make("a",
    { href: place(passage) }, `${labels.text.get(passage.text)}, passage ${passage.position}`),
  `: ${passage.gist}`);

  /** Bring page and address up to what is asked for. */
  function apply() {
    const left = passing(state);
    const inside = new Set(left);
    map.dim(inside);
    for (const passage of passages) {
      if (passage.element) passage.element.hidden = !inside.has(passage);
    }
    list.replaceChildren(...(elsewhere && isFiltered() ? left.map(entry) : []));
    status.textContent = summary(left);
    lifts.replaceChildren(...(left.length ? [] : rescues()));
    clear.hidden = !isFiltered();
    jump.hidden = clear.hidden || !left.length;
    if (left.length) jump.href = elsewhere ? "#passage-list" : place(left[0]);
    for (const theme of themes) theme.ariaPressed = state.theme.includes(theme.value);
    for (const field of selects) {
      const keys = CONTROLS[field.name];
      const value = keys.flatMap((key) => state[key].map((id) => `${key}:${id}`)).join();
      field.value = value;
      // A choice of several, which only an address can make, is an option more.
      if (field.value !== value) field.append(new Option(named(keys), value, false, true));
    }
    if (document.activeElement !== word) word.value = state.word.join();
    setAddress(toQuery(FIELDS, state));
  }

  /** A passage that is asked for by its address is shown even where the filters leave it out; one
   * on a page of its own is opened there. */
  function reveal() {
    const passage = passages.find((one) => `#u-${one.id}` === location.hash);
    if (passage && elsewhere) location.replace(place(passage));
    if (!passage?.element) return;
    passage.element.hidden = false;
    passage.element.scrollIntoView();
    map.show(passage.id);
  }
  addEventListener("hashchange", reveal);
  apply();
  reveal();
})();
