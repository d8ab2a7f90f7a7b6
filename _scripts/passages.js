// The passages: draws the corpus map, filters the passages, and keeps the filters in the address.
//
// ?phase= ?text= ?theme= (several with commas) ?project= ?claim= ?word=, in any combination, and
// #u-<passage>. A passage carries what is needed in its data attributes; a page without passages
// of its own (long texts) has them in the data of the map and lists what the filters leave.
(() => {
  "use strict";

  const box = document.getElementById("corpus");
  if (!box || !window.corpusMap) return;
  const { draw, make, percent } = window.corpusMap;
  const data = JSON.parse(box.dataset.corpus);
  const LISTS = {
    phase: data.phases, text: data.texts, theme: data.themes, project: data.projects, claim: data.claims,
  };
  const KEYS = [...Object.keys(LISTS), "word"];
  const labels = Object.fromEntries(Object.entries(LISTS)
    .map(([key, list]) => [key, new Map(list.map((one) => [one.id, one.label]))]));
  const phaseOf = new Map(data.texts.map((text) => [text.id, text.phase]));
  const bare = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").replace(/[\u2018\u2019]/g, "'").toLowerCase();

  // --- the passages --------------------------------------------------------------------------

  const fromArticle = (element) => ({
    id: element.dataset.unit,
    text: element.dataset.doc,
    position: Number(element.dataset.position),
    words: Number(element.dataset.words),
    counted: "counted" in element.dataset,
    themes: JSON.parse(element.dataset.themes),
    gist: element.querySelector(".gist").textContent,
    projects: (element.dataset.projects ?? "").split(" "),
    claims: (element.dataset.claims ?? "").split(" "),
    element,
  });
  const inPages = Boolean(data.passages);
  const passages = data.passages?.map((one) => ({ gist: "", projects: [], claims: [], terms: "", ...one }))
    ?? [...document.querySelectorAll("article[data-unit]")].map(fromArticle);
  const place = (passage) => (inPages ? `${passage.page}.html#u-${passage.id}` : `#u-${passage.id}`);
  const searched = (passage) =>
    (passage.searched ??= bare(passage.element?.textContent ?? `${passage.gist} ${passage.terms}`));

  // --- the address ---------------------------------------------------------------------------

  const notices = [];
  const notice = (words) => notices.push(make("p", "", `The address asks for ${words}; it is ignored.`));
  const asked = new URLSearchParams(location.search);
  const state = { word: (asked.get("word") ?? "").trim().slice(0, 100) };
  for (const key of Object.keys(LISTS)) {
    const values = new Set((asked.get(key) ?? "").split(",").map((value) => value.trim()).filter(Boolean));
    state[key] = [...values].filter((value) => labels[key].has(value));
    for (const value of values) {
      if (!labels[key].has(value)) notice(`the ${key} “${value.slice(0, 60)}”, which this book does not have`);
    }
  }
  for (const key of asked.keys()) {
    if (!KEYS.includes(key)) notice(`“${key.slice(0, 60)}”, which this page does not know`);
  }
  const write = () => {
    const query = KEYS.filter((key) => state[key].length)
      .map((key) => `${key}=${[state[key]].flat().map(encodeURIComponent).join(",")}`).join("&");
    try {
      history.replaceState(null, "", `${location.pathname}${query && `?${query}`}${location.hash}`);
    } catch { /* a page opened as a file may not change its address */ }
  };

  // --- what the filters leave ----------------------------------------------------------------

  const any = (chosen, values) => !chosen.length || values.some((value) => chosen.includes(value));
  const within = (passage) =>
    any(state.text, [passage.text]) && any(state.phase, [phaseOf.get(passage.text)]);
  const weight = (passage) => state.theme.reduce((sum, theme) => sum + (passage.themes[theme] ?? 0), 0);
  const fits = (passage, words) =>
    within(passage) && (!state.theme.length || weight(passage) > 0) &&
    any(state.project, passage.projects) && any(state.claim, passage.claims) &&
    words.every((word) => searched(passage).includes(word));
  const filtered = () => KEYS.some((key) => state[key].length);
  const named = (key) => state[key].map((id) => labels[key].get(id)).join(" or ");

  const summary = (left) => {
    const what = [named("phase"), named("text"), named("theme"),
      state.project.length && `project ${named("project")}`,
      state.claim.length && `claim ${named("claim")}`,
      state.word && `“${state.word}”`].filter(Boolean).join(" · ");
    const start = `${what && `${what}: `}${left.length} passage${left.length === 1 ? "" : "s"}, `;
    if (!state.theme.length) return `${start}${left.filter((passage) => passage.counted).length} of them counted.`;
    const base = passages.filter((passage) => passage.counted && within(passage)).length;
    const sum = left.reduce((total, passage) => total + weight(passage), 0);
    const share = base ? ` (${percent(sum / base)})` : "";
    return `${start}${Math.round(sum * 10 + 1e-7) / 10} of ${base} after weights${share}.`;
  };

  // Where nothing is left: for each filter, what would be left without it.
  const GROUPS = { "the text": ["phase", "text"], "the themes": ["theme"], "the project": ["project"],
    "the claim": ["claim"], "the word": ["word"] };
  const empty = (key) => (key === "word" ? "" : []);
  const rescues = (words) => Object.entries(GROUPS).flatMap(([name, keys]) => {
    const kept = { ...state };
    for (const key of keys) state[key] = empty(key);
    const left = passages.filter((passage) => fits(passage, state.word ? words : [])).length;
    Object.assign(state, kept);
    if (!left || !keys.some((key) => state[key].length)) return [];
    return [button("passage-clear plain", `Remove ${name} (${left} passage${left === 1 ? "" : "s"})`,
      () => { for (const key of keys) state[key] = empty(key); })];
  });

  // --- the page ------------------------------------------------------------------------------

  const button = (className, text, act) => {
    const element = make("button", className, text);
    element.addEventListener("click", () => { act(); word.value = state.word; apply(); });
    return element;
  };
  const keys = make("div", "corpus-key");
  keys.setAttribute("role", "group");
  keys.setAttribute("aria-label", "Themes");
  for (const theme of data.themes) {
    const chip = button("corpus-theme plain", theme.label, () => {
      const others = state.theme.filter((id) => id !== theme.id);
      state.theme = others.length < state.theme.length ? others : [...others, theme.id];
    });
    chip.style.setProperty("--c", `var(--theme-${CSS.escape(theme.id)})`);
    keys.append(chip);
  }

  const controls = make("form", "passage-filters");
  controls.setAttribute("aria-label", "Choose passages");
  controls.addEventListener("submit", (event) => event.preventDefault());
  const select = (label, options, chosen) => {
    const field = make("select", "", new Option("all", ""), ...options);
    field.addEventListener("change", () => { chosen(field.value); apply(); });
    controls.append(make("label", "", `${label} `, field));
    return field;
  };
  const where = select("Text", data.phases.map((phase) => {
    const texts = data.texts.filter((text) => text.phase === phase.id);
    const group = make("optgroup", "", new Option(`${phase.label}, all`, `phase:${phase.id}`),
      ...texts.map((text) => new Option(text.label, `text:${text.id}`)));
    group.label = phase.label;
    return group;
  }), (value) => {
    const [key, id] = value.split(":");
    Object.assign(state, { phase: [], text: [] }, value && { [key]: [id] });
  });
  const single = (key, label) => select(label, LISTS[key].map((one) => new Option(one.label, one.id)),
    (value) => { state[key] = value ? [value] : []; });
  const project = single("project", "Project");
  const claim = single("claim", "Claim");
  const word = make("input");
  word.type = "search";
  word.addEventListener("input", () => { state.word = word.value.trim(); apply(); });
  controls.append(make("label", "", "Word ", word));
  const fold = make("details", "passage-fold", make("summary", "", "Choose by text, project, claim or word"), controls);
  fold.open = matchMedia("(min-width: 768px)").matches;

  const clear = button("passage-clear plain", "Show all", () => {
    for (const key of KEYS) state[key] = empty(key);
  });
  const status = make("span");
  status.setAttribute("role", "status");
  const jump = make("a", "", "Read them");
  const list = make("ol", "passage-list");
  list.id = "passage-list";
  const picture = make("div");
  const map = draw(picture, { ...data, passages }, {
    label: "Corpus map: every passage. Arrow keys move from passage to passage.",
    href: place,
  });
  const lifts = make("p", "passage-lifts");
  box.append(make("p", "passage-summary", status, " ", jump, " ", clear), lifts,
    make("div", "passage-notices", ...notices), fold, keys, picture, list);

  // A choice of several, which only an address can make, is an option more.
  const setValue = (field, value, text) => {
    if (![...field.options].some((option) => option.value === value)) field.append(new Option(text, value));
    field.value = value;
  };

  // The first screens at once, the rest after they are painted.
  const SOON = 40;
  let later;
  const fillList = (left) => {
    clearTimeout(later);
    list.replaceChildren(...left.slice(0, SOON).map(entry));
    later = setTimeout(() => list.append(...left.slice(SOON).map(entry)), 50);
  };
  const entry = (passage) => {
    const link = make("a", "", `${labels.text.get(passage.text)}, passage ${passage.position}`);
    link.href = place(passage);
    const item = make("li", "", link, `: ${passage.gist}`);
    item.dataset.unit = passage.id;
    return item;
  };

  const sectionOf = (element) => element.parentElement.closest("section") ?? element;
  const apply = () => {
    const words = bare(state.word).split(/\s+/).filter(Boolean);
    const left = passages.filter((passage) => fits(passage, words));
    const ids = new Set(left.map((passage) => passage.id));
    map.mark(filtered() ? ids : null);
    list.hidden = !inPages || !filtered();
    fillList(list.hidden ? [] : left);
    for (const { element, id } of passages) if (element) element.hidden = !ids.has(id);
    for (const section of document.querySelectorAll("section.passages")) {
      sectionOf(section).hidden = !section.querySelector("article:not([hidden])");
    }
    status.textContent = summary(left);
    const ways = left.length ? [] : rescues(words);
    lifts.hidden = Boolean(left.length);
    lifts.replaceChildren(...(ways.length ? ["No passage fits all filters.", ...ways]
      : ["No passage fits, not even without one of the filters: remove several, or show all."]));
    clear.hidden = !filtered();
    jump.hidden = !filtered() || !left.length;
    if (left.length) jump.href = inPages ? "#passage-list" : place(left[0]);
    data.themes.forEach((theme, i) => keys.children[i].setAttribute("aria-pressed", state.theme.includes(theme.id)));
    const places = [...state.phase.map((id) => `phase:${id}`), ...state.text.map((id) => `text:${id}`)];
    setValue(where, places.join(","), [named("phase"), named("text")].filter(Boolean).join(", "));
    setValue(project, state.project.join(","), named("project"));
    setValue(claim, state.claim.join(","), named("claim"));
    if (document.activeElement !== word) word.value = state.word;
    write();
  };

  // A passage that is asked for by its address is shown even where the filters leave it out; one
  // on a page of its own is opened there.
  const reveal = () => {
    const passage = passages.find((one) => `#u-${one.id}` === location.hash);
    if (passage && inPages) location.replace(place(passage));
    if (!passage?.element) return;
    passage.element.hidden = false;
    sectionOf(passage.element.parentElement).hidden = false;
    passage.element.scrollIntoView();
    map.show(passage.id);
  };
  addEventListener("hashchange", reveal);
  apply();
  reveal();
})();
