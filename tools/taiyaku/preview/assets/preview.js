"use strict";

// Loads the page again when the server has another one under this address.
(() => {
  const shown = document.currentScript.dataset.page;

  async function look() {
    try {
      const answer = await fetch(location.pathname, { method: "HEAD", cache: "no-store" });
      const now = answer.headers.get("ETag");
      if (now && now !== `"${shown}"`) {
        location.reload();
        return;
      }
    } catch {
      // The server has gone; it may come back.
    }
    setTimeout(look, 1000);
  }

  setTimeout(look, 1000);
})();
