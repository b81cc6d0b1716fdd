// Runs inside the till's page: does what a cashier's hands do, and reads the clock when the page shows the result.
(() => {
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const idle = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 0))));
  const marks = (name) => performance.getEntriesByName(name, "mark");
  const stroke = (key) => {
    const code = /^\d$/.test(key) ? `Digit${key}` : key;
    return new KeyboardEvent("keydown", { key, code, bubbles: true, cancelable: true });
  };
  const press = (...keys) => {
    // A stroke carries the time at which the hardware sent it: all are made before the first is handled, so that a page
    // that is slow to handle them does not make the reader slow.
    for (const event of keys.map(stroke)) document.body.dispatchEvent(event);
  };

  /** Waits until a mark was set once more, and answers when that was. */
  async function nextMark(name, before, limit = 5_000) {
    const until = performance.now() + limit;
    while (marks(name).length === before) {
      if (performance.now() > until) return undefined;
      await pause(2);
    }
    return marks(name)[before].startTime;
  }

  /** From the key that changes the query to the tiles of its answer standing in the page. */
  function typeQuery(query) {
    const field = document.getElementById("search");
    const grid = document.querySelector(".grid");
    return new Promise((done) => {
      const limit = setTimeout(() => finish(undefined), 5_000);
      const observer = new MutationObserver(() => finish(performance.now() - started));
      function finish(took) {
        clearTimeout(limit);
        observer.disconnect();
        done(took);
      }
      observer.observe(grid, { childList: true, subtree: true, characterData: true });
      field.value = query;
      const started = performance.now();
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    });
  }

  async function search(queries) {
    const shown = [];
    for (const query of queries) {
      shown.push((await typeQuery(query)) ?? null);
      await idle();
      await typeQuery("");
      await idle();
    }
    return shown;
  }

  /** What a wedge reader types, and then the line of the article in the basket. */
  async function scan(code) {
    const starts = marks("scan-start").length;
    const lines = marks("line-shown").length;
    press(...code, "Enter");
    const shown = await nextMark("line-shown", lines);
    const started = marks("scan-start")[starts]?.startTime;
    return shown === undefined || started === undefined ? null : shown - started;
  }

  /** Exact cash for the basket: from the tap to the sealed sale, strictly on disk. */
  async function pay() {
    const sealed = marks("sealed").length;
    press("F8");
    await idle();
    press("F8");
    const at = await nextMark("sealed", sealed);
    return at === undefined ? null : at - marks("pay-start")[sealed].startTime;
  }

  let floor;
  function openFloor() {
    return new Promise((done, failed) => {
      const request = indexedDB.open("bench-floor", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("rows", { autoIncrement: true });
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(request.error);
    });
  }

  /** What the browser and its disk take for one strict transaction of a sale's size, with nothing of ours in it. */
  async function strictWrite() {
    floor ??= await openFloor();
    const row = { text: "x".repeat(4_500) };
    const started = performance.now();
    const transaction = floor.transaction("rows", "readwrite", { durability: "strict" });
    transaction.objectStore("rows").add(row);
    await new Promise((done, failed) => {
      transaction.oncomplete = done;
      transaction.onabort = () => failed(transaction.error);
    });
    return performance.now() - started;
  }

  async function sell(codes, perSale) {
    const lines = [];
    const payments = [];
    const writes = [];
    for (let start = 0; start < codes.length; start += perSale) {
      for (const code of codes.slice(start, start + perSale)) {
        lines.push(await scan(code));
        if (lines.at(-1) === null) return { lines, payments, writes };
        await idle();
      }
      payments.push(await pay());
      if (payments.at(-1) === null) return { lines, payments, writes };
      await idle();
      writes.push(await strictWrite());
      await idle();
    }
    return { lines, payments, writes };
  }

  /** Scans until the catalogue knows the code: the first answer that a cashier gets after a cold start. */
  async function firstScan(code, limit = 60_000) {
    const lines = marks("line-shown").length;
    const until = performance.now() + limit;
    while (performance.now() < until) {
      press(...code, "Enter");
      const shown = await nextMark("line-shown", lines, 250);
      if (shown !== undefined) return shown;
    }
    return null;
  }

  /** A basket of as many lines as codes; then one more of its last article, again and again: how long pricing all of it takes. */
  async function price(codes, rounds) {
    for (const code of codes) {
      if ((await scan(code)) === null) return { lines: 0, taken: [] };
      await idle();
    }
    const taken = [];
    const observer = new PerformanceObserver((list) => taken.push(...list.getEntriesByName("price").map((one) => one.duration)));
    observer.observe({ entryTypes: ["measure"] });
    for (let round = 0; round < rounds; round += 1) {
      // A person's key: alone, so that it is no reader's.
      press("+");
      await pause(120);
    }
    observer.disconnect();
    const lines = document.querySelectorAll("[data-line]").length;
    await pay();
    await idle();
    return { lines, taken };
  }

  globalThis.bench = { search, sell, price, firstScan, press };
})();
