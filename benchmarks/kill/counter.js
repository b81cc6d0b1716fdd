// Sells amounts without end, and tells what the cashier saw paid: the receipt number and the amount.
async ([from, tell]) => {
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const sealedCount = () => performance.getEntriesByName("sealed", "mark").length;
  const button = (text) => [...document.querySelectorAll("main button")].find((one) => one.textContent.trim() === text);
  document.querySelectorAll("[role=tab]")[1].click();
  await pause(50);
  for (let cents = from; ; cents++) {
    const before = sealedCount();
    for (const digit of String(cents)) button(digit).click();
    while (document.querySelector("button.cash")?.disabled !== false) await pause(2);
    document.querySelector("button.cash").click();
    while (!document.querySelector("button.exact")) await pause(2);
    document.querySelector("button.exact").click();
    while (sealedCount() === before || !document.querySelector(".tick")) await pause(2);
    const [number, amount] = document.querySelector(".number").textContent.split("·");
    console.log(`${tell}${number.trim().split("-").at(-1)} ${amount.replace(/\D/g, "")}`);
    [...document.querySelectorAll(".go button")].at(-1).click();
    while (document.querySelector(".tick")) await pause(2);
  }
}
