/* The explorer's arithmetic: choices, address, shares, verdict and search, without a page.
 *
 * Counts as themeshift/measures does; tests compare the two. `data` is what
 * themeshift/pages/explorer.py writes; a state is a plain object of choices (see `defaults`).
 * Shares are fractions of one. Nothing here touches the document, so node can run it. */
(function (root) {
  "use strict";

  const MEAN = "mean";
  const READINGS = ["lowest", "highest"];
  const TEN = 10;
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
      weight: "passages",
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
  const paragraphOf = (passage) => `${passage.document}:${passage.paragraph}`;
  const members = (poles, pole) => Object.keys(poles).filter((theme) => poles[theme] === pole);

  function sameChoices(data, state) {
    return query(data, { ...state, passage: "", ten: 0, mine: {}, search: false }) === "";
  }

  const samePoles = (one, other) => Object.keys(one).every((theme) => one[theme] === other[theme]);

  /* ---------- address ---------- */

  const escape = (text) => encodeURIComponent(text).replace(/%(2C|3A|3B)/g, decodeURIComponent);

  const pairs = (codes) =>
    Object.keys(codes).map((unit) => `${unit}:${codes[unit].join(",")}`).join(";");

  /** What differs from the book's choices, as a query without "?"; "" for the book's own. */
  function query(data, state) {
    const book = defaults(data);
    const parts = [];
    const put = (name, value, base) => {
      if (value !== base) parts.push(`${name}=${escape(value)}`);
    };
    put("coding", state.coding, book.coding);
    put("weight", state.weight, book.weight);
    put("framing", state.framing ? "in" : "out", "in");
    put("without", [...state.texts, ...state.paragraphs].join(","), "");
    for (const [name, pole] of [["from", "origin"], ["to", "destination"]]) {
      put(name, members(state.poles, pole).join(","), members(book.poles, pole).join(","));
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
      weight: (value) =>
        (state.weight = oneOf("weight", ["passages", "words"], value) || state.weight),
      framing: (value) => (state.framing = oneOf("framing", ["in", "out"], value) !== "out"),
      without: (value) => {
        for (const one of list(value)) {
          if (texts.has(one)) state.texts.push(one);
          else if (paragraphs.has(one)) state.paragraphs.push(one);
          else unknown("without", one);
        }
      },
      from: (value) => (given.origin = list(value)),
      to: (value) => (given.destination = list(value)),
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
    for (const [pole, name] of [["origin", "from"], ["destination", "to"]]) {
      if (!given[pole]) continue;
      for (const theme of members(state.poles, pole)) state.poles[theme] = "none";
      given[pole] = given[pole].filter((theme) => {
        if (!Object.hasOwn(state.poles, theme)) unknown(name, theme);
        return Object.hasOwn(state.poles, theme);
      });
    }
    for (const pole of ["origin", "destination"]) {
      for (const theme of given[pole] || []) {
        if (pole === "destination" && (given.origin || []).includes(theme)) unknown("to", theme);
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
  const signs = (data, poles) =>
    data.themes.map((theme) => ({ destination: 1, origin: -1 })[poles[theme.id]] || 0);
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

  /** Themes of every passage under a state: rows of weights that sum to one. */
  function weights(data, state) {
    const rows = rowsByCoding(data)[state.coding].slice();
    if (state.reading) {
      const toLowest = state.reading === "lowest" ? 1 : -1;
      const last = data.phases.length - 1;
      const isOut = outside(data, state);
      for (const [phase, direction] of [[0, -toLowest], [last, toLowest]]) {
        const inside = data.passages
          .map((passage, i) => i)
          .filter((i) => phaseOf(data, data.passages[i]) === phase && !isOut(data.passages[i]));
        const found = items(data, state.poles, state.weight, inside);
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

  const evenly = (data, chosen) =>
    data.themes.map((theme) => (chosen.includes(theme.id) ? 1 / chosen.length : 0));

  /* ---------- shares and shift ---------- */

  /** Shares by phase, and the shift between first and last phase, for rows of weights. */
  function measure(data, state, rows, poles = state.poles) {
    const framing = data.themes.findIndex((theme) => theme.framing);
    const sums = data.phases.map(() => data.themes.map(() => 0));
    const isOut = outside(data, state);
    data.passages.forEach((passage, i) => {
      if (isOut(passage)) return;
      const weight = size(passage, state.weight);
      rows[i].forEach((value, t) => {
        if (state.framing || t !== framing) sums[phaseOf(data, passage)][t] += weight * value;
      });
    });
    const phases = sums.map((sum, p) => {
      const total = sum.reduce((a, b) => a + b, 0);
      const share = sum.map((value) => (total > 0 ? value / total : NaN));
      const pole = (name) =>
        members(poles, name).length && total > 0
          ? share.reduce((a, b, t) => a + (poles[data.themes[t].id] === name ? b : 0), 0)
          : NaN;
      const [origin, destination] = [pole("origin"), pole("destination")];
      return { id: data.phases[p].id, total, share, origin, destination, balance: destination - origin };
    });
    const [first, last] = [phases[0], phases[phases.length - 1]];
    return {
      phases,
      shift: last.balance - first.balance,
      origin: last.origin - first.origin,
      destination: last.destination - first.destination,
      themes: data.themes.map((_, t) => last.share[t] - first.share[t]),
    };
  }

  const outcome = (data, state) => measure(data, state, weights(data, state));

  /* ---------- the verdict ---------- */

  const poleName = (data, poles, pole) =>
    listing(
      data.themes.filter((theme) => poles[theme.id] === pole).map((theme) => lower(theme.label)),
    );

  /** "Sovereignty and environment gained 12 points on digital and innovation" */
  function gain(data, poles, shift) {
    const to = upper(poleName(data, poles, "destination"));
    const from = poleName(data, poles, "origin");
    const text = points(shift);
    if (text.startsWith("0 ")) return `${to} gained nothing on ${from}`;
    return shift > 0 ? `${to} gained ${text} on ${from}` : `${to} lost ${text} to ${from}`;
  }

  /** What is to be said of a state: kind, headline, and sentences that compare it with the book. */
  function verdict(data, state) {
    const book = defaults(data);
    const [first, last] = [data.phases[0], data.phases[data.phases.length - 1]];
    const rows = weights(data, state);
    const found = measure(data, state, rows);
    const empty = ["origin", "destination"].find((pole) => !members(state.poles, pole).length);
    if (empty) {
      const side = empty === "origin" ? "From" : "To";
      return {
        kind: "refused",
        shift: NaN,
        headline: "Nothing to compare",
        sentences: [`No theme stands under \u201c${side}\u201d. Put at least one there.`],
      };
    }
    const gone = [first, last].filter((_, k) => Number.isNaN(found.phases[k ? found.phases.length - 1 : 0].balance));
    if (gone.length) {
      const names = listing(gone.map((phase) => phase.short));
      return {
        kind: "refused",
        shift: NaN,
        headline: "Nothing to compare",
        sentences: [`Nothing is left to count in the ${names}. Put back one of its texts or passages.`],
      };
    }
    const own = outcome(data, book).shift;
    const between = `between the ${first.short} and the ${last.short}`;
    const headline = `${gain(data, state.poles, found.shift)} ${between}`;
    const result = { shift: found.shift, headline };
    if (sameChoices(data, state)) {
      return { ...result, kind: "book", sentences: ["These are the book\u2019s own choices."] };
    }
    if (samePoles(state.poles, book.poles)) {
      return { ...result, ...against(own, found.shift) };
    }
    const same = measure(data, state, rows, book.poles).shift;
    const swapped =
      members(state.poles, "origin").join() === members(book.poles, "destination").join() &&
      members(state.poles, "destination").join() === members(book.poles, "origin").join();
    const others = sameChoices(data, { ...state, poles: book.poles });
    const compared = against(own, same);
    const sentences = swapped
      ? [
          "You exchanged the two sides. The themes themselves moved as they do with the book\u2019s sides: " +
            `${lower(gain(data, book.poles, same))}.`,
        ]
      : ["You compare other themes than the book does.",
          `For the book\u2019s own themes: ${lower(gain(data, book.poles, same))}.`];
    if (!others) sentences.push(...compared.sentences);
    return { ...result, kind: others ? "themes" : compared.kind, sentences };
  }

  function against(own, shift) {
    const there = `The book\u2019s own choices give ${signedPoints(own)}`;
    if (points(shift).startsWith("0 ")) return { kind: "none", sentences: [`${there}; here nothing is left of it.`] };
    if (shift * own < 0) return { kind: "turned", sentences: [`${there}; here the direction turns round.`] };
    return { kind: "same", sentences: [`${there}: the direction is the same.`] };
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

  /** With each coding: on how many of the reader's passages all themes agree, and some do. */
  function agreement(data, mine) {
    return data.codings.map((coding) => {
      let [all, some] = [0, 0];
      data.passages.forEach((passage, i) => {
        if (!Object.hasOwn(mine, passage.id) || !coding.codes[i]) return;
        const theirs = coding.codes[i].filter(([, w]) => w > 0).map(([t]) => data.themes[t].id);
        const shared = mine[passage.id].filter((theme) => theirs.includes(theme)).length;
        if (shared === theirs.length && shared === mine[passage.id].length) all += 1;
        else if (shared) some += 1;
      });
      return { coding: coding.id, all, some, none: Object.keys(mine).length - all - some };
    });
  }

  /* ---------- the choices that hurt most ---------- */

  /** The book's poles, and each way to add, drop or swap one theme. */
  function poleSets(data) {
    const book = defaults(data).poles;
    const free = members(book, "none");
    const sets = [{ poles: book, change: "" }];
    const name = (theme) => lower(data.themes.find((one) => one.id === theme).short);
    for (const pole of ["origin", "destination"]) {
      const side = poleName(data, book, pole);
      const inside = members(book, pole);
      for (const theme of inside) {
        if (inside.length > 1) {
          sets.push({ poles: { ...book, [theme]: "none" }, change: `${name(theme)} taken out of ${side}` });
        }
      }
      for (const theme of free) {
        sets.push({ poles: { ...book, [theme]: pole }, change: `${name(theme)} added to ${side}` });
        for (const old of inside) {
          sets.push({
            poles: { ...book, [old]: "none", [theme]: pole },
            change: `${name(theme)} in place of ${name(old)}`,
          });
        }
      }
    }
    return sets;
  }

  /** What may be left out without emptying the first or the last phase, and can change the shift. */
  function leaveOuts(data) {
    const last = data.phases.length - 1;
    const ends = data.passages.filter((one) => [0, last].includes(phaseOf(data, one)));
    const found = [{}];
    const texts = [...new Set(ends.map((one) => one.document))];
    const paragraphs = [...new Set(ends.map(paragraphOf))];
    for (const [name, values] of [["texts", texts], ["paragraphs", paragraphs]]) {
      for (const value of values) {
        const state = { texts: [], paragraphs: [], [name]: [value] };
        const isOut = outside(data, state);
        const left = new Set(ends.filter((one) => !isOut(one)).map((one) => phaseOf(data, one)));
        if (left.size === new Set([0, last]).size) found.push({ [name]: [value] });
      }
    }
    return found;
  }

  const STAGES = ["counting", "themes", "readings"];

  /** All ways of counting, stage by stage, in chunks; each step tells the lowest shift so far.
   *
   * counting: codings, weights, framing and each text or paragraph left out; themes: one theme of a
   * side added, dropped or swapped as well; readings: each passage read in whichever of its listed
   * readings hurts the finding most as well. */
  function* search(data, chunk = 400) {
    const book = defaults(data);
    const sets = poleSets(data);
    const outs = leaveOuts(data);
    const lowest = {};
    let values = [];
    let tried = 0;
    const perSet = 2 * 2 * outs.length;
    const total = perSet * sets.length * (codings(data).length + 1);
    for (const stage of STAGES) {
      const mine = stage === "counting" ? sets.slice(0, 1) : stage === "themes" ? sets.slice(1) : sets;
      for (const set of mine) {
        for (const coding of stage === "readings" ? [MEAN] : codings(data)) {
          for (const weight of ["passages", "words"]) {
            const shiftOf = tables(data, set.poles, coding, weight, stage === "readings");
            for (const framing of [true, false]) {
              for (const out of outs) {
                const shift = shiftOf(framing, out);
                tried += 1;
                if (!Number.isNaN(shift)) {
                  values.push(shift);
                  if (!lowest[stage] || shift < lowest[stage].shift - 1e-12) {
                    const state = { ...book, ...out, coding, weight, framing, poles: set.poles };
                    if (stage === "readings") state.reading = "lowest";
                    lowest[stage] = { shift, state, change: set.change };
                  }
                }
                if (values.length >= chunk) {
                  yield { stage, tried, total, values, lowest: { ...lowest } };
                  values = [];
                }
              }
            }
          }
        }
      }
      yield { stage, tried, total, values, lowest: { ...lowest }, ends: true };
      values = [];
    }
  }

  /** (framing, left out) → shift, from per-paragraph sums for poles, coding and weight. */
  function tables(data, poles, coding, weight, worst) {
    const last = data.phases.length - 1;
    const rows = rowsByCoding(data)[coding];
    const sign = signs(data, poles);
    const none = data.themes.findIndex((theme) => theme.framing);
    const ends = [0, last].map((phase) =>
      data.passages.map((_, i) => i).filter((i) => phaseOf(data, data.passages[i]) === phase),
    );
    const parts = ends.map((inside) =>
      worst
        ? items(data, poles, weight, inside)
        : inside.map((i) => {
            const much = size(data.passages[i], weight);
            const themed = none < 0 ? 1 : 1 - rows[i][none];
            return { index: i, above: much * dot(rows[i], sign), all: much, themed: much * themed };
          }),
    );
    return (framing, out) => {
      const isOut = outside(data, { texts: [], paragraphs: [], ...out });
      const [first, final] = parts.map((part, k) => {
        const left = part.filter((item) => !isOut(data.passages[item.index]));
        if (worst) return extreme(left, k ? 1 : -1, framing).balance;
        let [above, below] = [0, 0];
        for (const item of left) {
          above += item.above;
          below += framing ? item.all : item.themed;
        }
        return below > 0 ? above / below : NaN;
      });
      return final - first;
    };
  }

  const model = {
    MEAN, TEN, STAGES,
    percent, points, signedPoints, listing, lower, upper,
    defaults, codings, paragraphOf, members, sameChoices, samePoles, outside, phaseOf, tidy,
    query, parse, weights, rowsByCoding, candidates, evenly, measure, outcome, poleName, gain,
    verdict, ten, agreement, poleSets, leaveOuts, search,
  };
  root.themeshiftModel = model;
  if (typeof module !== "undefined") module.exports = model;
})(typeof window === "undefined" ? globalThis : window);
