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
  const plural = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

  /** Text as the search compares it: small letters without accents. */
  const bare = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "")
    .replace(/[\u2018\u2019]/g, "'").toLowerCase();
  /** A test of whether a text that is bare holds each of the words asked for. */
  const holding = (asked) => {
    const words = bare(asked).split(/\s+/).filter(Boolean);
    return (text) => words.every((word) => text.includes(word));
  };

  /** A query of [name, value] pairs, the marks between values left as they are. */
  const query = (pairs) =>
    String(new URLSearchParams(pairs)).replace(/%(2C|3A|3B)/g, decodeURIComponent);
  /** Put a query into the address of the page. */
  const setAddress = (asked) => {
    try {
      history.replaceState(null, "", location.pathname + (asked && `?${asked}`) + location.hash);
    } catch {
      // a browser that keeps the address of local files as it is
    }
  };

  window.themeshift = Object.assign(window.themeshift ?? {}, {
    make, button, hundredths, percent, points, signedPoints, plural, bare, holding, query,
    setAddress,
  });
})();
