/* Two games of the explorer: code ten passages yourself; find the choices that hurt most. */
(function () {
  "use strict";

  const page = window.themeshiftExplorer;
  if (!page) return;
  const { data, model, own, make, button, chips, change, views, plural, readable, linesState } = page;
  const { lines, svg, still } = window.themeshiftLines;
  const theme = (id) => data.themes.find((one) => one.id === id);
  const named = (ids) => ids.map((id) => theme(id).short).join(", ");

  /* ---------- code ten passages yourself ---------- */

  function tenView(host) {
    let at = 0;
    let set = 0;
    let warned = false;
    const box = make("div", { class: "explorer-game" });
    const state = page.state;
    const passages = () => model.ten(data, state().ten).map((i) => data.passages[i]);
    const answer = (ids) => {
      const mine = { ...state().mine };
      const { id } = passages()[at];
      if (ids.length) mine[id] = ids;
      else delete mine[id];
      change({ mine });
    };
    const bar = chips("Themes of this passage", answer, true);
    const go = (to) => {
      at = to;
      warned = false;
      draw();
      (at < passages().length ? heading : outcome).focus({ preventScroll: true });
    };
    const heading = make("h3", { tabindex: "-1" });
    const outcome = make("h3", { tabindex: "-1" });
    const gist = make("p", { class: "explorer-gist" });
    const message = make("p", { class: "explorer-note", role: "status" });
    const start = (number) => {
      change({ ten: number, mine: {} });
      go(0);
    };

    const back = button("Back", () => go(at - 1));
    const next = button(
      "Next",
      () => {
        if (Object.hasOwn(state().mine, passages()[at].id)) return go(at + 1);
        warned = true;
        return draw();
      },
      { class: "main" },
    );
    const skip = button("Skip", () => go(at + 1));
    const asking = make(
      "div",
      {},
      heading,
      gist,
      make("p", { class: "explorer-lead" }, "What does it argue for? Several themes share it evenly."),
      bar.bar,
      message,
      make("div", { class: "explorer-buttons" }, back, next, skip),
    );

    function question() {
      const asked = passages();
      const { id } = asked[at];
      const coded = Object.hasOwn(state().mine, id);
      heading.textContent = `Passage ${at + 1} of ${asked.length}`;
      gist.textContent = asked[at].gist;
      bar.set(state().mine[id] || []);
      message.textContent = warned && !coded ? "Choose at least one theme, or skip this passage." : "";
      back.hidden = at === 0;
      skip.hidden = coded;
      next.textContent = at + 1 < asked.length ? "Next" : "See the result";
      if (asking.parentNode !== box) box.replaceChildren(asking);
    }

    function result() {
      const mine = state().mine;
      const count = Object.keys(mine).length;
      const key = JSON.stringify([state().ten, mine]);
      if (box.firstChild && box.firstChild.dataset.key === key) return;
      outcome.textContent = count ? `You coded ${plural(count, "passage")}` : "You coded no passage";
      const rows = model
        .agreement(data, mine)
        .map((one) =>
          make(
            "tr",
            { "data-coding": one.coding },
            make("th", { scope: "row" }, readable(one.coding)),
            ...[one.all, one.some, one.none].map((number) => make("td", {}, String(number))),
          ),
        );
      const heads = ["Coding", "Same themes", "Some in common", "None"].map((head) =>
        make("th", { scope: "col" }, head),
      );
      const changed = model.outcome(data, { ...model.defaults(data), recode: mine }).shift;
      const between = data.codings.length > 1 ? pairs(mine) : null;
      const list = Object.keys(mine).map((id) => {
        const i = data.passages.findIndex((passage) => passage.id === id);
        const said = data.codings
          .filter((coding) => coding.codes[i])
          .map(
            (coding) => `${readable(coding.id)}: ${page.themesOf(model.rowsByCoding(data)[coding.id][i]).join(", ")}`,
          );
        return make(
          "li",
          {},
          data.passages[i].gist,
          make("br"),
          make("strong", {}, `You: ${named(mine[id])}.`),
          ` ${said.join(". ")}.`,
        );
      });
      box.replaceChildren(
        make(
          "div",
          { "data-key": key },
          [
            outcome,
            count ? make("p", {}, "On how many of them you agree with each coding:") : null,
            count
              ? make(
                  "table",
                  { class: "explorer-table" },
                  make("thead", {}, make("tr", {}, heads)),
                  make("tbody", {}, rows),
                )
              : null,
            count && between ? make("p", {}, between) : null,
            count
              ? make(
                  "p",
                  { class: "explorer-effect" },
                  `With your codes in place of all others on these passages, the shift is ${model.signedPoints(changed)}; the book\u2019s own is ${model.signedPoints(own.shift)}.`,
                )
              : null,
            make(
              "div",
              { class: "explorer-buttons" },
              count
                ? button(
                    "Put my codes into the lines",
                    () => {
                      change({ recode: { ...state().recode, ...mine } });
                      document.getElementById("explorer").scrollIntoView({ behavior: still() ? "auto" : "smooth" });
                    },
                    { class: "main" },
                  )
                : null,
              button("Change my codes", () => go(0)),
              button("Ten other passages", () => start(state().ten + 1)),
            ),
            count
              ? make(
                  "details",
                  {},
                  make("summary", {}, "Passage by passage"),
                  make("ol", { class: "explorer-answers" }, list),
                )
              : null,
          ].filter(Boolean),
        ),
      );
    }

    /** How well the codings agree with each other on the same passages. */
    function pairs(mine) {
      const counts = [];
      for (const coding of data.codings) {
        const theirs = {};
        data.passages.forEach((passage, i) => {
          if (Object.hasOwn(mine, passage.id) && coding.codes[i])
            theirs[passage.id] = coding.codes[i].map(([t]) => data.themes[t].id);
        });
        for (const other of model.agreement(data, theirs)) if (other.coding !== coding.id) counts.push(other.all);
      }
      const [least, most] = [Math.min(...counts), Math.max(...counts)];
      return `Among themselves, two codings give the same themes to ${least === most ? least : `${least} to ${most}`} of them.`;
    }

    function draw() {
      if (!state().ten) {
        box.replaceChildren(
          make(
            "div",
            { class: "explorer-buttons" },
            button("Start", () => start(1), { class: "main" }),
          ),
        );
      } else if (at < passages().length) question();
      else result();
    }

    views.push(() => {
      if (state().ten !== set) {
        set = state().ten;
        const open = set ? passages().findIndex((passage) => !Object.hasOwn(state().mine, passage.id)) : 0;
        at = open < 0 ? passages().length : open;
      }
      draw();
    });
    host.replaceChildren(box);
  }

  /* ---------- find the choices that hurt most ---------- */

  const FRAMES = 240;
  const BIN = 0.02;
  const TITLES = {
    counting: "Other ways of counting",
    themes: "Other ways of counting, with one theme added, dropped or exchanged",
    readings: "Other ways of counting, with every doubtful passage read against the finding",
    all: "All of these together",
  };

  /** A state in words: what differs from the book's choices. */
  function told(of, changed) {
    const parts = [];
    if (of.reading) parts.push("each passage in the least favourable of its readings");
    else if (of.coding !== model.MEAN) parts.push(readable(of.coding).toLowerCase());
    if (of.measure === "words") parts.push("words counted");
    if (!of.framing) parts.push("passages without theme left out");
    for (const id of of.texts) {
      const text = data.documents.find((one) => one.id === id);
      parts.push(`without ${text.label} (${data.phases[text.phase].short})`);
    }
    for (const id of of.paragraphs) {
      const passage = data.passages.find((one) => model.paragraphOf(one) === id);
      const text = data.documents.find((one) => one.id === passage.document);
      parts.push(`without paragraph ${passage.paragraph} of ${text.label} (${data.phases[text.phase].short})`);
    }
    if (changed) parts.push(changed);
    return parts.length ? model.upper(parts.join("; ")) : "The book\u2019s own choices";
  }

  function histogram(host) {
    const drawing = svg("svg", {
      class: "explorer-heap",
      role: "img",
      "aria-label": "How many ways of counting give which shift",
    });
    host.append(drawing);
    return (counts, lowest) => {
      const width = Math.max(260, host.clientWidth);
      const [low, high] = [
        Math.min(-0.2, ...[...counts.keys()].map((bin) => bin * BIN)),
        Math.max(1.2, ...[...counts.keys()].map((bin) => (bin + 1) * BIN)),
      ];
      const [top, height] = [28, 150];
      const x = (shift) => 8 + ((shift - low) / (high - low)) * (width - 16);
      const most = Math.max(1, ...counts.values());
      const parts = [];
      for (const [bin, count] of counts) {
        const tall = Math.max(1, (count / most) * (height - top));
        parts.push(
          svg("rect", {
            class: "bar",
            x: x(bin * BIN) + 0.5,
            width: Math.max(1, x(BIN) - x(0) - 1),
            y: height - tall,
            height: tall,
          }),
        );
      }
      parts.push(svg("line", { class: "axis", x1: 8, x2: width - 8, y1: height, y2: height }));
      for (const tick of [0, 0.5, 1]) {
        parts.push(
          svg(
            "text",
            { class: "tick", x: x(tick), y: height + 18, "text-anchor": "middle" },
            tick ? `+${tick * 100} points` : "no shift",
          ),
        );
        parts.push(
          svg("line", {
            class: tick ? "axis" : "zero",
            x1: x(tick),
            x2: x(tick),
            y1: tick ? height : top - 4,
            y2: height + 5,
          }),
        );
      }
      parts.push(svg("line", { class: "book", x1: x(own.shift), x2: x(own.shift), y1: top - 8, y2: height }));
      parts.push(
        svg(
          "text",
          { class: "tick", x: x(own.shift) + 5, y: top - 10, "text-anchor": "start" },
          `book ${model.signedPoints(own.shift).split(" ")[0]}`,
        ),
      );
      parts.push(svg("line", { class: "lowest", x1: x(lowest), x2: x(lowest), y1: top - 8, y2: height }));
      parts.push(
        svg(
          "text",
          { class: "lowest-label", x: x(lowest) + 5, y: top - 10, "text-anchor": "start" },
          `lowest ${model.signedPoints(lowest).split(" ")[0]}`,
        ),
      );
      drawing.setAttribute("viewBox", `0 0 ${width} ${height + 24}`);
      drawing.setAttribute("width", width);
      drawing.setAttribute("height", height + 24);
      drawing.replaceChildren(...parts);
    };
  }

  function searchView(host) {
    const heap = make("div", { class: "explorer-drawing" });
    const pair = make("div", { class: "explorer-drawing" });
    const status = make("p", { class: "explorer-tried" });
    const done = make("p", { class: "explorer-effect", role: "status" });
    const ladder = make("ol", { class: "explorer-ladder" });
    const body = make(
      "div",
      { class: "explorer-game", hidden: true },
      status,
      make(
        "div",
        { class: "explorer-both even" },
        make("div", {}, make("p", { class: "explorer-note" }, "How many combinations give which shift"), heap),
        make(
          "div",
          {},
          make("p", { class: "explorer-note" }, "The lines with the lowest; dashed, the book\u2019s own"),
          pair,
        ),
      ),
      ladder,
      done,
    );
    const start = button("Start the search", () => run(true), { class: "main" });
    const paint = histogram(heap);
    const mini = lines(pair, data, { bare: true, height: 150, still: true });
    let running = 0;

    function show(step, counts) {
      const stages = model.STAGES.filter((stage) => step.lowest[stage]);
      const least = stages
        .map((stage) => step.lowest[stage])
        .reduce((a, b) => (Math.sign(own.shift) * b.shift < Math.sign(own.shift) * a.shift ? b : a));
      paint(counts, least.shift);
      mini.show(linesState(least.state, model.outcome(data, least.state)));
      status.textContent = `${step.tried.toLocaleString("en")} of ${step.total.toLocaleString("en")} combinations tried. Lowest${step.finished ? "" : " so far"}: ${model.signedPoints(least.shift)}.`;
      ladder.replaceChildren(
        ...stages.map((stage) => {
          const { shift, state, change: changed } = step.lowest[stage];
          return make(
            "li",
            { "data-stage": stage, "data-shift": shift },
            make(
              "span",
              { class: "explorer-step" },
              `${TITLES[stage]}: `,
              make("strong", {}, model.signedPoints(shift)),
            ),
            make("span", { class: "explorer-what" }, `${told(state, changed)}. `),
            step.finished
              ? button(
                  "Show it",
                  () => {
                    change({
                      ...state,
                      passage: page.state().passage,
                      ten: page.state().ten,
                      mine: page.state().mine,
                      search: true,
                    });
                    document.getElementById("explorer").scrollIntoView({ behavior: still() ? "auto" : "smooth" });
                  },
                  { "aria-label": `Show it: ${TITLES[stage]}` },
                )
              : null,
          );
        }),
      );
      return least;
    }

    function run(moving) {
      cancelAnimationFrame(running);
      body.hidden = false;
      done.textContent = "";
      start.textContent = "Search again";
      if (!page.state().search) change({ search: true });
      const steps = model.search(data, moving && !still() ? 60 : 5000);
      const counts = new Map();
      let step = null;
      const tick = () => {
        const end = performance.now() + 12;
        const target = step ? step.tried + step.total / FRAMES : 0;
        let next = { done: false };
        do {
          next = steps.next();
          if (next.done) break;
          step = next.value;
          for (const shift of step.values) {
            const bin = Math.floor(shift / BIN);
            counts.set(bin, (counts.get(bin) || 0) + 1);
          }
        } while (performance.now() < end && (!moving || still() || step.tried < target));
        if (!next.done) {
          show(step, counts);
          running = requestAnimationFrame(tick);
          return;
        }
        const least = show({ ...step, finished: true }, counts);
        const turned = least.shift * own.shift < 0;
        done.textContent =
          `The lowest of all is ${model.signedPoints(least.shift)}: ${turned ? "with these choices the finding turns round" : "no listed choice turns the finding round"}. ` +
          `Readings aside, ${step.ways.toLocaleString("en")} combinations give different results.`;
        body.dataset.done = "true";
      };
      delete body.dataset.done;
      running = requestAnimationFrame(tick);
    }

    host.replaceChildren(make("div", { class: "explorer-buttons" }, start), body);
    if (page.state().search) run(false);
  }

  const ten = document.getElementById("explorer-ten");
  const search = document.getElementById("explorer-search");
  if (ten) tenView(ten);
  if (search) searchView(search);
  page.refresh();
})();
