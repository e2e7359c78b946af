// Packing: scans are sent without leaving the page; scanner.js makes the sounds and has the camera.
// Every form works without this file.

let waiting = Promise.resolve();
const send = async (action, body) => {
  const answer = await fetch(action, { method: "POST", body });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#packing");
  if (!page || (answer.ok && !answer.url.includes("/packing/"))) return location.assign(answer.url);
  const view = document.querySelector("[data-camera-view]");
  document.querySelector("#packing").replaceWith(page);
  if (view && !view.hidden) page.querySelector("[data-camera-view]")?.replaceWith(view);
  const wrong = Boolean(page.querySelector('[data-scan="wrong"]'));
  document.dispatchEvent(new CustomEvent("scan:answered", { detail: { wrong } }));
  page.querySelector("#scan")?.focus();
};

// The next piece may be scanned before this one is answered: it is another scan, into an empty field.
const renew = (form) => {
  const { key, scan } = form.elements;
  if (!key) return;
  key.value = crypto.randomUUID();
  scan.value = "";
};

document.addEventListener("submit", (event) => {
  const form = event.target.closest("[data-scan-form]");
  if (!form) return;
  event.preventDefault();
  const body = new FormData(form);
  renew(form);
  waiting = waiting.then(() => send(form.action, body)).catch(() => {
    for (const [name, value] of body) form.elements[name].value = value;
    form.submit();
  });
});
