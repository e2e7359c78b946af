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
