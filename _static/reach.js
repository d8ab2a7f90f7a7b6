// A link to a passage shows, when pointed at or focused, what stands there.
(() => {
  const links = 'main a[href*="#u-"], main a[href*="#theme-"]';
  const data = new URL("reach/passages.js", document.currentScript.src).href;
  const pause = { show: 200, hide: 300 };
  let box, owner, timer, loading;

  const load = () => loading ??= new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = data;
    script.onload = script.onerror = () => resolve(window.bookPassages ?? {});
    document.head.append(script);
  });

  const element = (tag, text, name) => {
    const made = document.createElement(tag);
    made.textContent = text;
    if (name) made.className = name;
    return made;
  };

  const place = () => {
    if (!owner) return;
    const [link] = owner.getClientRects();
    if (!link || link.bottom < 0 || link.top > innerHeight) return hide();
    const { width, height } = box.getBoundingClientRect();
    const below = link.bottom + height + 8 <= innerHeight || link.top < height + 8;
    const page = document.documentElement.clientWidth;
    box.style.left = `${Math.max(8, Math.min(link.left, page - width - 8))}px`;
    box.style.top = `${below ? link.bottom + 4 : link.top - height - 4}px`;
  };

  const hide = () => {
    clearTimeout(timer);
    if (!owner) return;
    owner.removeAttribute("aria-describedby");
    owner = undefined;
    box.hidden = true;
  };

  const show = async (link) => {
    const found = (await load())[decodeURIComponent(new URL(link.href).hash.slice(1))];
    if (!found || (!link.matches(":hover") && link !== document.activeElement)) return;
    hide();
    if (!box) {
      box = element("div", "", "passage-tip");
      box.id = "passage-tip";
      box.setAttribute("role", "tooltip");
      box.addEventListener("pointerenter", () => clearTimeout(timer));
      box.addEventListener("pointerleave", later);
      document.querySelector("main").append(box);
    }
    const says = found.says.map((gist) => element("p", gist));
    if (found.more) says.push(element("p", `and ${found.more} more`, "passage-tip-more"));
    box.replaceChildren(element("p", found.where, "passage-tip-where"), ...says);
    box.hidden = false;
    owner = link;
    owner.setAttribute("aria-describedby", box.id);
    place();
  };

  const soon = (link, wait) => {
    clearTimeout(timer);
    if (link !== owner) timer = setTimeout(show, wait, link);
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => owner === document.activeElement || hide(), pause.hide);
  };
  const linkOf = (event) => event.target.closest?.(links);

  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "mouse" && linkOf(event)) soon(linkOf(event), pause.show);
  });
  document.addEventListener("pointerout", (event) => {
    if (event.pointerType === "mouse" && linkOf(event)) later();
  });
  document.addEventListener("focusin", (event) => {
    const link = linkOf(event);
    if (link?.matches(":focus-visible")) soon(link, 0);
  });
  document.addEventListener("focusout", (event) => { if (event.target === owner) hide(); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
  document.addEventListener("scroll", place, { passive: true, capture: true });
  addEventListener("resize", place);
})();
