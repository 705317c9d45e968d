// Ctrl/⌘ K searches. Single keys (data-key="a") press what carries them, unless someone types or has put them off.
const off = () => { try { return localStorage.getItem("keys") === "off"; } catch { return false; } };
const show = () => document.documentElement.classList.toggle("keys-off", off());
const typing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;
const visible = (element) => element.checkVisibility ? element.checkVisibility() : element.offsetParent !== null;
const help = document.getElementById("keys-help");

show();
if (/Mac|iPhone|iPad/.test(navigator.platform)) {
  for (const key of document.querySelectorAll("[data-search-key]")) key.textContent = "⌘ K";
}

function search() {
  const box = [...document.querySelectorAll("[data-search]")].find(visible);
  if (box) return box.select();
  const drawer = document.querySelector("details.drawer");
  if (!drawer) return;
  drawer.open = true;
  drawer.querySelector("input[type=search]")?.focus();
}

function list() {
  if (!help) return;
  const here = help.querySelector("[data-keys-here]");
  here.replaceChildren();
  for (const element of document.querySelectorAll("[data-key]")) {
    if (!visible(element)) continue;
    const term = document.createElement("dt");
    const key = document.createElement("kbd");
    key.textContent = element.dataset.key.toUpperCase();
    term.append(key);
    const does = document.createElement("dd");
    const words = element.cloneNode(true);
    for (const kbd of words.querySelectorAll("kbd, svg")) kbd.remove();
    does.textContent = element.getAttribute("aria-label") || words.textContent.trim();
    here.append(term, does);
  }
  help.querySelector("[data-keys-switch]").checked = !off();
  help.showModal();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    event.preventDefault();
    return search();
  }
  if (event.ctrlKey || event.metaKey || event.altKey || off() || typing(event.target) || document.querySelector("dialog[open]")) return;
  if (event.key === "?") return list();
  const target = [...document.querySelectorAll("[data-key]")].find((each) => each.dataset.key === event.key.toLowerCase() && visible(each));
  if (!target || target.disabled) return;
  event.preventDefault();
  target.focus();
  target.click();
});
document.addEventListener("click", (event) => { if (event.target.closest("[data-keys-help]")) list(); });
help?.querySelector("[data-keys-switch]").addEventListener("change", (event) => {
  try { localStorage.setItem("keys", event.target.checked ? "on" : "off"); } catch { /* holds for this page */ }
  show();
});
