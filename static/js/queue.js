// The queue of codes by keyboard: j and k go down and up, 1 to 3 mark a code, x ticks. Every page works without it.
const rows = [...document.querySelectorAll("[data-queue-row]")];
let at = -1;

const go = (step) => {
  rows[at]?.removeAttribute("data-current");
  at = Math.min(Math.max(at + step, 0), rows.length - 1);
  rows[at].setAttribute("data-current", "");
  rows[at].querySelector("input[type=checkbox]").focus();
  rows[at].scrollIntoView({ block: "nearest" });
};

const tick = (row, to) => {
  const box = row.querySelector("input[type=checkbox]");
  box.checked = to;
  box.dispatchEvent(new Event("change", { bubbles: true }));
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !rows.length) return;
  const key = event.key.toLowerCase();
  if (key === "j" || key === "k") {
    event.preventDefault();
    go(key === "j" ? 1 : -1);
  } else if (at >= 0 && key === "x") {
    event.preventDefault();
    tick(rows[at], !rows[at].querySelector("input[type=checkbox]").checked);
  } else if (at >= 0 && ["1", "2", "3"].includes(key)) {
    const choice = rows[at].querySelectorAll("input[type=radio]")[Number(key) - 1];
    if (!choice) return;
    event.preventDefault();
    choice.checked = true;
    tick(rows[at], true);
  }
});
