/* The one fold, as in Python (app/core/text/fold.py): what is left of a text when two ways of writing it are to be the same.
   Tests hold both to one answer for every letter there is. */
const folding = (() => {
  // marks that are accents; those that make another letter (nukta, voicing of kana, virama) are not here
  const ACCENTS = new RegExp("["
    + "\u0300-\u034e\u0350-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    + "\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711"
    + "\u0730-\u074a\u07eb-\u07f3\u07fd\u0816-\u0819\u081b-\u0823\u0825-\u0827\u0829-\u082d"
    + "\u0859-\u085b\u0898-\u089f\u08ca-\u08e1\u08e3-\u08ff\u0951-\u0954\u09fe\u0c55\u0c56\u0e38\u0e39"
    + "\u0e48-\u0e4b\u0eb8\u0eb9\u0ec8-\u0ecb\u0f18\u0f19\u0f35\u0f37\u0f39\u0f71\u0f72\u0f74"
    + "\u0f7a-\u0f7d\u0f80\u0f82\u0f83\u0f86\u0f87\u0fc6\u108d\u135d-\u135f\u17dd\u18a9\u1939-\u193b"
    + "\u1a17\u1a18\u1a75-\u1a7c\u1a7f\u1ab0-\u1abd\u1abf-\u1ace\u1b6b-\u1b73\u1cd0-\u1cd2"
    + "\u1cd4-\u1ce0\u1ce2-\u1ce8\u1ced\u1cf4\u1cf8\u1cf9\u1dc0-\u1dff\u20d0-\u20dc\u20e1\u20e5-\u20f0"
    + "\u2cef-\u2cf1\u2de0-\u2dff\u302a-\u302f\ua66f\ua674-\ua67d\ua69e\ua69f\ua6f0\ua6f1\ua8e0-\ua8f1"
    + "\ua92b-\ua92d\uaab0\uaab2-\uaab4\uaab7\uaab8\uaabe\uaabf\uaac1\ufb1e\ufe20-\ufe2f\u{101fd}"
    + "\u{102e0}\u{10376}-\u{1037a}\u{10a0d}\u{10a0f}\u{10a38}-\u{10a3a}\u{10ae5}\u{10ae6}"
    + "\u{10d24}-\u{10d27}\u{10eab}\u{10eac}\u{10f46}-\u{10f50}\u{10f82}-\u{10f85}\u{11100}-\u{11102}"
    + "\u{11366}-\u{1136c}\u{11370}-\u{11374}\u{1145e}\u{16af0}-\u{16af4}\u{16b30}-\u{16b36}\u{16ff0}"
    + "\u{16ff1}\u{1bc9e}\u{1d165}-\u{1d169}\u{1d16d}-\u{1d172}\u{1d17b}-\u{1d182}\u{1d185}-\u{1d18b}"
    + "\u{1d1aa}-\u{1d1ad}\u{1d242}-\u{1d244}\u{1e000}-\u{1e006}\u{1e008}-\u{1e018}\u{1e01b}-\u{1e021}"
    + "\u{1e023}\u{1e024}\u{1e026}-\u{1e02a}\u{1e130}-\u{1e136}\u{1e2ae}\u{1e2ec}-\u{1e2ef}"
    + "\u{1e8d0}-\u{1e8d6}\u{1e944}-\u{1e949}"
    + "]", "gu");
  const UNSEEN = /[\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/g;
  const APOSTROPHES = /[`\u00b4\u1ffd\u02b9\u02bb-\u02bd\u02c8\u2018\u2019\u201b\u2032\ua78c]/g;
  const DASHES = /[\u2010-\u2015\u2043\u2212]/g;
  const signs = (text) => text.replace(UNSEEN, "").replace(APOSTROPHES, "'").replace(DASHES, "-");

  const PLAIN = [..."ddhiklnotgbbcddaefggikoptuvyzz"];
  const LETTERS = Object.fromEntries([..."đðħıĸłŋøŧǥƀɓƈɖɗəɛƒɠɣɨƙɔƥƭʉʋƴƶʒ"].map((letter, at) => [letter, PLAIN[at]]));
  Object.assign(LETTERS, { æ: "ae", œ: "oe", þ: "th" });
  const HARD = new RegExp(`[${Object.keys(LETTERS).join("")}]`, "g");

  // what Python's casefold() does beyond lower case
  const FOLDED = { ß: "ss", ς: "σ", ᲀ: "в", ᲁ: "д", ᲂ: "о", ᲃ: "с", ᲄ: "т", ᲅ: "т", ᲆ: "ъ", ᲇ: "ѣ", ᲈ: "ꙋ" };
  const caseless = (text) => text.toLowerCase()
    .replace(/[ßς\u1c80-\u1c88]/g, (letter) => FOLDED[letter])
    .replace(/[\u13f8-\u13fd\uab70-\uabbf]/g, (letter) => letter.toUpperCase()); // Cherokee folds to its capitals

  return (text) => signs(caseless(signs(text).normalize("NFKD").replace(ACCENTS, ""))).replace(HARD, (letter) => LETTERS[letter]);
})();
