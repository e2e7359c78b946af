// Counter: goes on selling without a connection. The basket and the goods' prices are kept in the browser, and so is a
// sale that could not be sent: it is sent once the connection is back, under its own key, so that twice is one sale.
// Every form works without this file.

const till = () => document.querySelector("#counter");
const part = (name) => till().querySelector(`[data-${name}]`);
const stored = (name, otherwise) => JSON.parse(localStorage.getItem(`counter:${till().dataset.till}:${name}`)) ?? otherwise;
const store = (name, value) => localStorage.setItem(`counter:${till().dataset.till}:${name}`, JSON.stringify(value));
const isJson = (answer) => answer.headers.get("Content-Type")?.includes("json") ?? false;
const answered = (wrong, isSilent = false) =>
  document.dispatchEvent(new CustomEvent("scan:answered", { detail: { wrong, isSilent } }));

// Amounts are counted in ten-thousandths, as whole numbers.
const units = (text) => {
  const [whole, rest = ""] = text.split(".");
  return BigInt(whole + rest.padEnd(4, "0").slice(0, 4));
};
const decimal = (count) => {
  const text = String(count).padStart(5, "0");
  return `${text.slice(0, -4)}.${text.slice(-4)}`;
};
const shown = (count) =>
  new Intl.NumberFormat(document.documentElement.lang, { style: "currency", currency: till().dataset.currency }).format(decimal(count));

const lines = () =>
  [...till().querySelectorAll("[data-line]")].map((row) => ({
    id: row.dataset.line,
    pieces: Number(row.querySelector("[name=pieces]").value) || 0,
    title: row.querySelector("[data-title]").textContent,
    serials: row.querySelector("[data-serials]")?.value ?? "",
  }));

const keepBasket = () => store("basket", lines());

const readGoods = async () => {
  try {
    const answer = await fetch(till().dataset.goods);
    if (answer.ok && isJson(answer)) store("goods", (await answer.json()).goods);
  } catch {
    offline(true);
  }
};

const offline = (is) => {
  part("offline").hidden = !is;
};

// What the goods that were told last come to; null where one of them is not known.
const localTotal = () => {
  const prices = new Map(stored("goods", []).map((one) => [one.variant_id, one.price]));
  let sum = 0n;
  for (const { id, pieces } of lines()) {
    if (!prices.has(id)) return null;
    sum += units(prices.get(id)) * BigInt(pieces);
  }
  return sum;
};

const reckon = () => {
  const sum = localTotal();
  const place = part("local-total");
  place.hidden = !sum;
  place.textContent = sum === null ? "" : shown(sum);
  till().querySelector("[name=told]").value = sum === null ? "" : decimal(sum);
  part("pay").hidden = lines().length === 0;
  till().querySelector("dl.sums")?.remove();
};

const addLocally = (text) => {
  const wanted = text.toLowerCase();
  // What not everybody may have, and what goes piece by piece, is sold where the page asks for the buyer's age and the
  // piece's number: with a connection.
  const goods = stored("goods", []).filter((one) => !one.minimum_age && !one.by_serial);
  const exact = goods.filter((one) => [one.sku.toLowerCase(), one.gtin].includes(wanted));
  const found = exact.length ? exact : goods.filter((one) => one.title.toLowerCase().includes(wanted));
  part("unknown").hidden = found.length === 1;
  if (found.length !== 1) return answered(true);
  const [one] = found;
  const known = till().querySelector(`[data-line="${one.variant_id}"]`);
  if (known) {
    known.querySelector("[name=pieces]").value = Number(known.querySelector("[name=pieces]").value) + 1;
  } else {
    const row = part("line-row").content.firstElementChild.cloneNode(true);
    row.dataset.line = one.variant_id;
    row.querySelector("[data-sku]").textContent = one.sku;
    row.querySelector("[data-title]").textContent = one.title;
    row.querySelector("[name=variant]").value = one.variant_id;
    row.querySelector("[data-line-total]").textContent = shown(units(one.price));
    part("lines").append(row);
  }
  part("empty")?.remove();
  till().querySelector("#scan").value = "";
  reckon();
  keepBasket();
  answered(false);
};

const show = (text, url, isSilent) => {
  const page = new DOMParser().parseFromString(text, "text/html").querySelector("#counter");
  if (!page) return location.assign(url);
  const view = part("camera-view");
  till().replaceWith(page);
  if (!view.hidden) part("camera-view").replaceWith(view);
  begin();
  answered(Boolean(page.querySelector('[data-scan="wrong"]')), isSilent);
  page.querySelector("#scan").focus();
};

const ask = async (form, body) => {
  const scanned = body.get("scan");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.ok && answer.status !== 422) return location.assign(answer.url);
    show(await answer.text(), answer.url, !body.has("scan"));
    offline(false);
  } catch {
    offline(true);
    if (scanned) addLocally(scanned);
    else reckon();
  }
};

const send = (body) => fetch(till().dataset.sell, { method: "POST", body, headers: { Accept: "application/json" } });

const sell = async (form, body) => {
  try {
    const answer = await send(body);
    if (answer.status !== 201) return askToShow(form);
    store("basket", []);
    location.assign((await answer.json()).url);
  } catch {
    offline(true);
    const isNumbered = Boolean(till().querySelector("input[data-serials]"));
    part("numbered").hidden = !isNumbered;
    if (!isNumbered) keepSale(body);
  }
};

// The server says on its own page why it refused: the same form, sent as a page.
const askToShow = (form) => {
  form.action = till().dataset.sell;
  form.submit();
};

const keyOf = (sale) => sale.fields.find(([name]) => name === "key")[1];

const keepSale = (body) => {
  if (stored("queue", []).some((one) => keyOf(one) === body.get("key"))) return;
  body.set("happened_at", new Date().toISOString());
  body.delete("scan");
  store("queue", [...stored("queue", []), { fields: [...body], goods: lines(), total: body.get("told") }]);
  store("basket", []);
  till().querySelectorAll("[data-line]").forEach((row) => row.remove());
  till().querySelector("[name=key]").value = crypto.randomUUID();
  till().querySelector("[data-basket-form]").reset();
  reckon();
  list();
};

let isSending = false;
const sendKept = async () => {
  if (isSending || !till()) return;
  isSending = true;
  try {
    for (const sale of stored("queue", []).filter((one) => !one.problem)) {
      const body = new FormData();
      sale.fields.forEach(([name, value]) => body.append(name, value));
      const answer = await send(body);
      offline(false);
      if (answer.status >= 500 || answer.redirected) break; // nobody is logged in, or the server cannot just now
      const told = isJson(answer) ? await answer.json() : {};
      const others = (one) => keyOf(one) !== keyOf(sale);
      if (answer.status === 201) store("queue", stored("queue", []).filter(others));
      else store("queue", stored("queue", []).map((one) => (others(one) ? one : { ...one, problem: told.problem ?? String(answer.status) })));
    }
  } catch {
    offline(true);
  }
  isSending = false;
  list();
};

const list = () => {
  const queue = stored("queue", []);
  part("kept").hidden = queue.length === 0;
  part("kept-list").replaceChildren(
    ...queue.map((sale) => {
      const row = part("kept-row").content.firstElementChild.cloneNode(true);
      row.dataset.key = keyOf(sale);
      row.querySelector("[data-kept-total]").textContent = sale.total ? shown(units(sale.total)) : "";
      row.querySelector("[data-kept-goods]").textContent = sale.goods.map((one) => `${one.pieces} × ${one.title}`).join(", ");
      row.querySelector("[data-kept-problem]").textContent = sale.problem ?? "";
      row.querySelector("[data-kept-anyway]").hidden = !sale.problem;
      row.querySelector("[data-kept-drop]").hidden = !sale.problem;
      return row;
    }),
  );
};

const decide = (row, button) => {
  const queue = stored("queue", []);
  const sale = queue.find((one) => keyOf(one) === row.dataset.key);
  if (!sale) return list();
  delete sale.problem;
  if (button.matches("[data-kept-anyway]")) sale.fields = sale.fields.filter(([name]) => name !== "told");
  if (button.matches("[data-kept-drop]")) {
    queue.splice(queue.indexOf(sale), 1);
    store("basket", [...lines(), ...sale.goods]);
  }
  store("queue", queue);
  if (button.matches("[data-kept-drop]")) location.assign(location.pathname);
  else sendKept();
};

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-basket-form]");
  if (!form) return;
  event.preventDefault();
  const body = new FormData(form, event.submitter);
  if (event.submitter?.matches("[data-sell-button]")) sell(form, body);
  else ask(form, body);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-kept-retry], [data-kept-anyway], [data-kept-drop]");
  if (button) decide(button.closest("[data-key]"), button);
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("#counter [name=pieces], #counter [data-serials]")) return;
  keepBasket();
  if (!part("offline").hidden) reckon();
});

const begin = () => {
  const kept = stored("basket", []);
  if (lines().length) keepBasket();
  else if (kept.length) restore(kept);
  list();
};

// A page that was opened anew is filled with the basket that it had: nothing was scanned, and nothing is heard.
const restore = (kept) => {
  store("basket", []);
  const body = new FormData();
  for (const { id, pieces, serials = "" } of kept) {
    body.append("variant", id);
    body.append("pieces", pieces);
    body.append(`serials-${id}`, serials);
  }
  ask(till().querySelector("[data-basket-form]"), body);
};

window.addEventListener("online", sendKept);
setInterval(() => stored("queue", []).length && sendKept(), 20_000);
begin();
readGoods().then(sendKept);
