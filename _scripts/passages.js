// The passages: draws the corpus map, filters the passages, and keeps the filters in the address.
//
// ?phase= ?text= ?theme= (several with commas) ?project= ?claim= ?word=, in any combination, and
// #u-<passage>. A passage carries what is needed in its data attributes; a page without passages
// of its own (long texts) has them in the data of the map and lists what the filters leave.
(() => {
  "use strict";

  const box = document.getElementById("corpus");
  if (!box || !window.corpusMap) return;
  const data = JSON.parse(box.dataset.corpus);
  const KEYS = ["phase", "text", "theme", "project", "claim", "word"];
  const NAMES = { phase: "phase", text: "text", theme: "theme", project: "project", claim: "claim" };
  const LISTS = {
    phase: data.phases, text: data.texts, theme: data.themes, project: data.projects, claim: data.claims,
  };
  const labels = Object.fromEntries(Object.entries(LISTS)
    .map(([key, list]) => [key, new Map(list.map((one) => [one.id, one.label]))]));
  const phaseOf = new Map(data.texts.map((text) => [text.id, text.phase]));
  const bare = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").replace(/[\u2018\u2019]/g, "'").toLowerCase();
  const make = (tag, className, text) => {
    const element = document.createElement(tag);
    if (className) element.className = className;
    if (text !== undefined) element.textContent = text;
    return element;
  };
  const split = (text) => (text ? text.split(" ") : []);

  // --- the passages --------------------------------------------------------------------------

  const fromArticle = (article) => ({
    id: article.dataset.unit,
    text: article.dataset.doc,
    position: Number(article.dataset.position),
    words: Number(article.dataset.words),
    counted: "counted" in article.dataset,
    themes: JSON.parse(article.dataset.themes),
    gist: article.querySelector(".gist").textContent,
    projects: split(article.dataset.projects),
    claims: split(article.dataset.claims),
    element: article,
  });
  const articles = [...document.querySelectorAll("article[data-unit]")];
  const sparse = { gist: "", projects: [], claims: [], terms: "" };
  const passages = data.passages?.map((one) => ({ ...sparse, ...one })) ?? articles.map(fromArticle);
  const inPages = Boolean(data.passages);
  const pageOf = (passage) => `${passage.page}.html#u-${passage.id}`;
  const searched = (passage) => {
    passage.searched ??= bare(passage.element
      ? passage.element.textContent
      : `${passage.gist} ${passage.terms}`);
    return passage.searched;
  };

  // --- the address ---------------------------------------------------------------------------

  const notices = [];
  const read = () => {
    const asked = new URLSearchParams(location.search);
    const state = { word: (asked.get("word") ?? "").trim().slice(0, 100) };
    for (const key of Object.keys(LISTS)) {
      const values = (asked.get(key) ?? "").split(",").map((value) => value.trim()).filter(Boolean);
      state[key] = [...new Set(values)].filter((value) => labels[key].has(value));
      for (const value of values) {
        if (!labels[key].has(value)) {
          notices.push(`The address asks for the ${NAMES[key]} “${value.slice(0, 60)}”, which this book does not have; it is ignored.`);
        }
      }
    }
    for (const key of asked.keys()) {
      if (!KEYS.includes(key)) notices.push(`The address asks for “${key.slice(0, 60)}”, which this page does not know; it is ignored.`);
    }
    return state;
  };
  const write = () => {
    const asked = KEYS.filter((key) => state[key].length)
      .map((key) => `${key}=${key === "word" ? encodeURIComponent(state.word) : state[key].map(encodeURIComponent).join(",")}`);
    try {
      history.replaceState(null, "", `${location.pathname}${asked.length ? `?${asked.join("&")}` : ""}${location.hash}`);
    } catch { /* a page opened as a file may not change its address */ }
  };
  const state = read();

  // Passages on pages of their own: an address of one leads there.
  const forward = () => {
    if (!inPages || !location.hash.startsWith("#u-")) return;
    const passage = passages.find((one) => one.id === location.hash.slice(3));
    if (passage) location.replace(pageOf(passage));
  };
  forward();

  // --- what the filters leave ----------------------------------------------------------------

  const any = (list, values) => !list.length || values.some((value) => list.includes(value));
  const within = (passage) =>
    any(state.text, [passage.text]) && any(state.phase, [phaseOf.get(passage.text)]);
  const weight = (passage) => state.theme.reduce((sum, theme) => sum + (passage.themes[theme] ?? 0), 0);
  const fits = (passage, asked) =>
    within(passage) &&
    (!state.theme.length || weight(passage) > 0) &&
    any(state.project, passage.projects) && any(state.claim, passage.claims) &&
    asked.every((word) => searched(passage).includes(word));

  const tenths = (value) => String(Math.round(value * 10 + 1e-7) / 10);
  const percent = (share) => share > 0 && share < 0.005 ? "under 1%"
    : `${Math.floor(Number(share.toFixed(10)) * 100 + 0.5 + 1e-9)}%`;
  const counted = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  const named = (key) => state[key].map((id) => labels[key].get(id)).join(" or ");
  const filtered = () => KEYS.some((key) => state[key].length);

  const summary = (left) => {
    const what = [named("phase"), named("text"), named("theme"),
      state.project.length ? `project ${named("project")}` : "",
      state.claim.length ? `claim ${named("claim")}` : "",
      state.word ? `“${state.word}”` : ""].filter(Boolean).join(" · ");
    const start = what ? `${what}: ` : "";
    if (!state.theme.length) {
      const some = left.filter((passage) => passage.counted).length;
      return `${start}${counted(left.length, "passage")}, ${some} of them counted.`;
    }
    const base = passages.filter((passage) => passage.counted && within(passage)).length;
    const sum = left.reduce((total, passage) => total + weight(passage), 0);
    return `${start}${counted(left.length, "passage")}, ${tenths(sum)} of ${base} after weights` +
      `${base ? ` (${percent(sum / base)})` : ""}.`;
  };

  // --- the page ------------------------------------------------------------------------------

  const fold = make("details", "passage-fold");
  const controls = make("form", "passage-filters");
  controls.setAttribute("aria-label", "Choose passages");
  fold.append(make("summary", "", "Choose by text, project, claim or word"), controls);
  fold.open = matchMedia("(min-width: 768px)").matches;
  controls.addEventListener("submit", (event) => event.preventDefault());

  const keys = make("div", "corpus-key");
  keys.setAttribute("role", "group");
  keys.setAttribute("aria-label", "Themes");
  const chips = data.themes.map((theme) => {
    const button = make("button", "corpus-theme plain", theme.label);
    button.type = "button";
    button.style.setProperty("--c", `var(--theme-${CSS.escape(theme.id)})`);
    button.addEventListener("click", () => {
      state.theme = state.theme.includes(theme.id)
        ? state.theme.filter((id) => id !== theme.id) : [...state.theme, theme.id];
      apply();
    });
    keys.append(button);
    return button;
  });

  const select = (label, groups, chosen) => {
    const holder = make("label", "", `${label} `);
    const field = make("select");
    field.append(new Option("all", ""));
    for (const group of groups) {
      const parent = group.label ? make("optgroup") : field;
      if (group.label) { parent.label = group.label; field.append(parent); }
      for (const [value, text] of group.options) parent.append(new Option(text, value));
    }
    field.addEventListener("change", () => { chosen(field.value); apply(); });
    holder.append(field);
    controls.append(holder);
    return field;
  };
  const where = select("Text", data.phases.map((phase) => ({
    label: phase.label,
    options: [
      [`phase:${phase.id}`, `${phase.label}, all`],
      ...data.texts.filter((text) => text.phase === phase.id).map((text) => [`text:${text.id}`, text.label]),
    ],
  })), (value) => {
    const [key, id] = value.split(":");
    state.phase = key === "phase" ? [id] : [];
    state.text = key === "text" ? [id] : [];
  });
  const project = select("Project", [{ options: data.projects.map((one) => [one.id, one.label]) }],
    (value) => { state.project = value ? [value] : []; });
  const claim = select("Claim", [{ options: data.claims.map((one) => [one.id, one.label]) }],
    (value) => { state.claim = value ? [value] : []; });
  const word = make("input");
  word.type = "search";
  word.addEventListener("input", () => { state.word = word.value.trim(); apply(); });
  const holder = make("label", "", "Word ");
  holder.append(word);
  const clear = make("button", "passage-clear plain", "Show all");
  clear.type = "button";
  clear.addEventListener("click", () => {
    for (const key of KEYS) state[key] = key === "word" ? "" : [];
    word.value = "";
    apply();
  });
  controls.append(holder);

  const status = make("span");
  status.setAttribute("role", "status");
  const jump = make("a", "", "Read them");
  const head = make("p", "passage-summary");
  head.append(status, " ", jump, " ", clear);
  const notice = make("div", "passage-notices");
  for (const text of notices) notice.append(make("p", "", text));

  const list = make("ol", "passage-list");
  list.hidden = true;
  const picture = make("div");
  const map = window.corpusMap.draw(picture, { ...data, passages }, {
    label: "Corpus map: every passage. Arrow keys move from passage to passage.",
    href: (passage) => (inPages ? pageOf(passage) : `#u-${passage.id}`),
  });
  box.append(head, notice, fold, keys, picture, list);
  list.id = "passage-list";

  const setValue = (field, value, text) => {
    if (value && ![...field.options].some((option) => option.value === value)) field.append(new Option(text, value));
    field.value = value;
  };

  // The first screens at once, the rest after they are painted.
  const SOON = 40;
  let later;
  const fillList = (left) => {
    clearTimeout(later);
    list.replaceChildren(...entries(left.slice(0, SOON)));
    later = setTimeout(() => list.append(...entries(left.slice(SOON))), 50);
  };
  const entries = (left) => left.map((passage) => {
    const item = make("li");
    const link = make("a", "", `${labels.text.get(passage.text)}, passage ${passage.position}`);
    link.href = pageOf(passage);
    item.dataset.unit = passage.id;
    item.append(link, `: ${passage.gist}`);
    return item;
  });

  const apply = () => {
    const asked = bare(state.word).split(/\s+/).filter(Boolean);
    const left = passages.filter((passage) => fits(passage, asked));
    const ids = new Set(left.map((passage) => passage.id));
    map.mark(filtered() ? ids : null);
    if (inPages) {
      list.hidden = !filtered();
      fillList(filtered() ? left : []);
    }
    for (const passage of passages) if (passage.element) passage.element.hidden = !ids.has(passage.id);
    for (const section of document.querySelectorAll("section.passages")) {
      const empty = !section.querySelector("article:not([hidden])");
      (section.parentElement.closest("section") ?? section).hidden = empty;
    }
    status.textContent = summary(left);
    clear.hidden = !filtered();
    jump.hidden = !filtered() || !left.length;
    if (left.length) jump.href = inPages ? "#passage-list" : `#u-${left[0].id}`;
    data.themes.forEach((theme, place) => chips[place].setAttribute("aria-pressed", state.theme.includes(theme.id)));
    const place = [...state.phase.map((id) => `phase:${id}`), ...state.text.map((id) => `text:${id}`)];
    setValue(where, place.join(","), [named("phase"), named("text")].filter(Boolean).join(", "));
    setValue(project, state.project.join(","), named("project"));
    setValue(claim, state.claim.join(","), named("claim"));
    if (document.activeElement !== word) word.value = state.word;
    write();
  };

  // A passage that is asked for by its address is shown even where the filters leave it out.
  const reveal = () => {
    forward();
    const passage = passages.find((one) => `#u-${one.id}` === location.hash);
    if (!passage?.element) return;
    if (passage.element.hidden) {
      passage.element.hidden = false;
      (passage.element.parentElement.parentElement.closest("section") ?? passage.element).hidden = false;
    }
    passage.element.scrollIntoView();
    map.show(passage.id);
  };
  addEventListener("hashchange", reveal);
  apply();
  if (location.hash.startsWith("#u-")) reveal();
})();
