// Folds a text as folding.py does; tests/folding-vectors.json holds both to it.
(function () {
  "use strict";

  var katakana = /[\u30a1-\u30f6\u30fd\u30fe]/g;
  var longVowel = /([\u30a1-\u30fa])\u30fc+(?![\u30a1-\u30fa\u30fc])|([\u3041-\u3096])\u30fc+(?![\u3041-\u3096\u30fc])/g;

  function hiragana(character) {
    return String.fromCharCode(character.charCodeAt(0) - 0x60);
  }

  window.taiyakuFold = function (text) {
    return text
      .normalize("NFKD")
      .replace(/[\u0300-\u036f\u30fb\u30a0\u00ad\u200b-\u200d\u2060\ufeff]/g, "")
      .normalize("NFC")
      .toLowerCase()
      .replace(longVowel, "$1$2")
      .replace(katakana, hiragana)
      .replace(/[\u2018\u2019\u02bc]/g, "'")
      .replace(/[\u201c\u201d]/g, '"')
      .replace(/[\u2010\u2012-\u2015\u2212]/g, "-")
      .replace(/\u301c/g, "~")
      .replace(/\u00df/g, "ss")
      .replace(/\u03c2/g, "\u03c3")
      .replace(/[\t-\r \u0085\u1680\u2028\u2029]+/g, " ")
      .replace(/^ | $/g, "");
  };
})();
