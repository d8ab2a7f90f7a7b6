/* The explorer's arithmetic: choices, their address, shares, verdict and search, without a page.
 *
 * themeshift.model(data) counts as themeshift/measures does; tests compare the two. `data` is what
 * themeshift/pages/explorer.py writes. Shares are fractions of one. The codes of a passage are
 * [place of the theme, weight] pairs. A state is a plain object, one value for each of FIELDS. */
(() => {
  "use strict";

  const { hundredths, points, signedPoints, listing, plural, ids, oneOf, several, firstOf, toQuery,
    fromQuery } = window.themeshift;
  const SLACK = 1e-9;
  const MEASURES = ["passages", "words"];
  const FRAMING = ["in", "out"];
  const SIDES = { origin: "From", destination: "To" };
  const POLES = Object.keys(SIDES);

  const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
  const placesOf = (rows) => new Map(rows.map((row, place) => [row.id, place]));
  const sum = (values) => values.reduce((total, value) => total + value, 0);

  window.themeshift.model = (data) => {
    const themePlace = placesOf(data.themes);
    const phasePlace = placesOf(data.phases);
    const phaseOf = new Map(data.texts.map((one) => [one.id, phasePlace.get(one.phase)]));
    const framing = data.themes.findIndex((theme) => theme.framing);
    const real = data.themes.filter((theme) => !theme.framing);
    const mean = { id: "mean", label: "Mean of the codings", codes: [],
      hint: "Each passage takes the average of its codings." };
    const readers = data.codings.filter((coding) => coding.reads);
    const dictionary = data.codings.find((coding) => !coding.reads);
    data.codings.unshift(mean);
    const average = (read) => data.themes
      .map((_, theme) => [theme, sum(read.flatMap(({ codes }) => codes)
        .map(([place, part]) => (place === theme ? part : 0))) / read.length])
      .filter(([, part]) => part);
    // What the data leave out since it follows: id, text and phase of a passage, its mean, and its
    // readings, by the codings (where none read it, the dictionary) before those that are listed.
    data.passages.forEach((one, i) => {
      const own = readers.filter((coding) => coding.codes[i]);
      const read = (own.length ? own : [dictionary])
        .map((coding) => ({ by: coding.label, codes: coding.codes[i] }));
      mean.codes[i] = average(read);
      one.text = one.paragraph.split(":")[0];
      one.id = `${one.text}-${String(one.position).padStart(3, "0")}`;
      one.phase = phaseOf.get(one.text);
      one.readings = [...read,
        ...(data.more[one.id] ?? []).map((codes) => ({ by: "Also possible", codes }))];
    });
    const passagePlace = placesOf(data.passages);

    /** Themes in the codebook's order; "no theme" only alone. */
    function tidy(chosen) {
      const known = data.themes.filter((theme) => chosen.includes(theme.id));
      return ids(known.length > 1 ? known.filter((theme) => !theme.framing) : known);
    }

    /** Passages with the themes that the reader gives them: passage:theme,theme;passage:theme. */
    const codes = {
      first: {},
      read(text) {
        const given = text.split(";").map((entry) => entry.split(":"))
          .map(([id, themes = ""]) => [id, tidy(themes.split(","))]);
        return Object.fromEntries(given.filter(([id, themes]) =>
          passagePlace.has(id) && themes.length));
      },
    };
    const pole = (name) => several(ids(real), ids(real.filter((theme) => theme.pole === name)));
    const FIELDS = {
      coding: oneOf(ids(data.codings)),
      measure: oneOf(MEASURES),
      framing: oneOf(FRAMING),
      leave: several([...new Set(data.passages.flatMap((one) => [one.text, one.paragraph]))]),
      origin: pole("origin"),
      destination: pole("destination"),
      reading: oneOf(["", "lowest", "highest"]),
      recode: codes,
      passage: oneOf(["", ...ids(data.passages)]),
      ten: oneOf(["", ...Object.keys(data.sets)]),
      mine: codes,
      search: oneOf(["", "lowest"]),
    };
    /** The fields that change what is counted; the others say what the page shows. */
    const CHOICES = Object.keys(FIELDS).slice(0, 8);
    /** The book's own choices. */
    const BOOK = firstOf(FIELDS);

    const query = (state, names) => toQuery(FIELDS, state, names);
    const parse = (text) => {
      const { state, problems } = fromQuery(FIELDS, text);
      const twice = state.destination.filter((theme) => state.origin.includes(theme));
      state.destination = state.destination.filter((theme) => !twice.includes(theme));
      return { state, problems: [...problems, ...twice.map((theme) => `${theme} on both sides`)] };
    };
    /** What a state counts, without what the page shows: as an object, as a query. */
    const choicesOf = (state) => Object.fromEntries(CHOICES.map((name) => [name, state[name]]));
    const asked = (state) => query(state, CHOICES);
    const isBook = (state) => asked(state) === "";

    /** What a state does otherwise than the book, in the words of themeshift/prose/choices.py. */
    function describe(state) {
      const fill = (name, values) =>
        data.words[name].replace(/\{(\w+)\}/g, (_, value) => values[value]);
      const parts = [];
      const coding = data.codings.find((one) => one.id === state.coding);
      if (state.reading) parts.push(data.words[state.reading]);
      else if (coding.alone) parts.push(coding.alone);
      if (state.measure !== BOOK.measure) parts.push(data.words.words);
      if (state.framing !== BOOK.framing) parts.push(data.words.out);
      for (const id of state.leave) {
        const [text, number] = id.split(":");
        const document = data.texts.find((one) => one.id === text).label;
        parts.push(fill(number ? "paragraph" : "document", { document, number }));
      }
      const names = (themes) => themes.map((id) => data.themes[themePlace.get(id)].name);
      for (const pole of POLES) {
        const added = names(state[pole].filter((theme) => !BOOK[pole].includes(theme)));
        const dropped = names(BOOK[pole].filter((theme) =>
          !state.origin.includes(theme) && !state.destination.includes(theme)));
        const swapped = added.length === 1 && dropped.length === 1;
        parts.push(...(swapped ? [fill("swapped", { theme: added[0], other: dropped[0] })] : [
          ...added.map((theme) => fill("added", { theme, pole: poleName(BOOK, pole) })),
          ...dropped.map((theme) => fill("dropped", { theme }))]));
      }
      const recoded = Object.keys(state.recode).length;
      if (recoded) parts.push(`${plural(recoded, "passage")} coded by the reader`);
      return listing(parts) || data.words.base;
    }

    const size = (state, i) => (state.measure === "words" ? data.passages[i].words : 1);

    /** Places of the passages that count, by phase: not left out, and in no copy of another text
     * of their phase that counts; of two copies the later goes. */
    function counted(leave) {
      const texts = new Set(ids(data.texts).filter((id) => !leave.includes(id)));
      for (const { id, copies } of [...data.texts].reverse()) {
        if (copies.some((other) => texts.has(other))) texts.delete(id);
      }
      const inside = data.phases.map(() => []);
      data.passages.forEach(({ text, paragraph, phase }, i) => {
        if (texts.has(text) && !leave.includes(paragraph)) inside[phase].push(i);
      });
      return inside;
    }

    /** Of each of these passages the reading that makes their balance least (direction 1) or
     * greatest (-1). A balance is a ratio, of which Dinkelbach's steps find the extreme exactly. */
    function extreme(state, places, direction) {
      const sign = data.themes.map(({ id }) =>
        Number(state.destination.includes(id)) - Number(state.origin.includes(id)));
      const counts = data.themes.map((one) => Number(state.framing === "in" || !one.framing));
      const total = (codes, of) => codes.reduce((so, [theme, part]) => so + part * of[theme], 0);
      for (let ratio = 0; ;) {
        const worth = counts.map((one, theme) => direction * (sign[theme] - ratio * one));
        const picked = places.map((i) => data.passages[i].readings.map(({ codes }) => codes)
          .reduce((one, other) =>
            (total(other, worth) < total(one, worth) - 1e-12 ? other : one)));
        const [above, below] = [sign, counts].map((of) =>
          sum(picked.map((codes, k) => size(state, places[k]) * total(codes, of))));
        // NaN: nothing that argues a theme is left
        if (!(Math.abs(above / below - ratio) > 1e-14)) return picked;
        ratio = above / below;
      }
    }

    /** The first and the last phase of which something is left; none with fewer than two. */
    const endsOf = (left) => (left.length > 1 ? [left[0], left.at(-1)] : []);

    /** Codes of every passage under a state; the mean where a coding did not read a passage. */
    function weights(state) {
      const { codes } = data.codings.find((one) => one.id === state.coding);
      const rows = codes.map((read, i) => read ?? mean.codes[i]);
      if (state.reading) {
        const worst = state.reading === "lowest" ? 1 : -1;
        endsOf(counted(state.leave).filter((places) => places.length)).forEach((places, last) => {
          const picked = extreme(state, places, last ? worst : -worst);
          places.forEach((i, k) => { rows[i] = picked[k]; });
        });
      }
      for (const [id, themes] of Object.entries(state.recode)) {
        const weight = 1 / themes.length;
        rows[passagePlace.get(id)] = themes.map((theme) => [themePlace.get(theme), weight]);
      }
      return rows;
    }

    /** Codes of all passages, places of those that count by phase, shares of themes and poles by
     * phase (NaN where nothing of a phase is left), and the shift from the first phase of which
     * something is left to the last, as in themeshift/measures/choices.py, or between given ends. */
    function outcome(state, between = null) {
      const rows = weights(state);
      const inside = counted(state.leave);
      const share = inside.map((places) => {
        const sums = new Array(data.themes.length).fill(0);
        for (const i of places) {
          for (const [theme, weight] of rows[i]) sums[theme] += weight * size(state, i);
        }
        if (state.framing === "out" && framing >= 0) sums[framing] = 0;
        const total = sum(sums);
        return sums.map((one) => (total > SLACK ? one / total : NaN));
      });
      const phases = share.map((themes) => {
        const [origin, destination] = POLES.map((pole) =>
          (state[pole].length ? sum(state[pole].map((id) => themes[themePlace.get(id)])) : NaN));
        return { origin, destination, balance: destination - origin };
      });
      const left = [...share.keys()].filter((p) => !Number.isNaN(share[p][0]));
      const [first, last] = between ?? endsOf(left);
      const shift = first === undefined ? NaN : phases[last].balance - phases[first].balance;
      return { rows, inside, phases, share, left, first, last, shift };
    }
    const own = outcome(BOOK);

    /** The themes of a pole in running text, as labels.pole in Python. */
    const poleName = (state, pole) =>
      listing(state[pole].map((id) => data.themes[themePlace.get(id)].label.toLowerCase()));

    /** "sovereignty and environment gained 12 points on digital and innovation" */
    function gain(state, shift) {
      const [from, to] = POLES.map((pole) => poleName(state, pole));
      if (hundredths(shift) === 0) return `${to} gained nothing on ${from}`;
      const verb = shift > 0 ? ["gained", "on"] : ["lost", "to"];
      return `${to} ${verb[0]} ${points(shift)} ${verb[1]} ${from}`;
    }

    /** What is to be said of a state: kind, headline, sentences. Themes are compared with
     * themselves: other sides of the comparison turn no finding round. */
    function verdict(state, { shift, first, last, left }) {
      const empty = POLES.filter((pole) => !state[pole].length)
        .map((pole) => `\u201c${SIDES[pole]}\u201d`);
      if (Number.isNaN(shift)) {
        return { kind: "refused", headline: "There is nothing to compare", sentences: [empty.length
          ? `No theme stands under ${listing(empty)}. Put at least one there.`
          : "Fewer than two phases have a passage left to count."] };
      }
      const [before, after] = [first, last].map((p) => data.phases[p].label);
      const as = (kind, ...sentences) => ({ kind, sentences: sentences.filter(Boolean),
        headline: `${capital(gain(state, shift))} between the ${before} and the ${after}` });
      if (isBook(state)) return as("book", "These are the book\u2019s own choices.");
      const bookPoles = { ...state, origin: BOOK.origin, destination: BOOK.destination };
      const [book, same] = [BOOK, bookPoles].map((one) => outcome(one, [first, last]).shift);
      const others = query(state, POLES) && "You compare other themes than the book does. " +
        `Compared as in the book, ${gain(bookPoles, same)}.`;
      if (isBook(bookPoles)) return as("themes", others);
      const [kind, said] =
        hundredths(same) === 0 ? ["none", "; nothing of it is left here"] :
        same * book < 0 ? ["turned", "; here the direction turns round"] :
        ["same", ": the same direction"];
      const between = left.length < data.phases.length ? " between these two" : "";
      return as(kind, others,
        `The book\u2019s own choices give ${signedPoints(book)}${between}${said}.`);
    }

    /** With each coding: on how many of the reader's passages all themes agree, some or none do. */
    const agreement = (mine) => readers.map((coding) => {
      const counts = { coding: coding.label, all: 0, some: 0, none: 0 };
      for (const [id, themes] of Object.entries(mine)) {
        const theirs = coding.codes[passagePlace.get(id)]?.map(([theme]) => data.themes[theme].id);
        const shared = themes.filter((theme) => theirs?.includes(theme)).length;
        const most = Math.max(themes.length, theirs?.length);
        if (theirs) counts[shared === most ? "all" : shared ? "some" : "none"] += 1;
      }
      return counts;
    });

    /** All ways of counting, one a step: coding, measure, framing, one text or paragraph left out
     * (0); also one theme added, dropped or exchanged (1); the same two with each passage read as
     * hurts most (2, 3).
     *
     * Each step gives the same object: tried of total, and the lowest of each of the four so far,
     * in the direction of the book's own. `different` holds each distinct result of the first two
     * once, as choices.specifications in Python. */
    function* search() {
      const inside = counted([]).flat().map((i) => data.passages[i]);
      const [texts, paragraphs] = ["text", "paragraph"].map((name) =>
        [...new Set(inside.map((one) => one[name]))].map((one) => [one]));
      const leaves = [[], ...(texts.length > 1 ? texts : []), ...paragraphs];
      const direction = Math.sign(own.shift) || 1;
      const worst = direction > 0 ? "lowest" : "highest";
      const ways = [...ids(data.codings).map((coding) => ({ coding })), { reading: worst }];
      const total = data.poles.length * ways.length * 4 * leaves.length;
      const found = { tried: 0, total, lowest: [], different: new Set() };
      for (const [set, poles] of data.poles.entries()) {
        const states = ways.flatMap((way) => MEASURES.flatMap((measure) =>
          leaves.flatMap((leave) => FRAMING.map((framing) =>
            ({ ...BOOK, ...poles, ...way, measure, leave, framing })))));
        for (const state of states) {
          const { shift, first, last } = outcome(state);
          found.tried += 1;
          if (!Number.isNaN(shift)) {
            const kind = (set ? 1 : 0) + (state.reading ? 2 : 0);
            const said = Number(shift.toFixed(10));
            if (!state.reading) found.different.add(`${set} ${first} ${last} ${said}`);
            const least = found.lowest[kind]?.shift ?? direction * Infinity;
            if (direction * (shift - least) < -1e-12) found.lowest[kind] = { shift, state };
          }
          yield found;
        }
      }
      return found;
    }

    return {
      capital, BOOK, POLES, SIDES, own, passagePlace, tidy, query, choicesOf, asked, isBook, parse,
      describe, outcome, poleName, verdict, agreement, search,
    };
  };
})();
