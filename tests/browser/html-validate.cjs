// What html-validate asks of the pages: everything that it recommends, for documents as they are served, but for the rules below.
module.exports = {
  root: true,
  extends: ["html-validate:recommended", "html-validate:document"],
  rules: {
    // <!doctype html> is how HTML writes it (HTML, 13.1.1: any case).
    "doctype-style": "off",
    // Anchors are the names of tables, fields and versions, with their points (HTML, 3.2.6: no spaces).
    "valid-id": ["error", { relaxed: true }],
    // A record is called what its source calls it; what stands first in the title tells it from the others.
    "long-title": "off",
    // Files beside a page come from where the page comes from: there is no third party whose bytes could change.
    "require-sri": "off",
  },
};
