// Back office comfort; every page works without it.

// <input type="checkbox" data-pick-all="name"> ticks all boxes of that name; [data-picked] shows how many are ticked.
const count = (form) => {
  const picked = form.querySelectorAll("tbody input[type=checkbox]:checked").length;
  for (const place of form.querySelectorAll("[data-picked]")) place.textContent = picked;
};

document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (!form) return;
  const all = event.target.dataset.pickAll;
  if (all) for (const box of form.querySelectorAll(`input[name="${all}"]`)) box.checked = event.target.checked;
  count(form);
});

// A button that cannot be undone asks first: <button data-confirm="…">.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-confirm]");
  if (button && !window.confirm(button.dataset.confirm)) event.preventDefault();
});

// <button data-copy="id" hidden> copies that field's text; it is shown where the browser lets it.
for (const button of document.querySelectorAll("button[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    field.select();
  });
}
