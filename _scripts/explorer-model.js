/* The explorer's arithmetic: choices, address, shares, verdict and search, without a page.
 *
 * Counts as themeshift/measures does; tests compare the two. `data` is what
 * themeshift/pages/explorer.py writes; a state is a plain object of choices (see `defaults`).
 * Shares are fractions of one. Nothing here touches the document, so node can run it. */
(function (root) {
  "use strict";

  const MEAN = "mean";
  const POLES = ["origin", "destination"];
  const READINGS = ["lowest", "highest"];
  const TEN = 10;
  const SLACK = 1e-9;
  const MINUS = "\u2212";
  const DASH = "\u2013";

  /* ---------- numbers as words: the rules of themeshift/prose/numbers.py ---------- */

  /** A fraction of one in whole hundredths, halves away from zero; ten decimals decide a half. */
  function hundredths(share) {
    const whole = Math.floor(Math.abs(Number(share.toFixed(10))) * 100 + 0.5 + 1e-9);
    return share < 0 && whole > 0 ? -whole : whole;
  }

  const printed = (whole) => (whole < 0 ? MINUS : "") + String(Math.abs(whole));

  /** 24%; what is there but rounds to none is under 1%. */
  function percent(share) {
    if (Number.isNaN(share)) return DASH;
    return share > 0 && share < 0.005 ? "under 1%" : `${printed(hundredths(share))}%`;
  }

  /** A difference without its sign: 1 point, 24 points. */
  function points(difference) {
    if (Number.isNaN(difference)) return DASH;
    const whole = Math.abs(hundredths(difference));
    return `${whole} ${whole === 1 ? "point" : "points"}`;
  }

  /** A difference with its sign: +24 points, −1 point. */
  function signedPoints(difference) {
    if (Number.isNaN(difference)) return DASH;
    const whole = hundredths(difference);
    return `${whole > 0 ? "+" : ""}${printed(whole)} ${Math.abs(whole) === 1 ? "point" : "points"}`;
  }

  function listing(items) {
    if (items.length < 2) return items.join("");
    return `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
  }

  const lower = (label) => label.charAt(0).toLowerCase() + label.slice(1);
  const upper = (label) => label.charAt(0).toUpperCase() + label.slice(1);

  /* ---------- choices ---------- */

  /** The book's own choices. Poles: theme → "origin", "destination" or "none". */
  function defaults(data) {
    const poles = {};
    for (const theme of data.themes) if (!theme.framing) poles[theme.id] = theme.pole;
    return {
      coding: MEAN,
      measure: "passages",
      framing: true,
      texts: [],
      paragraphs: [],
      poles,
      reading: "",
      recode: {},
      passage: "",
      ten: 0,
      mine: {},
      search: false,
    };
  }

  const codings = (data) => [MEAN, ...data.codings.map((one) => one.id), ...data.dictionaries];
  /** The codings worth a choice: a single one is the mean, and no coding leaves the dictionary. */
  function offered(data) {
    const several = data.codings.length > 1 ? data.codings.map((one) => one.id) : [];
    return [MEAN, ...several, ...(data.codings.length ? data.dictionaries : [])];
  }

  const paragraphOf = (passage) => `${passage.document}:${passage.paragraph}`;
  const members = (poles, pole) => Object.keys(poles).filter((theme) => poles[theme] === pole);

  function sameChoices(data, state) {
    return query(data, { ...state, passage: "", ten: 0, mine: {}, search: false }) === "";
  }

  const samePoles = (one, other) => Object.keys(one).every((theme) => one[theme] === other[theme]);

  /** Are the book's two sides exchanged, theme by theme? */
  function isSwapped(data, poles) {
    const book = defaults(data).poles;
    return POLES.every((pole, k) => members(poles, pole).join() === members(book, POLES[1 - k]).join());
  }

  /* ---------- address ---------- */

  const escape = (text) => encodeURIComponent(text).replace(/%(2C|3A|3B)/g, decodeURIComponent);

  const pairs = (codes) =>
    Object.keys(codes)
      .map((unit) => `${unit}:${codes[unit].join(",")}`)
      .join(";");

  /** What differs from the book's choices, as a query without "?"; "" for the book's own. */
  function query(data, state) {
    const book = defaults(data);
    const parts = [];
    const put = (name, value, base) => {
      if (value !== base) parts.push(`${name}=${escape(value)}`);
    };
    put("coding", state.coding, book.coding);
    put("measure", state.measure, book.measure);
    put("framing", state.framing ? "in" : "out", "in");
    put("leave", [...state.texts, ...state.paragraphs].join(","), "");
    for (const pole of POLES) {
      put(pole, members(state.poles, pole).join(","), members(book.poles, pole).join(","));
    }
    put("reading", state.reading, "");
    put("recode", pairs(state.recode), "");
    put("passage", state.passage, "");
    put("ten", state.ten ? String(state.ten) : "", "");
    put("mine", pairs(state.mine), "");
    put("search", state.search ? "lowest" : "", "");
    return parts.join("&");
  }

  function decoded(text) {
    try {
      return decodeURIComponent(text.replace(/\+/g, " "));
    } catch {
      return null;
    }
  }

  /** The state that an address asks for, and in words what it holds that is not known here. */
  function parse(data, text) {
    const state = defaults(data);
    const problems = [];
    const given = {};
    const unknown = (name, value) => problems.push(`${name} \u201c${String(value).slice(0, 80)}\u201d`);
    const passages = new Map(data.passages.map((one) => [one.id, one]));
    const texts = new Set(data.documents.map((one) => one.id));
    const paragraphs = new Set(data.passages.map(paragraphOf));
    const themes = new Set(data.themes.map((one) => one.id));
    const list = (value) => [...new Set(value.split(",").filter((part) => part !== ""))];
    const oneOf = (name, values, value) => {
      if (values.includes(value)) return value;
      unknown(name, value);
      return null;
    };
    const coded = (name, value) => {
      const codes = {};
      for (const entry of value.split(";").filter((part) => part !== "")) {
        const at = entry.lastIndexOf(":");
        const unit = at < 0 ? entry : entry.slice(0, at);
        const known = (at < 0 ? [] : list(entry.slice(at + 1))).filter((theme) => {
          if (!themes.has(theme)) unknown(name, theme);
          return themes.has(theme);
        });
        if (!passages.has(unit)) unknown(name, unit);
        else if (known.length) codes[unit] = tidy(data, known);
        else if (at < 0) unknown(name, entry);
      }
      return codes;
    };
    const readers = {
      coding: (value) => (state.coding = oneOf("coding", codings(data), value) || state.coding),
      measure: (value) => (state.measure = oneOf("measure", ["passages", "words"], value) || state.measure),
      framing: (value) => (state.framing = oneOf("framing", ["in", "out"], value) !== "out"),
      leave: (value) => {
        for (const one of list(value)) {
          if (texts.has(one)) state.texts.push(one);
          else if (paragraphs.has(one)) state.paragraphs.push(one);
          else unknown("leave", one);
        }
      },
      origin: (value) => (given.origin = list(value)),
      destination: (value) => (given.destination = list(value)),
      reading: (value) => (state.reading = oneOf("reading", READINGS, value) || ""),
      recode: (value) => (state.recode = coded("recode", value)),
      passage: (value) => (state.passage = oneOf("passage", [...passages.keys()], value) || ""),
      ten: (value) => {
        if (/^[1-9]\d{0,3}$/.test(value)) state.ten = Number(value);
        else unknown("ten", value);
      },
      mine: (value) => (given.mine = value),
      search: (value) => (state.search = oneOf("search", ["lowest"], value) === "lowest"),
    };
    for (const part of text.replace(/^[?#]/, "").split("&")) {
      if (part === "") continue;
      const at = part.indexOf("=");
      const name = decoded(at < 0 ? part : part.slice(0, at));
      const value = decoded(at < 0 ? "" : part.slice(at + 1));
      if (name === null || value === null) unknown("text", part);
      else if (Object.hasOwn(readers, name)) readers[name](value);
      else unknown("choice", name);
    }
    for (const pole of POLES) {
      if (!given[pole]) continue;
      for (const theme of members(state.poles, pole)) state.poles[theme] = "none";
      given[pole] = given[pole].filter((theme) => {
        if (!Object.hasOwn(state.poles, theme)) unknown(pole, theme);
        return Object.hasOwn(state.poles, theme);
      });
    }
    for (const pole of POLES) {
      for (const theme of given[pole] || []) {
        if (pole === POLES[1] && (given.origin || []).includes(theme)) unknown(pole, theme);
        else state.poles[theme] = pole;
      }
    }
    if (given.mine !== undefined) {
      const asked = state.ten ? ten(data, state.ten).map((index) => data.passages[index].id) : [];
      for (const [unit, codes] of Object.entries(coded("mine", given.mine))) {
        if (asked.includes(unit)) state.mine[unit] = codes;
        else unknown("mine", unit);
      }
    }
    return { state, problems };
  }

  /** Themes in the codebook's order; "no theme" only alone. */
  function tidy(data, chosen) {
    const order = data.themes.filter((theme) => chosen.includes(theme.id));
    const real = order.filter((theme) => !theme.framing);
    return (real.length ? real : order).map((theme) => theme.id);
  }

  /* ---------- weights ---------- */

  const dense = (data, sparse) => {
    const row = new Array(data.themes.length).fill(0);
    for (const [theme, weight] of sparse) row[theme] += weight;
    return row;
  };

  /** What each coding says of each passage: coding → rows. A coding takes the mean of the others
   * where it did not read a passage, the mean the dictionary's where no coding did. */
  const rowsByCoding = remembered((data) => {
    const read = data.codings.map((coding) => coding.codes.map((codes) => codes && dense(data, codes)));
    const dictionary = data.dictionary.map((codes) => dense(data, codes));
    const mean = dictionary.map((fallback, i) => {
      const rows = read.map((coding) => coding[i]).filter((row) => row);
      if (!rows.length) return fallback;
      return fallback.map((_, t) => rows.reduce((sum, row) => sum + row[t], 0) / rows.length);
    });
    const rows = { [MEAN]: mean };
    data.codings.forEach((coding, c) => {
      rows[coding.id] = read[c].map((row, i) => row || mean[i]);
    });
    for (const id of data.dictionaries) rows[id] = dictionary;
    return rows;
  });

  /** The readings that a passage may get in the worst or best case: codings and alternatives. */
  const candidates = remembered((data) =>
    data.passages.map((passage, i) => {
      const rows = data.codings.filter((one) => one.codes[i]).map((one) => dense(data, one.codes[i]));
      if (!rows.length) rows.push(dense(data, data.dictionary[i]));
      for (const codes of passage.alternatives) rows.push(dense(data, codes));
      return rows;
    }),
  );

  function remembered(make) {
    const known = new WeakMap();
    return (data) => {
      if (!known.has(data)) known.set(data, make(data));
      return known.get(data);
    };
  }

  const size = (passage, weight) => (weight === "words" ? passage.words : 1);
  const phasesByText = remembered((data) => new Map(data.documents.map((one) => [one.id, one.phase])));
  const phaseOf = (data, passage) => phasesByText(data).get(passage.document);

  /** Per theme +1 for the destination, −1 for the origin. */
  const signs = (data, poles) => data.themes.map((theme) => ({ destination: 1, origin: -1 })[poles[theme.id]] || 0);
  const dot = (row, sign) => row.reduce((sum, weight, t) => sum + weight * sign[t], 0);

  /** Of each passage the reading that makes the balance of these passages least (direction 1) or
   * greatest (−1). Without framing the balance is a ratio: Dinkelbach's iteration is exact. */
  function extreme(items, direction, framing) {
    let ratio = 0;
    let picked = [];
    for (let round = 0; round < 50; round += 1) {
      let above = 0;
      let below = 0;
      picked = items.map((item) => {
        let best = item.options[0];
        let least = Infinity;
        for (const option of item.options) {
          const value = direction * (option.balance - (framing ? 0 : ratio * option.themed));
          if (value < least - 1e-12) [best, least] = [option, value];
        }
        above += item.size * best.balance;
        below += item.size * (framing ? 1 : best.themed);
        return best;
      });
      const next = below > 0 ? above / below : NaN;
      if (framing || Number.isNaN(next) || Math.abs(next - ratio) < 1e-14) return { picked, balance: next };
      ratio = next;
    }
    return { picked, balance: ratio };
  }

  function items(data, poles, weight, wanted) {
    const sign = signs(data, poles);
    const framing = data.themes.findIndex((theme) => theme.framing);
    return wanted.map((i) => ({
      index: i,
      size: size(data.passages[i], weight),
      options: candidates(data)[i].map((row) => ({
        row,
        balance: dot(row, sign),
        themed: framing < 0 ? 1 : 1 - row[framing],
      })),
    }));
  }

  /** Texts that say again what another counted text of their phase says: these count once. */
  function copies(data, texts) {
    const found = new Set();
    data.phases.forEach((_, phase) => {
      let here = data.documents.filter((one) => one.phase === phase && !texts.includes(one.id));
      for (const text of here.slice().reverse()) {
        if (here.some((other) => other !== text && text.copies.includes(other.id))) {
          here = here.filter((other) => other !== text);
          found.add(text.id);
        }
      }
    });
    return found;
  }

  /** Is a passage left out, by its text or paragraph or as part of a copy? */
  function outside(data, state) {
    const again = copies(data, state.texts);
    return (passage) =>
      state.texts.includes(passage.document) ||
      again.has(passage.document) ||
      state.paragraphs.includes(paragraphOf(passage));
  }

  /** Places of the passages of each phase that are not left out. */
  const byPhase = (data, isOut) =>
    data.phases.map((_, p) =>
      data.passages.map((_, i) => i).filter((i) => phaseOf(data, data.passages[i]) === p && !isOut(data.passages[i])),
    );

  /** Themes of every passage under a state: rows of weights that sum to one. */
  function weights(data, state) {
    const rows = rowsByCoding(data)[state.coding].slice();
    if (state.reading) {
      const toLowest = state.reading === "lowest" ? 1 : -1;
      const inside = byPhase(data, outside(data, state));
      const left = data.phases.map((_, p) => p).filter((p) => inside[p].length);
      const ends =
        left.length > 1
          ? [
              [left[0], -toLowest],
              [left[left.length - 1], toLowest],
            ]
          : [];
      for (const [phase, direction] of ends) {
        const found = items(data, state.poles, state.measure, inside[phase]);
        extreme(found, direction, state.framing).picked.forEach((option, k) => {
          rows[found[k].index] = option.row;
        });
      }
    }
    data.passages.forEach((passage, i) => {
      const chosen = Object.hasOwn(state.recode, passage.id) ? state.recode[passage.id] : null;
      if (chosen) rows[i] = evenly(data, chosen);
    });
    return rows;
  }

  const evenly = (data, chosen) => data.themes.map((theme) => (chosen.includes(theme.id) ? 1 / chosen.length : 0));

  /* ---------- shares and shift ---------- */

  /** Shares by phase, and the shift for rows of weights: from the first phase of which something
   * is left to the last, as in themeshift/measures/choices.py, or between the given `ends`. */
  function measure(data, state, rows, poles = state.poles, ends = null) {
    const framing = data.themes.findIndex((theme) => theme.framing);
    const sums = data.phases.map(() => data.themes.map(() => 0));
    const isOut = outside(data, state);
    data.passages.forEach((passage, i) => {
      if (isOut(passage)) return;
      const weight = size(passage, state.measure);
      rows[i].forEach((value, t) => {
        if (state.framing || t !== framing) sums[phaseOf(data, passage)][t] += weight * value;
      });
    });
    const phases = sums.map((sum, p) => {
      const total = sum.reduce((a, b) => a + b, 0);
      const share = sum.map((value) => (total > SLACK ? value / total : NaN));
      const pole = (name) =>
        members(poles, name).length && total > SLACK
          ? share.reduce((a, b, t) => a + (poles[data.themes[t].id] === name ? b : 0), 0)
          : NaN;
      const [origin, destination] = POLES.map(pole);
      return { id: data.phases[p].id, total, share, origin, destination, balance: destination - origin };
    });
    const left = phases.map((_, p) => p).filter((p) => phases[p].total > SLACK);
    const [first, last] = ends || (left.length > 1 ? [left[0], left[left.length - 1]] : [NaN, NaN]);
    const change = (value) => (phases[first] && phases[last] ? value(phases[last]) - value(phases[first]) : NaN);
    return {
      phases,
      first,
      last,
      shift: change((phase) => phase.balance),
      origin: change((phase) => phase.origin),
      destination: change((phase) => phase.destination),
      themes: data.themes.map((_, t) => change((phase) => phase.share[t])),
    };
  }

  const outcome = (data, state) => measure(data, state, weights(data, state));

  /* ---------- the verdict ---------- */

  const poleName = (data, poles, pole) =>
    listing(data.themes.filter((theme) => poles[theme.id] === pole).map((theme) => theme.short.toLowerCase()));

  /** "Sovereignty and environment gained 12 points on digital and innovation" */
  function gain(data, poles, shift) {
    const to = upper(poleName(data, poles, "destination"));
    const from = poleName(data, poles, "origin");
    const text = points(shift);
    if (text.startsWith("0 ")) return `${to} gained nothing on ${from}`;
    return shift > 0 ? `${to} gained ${text} on ${from}` : `${to} lost ${text} to ${from}`;
  }

  /** What is to be said of a state: kind, shift, headline, and sentences that compare it with the
   * book. Themes are compared with themselves: other sides of the comparison turn no finding. */
  function verdict(data, state) {
    const book = defaults(data);
    const empty = POLES.filter((pole) => !members(state.poles, pole).length);
    const refused = (sentence) => ({
      kind: "refused",
      shift: NaN,
      headline: "There is nothing to compare",
      sentences: [sentence],
    });
    if (empty.length) {
      const sides = empty.map((pole) => (pole === POLES[0] ? "\u201cFrom\u201d" : "\u201cTo\u201d"));
      return refused(`No theme stands under ${listing(sides)}. Put at least one there.`);
    }
    const rows = weights(data, state);
    const found = measure(data, state, rows);
    if (Number.isNaN(found.shift)) {
      return refused("Fewer than two phases have a passage left to count. Put back a text or a passage.");
    }
    const ends = [found.first, found.last];
    const [first, last] = ends.map((p) => data.phases[p].short);
    const whole = found.first === 0 && found.last === data.phases.length - 1;
    const result = {
      shift: found.shift,
      headline: `${gain(data, state.poles, found.shift)} between the ${first} and the ${last}`,
    };
    if (sameChoices(data, state)) {
      return { ...result, kind: "book", sentences: ["These are the book\u2019s own choices."] };
    }
    const own = measure(data, book, weights(data, book), book.poles, ends).shift;
    const gone = data.phases.filter((_, p) => !(found.phases[p].total > SLACK)).map((one) => one.short);
    const sentences = gone.length ? [`Nothing is left of the ${listing(gone)}.`] : [];
    const others = sameChoices(data, { ...state, poles: book.poles });
    const same = samePoles(state.poles, book.poles) ? found.shift : measure(data, state, rows, book.poles, ends).shift;
    const compared = against(own, same, whole);
    if (samePoles(state.poles, book.poles)) {
      return { ...result, kind: compared.kind, sentences: [...sentences, compared.sentence] };
    }
    const swapped = isSwapped(data, state.poles);
    const moved = gain(data, book.poles, same);
    sentences.push(
      swapped
        ? `You exchanged the two sides. The themes moved all the same: ${lower(moved)}.`
        : `You compare other themes than the book does. For the book\u2019s themes, counted this way: ${lower(moved)}.`,
    );
    if (!others) sentences.push(compared.sentence);
    return { ...result, kind: others ? "themes" : compared.kind, sentences };
  }

  function against(own, shift, whole) {
    const there = `The book\u2019s own choices give ${signedPoints(own)}${whole ? "" : " between these two"}`;
    if (points(shift).startsWith("0 ")) return { kind: "none", sentence: `${there}; nothing of it is left here.` };
    if (shift * own < 0) return { kind: "turned", sentence: `${there}; here the direction turns round.` };
    return { kind: "same", sentence: `${there}: the same direction.` };
  }

  /* ---------- ten passages ---------- */

  /** A small repeatable generator (mulberry32): the same set number, the same ten passages. */
  function generator(seed) {
    let state = (seed * 0x9e3779b9) >>> 0;
    return () => {
      state = (state + 0x6d2b79f5) >>> 0;
      let mixed = Math.imul(state ^ (state >>> 15), state | 1);
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
      return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
    };
  }

  function shuffled(list, random) {
    const result = list.slice();
    for (let i = result.length - 1; i > 0; i -= 1) {
      const j = Math.floor(random() * (i + 1));
      [result[i], result[j]] = [result[j], result[i]];
    }
    return result;
  }

  /** Places of ten passages, drawn from all phases in turn and put in a random order. */
  function ten(data, set) {
    const random = generator(set);
    const piles = data.phases.map((_, p) =>
      shuffled(
        data.passages.map((_, i) => i).filter((i) => phaseOf(data, data.passages[i]) === p && data.passages[i].gist),
        random,
      ),
    );
    const chosen = [];
    while (chosen.length < TEN && piles.some((pile) => pile.length)) {
      for (const pile of piles) if (pile.length && chosen.length < TEN) chosen.push(pile.pop());
    }
    return shuffled(chosen, random);
  }

  /** With each coding: on how many of the reader's passages all themes agree, some or none do. */
  function agreement(data, mine) {
    return data.codings.map((coding) => {
      let [all, some, none] = [0, 0, 0];
      data.passages.forEach((passage, i) => {
        if (!Object.hasOwn(mine, passage.id) || !coding.codes[i]) return;
        const theirs = coding.codes[i].filter(([, w]) => w > 0).map(([t]) => data.themes[t].id);
        const shared = mine[passage.id].filter((theme) => theirs.includes(theme)).length;
        if (shared === theirs.length && shared === mine[passage.id].length) all += 1;
        else if (shared) some += 1;
        else none += 1;
      });
      return { coding: coding.id, all, some, none };
    });
  }

  /* ---------- the choices that hurt most ---------- */

  /** The book's poles, and each way to add, drop or swap one theme. */
  function poleSets(data) {
    const book = defaults(data).poles;
    const free = members(book, "none");
    const sets = [{ poles: book, change: "" }];
    const name = (theme) => data.themes.find((one) => one.id === theme).short.toLowerCase();
    for (const pole of ["origin", "destination"]) {
      const side = poleName(data, book, pole);
      const inside = members(book, pole);
      const put = (changes, change) => sets.push({ poles: { ...book, ...changes }, change });
      for (const theme of free) put({ [theme]: pole }, `${name(theme)} added to ${side}`);
      for (const old of inside) {
        if (inside.length > 1) put({ [old]: "none" }, `${name(old)} taken out of ${side}`);
        for (const theme of free) {
          put({ [old]: "none", [theme]: pole }, `${name(theme)} in place of ${name(old)}`);
        }
      }
    }
    return sets;
  }

  /** Nothing, each text and each paragraph of those that count in the book: what to set for it, the
   * places of the passages kept in each phase, and the phase that it touches. */
  function leaveOuts(data) {
    const again = outside(data, defaults(data));
    const inside = data.passages.filter((one) => !again(one));
    const texts = [...new Set(inside.map((one) => one.document))];
    const paragraphs = [...new Set(inside.map(paragraphOf))];
    const phaseOfText = phasesByText(data);
    return [
      { set: {}, touched: -1 },
      ...(texts.length > 1 ? texts.map((one) => ({ set: { texts: [one] }, touched: phaseOfText.get(one) })) : []),
      ...paragraphs.map((one) => ({
        set: { paragraphs: [one] },
        touched: phaseOfText.get(one.slice(0, one.lastIndexOf(":"))),
      })),
    ].map((out) => ({ ...out, kept: byPhase(data, outside(data, { texts: [], paragraphs: [], ...out.set })) }));
  }

  const STAGES = ["counting", "themes", "readings", "all"];

  /** All ways of counting, stage by stage, in chunks; each step tells the lowest shift so far.
   *
   * counting: coding, measure, framing and one text or paragraph left out; themes: also one theme
   * added, dropped or swapped; readings and all: the same two, each passage read as hurts most.
   * `lowest` is the least shift in the direction of the book's own. `ways` counts each distinct
   * result of the first two stages once, as specifications of themeshift/measures/choices.py. */
  function* search(data, chunk = 400) {
    const book = defaults(data);
    const direction = outcome(data, book).shift < 0 ? -1 : 1;
    const sets = poleSets(data);
    const outs = leaveOuts(data);
    const lowest = {};
    const distinct = new Set();
    let values = [];
    let tried = 0;
    const total = 4 * outs.length * sets.length * (offered(data).length + 1);
    for (const stage of STAGES) {
      const worst = stage === "readings" || stage === "all";
      const mine = stage === "counting" || stage === "readings" ? sets.slice(0, 1) : sets.slice(1);
      for (const set of mine) {
        for (const coding of worst ? [MEAN] : offered(data)) {
          for (const measured of ["passages", "words"]) {
            const shiftOf = tables(data, set.poles, coding, measured, worst ? direction : 0);
            for (const out of outs) {
              for (const framing of [true, false]) {
                const { shift, ends } = shiftOf(framing, out);
                tried += 1;
                if (!Number.isNaN(shift)) {
                  values.push(shift);
                  if (!worst) distinct.add(`${set.change}|${ends}|${Number(shift.toFixed(10)) + 0}`);
                  if (!lowest[stage] || direction * (shift - lowest[stage].shift) < -1e-12) {
                    const state = { ...book, ...out.set, coding, measure: measured, framing, poles: set.poles };
                    if (worst) state.reading = direction > 0 ? "lowest" : "highest";
                    lowest[stage] = { shift, state, change: set.change };
                  }
                }
                if (values.length >= chunk) {
                  yield { stage, tried, total, values, ways: distinct.size, lowest: { ...lowest } };
                  values = [];
                }
              }
            }
          }
        }
      }
      yield { stage, tried, total, values, ways: distinct.size, lowest: { ...lowest }, ends: true };
      values = [];
    }
  }

  /** (framing, left out) → shift and its phases, for poles, coding and measure; with `worst`, +1
   * or −1, each passage read as makes the shift least or greatest; 0: as coded. */
  function tables(data, poles, coding, measured, worst) {
    const rows = rowsByCoding(data)[coding];
    const sign = signs(data, poles);
    const none = data.themes.findIndex((theme) => theme.framing);
    const every = data.passages.map((_, i) => i);
    const all = worst
      ? items(data, poles, measured, every)
      : every.map((i) => {
          const much = size(data.passages[i], measured);
          const themed = none < 0 ? 1 : 1 - rows[i][none];
          return { above: much * dot(rows[i], sign), all: much, themed: much * themed };
        });
    // direction 1 is the least balance that readings allow, −1 the greatest, 0 the balance as coded
    const balance = (left, framing, direction) => {
      if (!left.length) return NaN;
      if (direction)
        return extreme(
          left.map((i) => all[i]),
          direction,
          framing,
        ).balance;
      let [above, below] = [0, 0];
      for (const i of left) {
        above += all[i].above;
        below += framing ? all[i].all : all[i].themed;
      }
      return below > SLACK ? above / below : NaN;
    };
    const known = new Map();
    return (framing, out) => {
      // only the phase of what is left out changes: the others are counted once
      const balanceOf = (p, direction) => {
        const key = `${p} ${framing} ${direction}`;
        if (out.touched !== p && known.has(key)) return known.get(key);
        const value = balance(out.kept[p], framing, direction);
        if (out.touched !== p) known.set(key, value);
        return value;
      };
      const phases = out.kept.map((_, p) => p).filter((p) => !Number.isNaN(balanceOf(p, worst)));
      const ends = [phases[0], phases[phases.length - 1]];
      if (phases.length < 2) return { shift: NaN, ends };
      return { shift: balanceOf(ends[1], worst) - balanceOf(ends[0], -worst), ends };
    };
  }

  const model = {
    MEAN,
    TEN,
    STAGES,
    percent,
    points,
    signedPoints,
    listing,
    lower,
    upper,
    POLES,
    defaults,
    codings,
    offered,
    paragraphOf,
    members,
    sameChoices,
    samePoles,
    isSwapped,
    outside,
    phaseOf,
    tidy,
    query,
    parse,
    weights,
    rowsByCoding,
    candidates,
    evenly,
    measure,
    outcome,
    poleName,
    gain,
    verdict,
    ten,
    agreement,
    poleSets,
    leaveOuts,
    search,
  };
  root.themeshiftModel = model;
  if (typeof module !== "undefined") module.exports = model;
})(typeof window === "undefined" ? globalThis : window);
