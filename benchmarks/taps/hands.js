// Runs inside the till's page: notes when a finger touched and when the page showed what the touch was for.
(() => {
  let touchedAt = 0;
  let shown;
  // The release of the finger is what a button answers; its own time stamp is the browser's, before any of our code ran.
  addEventListener("click", (event) => (touchedAt = event.timeStamp), { capture: true });

  /** Watches for something that is not true yet. `what` is the text of a function. */
  function expect(what) {
    const holds = new Function(`return (${what})()`);
    if (holds()) throw new Error(`already so: ${what}`);
    shown = new Promise((done, fail) => {
      const limit = setTimeout(() => fail(new Error(`never so: ${what}`)), 10_000);
      const observer = new MutationObserver(look);
      addEventListener("focusin", look);
      function look() {
        if (!holds()) return;
        clearTimeout(limit);
        observer.disconnect();
        removeEventListener("focusin", look);
        done(performance.now());
      }
      observer.observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
    });
  }

  async function took() {
    return (await shown) - touchedAt;
  }

  const marks = (name) => performance.getEntriesByName(name, "mark");

  /** What a wedge reader types; from its last stroke until the line stands in the basket. */
  async function scan(code) {
    const starts = marks("scan-start").length;
    const lines = marks("line-shown").length;
    const strokes = [...code, "Enter"].map((key) => {
      return new KeyboardEvent("keydown", { key, code: /^\d$/.test(key) ? `Digit${key}` : key, bubbles: true, cancelable: true });
    });
    for (const stroke of strokes) document.body.dispatchEvent(stroke);
    const until = performance.now() + 10_000;
    while (marks("line-shown").length === lines) {
      if (performance.now() > until) throw new Error(`no line for ${code}`);
      await new Promise((done) => setTimeout(done, 1));
    }
    return marks("line-shown")[lines].startTime - marks("scan-start")[starts].startTime;
  }

  globalThis.hands = { expect, took, scan };
})();
