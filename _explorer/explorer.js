/* The explorer: what if you coded it otherwise?
 *
 * Counts the units of `themeshiftExplorer` (a script file made from the data) anew after each
 * choice, as `robustness.specification` does, and shows shares, positions, shift and a verdict.
 * All text goes into the page as text, never as markup. The drawing is D3's (global `d3`). */
(() => {
  "use strict";

  const data = typeof themeshiftExplorer === "undefined" ? null : themeshiftExplorer;
  const MINUS = "\u2212";
  const DASH = "\u2013";
  const NOTHING = "nothing";
  const PAGE_OF_UNITS = 40;

  /* ---------- page elements ---------- */

  /** Make an element: attributes by name; children are elements or text. */
  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === true) element.setAttribute(name, "");
      else if (value !== false && value !== null && value !== undefined) {
        element.setAttribute(name, value);
      }
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
  }

  /** A word cut short for narrow columns; screen readers read all of it. */
  function shortened(short, word) {
    return [make("span", { "aria-hidden": "true" }, short),
      make("span", { class: "explorer-hidden" }, word)];
  }

  /* ---------- numbers in words, as in the rest of the book ---------- */

  /** Ten places: the last bits of a sum must not tip a half. */
  const settled = (value) => Math.round(value * 1e10) / 1e10;

  function minus(text) {
    if (!text.startsWith("-")) return text;
    return /[1-9]/.test(text) ? MINUS + text.slice(1) : text.slice(1);
  }

  function fixed(value, decimals) {
    if (Number.isNaN(value)) return DASH;
    if (!Number.isFinite(value)) return value > 0 ? "\u221e" : `${MINUS}\u221e`;
    const scale = 10 ** decimals;
    const whole = Math.floor(Math.abs(settled(value)) * scale + 0.5 + 1e-9);
    return minus(`${value < 0 ? "-" : ""}${(whole / scale).toFixed(decimals)}`);
  }

  function signed(value, decimals) {
    const text = fixed(value, decimals);
    return text.startsWith(MINUS) || text === DASH || !/[1-9\u221e]/.test(text) ? text : `+${text}`;
  }

  const percent = (share, decimals = 1) =>
    Number.isNaN(share) ? DASH : `${fixed(share * 100, decimals)}%`;
  const points = (difference) => {
    const text = fixed(Math.abs(difference) * 100, 0);
    return `${text} ${text === "1" ? "point" : "points"}`;
  };

  function listing(items) {
    if (items.length < 2) return items.join("");
    return `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
  }

  const lower = (label) =>
    /^.[a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
  const upper = (label) => label.charAt(0).toUpperCase() + label.slice(1);

  /* ---------- choices ---------- */

  const themes = () => data.themes.filter((theme) => !theme.framing);
  const offeredKinds = () => data.kinds.filter((kind) => kind.offered);
  const project = (id) => data.projects.find((one) => one.id === id);
  const [AS_CODED] = data ? data.choices.moved : [""];

  function bookChoices() {
    const poles = {};
    for (const theme of themes()) poles[theme.id] = theme.pole;
    const known = project(data.choices.project) || data.projects[0];
    return {
      coding: data.codings[0].id,
      weighting: data.choices.weighting[0].id,
      measure: data.choices.measure[0].id,
      kinds: offeredKinds().filter((kind) => kind.base).map((kind) => kind.id),
      framing: true,
      without: NOTHING,
      poles,
      merged: false,
      project: known ? known.id : "",
      moved: AS_CODED,
      prior: data.choices.prior[0].id,
    };
  }

  const noFilter = () => ({ phase: "", document: "", theme: "", kind: "", find: "" });

  /** State and address: only what differs from the book's choices is written. */
  function toHash(choices, filter) {
    const book = bookChoices();
    const parts = [];
    const put = (name, value) => parts.push(`${name}=${encodeURIComponent(value)}`);
    for (const name of ["coding", "weighting", "measure", "without", "moved", "prior"]) {
      if (choices[name] !== book[name]) put(name, choices[name]);
    }
    if (choices.project !== book.project) put("project", choices.project);
    if (choices.kinds.join() !== book.kinds.join()) put("kinds", choices.kinds.join("."));
    if (!choices.framing) put("framing", "excluded");
    if (choices.merged) put("merged", "yes");
    for (const pole of Object.keys(data.pole_names)) {
      const inPole = (state) =>
        themes().filter((theme) => state.poles[theme.id] === data.pole_names[pole])
          .map((theme) => theme.id).join(".");
      if (inPole(choices) !== inPole(book)) put(pole, inPole(choices));
    }
    for (const [name, value] of Object.entries(filter)) if (value) put(`show-${name}`, value);
    return parts.join("&");
  }

  function fromHash(hash) {
    const choices = bookChoices();
    const filter = noFilter();
    const given = new Map();
    for (const part of hash.replace(/^#/, "").split("&")) {
      const cut = part.indexOf("=");
      if (cut < 1) continue;
      try {
        given.set(part.slice(0, cut), decodeURIComponent(part.slice(cut + 1)));
      } catch (error) {
        continue; // an address that was cut short: the rest of it still counts
      }
    }
    const among = (name, ids, target = choices, key = name) => {
      const found = ids.find((id) => String(id) === given.get(name));
      if (found !== undefined) target[key] = found;
    };
    const ids = (list) => list.map((one) => one.id);
    among("coding", ids(data.codings));
    among("weighting", ids(data.choices.weighting));
    among("measure", ids(data.choices.measure));
    among("without", ids(data.documents.filter((one) => one.counted)));
    among("project", ids(data.projects));
    if (data.projects.length) among("moved", data.choices.moved);
    among("prior", ids(data.choices.prior));
    if (given.has("kinds")) {
      const wanted = given.get("kinds").split(".");
      choices.kinds = ids(offeredKinds()).filter((id) => wanted.includes(id));
    }
    choices.framing = given.get("framing") !== "excluded";
    choices.merged = Boolean(data.choices.merged) && given.get("merged") === "yes";
    for (const pole of Object.keys(data.pole_names)) {
      if (!given.has(pole)) continue;
      const name = data.pole_names[pole];
      const wanted = given.get(pole).split(".");
      for (const theme of themes()) {
        if (wanted.includes(theme.id)) choices.poles[theme.id] = name;
        else if (choices.poles[theme.id] === name) choices.poles[theme.id] = "none";
      }
    }
    among("show-phase", ids(data.phases), filter, "phase");
    among("show-document", ids(data.documents), filter, "document");
    among("show-theme", ids(data.themes), filter, "theme");
    among("show-kind", ids(data.kinds), filter, "kind");
    filter.find = (given.get("show-find") || "").slice(0, 200);
    return { choices, filter };
  }

  /* ---------- counting ---------- */

  /** Weights of a unit's themes in order of rank; they sum to one. */
  function weights(codes, weighting) {
    const number = codes.length;
    if (weighting === "first") return codes.map((_, place) => (place === 0 ? 1 : 0));
    if (weighting === "rank") {
      return codes.map((_, place) => (number - place) / ((number * (number + 1)) / 2));
    }
    let sum = 0;
    for (const [, weight] of codes) sum += weight;
    return codes.map(([, weight]) => weight / sum);
  }

  /** Shares, position θ and balance of each phase, and the shift from the first to the last. */
  function count(choices) {
    const { origin: ORIGIN, destination: DESTINATION } = data.pole_names;
    const coding = data.codings.find((one) => one.id === choices.coding);
    const kinds = new Set(choices.kinds);
    const moved = new Set(
      choices.moved === AS_CODED ? [] : (project(choices.project) || { units: [] }).units,
    );
    const target = choices.moved === data.choices.moved[1] ? ORIGIN : DESTINATION;
    const cells = new Map();
    data.units.id.forEach((_, unit) => {
      const document_ = data.documents[data.units.document[unit]];
      if (!kinds.has(data.kinds[data.units.kind[unit]].id) || document_.id === choices.without) {
        return;
      }
      const size = choices.measure === "units" ? 1 : data.units.words[unit];
      if (!cells.has(document_.phase)) {
        cells.set(document_.phase, { destination: 0, origin: 0, framing: 0, size: 0, units: 0 });
      }
      const cell = cells.get(document_.phase);
      cell.size += size;
      cell.units += 1;
      const codes = coding.codes[unit];
      const weight = weights(codes, choices.weighting);
      codes.forEach(([place], rank) => {
        const theme = data.themes[place];
        const merged = choices.merged && theme.id === data.choices.merged;
        let pole = theme.framing ? "none" : choices.poles[theme.id];
        if (merged) pole = DESTINATION;
        else if (moved.has(unit) && (pole === ORIGIN || pole === DESTINATION)) pole = target;
        if (pole === DESTINATION) cell.destination += size * weight[rank];
        if (pole === ORIGIN) cell.origin += size * weight[rank];
        if (theme.framing) cell.framing += size * weight[rank];
      });
    });
    const phases = [...cells.keys()].sort((one, other) => one - other).map((phase) => {
      const cell = cells.get(phase);
      const whole = cell.size - (choices.framing ? 0 : cell.framing);
      const destinationUnits = settled((cell.units * cell.destination) / cell.size);
      const originUnits = settled((cell.units * cell.origin) / cell.size);
      return {
        phase,
        units: cell.units,
        destination: cell.destination / whole,
        origin: cell.origin / whole,
        balance: (cell.destination - cell.origin) / whole,
        theta: Math.log(destinationUnits + choices.prior) - Math.log(originUnits + choices.prior),
      };
    });
    const first = phases[0];
    const last = phases[phases.length - 1];
    const over = (name) => (phases.length > 1 ? last[name] - first[name] : NaN);
    return { phases, thetaShift: over("theta"), shareShift: over("balance") };
  }

  /* ---------- verdict ---------- */

  /** How a shift stands to the book's: same, direction, other-size, reversed, none, unknown. */
  function standing(shift, book) {
    if (Number.isNaN(shift) || book === null) return "unknown";
    if (Math.abs(shift) < 5e-11) return Math.abs(book) < 5e-11 ? "same" : "none";
    if (Math.sign(shift) !== Math.sign(book)) return "reversed";
    const ratio = shift / book;
    return ratio >= 1 / data.same_size && ratio <= data.same_size ? "same" : "direction";
  }

  const HEADS = {
    book: "This is the book\u2019s result.",
    same: "The finding holds.",
    direction: "The direction holds, the size does not.",
    reversed: "The finding turns round.",
    none: "The shift is gone.",
    unknown: "No shift can be measured.",
  };

  function poleName(choices, pole) {
    const name = data.pole_names[pole];
    const inside = themes().filter((theme) =>
      choices.merged && theme.id === data.choices.merged
        ? pole === "destination"
        : choices.poles[theme.id] === name);
    return inside.length ? listing(inside.map((theme) => lower(theme.short))) : "no theme";
  }

  function verdict(choices, result, changed) {
    const { phases, shareShift, thetaShift } = result;
    const byShare = standing(shareShift, data.base.share_shift);
    const byTheta = standing(thetaShift, data.base.theta_shift);
    const head = HEADS[changed.length ? byShare : "book"];
    if (phases.length < 2) {
      const left = phases.length ? "Only one phase is" : "No phase is";
      return { standing: "unknown", head: HEADS.unknown, text: `${left} left to compare.` };
    }
    if (Number.isNaN(shareShift)) {
      return { standing: "unknown", head: HEADS.unknown, text: "In a phase nothing is counted." };
    }
    const from = data.phases[phases[0].phase].label;
    const to = data.phases[phases[phases.length - 1].phase].label;
    const toward = shareShift < 0 ? "origin" : "destination";
    const where = byShare === "none"
      ? `From \u201c${from}\u201d to \u201c${to}\u201d the balance of the poles does not move`
      : `From \u201c${from}\u201d to \u201c${to}\u201d the balance moves ${points(shareShift)} towards` +
        ` the ${toward} pole (${poleName(choices, toward)})`;
    let text = `${where}; on the log scale, \u03b8 changes by ${signed(thetaShift, 2)}.`;
    if (changed.length) {
      const book = data.base.share_shift;
      text += ` The book\u2019s own choices give ${signed(book * 100, 0)} points and` +
        ` ${data.base.theta_shift === null ? DASH : signed(data.base.theta_shift, 2)}.`;
    }
    if (byTheta === "unknown") text += " A pole is empty, so \u03b8 has no value with this prior.";
    else if (changed.length && byTheta !== byShare) {
      text += ` By \u03b8: ${lower(HEADS[byTheta])}`;
    }
    return { standing: changed.length ? byShare : "book", head, text };
  }

  /** What the reader changed, in words. */
  function changes(choices) {
    const book = bookChoices();
    const label = (list, id) => list.find((one) => one.id === id).label;
    const found = [];
    if (choices.coding !== book.coding) found.push(label(data.codings, choices.coding));
    if (choices.weighting !== book.weighting) {
      found.push(`weights: ${label(data.choices.weighting, choices.weighting)}`);
    }
    if (choices.measure !== book.measure) {
      found.push(`counted in ${label(data.choices.measure, choices.measure)}`);
    }
    if (choices.kinds.join() !== book.kinds.join()) {
      found.push(`kinds of passage: ${listing(choices.kinds) || "none"}`);
    }
    if (!choices.framing) found.push("passages without a theme out of the whole");
    if (choices.without !== book.without) {
      const one = data.documents.find((document_) => document_.id === choices.without);
      found.push(`left out: ${one.publisher} (${data.phases[one.phase].short})`);
    }
    for (const theme of themes()) {
      if (choices.poles[theme.id] !== book.poles[theme.id]) {
        const pole = Object.keys(data.pole_names)
          .find((name) => data.pole_names[name] === choices.poles[theme.id]);
        found.push(`${lower(theme.short)} ${pole ? `in the ${pole} pole` : "in neither pole"}`);
      }
    }
    if (choices.merged) {
      const theme = data.themes.find((one) => one.id === data.choices.merged);
      found.push(`${lower(theme.short)} merged into the destination pole`);
    }
    if (choices.moved !== book.moved) {
      found.push(`${lower(project(choices.project).label)} moved ${choices.moved}`);
    }
    if (choices.prior !== book.prior) {
      found.push(`prior ${label(data.choices.prior, choices.prior)}`);
    }
    return found;
  }

  /* ---------- form ---------- */

  let serial = 0;
  const freshId = (name) => `explorer-${name}-${(serial += 1)}`;

  function fieldset(title, ...children) {
    return make("fieldset", {}, make("legend", {}, title), ...children);
  }

  function selection(title, options, get, set, note) {
    const id = freshId("select");
    const control = make("select", { id },
      options.map((option) => make("option", { value: option.id }, option.label)));
    control.addEventListener("change", () => set(options[control.selectedIndex].id));
    const element = make("p", { class: "explorer-field" },
      make("label", { for: id }, title), control, note ? make("small", {}, note) : null);
    return { element, show: () => {
      control.selectedIndex = options.findIndex((option) => option.id === get());
    } };
  }

  function box(title, get, set, type = "checkbox", name = null) {
    const control = make("input", { type, name });
    control.addEventListener("change", () => set(control.checked));
    const element = make("label", { class: "explorer-box" }, control, make("span", {}, title));
    return { element, control, show: () => { control.checked = get(); } };
  }

  function radios(options, get, set) {
    const name = freshId("radio");
    const boxes = options.map((option) =>
      box(option.label, () => get() === option.id, () => set(option.id), "radio", name));
    return {
      element: make("div", { class: "explorer-boxes" }, boxes.map((one) => one.element)),
      show: () => boxes.forEach((one) => one.show()),
    };
  }

  /** A table of radio buttons: which pole each theme belongs to. */
  function poleTable(state, update) {
    const places = [
      { pole: data.pole_names.origin, label: "Origin" },
      { pole: "none", label: "Neither" },
      { pole: data.pole_names.destination, label: "Destination", short: "Dest." },
    ];
    const shown = [];
    const heads = places.map((place) =>
      make("th", { scope: "col" },
        place.short ? shortened(place.short, place.label) : place.label));
    const rows = themes().map((theme) => {
      const head = make("th", { scope: "row" }, theme.short);
      const name = freshId("radio");
      return make("tr", {}, head, places.map((place) => {
        const control = make("input", {
          type: "radio", name, "aria-label": `${theme.short}: ${place.label}`,
        });
        control.addEventListener("change", () => {
          state.choices.poles[theme.id] = place.pole;
          update();
        });
        shown.push(() => {
          control.checked = state.choices.poles[theme.id] === place.pole;
          control.disabled = state.choices.merged && theme.id === data.choices.merged;
        });
        return make("td", {}, make("label", { class: "explorer-cell" }, control));
      }));
    });
    return {
      element: make("table", { class: "explorer-poles" },
        make("caption", {}, "One pole, or neither, for each theme"),
        make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Theme"), heads)),
        make("tbody", {}, rows)),
      show: () => shown.forEach((one) => one()),
    };
  }

  function buildForm(state, update) {
    const { choices } = data;
    const bind = (name) => [
      () => state.choices[name],
      (value) => { state.choices[name] = value; update(); },
    ];
    const parts = [];
    const keep = (part) => { parts.push(part); return part.element; };
    const kindBoxes = offeredKinds().map((kind) => keep(box(
      kind.by_hand ? kind.id : `${kind.id} (coded by dictionary)`,
      () => state.choices.kinds.includes(kind.id),
      (on) => {
        const wanted = new Set(state.choices.kinds);
        if (on) wanted.add(kind.id);
        else wanted.delete(kind.id);
        state.choices.kinds = offeredKinds().map((one) => one.id).filter((id) => wanted.has(id));
        update();
      },
    )));
    const groups = [
      fieldset("Coding",
        keep(selection("Whose codes", data.codings, ...bind("coding"))),
        keep(selection("Several themes in a passage", choices.weighting, ...bind("weighting")))),
      fieldset("What is counted",
        make("p", { class: "explorer-lead", id: "explorer-measure" }, "Room is measured in"),
        keep(radios(choices.measure, ...bind("measure"))),
        make("p", { class: "explorer-lead" }, "Kinds of passage"),
        make("div", { class: "explorer-boxes" }, kindBoxes),
        make("p", { class: "explorer-lead" }, "The whole"),
        keep(box("passages without a theme count in it", ...bind("framing"))),
        keep(selection("Leave out a document",
          [{ id: NOTHING, label: "none" }, ...data.documents.filter((one) => one.counted)
            .map((one) => ({
              id: one.id, label: `${one.publisher} (${data.phases[one.phase].short})`,
            }))],
          ...bind("without")))),
      fieldset("Poles", keep(poleTable(state, update)),
        choices.merged
          ? keep(box(
            `${data.themes.find((one) => one.id === choices.merged).short}` +
              " is merged into the destination pole",
            ...bind("merged")))
          : null),
      data.projects.length
        ? fieldset("One project\u2019s passages",
          keep(selection("Project",
            data.projects.map((one) => ({
              id: one.id,
              label: `${one.label} (${one.units.length} ${one.units.length === 1 ? "passage" : "passages"})`,
            })),
            ...bind("project"))),
          make("p", { class: "explorer-lead" }, "What they give to either pole goes"),
          keep(radios(choices.moved.map((id) => ({ id, label: id })), ...bind("moved"))))
        : null,
      fieldset("Prior in \u03b8", keep(radios(choices.prior, ...bind("prior")))),
    ];
    const form = make("form", { class: "explorer-form", "aria-label": "The analyst\u2019s choices" },
      groups.filter(Boolean));
    form.addEventListener("submit", (event) => event.preventDefault());
    return { element: form, show: () => parts.forEach((part) => part.show()) };
  }

  /* ---------- drawing ---------- */

  const SYMBOLS = { o: "symbolCircle", s: "symbolSquare", D: "symbolDiamond", "^": "symbolTriangle" };

  function poleLook(pole) {
    const theme = data.themes.find((one) => one.pole === data.pole_names[pole]);
    return theme || { light: "#59636e", dark: "#b0bac4", marker: "o" };
  }

  function symbol(marker, size = 70) {
    return d3.symbol().type(d3[SYMBOLS[marker]] || d3.symbolCircle).size(size)();
  }

  /** One panel: lines over phases. series: [{name, values: Map phase → number, pole, book}]. */
  function draw(holder, panel) {
    const width = Math.max(240, Math.min(720, Math.floor(holder.clientWidth) || 340));
    const height = panel.height;
    const margin = { top: 14, right: 84, bottom: 40, left: 40 };
    d3.select(holder).selectAll("svg").remove();
    const svg = d3.select(holder).append("svg")
      .attr("viewBox", `0 0 ${width} ${height}`).attr("width", width).attr("height", height)
      .attr("role", "img").attr("aria-label", panel.alt);
    const x = d3.scalePoint().domain(data.phases.map((_, place) => place))
      .range([margin.left + 14, width - margin.right - 8]);
    const y = d3.scaleLinear().domain(panel.domain).nice(5)
      .range([height - margin.bottom, margin.top]);
    const ticks = y.ticks(5);
    const grid = svg.append("g").attr("class", "explorer-grid");
    for (const tick of ticks) {
      grid.append("line").attr("x1", margin.left).attr("x2", width - margin.right)
        .attr("y1", y(tick)).attr("y2", y(tick)).classed("explorer-zero", tick === 0);
      grid.append("text").attr("x", margin.left - 6).attr("y", y(tick)).attr("dy", "0.32em")
        .attr("text-anchor", "end").text(panel.tick(tick));
    }
    const step = data.phases.length > 1 ? x.step() : width;
    const every = Math.ceil(52 / step);
    data.phases.forEach((phase, place) => {
      if (place % every && place !== data.phases.length - 1) return;
      const words = phase.short.split(" ");
      const label = svg.append("text").attr("class", "explorer-phase").attr("text-anchor", "middle");
      [words[0], words.slice(1).join(" ")].forEach((line, number) => label.append("tspan")
        .attr("x", x(place)).attr("y", height - margin.bottom + 16 + 14 * number).text(line));
    });
    const [low, high] = y.domain();
    const inside = (value) => Math.max(low, Math.min(high, value));
    const line = d3.line().x((pair) => x(pair[0])).y((pair) => y(inside(pair[1])));
    const ends = [];
    for (const series of panel.series) {
      const there = series.values.filter(([, value]) => !Number.isNaN(value));
      if (series.book) {
        svg.append("path").attr("class", `explorer-book explorer-${series.pole}`)
          .attr("d", line(series.book.filter(([, value]) => value !== null)));
      }
      svg.append("path").attr("class", `explorer-line explorer-${series.pole}`)
        .attr("d", line(there));
      for (const [place, value] of there) {
        svg.append("path").attr("class", `explorer-mark explorer-${series.pole}`)
          .attr("d", symbol(series.marker))
          .attr("transform", `translate(${x(place)},${y(inside(value))})`);
        if (!Number.isFinite(value)) {
          svg.append("text").attr("x", x(place)).attr("y", y(inside(value)))
            .attr("dy", value > 0 ? "1.6em" : "-0.8em").attr("text-anchor", "middle")
            .text(fixed(value, 0));
        }
      }
      if (there.length) {
        const [place, value] = there[there.length - 1];
        ends.push({ x: x(place) + 10, y: y(inside(value)), name: series.name, value: series.show(value) });
      }
    }
    ends.sort((one, other) => one.y - other.y);
    ends.forEach((end, number) => {
      if (number) end.y = Math.max(end.y, ends[number - 1].y + 30);
    });
    const over = ends.length ? ends[ends.length - 1].y + 14 - (height - margin.bottom) : 0;
    for (const end of ends) {
      const shift = over > 0 ? over : 0;
      const label = svg.append("text").attr("class", "explorer-end");
      label.append("tspan").attr("x", end.x).attr("y", end.y - shift - 2).text(end.name);
      label.append("tspan").attr("x", end.x).attr("y", end.y - shift + 12)
        .attr("class", "explorer-number").text(end.value);
    }
  }

  /* ---------- results ---------- */

  function buildResults() {
    const head = make("strong", { class: "explorer-head" });
    const text = make("span", { class: "explorer-text" });
    const live = make("p", { class: "explorer-verdict", role: "status", "aria-live": "polite",
      "aria-atomic": "true" }, head, " ", text);
    const strip = make("p", { class: "explorer-strip", "aria-hidden": "true" });
    const changed = make("p", { class: "explorer-changed" });
    const back = make("button", { type: "button", class: "explorer-back" },
      "Back to the book\u2019s choices");
    const figure = (name, title, note) => {
      const chart = make("div", { class: "explorer-chart", "data-chart": name });
      return { chart, element: make("figure", {},
        make("figcaption", {}, make("strong", {}, title), ` ${note}`), chart) };
    };
    const shares = figure("shares", "Shares of the two poles",
      "(dashed: with the book\u2019s choices)");
    const theta = figure("theta", "Position \u03b8",
      "(above zero, the destination outweighs the origin)");
    const body = make("tbody");
    const foot = make("tfoot");
    const table = make("table", { class: "explorer-table" },
      make("caption", {}, "The same in numbers"),
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Phase"),
        make("th", { scope: "col" }, "Passages"), make("th", { scope: "col" }, "Origin"),
        make("th", { scope: "col" }, shortened("Dest.", "Destination")),
        make("th", { scope: "col" }, "Balance"), make("th", { scope: "col" }, "\u03b8"))),
      body, foot);
    return { head, text, live, strip, changed, back, sharesChart: shares.chart, thetaChart: theta.chart,
      shares: shares.element, theta: theta.element, body, foot, table };
  }

  function cell(value, text) {
    return make("td", { "data-value": String(value) }, text);
  }

  function showResults(parts, choices, root) {
    const result = count(choices);
    const changed = changes(choices);
    const outcome = verdict(choices, result, changed);
    parts.head.textContent = outcome.head;
    parts.text.textContent = outcome.text;
    parts.live.dataset.standing = outcome.standing;
    parts.strip.dataset.standing = outcome.standing;
    parts.strip.textContent = `${outcome.head} ${signed(result.shareShift * 100, 0)} points, ` +
      `\u03b8 ${signed(result.thetaShift, 2)}`;
    parts.changed.textContent = changed.length
      ? `Changed: ${changed.join("; ")}.`
      : "Nothing is changed yet: every choice is the book\u2019s.";
    parts.back.disabled = !changed.length;

    const byPhase = new Map(result.phases.map((row) => [row.phase, row]));
    parts.body.replaceChildren(...data.phases.map((phase, place) => {
      const row = byPhase.get(place);
      const head = make("th", { scope: "row" }, phase.short);
      if (!row) return make("tr", {}, head, make("td", { colspan: 5 }, "left out"));
      return make("tr", { "data-phase": phase.id }, head, cell(row.units, String(row.units)),
        cell(row.origin, percent(row.origin)), cell(row.destination, percent(row.destination)),
        cell(row.balance, signed(row.balance * 100, 1)), cell(row.theta, signed(row.theta, 2)));
    }));
    parts.foot.replaceChildren(
      make("tr", { "data-row": "shift" }, make("th", { scope: "row", colspan: 4 }, "Total shift"),
        cell(result.shareShift, signed(result.shareShift * 100, 1)),
        cell(result.thetaShift, signed(result.thetaShift, 2))),
      make("tr", { "data-row": "book" }, make("th", { scope: "row", colspan: 4 }, "In the book"),
        cell(data.base.share_shift, signed(data.base.share_shift * 100, 1)),
        cell(data.base.theta_shift, data.base.theta_shift === null
          ? DASH : signed(data.base.theta_shift, 2))));
    root.dataset.thetaShift = String(result.thetaShift);
    root.dataset.shareShift = String(result.shareShift);

    const pairs = (name) => result.phases.map((row) => [row.phase, row[name]]);
    const sentence = (names) => result.phases.map((row) =>
      `${data.phases[row.phase].label}: ${names(row)}`).join("; ");
    const shown = parts.bookResult.phases;
    const peak = d3.max([0.05, ...[...result.phases, ...shown]
      .flatMap((row) => [row.origin, row.destination]).filter(Number.isFinite)]);
    draw(parts.sharesChart, {
      height: 250,
      domain: [0, peak],
      tick: (value) => percent(value, 0),
      alt: `Shares of the two poles by phase. ${sentence((row) =>
        `origin ${percent(row.origin)}, destination ${percent(row.destination)}`)}.`,
      series: ["origin", "destination"].map((pole) => ({
        pole,
        marker: poleLook(pole).marker,
        name: upper(pole),
        values: pairs(pole),
        book: changed.length ? shown.map((row) => [row.phase, row[pole]]) : null,
        show: (value) => percent(value),
      })),
    });
    const thetas = [...result.phases, ...shown].map((row) => row.theta).filter(Number.isFinite);
    const reach = d3.max([1, ...thetas.map(Math.abs)]);
    draw(parts.thetaChart, {
      height: 210,
      domain: [-reach, reach],
      tick: (value) => signed(value, 0),
      alt: `Position theta by phase. ${sentence((row) => signed(row.theta, 2))}.`,
      series: [{
        pole: "position",
        marker: "o",
        name: "Position",
        values: pairs("theta"),
        book: changed.length ? shown.map((row) => [row.phase, row.theta]) : null,
        show: (value) => signed(value, 2),
      }],
    });
  }

  /* ---------- units ---------- */

  /** Letters without case and accents, so that a search finds French terms either way. */
  const fold = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "")
    .replace(/[\u2018\u2019]/g, "'").replace(/\u0153/gi, "oe").replace(/\u00e6/gi, "ae")
    .toLowerCase();

  function buildUnits(state, update) {
    const every = (label, list, text) => [{ id: "", label },
      ...list.map((one) => ({ id: one.id, label: text(one) }))];
    const bind = (name) => [
      () => state.filter[name],
      (value) => { state.filter[name] = value; state.limit = PAGE_OF_UNITS; update(); },
    ];
    const parts = [
      selection("Phase", every("all phases", data.phases, (one) => one.label), ...bind("phase")),
      selection("Document", every("all documents", data.documents,
        (one) => `${one.publisher} (${data.phases[one.phase].short})`), ...bind("document")),
      selection("Theme", every("all themes", data.themes, (one) => one.label), ...bind("theme")),
      selection("Kind of passage", every("all kinds", data.kinds, (one) => one.id), ...bind("kind")),
    ];
    const search = make("input", { type: "search", id: "explorer-find", maxlength: 200,
      autocomplete: "off", spellcheck: "false" });
    search.addEventListener("input", () => bind("find")[1](search.value));
    const finder = make("p", { class: "explorer-field explorer-wide" },
      make("label", { for: "explorer-find" }, "Words in the gist, or a French term"), search,
      make("small", {}, "With or without accents; every word must be there."));
    const form = make("form", { class: "explorer-filter", role: "search",
      "aria-label": "Filter the passages" }, parts.map((part) => part.element), finder);
    form.addEventListener("submit", (event) => event.preventDefault());
    const tally = make("p", { class: "explorer-tally", role: "status", "aria-live": "polite" });
    const clear = make("button", { type: "button" }, "Show all passages");
    clear.addEventListener("click", () => {
      state.filter = noFilter();
      state.limit = PAGE_OF_UNITS;
      update();
      search.focus();
    });
    const list = make("ol", { class: "explorer-units" });
    const more = make("button", { type: "button", class: "explorer-more" }, "Show more");
    more.addEventListener("click", () => {
      const next = state.limit;
      state.limit += PAGE_OF_UNITS;
      update();
      const link = list.children[next] && list.children[next].querySelector("a");
      if (link) link.focus();
    });
    const show = () => {
      parts.forEach((part) => part.show());
      if (search.value !== state.filter.find) search.value = state.filter.find;
    };
    return { element: make("div", {}, form,
      make("div", { class: "explorer-bar" }, tally, clear), list, more), show, tally, clear, list,
    more };
  }

  const haystacks = data && data.units.gist.map((gist, unit) =>
    fold([gist, ...data.units.terms[unit].map((term) => data.terms[term])].join(" ")));

  function matching(state) {
    const { filter } = state;
    const coding = data.codings.find((one) => one.id === state.choices.coding);
    const words = fold(filter.find).split(/\s+/).filter(Boolean);
    return data.units.id.map((_, unit) => unit).filter((unit) => {
      const document_ = data.documents[data.units.document[unit]];
      return (!filter.document || document_.id === filter.document)
        && (!filter.phase || data.phases[document_.phase].id === filter.phase)
        && (!filter.kind || data.kinds[data.units.kind[unit]].id === filter.kind)
        && (!filter.theme
          || coding.codes[unit].some(([place]) => data.themes[place].id === filter.theme))
        && words.every((word) => haystacks[unit].includes(word));
    });
  }

  function unitItem(unit, coding) {
    const document_ = data.documents[data.units.document[unit]];
    const kind = data.kinds[data.units.kind[unit]];
    const tags = coding.codes[unit].map(([place]) => {
      const theme = data.themes[place];
      const tag = make("li", { class: "explorer-tag" }, theme.short);
      tag.style.setProperty("--explorer-light", theme.light);
      tag.style.setProperty("--explorer-dark", theme.dark);
      return tag;
    });
    const terms = data.units.terms[unit].map((term) => data.terms[term]);
    const id = data.units.id[unit];
    return make("li", { "data-unit": id },
      make("p", { class: "explorer-gist" },
        data.units.gist[unit] || "(no gist: this passage only frames)"),
      tags.length ? make("ul", { class: "explorer-tags", "aria-label": "Themes" }, tags) : null,
      terms.length
        ? make("p", { class: "explorer-terms" }, "Terms found: ",
          make("span", { lang: "fr" }, terms.join(", ")))
        : null,
      make("p", { class: "explorer-source" },
        `${document_.publisher}, ${data.phases[document_.phase].short}, paragraph ` +
          `${data.units.paragraph[unit]}, ${kind.id}` +
          `${coding.by_hand && !kind.by_hand && tags.length ? " (coded by dictionary)" : ""}; `,
        make("a", { href: `${document_.page}#u-${id}` }, `evidence for ${id}`)));
  }

  function showUnits(parts, state) {
    const found = matching(state);
    const coding = data.codings.find((one) => one.id === state.choices.coding);
    const shown = found.slice(0, state.limit);
    parts.list.replaceChildren(...shown.map((unit) => unitItem(unit, coding)));
    const total = data.units.id.length;
    const part = shown.length < found.length ? `, the first ${shown.length} shown` : "";
    parts.tally.textContent = found.length
      ? `${found.length} of ${total} passages${part}. Themes as in: ${coding.label}.`
      : `None of ${total} passages fits. Themes as in: ${coding.label}.`;
    parts.tally.dataset.found = String(found.length);
    parts.more.hidden = shown.length === found.length;
    parts.clear.disabled = !Object.values(state.filter).some(Boolean);
  }

  /* ---------- all together ---------- */

  function start() {
    const root = document.getElementById("explorer-shift");
    const unitsRoot = document.getElementById("explorer-units");
    if (!root || !unitsRoot) return;
    if (!data || typeof d3 === "undefined") {
      root.append(make("p", {}, "A script of this page is missing: build the book again."));
      return;
    }
    const state = { ...fromHash(location.hash), limit: PAGE_OF_UNITS };
    const remember = () => {
      const hash = toHash(state.choices, state.filter);
      const plain = location.hash.length > 1 && !location.hash.includes("=");
      if (!hash && plain) return; // a link to a heading of the page stays
      const address = hash ? `#${hash}` : location.pathname + location.search;
      try {
        history.replaceState(null, "", address);
      } catch (error) {
        location.hash = hash; // some browsers refuse the former for local files
      }
    };
    const results = buildResults();
    results.bookResult = count(bookChoices());
    const refresh = () => {
      form.show();
      showResults(results, state.choices, root);
      units.show();
      showUnits(units, state);
    };
    const update = () => { refresh(); remember(); };
    const form = buildForm(state, update);
    const units = buildUnits(state, update);
    results.back.addEventListener("click", () => {
      state.choices = bookChoices();
      update();
      form.element.querySelector("select, input").focus();
    });
    for (const pole of ["origin", "destination"]) {
      root.style.setProperty(`--explorer-${pole}-light`, poleLook(pole).light);
      root.style.setProperty(`--explorer-${pole}-dark`, poleLook(pole).dark);
    }
    root.append(form.element,
      make("div", { class: "explorer-answer" }, results.live,
        make("div", { class: "explorer-bar" }, results.changed, results.back), results.shares),
      results.strip,
      make("div", { class: "explorer-more-answers" }, results.theta, results.table));
    unitsRoot.append(units.element);
    refresh();
    root.dataset.ready = "yes";
    window.addEventListener("hashchange", () => {
      if (location.hash.length > 1 && !location.hash.includes("=")) return;
      Object.assign(state, fromHash(location.hash), { limit: PAGE_OF_UNITS });
      refresh();
    });
    let width = root.clientWidth;
    new ResizeObserver(() => {
      if (root.clientWidth === width) return;
      width = root.clientWidth;
      showResults(results, state.choices, root);
    }).observe(root);
    window.addEventListener("beforeprint", () => showResults(results, state.choices, root));
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
})();
