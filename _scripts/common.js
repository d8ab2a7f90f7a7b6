/* What the scripts of several pages share: elements, numbers in words, search, the address. */
(() => {
  "use strict";

  /** An element: attributes by name, `on…` are listeners; children are elements, text, or lists
   * of them, the empty ones left out. */
  const make = (tag, attributes = {}, ...children) => {
    const kind = ["svg", "path"].includes(tag) ? "2000/svg" : "1999/xhtml";
    const element = document.createElementNS(`http://www.w3.org/${kind}`, tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
      else element.setAttribute(name, value);
    }
    element.append(...children.flat(Infinity).filter(Boolean));
    return element;
  };
  const button = (label, onclick, attributes) =>
    make("button", { type: "button", onclick, ...attributes }, label);
  /** A theme's name beside a square of its colour, as markup.chip in Python. */
  const theme = ({ id, label }) =>
    make("span", { class: "theme", style: `--c: var(--theme-${CSS.escape(id)})` }, label);

  /* numbers in words: the rules of themeshift/prose/numbers.py; shares are fractions of one */

  /** Whole hundredths, halves away from zero; the first ten decimals decide what is a half. */
  const hundredths = (share) =>
    Math.sign(share) * Math.floor(Math.abs(Number(share.toFixed(10))) * 100 + 0.5 + 1e-9);
  const printed = (whole) => (whole < 0 ? `\u2212${-whole}` : String(Math.abs(whole)));
  const orDash = (say) => (share) =>
    Number.isNaN(share) ? "\u2013" : say(hundredths(share), share);
  const pointed = (whole) => `${printed(whole)} ${Math.abs(whole) === 1 ? "point" : "points"}`;
  const percent = orDash((whole, share) =>
    share > 0 && share < 0.005 ? "under 1%" : `${printed(whole)}%`);
  const points = orDash((whole) => pointed(Math.abs(whole)));
  const signedPoints = orDash((whole) => (whole > 0 ? "+" : "") + pointed(whole));
  /** [label, weight] pairs, the heaviest first: "Digital 75%, Skills 25%"; one alone "Digital". */
  const weighed = (pairs) => [...pairs].sort((one, other) => other[1] - one[1])
    .map(([label, weight]) => (pairs.length > 1 ? `${label} ${percent(weight)}` : label))
    .join(", ");
  const listing = (items) =>
    items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
  const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

  /** Text as the search compares it: small letters without accents. */
  const bare = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "")
    .replace(/[\u2018\u2019]/g, "'").toLowerCase();
  /** A test of whether a text that is bare holds each of the words asked for. */
  const holding = (asked) => {
    const words = bare(asked).split(/\s+/).filter(Boolean);
    return (text) => words.every((word) => text.includes(word));
  };

  /* the address: a page has fields by name, each with its first value and a way to read a text;
   * what is not known there is passed over */

  const ids = (rows) => rows.map((row) => row.id);
  const toggled = (list, one) =>
    list.includes(one) ? list.filter((other) => other !== one) : [...list, one];
  /** A field that holds one of these values, first the first. */
  const oneOf = (values) => ({
    first: values[0],
    read: (text) => (values.includes(text) ? text : values[0]),
  });
  /** A field that holds several of these values, in their order. */
  const several = (values, first = []) => ({
    first,
    read(text) {
      const asked = text.split(",").map((one) => one.trim());
      const known = values.filter((one) => asked.includes(one));
      return known.length || !text ? known : first;
    },
  });
  const write = (value) => (value.constructor === Object
    ? Object.entries(value).map((entry) => entry.join(":")).join(";") : String(value));

  /** The state in which all fields have their first value. */
  const firstOf = (fields) =>
    Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.first]));
  /** What differs from that state, as a query without "?"; marks between values stay legible. */
  const toQuery = (fields, state, names = Object.keys(fields)) =>
    String(new URLSearchParams(names.map((name) => [name, write(state[name])])
      .filter(([name, value]) => value !== write(fields[name].first))))
      .replace(/%(2C|3A|3B)/g, decodeURIComponent);
  /** The state that a query asks for, and the names of what it holds that is not known. */
  function fromQuery(fields, query) {
    const asked = [...new URLSearchParams(query)];
    const state = firstOf(fields);
    for (const [name, text] of asked) {
      if (Object.hasOwn(fields, name)) state[name] = fields[name].read(text);
    }
    const unknown = asked.flatMap(([name, text]) => {
      if (!Object.hasOwn(fields, name)) return [["choice", name]];
      const [parts, held] = [text, write(state[name])]
        .map((one) => one.split(/[,:;]/).map((part) => part.trim()));
      return parts.filter((part) => part && !held.includes(part)).map((part) => [name, part]);
    });
    const problems = unknown.map(([name, part]) => `the ${name} “${part.slice(0, 80)}”`);
    return { state, problems };
  }
  /** What a reader is told of these problems. */
  const ignored = (problems) => (problems.length
    ? `The address asks for what is not known here, and it is ignored: ${listing(problems)}.` : "");
  /** Put a query into the address of the page. */
  function setAddress(query) {
    try {
      history.replaceState(null, "", location.pathname + (query && `?${query}`) + location.hash);
    } catch {
      // a browser that keeps the address of local files as it is
    }
  }

  window.themeshift = Object.assign(window.themeshift ?? {}, {
    make, button, theme, hundredths, percent, points, signedPoints, weighed, listing, plural, bare,
    holding, ids, toggled, oneOf, several, firstOf, toQuery, fromQuery, ignored, setAddress,
  });
})();
