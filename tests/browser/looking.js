// What a pair of eyes would see on a page: each function gives what is wrong, as words.
window.looking = (() => {
  const told = (each) => each.outerHTML.replace(/\s+/g, " ").slice(0, 160);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const unseen = (each) => each.closest(".unseen, .skip, script, style, noscript") !== null || !each.checkVisibility();

  /** Texts of the page with the boxes of their lines. */
  const texts = function* () {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.data.trim() && !unseen(node.parentElement)) yield node;
    }
  };
  const lines = (node) => {
    const range = document.createRange();
    range.selectNodeContents(node);
    return [...range.getClientRects()].filter((box) => box.width > 0);
  };
  const scrolls = (each) => ["auto", "scroll"].includes(getComputedStyle(each).overflowX);
  const block = (each) => {
    while (getComputedStyle(each).display.startsWith("inline") && each.parentElement) each = each.parentElement;
    return each;
  };

  return {
    /** The page itself scrolls sideways (WCAG 1.4.10). */
    wide() {
      const root = document.scrollingElement;
      if (root.scrollWidth <= root.clientWidth) return [];
      const beyond = all("body *").filter((each) => each.getBoundingClientRect().right > root.clientWidth + 1 && !unseen(each) && !all(".scroll").some((region) => region !== each && region.contains(each)));
      return [`${root.scrollWidth} px in ${root.clientWidth}`, ...beyond.slice(-3).map(told)];
    },

    /** What scrolls by itself can be reached by keyboard and has a name (WCAG 2.1.1, 4.1.2). */
    regions() {
      return all("body *")
        .filter((each) => scrolls(each) && each.scrollWidth > each.clientWidth && !["TEXTAREA", "INPUT", "SELECT"].includes(each.tagName) && !unseen(each))
        .filter((each) => each.tabIndex < 0 || !(each.getAttribute("aria-label") || each.getAttribute("aria-labelledby")) || !each.matches("section, [role]"))
        .map(told);
    },

    /** Text that runs out of its block or is cut by something around it (WCAG 1.4.4, 1.4.12). */
    clipped() {
      const wrong = [];
      for (const node of texts()) {
        const owner = block(node.parentElement);
        if (node.parentElement.closest("svg")) continue;
        const inner = owner.getBoundingClientRect();
        for (const box of lines(node)) {
          if (box.right > inner.right + 2 || box.left < inner.left - 2) {
            wrong.push(`runs out of its block by ${Math.round(Math.max(box.right - inner.right, inner.left - box.left))} px: ${node.data.trim().slice(0, 60)} in ${told(owner)}`);
            break;
          }
        }
        for (let each = owner; each && each !== document.body; each = each.parentElement) {
          const style = getComputedStyle(each);
          if (!["hidden", "clip"].includes(style.overflowX) && !["hidden", "clip"].includes(style.overflowY)) continue;
          if (each.scrollWidth > each.clientWidth + 1 || each.scrollHeight > each.clientHeight + 1) wrong.push(`cut: ${told(each)}`);
          break;
        }
      }
      return wrong;
    },

    /** Cells that are narrower than a word (a column that collapsed). */
    narrow() {
      return all("th, td")
        .filter((cell) => cell.textContent.trim().length > 3 && !unseen(cell) && ![cell, ...all("*", cell)].some((each) => getComputedStyle(each).writingMode.startsWith("vertical")))
        .filter((cell) => cell.getBoundingClientRect().width < 3 * parseFloat(getComputedStyle(cell).fontSize))
        .map(told);
    },

    /** Buttons, fields and what leads around the site are 44 px high, everything else that is pressed 24 px, unless it stands in a line of text (WCAG 2.5.8). */
    small() {
      const wrong = [];
      for (const each of all("a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [tabindex='0']")) {
        if (unseen(each) || each.closest("svg")) continue;
        const label = each.closest("label");
        const box = (["checkbox", "radio"].includes(each.type) && label ? label : each).getBoundingClientRect();
        const wanted = each.matches("nav a, button, input, select, .button") && !each.closest("th, td") ? 44 : 24;
        // In a line of text its height is the text's (exception “inline”).
        if (wanted === 24 && getComputedStyle(each).display === "inline") continue;
        if (box.height < wanted - 0.5 || box.width < 24 - 0.5) wrong.push(`${Math.round(box.width)} x ${Math.round(box.height)}, wanted ${wanted}: ${told(each)}`);
      }
      return wrong;
    },

    /** Tables have a caption and scopes, and stay tables (ARIA: another display takes the table away). */
    tables() {
      const wrong = [];
      for (const table of all("table")) {
        if (!table.caption || !table.caption.textContent.trim()) wrong.push(`no caption: ${told(table)}`);
        if (!all("th", table).length) wrong.push(`no header cells: ${told(table)}`);
        for (const cell of all("th", table)) if (!cell.getAttribute("scope")) wrong.push(`no scope: ${told(cell)}`);
        if (unseen(table)) continue;
        const wanted = { TABLE: "table", THEAD: "table-header-group", TBODY: "table-row-group", TFOOT: "table-footer-group", TR: "table-row", TH: "table-cell", TD: "table-cell" };
        const other = [table, ...all("thead, tbody, tfoot, tr, th, td", table)].find((each) => ![wanted[each.tagName], "none"].includes(getComputedStyle(each).display));
        if (other) wrong.push(`shown as ${getComputedStyle(other).display}: ${told(other)}`);
      }
      return wrong;
    },

    /** A drawing has a name, a description and a table that says all its numbers; its texts stand inside it. */
    drawings() {
      const wrong = [];
      for (const drawing of all("svg")) {
        if (drawing.getAttribute("aria-hidden") === "true") continue;
        const [title, desc] = ["title", "desc"].map((name) => drawing.querySelector(`:scope > ${name}`));
        const named = (drawing.getAttribute("aria-labelledby") || "").split(" ");
        const described = (drawing.getAttribute("aria-describedby") || "").split(" ");
        if (drawing.getAttribute("role") !== "img") wrong.push(`no role: ${told(drawing)}`);
        if (!title || !title.textContent.trim() || !named.includes(title.id)) wrong.push(`no name: ${told(drawing)}`);
        if (!desc || !desc.textContent.trim() || ![...named, ...described].includes(desc.id)) wrong.push(`no description: ${told(drawing)}`);
        const around = drawing.closest("section, figure, article");
        const table = around && (around.querySelector("table") || (around.parentElement && around.parentElement.querySelector("table")));
        if (!table) wrong.push(`no table beside it: ${told(drawing)}`);
        const numbers = new Set(((table && table.textContent) || "").match(/\d[\d,]*/g) || []);
        const view = drawing.viewBox.baseVal;
        const inverse = drawing.getScreenCTM().inverse();
        for (const text of all("text", drawing)) {
          for (const number of text.textContent.match(/\d[\d,]*/g) || []) if (!numbers.has(number)) wrong.push(`no table says ${number}: ${told(text)}`);
          const box = text.getBoundingClientRect();
          const [start, end] = [new DOMPoint(box.left, box.top), new DOMPoint(box.right, box.bottom)].map((point) => point.matrixTransform(inverse));
          if (start.x < view.x - 0.5 || start.y < view.y - 0.5 || end.x > view.x + view.width + 0.5 || end.y > view.y + view.height + 0.5) wrong.push(`outside the drawing: ${told(text)}`);
          if (box.height && box.height < 9) wrong.push(`text of ${box.height.toFixed(1)} px: ${told(text)}`);
        }
      }
      return wrong;
    },

    /** On paper, nothing is there to be pressed (but what heads a column), and letters are dark. */
    pressable() {
      const light = (colour) => colour.match(/\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
      const style = getComputedStyle(document.documentElement);
      const paper = light(style.backgroundColor) < 750 || light(style.color) > 200 ? [`letters ${style.color} on ${style.backgroundColor}`] : [];
      return [...paper, ...all("nav, form, button, .skip").filter((each) => each.checkVisibility() && !each.closest("th")).map(told)];
    },

    /** In forced colours, what is drawn is not drawn in the colour of the paper. */
    invisible() {
      const paper = getComputedStyle(document.documentElement).backgroundColor;
      const none = (colour) => ["none", "rgba(0, 0, 0, 0)", paper].includes(colour);
      return all("svg :is(rect, path, circle, line, polyline, polygon, ellipse, text)")
        .filter((shape) => !shape.closest("defs, pattern, mask, clipPath") && !unseen(shape))
        .filter((shape) => none(getComputedStyle(shape).fill) && none(getComputedStyle(shape).stroke))
        .map(told);
    },

    /** One first heading, no level left out, main parts with names of their own. */
    outline() {
      const wrong = [];
      const headings = all("h1, h2, h3, h4, h5, h6").filter((each) => each.checkVisibility());
      if (headings.filter((each) => each.tagName === "H1").length !== 1) wrong.push("not one h1");
      headings.forEach((each, index) => {
        if (!each.textContent.trim()) wrong.push(`empty: ${told(each)}`);
        if (Number(each.tagName[1]) > (index ? Number(headings[index - 1].tagName[1]) : 0) + 1) wrong.push(`leaves out a level: ${told(each)}`);
      });
      if (all("main").length !== 1) wrong.push("not one main");
      const names = all("nav, [role=region], [role=navigation]").map((each) => each.getAttribute("aria-label") || (document.getElementById(each.getAttribute("aria-labelledby")) || {}).textContent || "");
      names.forEach((name, index) => {
        if (!name.trim() || names.indexOf(name) !== index) wrong.push(`a landmark without a name of its own: “${name}”`);
      });
      return wrong;
    },

    /** Links that say nothing by themselves (WCAG 2.4.4). */
    mute() {
      const empty = /^(here|click here|more|read more|link|こちら|ここ|クリック|詳細|もっと見る|続き|リンク)?$/i;
      return all("a[href]").filter((each) => empty.test((each.getAttribute("aria-label") || each.textContent).trim())).map(told);
    },

    /** Something moves though the reader asked for no motion. */
    moving() {
      const moves = (each) => {
        const style = getComputedStyle(each);
        return style.animationName !== "none" || style.transitionDuration.split(", ").some((time) => parseFloat(time) > 0.01) || style.scrollBehavior === "smooth";
      };
      return [document.documentElement, ...all("body *")].filter(moves).map(told).slice(0, 5);
    },

    /** Marks that no Japanese line begins with (JLREQ, 3.1.7), at the beginning of a line. */
    orphans() {
      const wrong = [];
      for (const node of texts()) {
        if (!/[、。，．」』）】］｝〉》〕：；！？ゝゞ々]/.test(node.data) || node.parentElement.closest("svg, code, pre, textarea") || !node.parentElement.closest("[lang]").lang.startsWith("ja")) continue;
        const range = document.createRange();
        for (let at = 1; at < node.data.length; at += 1) {
          if (!/[、。，．」』）】］｝〉》〕：；！？ゝゞ々]/.test(node.data[at]) || /\s/.test(node.data[at - 1])) continue;
          range.setStart(node, at - 1);
          range.setEnd(node, at);
          const before = [...range.getClientRects()].pop();
          range.setStart(node, at);
          range.setEnd(node, at + 1);
          const mark = range.getClientRects()[0];
          if (before && mark && mark.top > before.top + before.height / 2) wrong.push(`${node.data.slice(Math.max(0, at - 12), at + 1)}: ${told(node.parentElement)}`);
        }
      }
      return wrong;
    },

    /** The parts of the content that can be seen now, by their text, for a comparison. */
    shown() {
      return all("main :is(h1, h2, h3, p, li, dt, dd, th, td, caption, figcaption)")
        .filter((each) => !each.closest("nav, form, noscript, .no-print") && each.checkVisibility() && !unseen(each))
        .map((each) => each.textContent.replace(/\s+/g, " ").trim());
    },

    /** What has the focus, whether all of it can be seen, and whether it shows. */
    focus() {
      const each = document.activeElement;
      if (!each || each === document.body) return { at: "", wrong: [], skips: false };
      const wrong = [];
      const box = each.getBoundingClientRect();
      const style = getComputedStyle(each);
      const tall = box.height > innerHeight || box.width > innerWidth;
      // In a region that scrolls by itself, Chromium leaves alone what can be seen in part (2.4.11 asks for no more).
      const region = each.closest(".scroll") && each.closest(".scroll") !== each;
      if (region && (box.right < 8 || box.left > innerWidth - 8 || box.bottom < 8 || box.top > innerHeight - 8)) wrong.push(`focused outside the window: ${told(each)}`);
      if (!region && !tall && (box.top < -1 || box.left < -1 || box.bottom > innerHeight + 1 || box.right > innerWidth + 1)) wrong.push(`focused outside the window: ${told(each)}`);
      if (box.width < 1 || box.height < 1 || !each.checkVisibility({ visibilityProperty: true })) wrong.push(`focused and not to be seen: ${told(each)}`);
      if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) wrong.push(`no outline: ${told(each)}`);
      const over = document.elementFromPoint(Math.min(Math.max(box.left + Math.min(box.width, 20) / 2, 1), innerWidth - 2), Math.min(Math.max(box.top + box.height / 2, 1), innerHeight - 2));
      if (!tall && over && !each.contains(over) && !over.contains(each)) wrong.push(`covered by ${told(over)}: ${told(each)}`);
      return { at: told(each), wrong, skips: each.matches(".skip") };
    },

    /** Letters of 200 % or wider spacing, set as a reader's own style sheet sets them (WCAG 1.4.4, 1.4.12). */
    restyle(kind) {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(
        kind === "spacing"
          ? "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important } p { margin-block-end: 2em !important }"
          : "html { font-size: 200% !important }",
      );
      document.adoptedStyleSheets = [sheet];
    },
  };
})();
