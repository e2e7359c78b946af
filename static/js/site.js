// Comfort on top of pages that work without it. One module, no dependencies beyond htmx's events.

const errors = document.querySelector("[data-focus]");
if (errors) errors.focus();

// A page that was answered at another address than its own: <form data-own-address action="…">. «Back» leads to its own.
const own = document.querySelector("form[data-own-address]");
if (own) history.replaceState(history.state, "", own.getAttribute("action"));

// A form that sends itself when a choice changes: <form data-autosubmit>.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-autosubmit]");
  if (form) form.requestSubmit();
});

// A choice that changes what a page says: within <div data-submits="id of a button"> it presses that button.
document.addEventListener("change", (event) => {
  const around = event.target.closest("[data-submits]");
  if (around) document.getElementById(around.dataset.submits).click();
});

// − and + around a number: <button type="button" data-step="-1">.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-step]");
  if (!button) return;
  const input = button.parentElement.querySelector("input[type=number]");
  if (Number(button.dataset.step) > 0) input.stepUp();
  else input.stepDown();
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

// The search box as a combobox over the options that htmx puts below it.
for (const form of document.querySelectorAll("form[data-combobox]")) {
  const input = form.querySelector("input[type=search]");
  const box = form.querySelector(".suggestions");
  if (!box) continue;
  let current = -1;
  const options = () => [...box.querySelectorAll("[role=option]")];
  const close = () => {
    box.replaceChildren();
    current = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const point = (index) => {
    const all = options();
    if (!all.length) return;
    current = (index + all.length) % all.length;
    all.forEach((option, at) => {
      option.id = `suggestion-${at}`;
      option.setAttribute("aria-selected", String(at === current));
    });
    all[current].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", all[current].id);
  };
  box.setAttribute("role", "listbox");
  box.setAttribute("aria-label", input.labels[0].textContent);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-autocomplete", "list"],
    ["aria-controls", box.id],
    ["aria-expanded", "false"],
  ])
    input.setAttribute(name, value);
  box.addEventListener("htmx:afterSwap", () => {
    current = -1;
    if (!input.value.trim()) return close();
    input.setAttribute("aria-expanded", String(options().length > 0));
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      point(current + (event.key === "ArrowDown" ? 1 : current < 0 ? 0 : -1));
    } else if (event.key === "Enter" && current >= 0) {
      event.preventDefault();
      options()[current].click();
    } else if (event.key === "Escape") close();
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) close();
  });
}

// A button that cannot be undone asks first: <button data-confirm="…">.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-confirm]");
  if (button && !window.confirm(button.dataset.confirm)) event.preventDefault();
});

// <button data-copy="id" hidden> copies that field's text; it is shown where the browser lets it.
const offerCopies = () => {
  for (const button of document.querySelectorAll("button[data-copy]")) button.hidden = !navigator.clipboard;
};
offerCopies();
document.addEventListener("htmx:afterSwap", offerCopies);
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  await navigator.clipboard.writeText(field.value);
  field.select();
});

// <time data-own="medium" datetime="…"> is written anew by the reader's own clock, in that style; with data-own-day the
// day alone. A time by the clock of another place gets the reader's own beside it:
// <span data-own-time="…" data-own-time-text="(%s)" hidden>.
const byOwnClock = (at, dateStyle) => at.toLocaleString(document.body.dataset.locale, { dateStyle, timeStyle: "short" });
const tellOwnTime = () => {
  for (const time of document.querySelectorAll("time[data-own]")) {
    time.title = time.textContent;
    time.textContent = byOwnClock(new Date(time.dateTime), time.dataset.own);
    delete time.dataset.own;
  }
  for (const time of document.querySelectorAll("time[data-own-day]")) {
    const dateStyle = time.dataset.ownDay;
    time.textContent = new Date(time.dateTime).toLocaleDateString(document.body.dataset.locale, { dateStyle });
    delete time.dataset.ownDay;
  }
  for (const span of document.querySelectorAll("[data-own-time]")) {
    const at = new Date(span.dataset.ownTime);
    const there = span.previousElementSibling?.getAttribute("datetime") ?? "";
    const offset = -at.getTimezoneOffset();
    const theirs = /([+-])(\d\d):(\d\d)$/.exec(there);
    const same = theirs && offset === (theirs[1] === "-" ? -1 : 1) * (Number(theirs[2]) * 60 + Number(theirs[3]));
    span.hidden = same;
    span.textContent = span.dataset.ownTimeText.replace("%s", byOwnClock(at, "medium"));
  }
};
tellOwnTime();
document.addEventListener("htmx:afterSwap", tellOwnTime);
