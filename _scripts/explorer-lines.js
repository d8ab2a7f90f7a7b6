/* The explorer's drawing: two lines in true time, labelled directly, with the book's own behind. */
(function () {
  "use strict";

  const SPACE = "http://www.w3.org/2000/svg";
  const STEP_MS = 350;
  const FONT = 13;
  const BOLD = 0.68;
  const LINE = 16;

  function svg(tag, attributes, ...children) {
    const element = document.createElementNS(SPACE, tag);
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;

  /** Words in lines of so many letters; the rest of a long list is counted. */
  function wrapped(text, letters, most) {
    const lines = [""];
    for (const word of text.split(" ")) {
      const last = lines[lines.length - 1];
      if (last && last.length + 1 + word.length > letters) lines.push(word);
      else lines[lines.length - 1] = last ? `${last} ${word}` : word;
    }
    return lines.length > most ? [...lines.slice(0, most - 1), `${lines[most - 1]} \u2026`] : lines;
  }

  /** Heights that keep labels apart by `gap`, as near as can be to where they belong. */
  function apart(wanted, gaps, low, high) {
    const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b]);
    const placed = wanted.slice();
    for (let round = 0; round < 40; round += 1) {
      order.forEach((i) => (placed[i] = Math.min(high, Math.max(low, placed[i]))));
      for (let k = 1; k < order.length; k += 1) {
        const [above, below] = [order[k - 1], order[k]];
        const missing = (gaps[above] + gaps[below]) / 2 - (placed[below] - placed[above]);
        if (missing > 0) {
          placed[above] -= missing / 2;
          placed[below] += missing / 2;
        }
      }
    }
    return placed;
  }

  /** A place for a value near its point, where no other words are: above or below it, or aside. */
  function free(x, y, text, above, taken, at) {
    const [wide, tall] = [text.length * FONT * BOLD + 4, 15];
    const heights = above ? [-8, 21, -24, 37] : [21, -8, 37, -24];
    const spots = heights.flatMap((down) =>
      [0, wide / 2 + 6, -wide / 2 - 6].map((aside) => {
        const left = Math.min(at.width - wide, Math.max(at.left - 2, x - wide / 2 + aside));
        return { left, right: left + wide, top: y + down - tall, bottom: y + down };
      }),
    );
    const meets = (spot) =>
      spot.bottom > at.height + 8 ||
      spot.top < 0 ||
      taken.some(
        (one) => one.left < spot.right && spot.left < one.right && one.top < spot.bottom && spot.top < one.bottom,
      );
    return spots.find((spot) => !meets(spot)) || spots[0];
  }

  /** A drawing in `host`; `show` moves its lines to new shares. */
  function lines(host, data, options = {}) {
    const drawing = svg("svg", { class: "explorer-lines", role: "img" });
    host.append(drawing);
    let shown = null;
    let target = null;
    let frame = 0;

    function layout() {
      const width = Math.max(260, Math.floor(host.clientWidth));
      const small = width < 390;
      const longest = Math.max(
        ...Object.values(target.names)
          .flatMap((name) => name.split(" "))
          .map((word) => word.length),
      );
      const right = options.bare ? 46 : Math.max(small ? 96 : 148, longest * FONT * BOLD + 8);
      const left = 40;
      const years = data.phases.map((phase) => phase.year);
      const [first, last] = [Math.min(...years), Math.max(...years)];
      const plot = width - left - right;
      const x = (year) => left + 10 + ((year - first) / (last - first || 1)) * (plot - 20);
      const measure = (text) => text.length * FONT * 0.56;
      const ends = [];
      const labels = data.phases.map((phase) => {
        const texts = options.bare ? [phase.short] : [phase.short, phase.source];
        const half = Math.max(...texts.map(measure)) / 2;
        const at = Math.min(width - half - 2, Math.max(half + 2, x(phase.year)));
        let row = 0;
        while (ends[row] !== undefined && ends[row] + 10 > at - half) row += 1;
        ends[row] = at + half;
        return { at, row, texts };
      });
      const rows = Math.max(...labels.map((label) => label.row)) + 1;
      const block = labels[0].texts.length * LINE + 4;
      const height = options.height || (small ? 230 : 270);
      return { width, small, left, right, plot, x, labels, block, top: 14, height, foot: rows * block + 12 };
    }

    function draw(values, state) {
      const at = layout();
      const top = Math.min(1, Math.max(0.6, ...state.ceiling.map((v) => Math.ceil(v * 10 + 0.3) / 10)));
      const y = (share) => at.top + (1 - share / top) * (at.height - at.top);
      const parts = [];
      for (let tick = 0; tick <= top + 1e-9; tick += 0.2) {
        parts.push(
          svg("line", { class: "grid", x1: at.left, x2: at.left + at.plot, y1: y(tick), y2: y(tick) }),
          svg(
            "text",
            { class: "tick", x: at.left - 6, y: y(tick) + 4, "text-anchor": "end" },
            `${Math.round(tick * 100)}%`,
          ),
        );
      }
      data.phases.forEach((phase, p) => {
        const label = at.labels[p];
        const below = at.height + 21 + label.row * at.block;
        if (label.row) {
          parts.push(
            svg("line", {
              class: "grid",
              x1: at.x(phase.year),
              x2: at.x(phase.year),
              y1: at.height + 2,
              y2: below - 12,
            }),
          );
        }
        label.texts.forEach((text, k) =>
          parts.push(
            svg(
              "text",
              { class: k ? "tick" : "phase", x: label.at, y: below + k * LINE, "text-anchor": "middle" },
              text,
            ),
          ),
        );
      });
      const path = (series) =>
        series
          .map((share, p) => [at.x(data.phases[p].year), share])
          .filter(([, share]) => !Number.isNaN(share))
          .map(([left, share], k) => `${k ? "L" : "M"}${left.toFixed(1)},${y(share).toFixed(1)}`)
          .join("");
      for (const pole of ["origin", "destination"]) {
        if (state.ghost) parts.push(svg("path", { class: `ghost ${pole}`, d: path(state.ghost[pole]) }));
      }
      for (const pole of ["origin", "destination"]) {
        parts.push(svg("path", { class: `line ${pole}`, d: path(values[pole]) }));
        values[pole].forEach((share, p) => {
          if (Number.isNaN(share)) return;
          parts.push(svg("circle", { class: `dot ${pole}`, cx: at.x(data.phases[p].year), cy: y(share), r: 4.5 }));
        });
      }
      const taken = [];
      const last = data.phases.length - 1;
      const ends = options.bare ? [] : ["origin", "destination"].filter((pole) => !Number.isNaN(values[pole][last]));
      const names = ends.map((pole) =>
        wrapped(`${state.text[pole][last]} ${state.names[pole]}`, at.small ? 13 : 18, 5),
      );
      const tall = names.map((name) => name.length * LINE + 6);
      const middle = apart(
        ends.map((pole) => y(values[pole][last])),
        tall,
        4 + Math.max(...tall, 0) / 2,
        at.height + 8,
      );
      ends.forEach((pole, k) => {
        const left = at.left + at.plot + 2;
        const label = svg("text", { class: `value ${pole}`, y: middle[k] - ((names[k].length - 1) * LINE) / 2 + 5 });
        names[k].forEach((text, line) => label.append(svg("tspan", { x: left, dy: line ? LINE : 0 }, text)));
        parts.push(label);
        taken.push({ left, right: at.width, top: middle[k] - tall[k] / 2, bottom: middle[k] + tall[k] / 2 });
      });
      data.phases.forEach((phase, p) => {
        if (p === last && !options.bare) return;
        for (const pole of ["origin", "destination"]) {
          const other = values[pole === "origin" ? "destination" : "origin"][p];
          const mine = values[pole][p];
          if (Number.isNaN(mine)) continue;
          const above = !(mine < other) && !(mine === other && pole === "destination");
          const spot = free(at.x(phase.year), y(mine), state.text[pole][p], above, taken, at);
          taken.push(spot);
          parts.push(svg("text", { class: `value ${pole}`, x: spot.left, y: spot.bottom - 3 }, state.text[pole][p]));
        }
      });
      drawing.setAttribute("viewBox", `0 0 ${at.width} ${at.height + at.foot}`);
      drawing.setAttribute("width", at.width);
      drawing.setAttribute("height", at.height + at.foot);
      drawing.replaceChildren(...parts);
    }

    /** state: names and printed values by pole, origin and destination shares, ghost, label;
     * swapped: the sides are exchanged and keep their colours. */
    function show(state) {
      cancelAnimationFrame(frame);
      const to = { origin: state.origin, destination: state.destination };
      const ghost = state.ghost || { origin: [], destination: [] };
      const ceiling = [...to.origin, ...to.destination, ...ghost.origin, ...ghost.destination].filter(
        (v) => !Number.isNaN(v),
      );
      target = { ...state, ceiling };
      drawing.setAttribute("aria-label", state.label);
      drawing.classList.toggle("swapped", state.swapped);
      const from = shown;
      shown = to;
      if (!from || still() || options.still) return draw(to, target);
      const start = performance.now();
      const step = (now) => {
        const part = Math.min(1, (now - start) / STEP_MS);
        const eased = part * (2 - part);
        const between = {};
        for (const pole of ["origin", "destination"]) {
          between[pole] = to[pole].map((value, p) => {
            const old = from[pole][p];
            return Number.isNaN(old) ? value : old + (value - old) * eased;
          });
        }
        shown = part < 1 ? between : to;
        draw(shown, target);
        if (part < 1) frame = requestAnimationFrame(step);
      };
      frame = requestAnimationFrame(step);
      return undefined;
    }

    let width = 0;
    new ResizeObserver(() => {
      if (!target || host.clientWidth === width) return;
      width = host.clientWidth;
      cancelAnimationFrame(frame);
      shown = { origin: target.origin, destination: target.destination };
      draw(shown, target);
    }).observe(host);
    return { show };
  }

  window.themeshiftLines = { lines, svg, still };
})();
