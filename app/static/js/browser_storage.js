/* What this browser keeps, for the other scripts. Where storage is off or full nothing is kept, and nothing fails.
   place: "localStorage" or "sessionStorage" */
const browserStorage = {
  read(place, key) {
    try { return window[place].getItem(key); } catch { return null; }
  },
  write(place, key, value) {
    try { window[place].setItem(key, value); } catch { /* off or full */ }
  },
  drop(place, key) {
    try { window[place].removeItem(key); } catch { /* off */ }
  },
  keys(place, prefix) {
    try { return Object.keys(window[place]).filter((key) => key.startsWith(prefix)); } catch { return []; }
  },
};
