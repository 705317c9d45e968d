// A form is sent once; a list of errors takes the focus; data-submit sends on change; files can be dropped.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method === "get" || form.hasAttribute("hx-post") || form.matches("[data-again]")) return;
  if (form.dataset.sent) return event.preventDefault();
  form.dataset.sent = "yes";
  form.classList.add("busy");
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.classList.remove("busy");
  }
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  if (event.target.matches("[data-select-all]")) {
    for (const box of event.target.closest("table").querySelectorAll("[data-select]")) box.checked = event.target.checked;
  }
  if (event.target.matches("[data-select-all], [data-select]")) count(event.target.closest("form") || document);
});

// Shift-click selects a range of rows.
let last = null;
document.addEventListener("click", (event) => {
  if (!event.target.matches("[data-select]")) return;
  const boxes = [...event.target.closest("table").querySelectorAll("[data-select]")];
  if (event.shiftKey && last && boxes.includes(last)) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(event.target)].sort((a, b) => a - b);
    for (const box of boxes.slice(from, to + 1)) box.checked = event.target.checked;
    count(event.target.closest("form") || document);
  }
  last = event.target;
});
function count(scope) {
  const chosen = scope.querySelectorAll("[data-select]:checked").length;
  for (const place of scope.querySelectorAll("[data-selected]")) place.textContent = chosen;
}

for (const type of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(type, (event) => {
    const place = event.target.closest?.(".drop");
    if (!place) return;
    event.preventDefault();
    place.classList.toggle("over", type === "dragover");
    const input = place.querySelector("input[type=file]");
    if (type === "drop" && input) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}
document.querySelector(".summary[tabindex]")?.focus();
