// Searches, narrows and sorts a list of records. What is asked stands in the address, after "#?", so that it can be shared, and survives a reload
// and the way back. The index (window.taiyakuRecords) and the folding of texts are scripts of their own.
(function () {
  "use strict";

  // Rows that are shown at once, unless somebody wants them all: laying out thousands after each letter would be slow.
  var MOST = 250;

  var table = document.querySelector("table.records");
  var form = document.querySelector("form.finder");
  var index = window.taiyakuRecords;
  if (!table || !window.URLSearchParams) {
    return;
  }

  var body = table.tBodies[0];
  var rows = Array.prototype.slice.call(body.rows);
  var selects = Array.prototype.slice.call(document.querySelectorAll(".finder select"));
  if (form && !(window.taiyakuFold && String.prototype.normalize && fits())) {
    // Saved without its scripts, or with those of another version: a form that cannot answer must not ask.
    form.hidden = true;
    form = null;
  }

  var heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
  var keys = heads.map(function (head) { return head.getAttribute("data-key"); });
  var given = heads.map(function (head) { return head.getAttribute("aria-sort"); });
  var notes = Array.prototype.slice.call(table.caption.querySelectorAll("[data-order]"));
  var more = document.querySelector(".more");
  var asked = Object.create(null);
  var hits = rows.map(function (row, at) { return at; });
  var leading = {};
  var shown = hits;
  var position = hits.slice();
  var first = 0;
  var most = MOST;
  var ranks = null;
  asked.q = "";

  function fits() {
    return index && index.filters.length === selects.length && rows.every(function (row) { return index.records[row.getAttribute("data-at")]; });
  }

  function grouped(number) {
    return String(number).replace(/\B(?=(?:[0-9]{3})+$)/g, ",");
  }

  // What is asked, to the address and back.

  function remember() {
    var parts = new URLSearchParams();
    Object.keys(asked).forEach(function (key) {
      if (asked[key]) {
        parts.set(key, asked[key]);
      }
    });
    var hash = parts.toString();
    hash = hash && "#?" + hash;
    try {
      window.history.replaceState(null, "", window.location.href.split("#")[0] + hash);
    } catch (refused) {
      // Some browsers count how often an address changes; the list is right all the same.
    }
    Array.prototype.forEach.call(document.querySelectorAll("header a[hreflang]"), function (link) {
      link.href = link.href.split("#")[0] + hash;
    });
  }

  function recall() {
    var hash = window.location.hash;
    if (hash && hash.slice(0, 2) !== "#?") {
      return false;
    }
    var parts = new URLSearchParams(hash.slice(2));
    Object.keys(asked).forEach(function (key) { asked[key] = parts.get(key) || ""; });
    return true;
  }

  // The order of the rows: as somebody wants it, else names that match before other texts that do, else as the page came.
  // A row says the places of its cells in the order of their columns; what is empty comes last in either direction.

  function rank(row) {
    return row.getAttribute("data-order").split(",").map(function (each) { return each === "" ? -1 : Number(each); });
  }

  function ordered(column, down) {
    if (column < 0) {
      return hits.filter(function (at) { return leading[at]; }).concat(hits.filter(function (at) { return !leading[at]; }));
    }
    ranks = ranks || rows.map(rank);
    return hits.slice().sort(function (one, other) {
      var a = ranks[one][column];
      var b = ranks[other][column];
      if (a === b) {
        return one - other;
      }
      return a < 0 ? 1 : b < 0 ? -1 : down ? b - a : a - b;
    });
  }

  function paint() {
    var down = asked.sort.charAt(0) === "-";
    var column = keys.indexOf(down ? asked.sort.slice(1) : asked.sort);
    var found = Object.keys(leading).length > 0;
    if (column < 0) {
      asked.sort = "";
    }
    var wanted = ordered(column, down).slice(0, most);
    var want = Object.create(null);
    wanted.forEach(function (at) { want[at] = true; });
    shown.forEach(function (at) {
      if (!want[at]) {
        rows[at].hidden = true;
      }
    });
    wanted.forEach(function (at) {
      if (rows[at].hidden) {
        rows[at].hidden = false;
      }
    });
    // Rows are moved only if they have to be: a row that stays where it is need not be laid out again.
    if (wanted.some(function (at, place) { return place > 0 && position[at] < position[wanted[place - 1]]; })) {
      var fragment = document.createDocumentFragment();
      first -= wanted.length;
      wanted.forEach(function (at, place) {
        position[at] = first + place;
        fragment.appendChild(rows[at]);
      });
      body.insertBefore(fragment, body.firstChild);
    }
    shown = wanted;
    heads.forEach(function (head, at) {
      var direction = at === column ? (down ? "descending" : "ascending") : column >= 0 || found ? null : given[at];
      if (direction) {
        head.setAttribute("aria-sort", direction);
      } else {
        head.removeAttribute("aria-sort");
      }
    });
    notes.forEach(function (note) { note.hidden = note.getAttribute("data-order") !== (column >= 0 ? "" : found ? "found" : "given"); });
    if (more) {
      more.hidden = wanted.length === hits.length;
      more.firstElementChild.textContent = more.getAttribute("data-more").replace("{n}", grouped(hits.length));
    }
  }

  heads.forEach(function (head, at) {
    var button = document.createElement("button");
    button.type = "button";
    while (head.firstChild) {
      button.appendChild(head.firstChild);
    }
    head.appendChild(button);
    // Chromium leaves a heading that it sees in part where it is, beyond the edge of a narrow page.
    button.addEventListener("focus", function () { head.scrollIntoView({ block: "nearest", inline: "nearest" }); });
    button.addEventListener("click", function () {
      asked.sort = head.getAttribute("aria-sort") === "ascending" ? "-" + keys[at] : keys[at];
      paint();
      remember();
    });
  });

  function unfold() {
    most = Infinity;
    paint();
  }

  function fold() {
    most = MOST;
    paint();
  }

  if (more) {
    more.firstElementChild.addEventListener("click", function () {
      var next = shown.length;
      unfold();
      var link = rows[shown[next]].querySelector("a");
      if (link) {
        link.focus();
      }
    });
    window.addEventListener("beforeprint", unfold);
    window.addEventListener("afterprint", fold);
  }

  // Which rows are found.

  function finder() {
    var query = document.getElementById("query");
    var status = document.querySelector(".found");
    var nothing = document.querySelector(".nothing");
    var choice = form.getAttribute("data-choice");
    var records = rows.map(function (row) { return index.records[Number(row.getAttribute("data-at"))]; });
    var filters = index.filters.map(function (each) {
      var select = selects.filter(function (select) { return select.getAttribute("data-key") === each[0]; })[0];
      var options = Array.prototype.filter.call(select.options, function (option) { return option.value; });
      return {
        key: each[0],
        select: select,
        values: each[1],
        options: options.map(function (option) { return { element: option, at: each[1].indexOf(option.value), number: -1 }; })
      };
    });
    filters.forEach(function (filter) { asked[filter.key] = ""; });

    function match() {
      var words = window.taiyakuFold(asked.q).split(" ").filter(Boolean);
      var wanted = filters.map(function (filter) { return filter.values.indexOf(asked[filter.key]); });
      var counts = filters.map(function (filter) { return filter.values.map(function () { return 0; }); });
      hits = [];
      leading = {};
      records.forEach(function (record, at) {
        var named = words.every(function (word) { return record[0].indexOf(word) >= 0; });
        if (!named && !words.every(function (word) { return record[0].indexOf(word) >= 0 || record[1].indexOf(word) >= 0; })) {
          return;
        }
        var missed = wanted.map(function (value, which) { return value >= 0 && record[which + 2].indexOf(value) < 0 ? which : -1; });
        missed = missed.filter(function (which) { return which >= 0; });
        // A filter counts what each of its values would show beside all that is asked otherwise.
        filters.forEach(function (filter, which) {
          if (!missed.length || (missed.length === 1 && missed[0] === which)) {
            record[which + 2].forEach(function (value) { counts[which][value] += 1; });
          }
        });
        if (!missed.length) {
          hits.push(at);
          if (named && words.length) {
            leading[at] = true;
          }
        }
      });
      filters.forEach(function (filter, which) {
        filter.options.forEach(function (option) {
          var number = counts[which][option.at];
          if (number !== option.number) {
            option.number = number;
            option.element.textContent = choice.replace("{n}", grouped(number)).split("{label}").join(option.element.getAttribute("data-label"));
          }
          option.element.disabled = number === 0 && option.at !== wanted[which];
        });
      });
      nothing.hidden = hits.length > 0;
      var text = status.getAttribute("data-found").replace("{shown}", grouped(hits.length));
      if (status.textContent !== text) {
        status.textContent = text;
      }
    }

    function read() {
      asked.q = query.value.trim();
      filters.forEach(function (filter) { asked[filter.key] = filter.select.value; });
      most = MOST;
      match();
      paint();
      remember();
    }

    // While an input method composes, what stands in the field is not yet what is meant.
    form.addEventListener("input", function (event) {
      if (!event.isComposing) {
        read();
      }
    });
    form.addEventListener("compositionend", read);
    form.addEventListener("submit", function (event) {
      event.preventDefault();
      read();
    });
    document.querySelector(".finder [data-clear]").addEventListener("click", function () {
      query.value = "";
      filters.forEach(function (filter) { filter.select.value = ""; });
      asked.sort = "";
      read();
      query.focus();
    });

    return function () {
      if (query.value.trim() !== asked.q) {
        query.value = asked.q;
      }
      filters.forEach(function (filter) {
        asked[filter.key] = filter.values.indexOf(asked[filter.key]) < 0 ? "" : asked[filter.key];
        filter.select.value = asked[filter.key];
      });
      match();
    };
  }

  var show = form ? finder() : function () {};
  asked.sort = "";

  function follow() {
    if (recall()) {
      show();
      paint();
      remember();
    }
  }

  window.addEventListener("hashchange", follow);
  follow();
})();
