// <form data-autosave="address"> saves itself: 800 ms after the last key it posts itself and shows when it was saved.
// The answer is JSON: {"saved": "10:42", "version": 7} or {"error": "a sentence"} with a 4xx status; a field named
// "version" goes along, so that a second tab never overwrites silently. The page says it in [data-saved].
const WAIT = 800; // milliseconds

for (const form of document.querySelectorAll("form[data-autosave]")) {
  const place = form.querySelector("[data-saved]") || document.querySelector("[data-saved]");
  let timer = 0, running = null, changed = false, stopped = false;

  const say = (state, words) => {
    if (!place) return;
    place.dataset.state = state;
    place.textContent = words;
  };
  const save = async () => {
    if (running || stopped) return;
    changed = false;
    say("saving", place?.dataset.saving || "…");
    form.dispatchEvent(new CustomEvent("saving"));
    const body = new FormData(form);
    for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
    running = fetch(form.dataset.autosave, { method: "POST", body, headers: { "X-Requested-With": "autosave", Accept: "application/json" } });
    try {
      const answer = await running;
      const told = await answer.json();
      if (!answer.ok) {
        stopped = answer.status === 409;
        if (stopped && document.querySelector("[data-overtaken]")) document.querySelector("[data-overtaken]").hidden = false;
        return say("failed", told.error || place?.dataset.failed || "");
      }
      if (told.version !== undefined && form.elements.version) form.elements.version.value = told.version;
      say("saved", told.saved);
      form.dispatchEvent(new CustomEvent("saved", { bubbles: true, detail: told }));
    } catch {
      changed = true;
      say("failed", place?.dataset.failed || "");
      timer = setTimeout(save, 5000);
    } finally {
      running = null;
      if (changed) { clearTimeout(timer); timer = setTimeout(save, WAIT); }
    }
  };
  const later = () => { changed = true; clearTimeout(timer); timer = setTimeout(save, WAIT); };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  let leaving = false;
  form.addEventListener("submit", () => { leaving = true; clearTimeout(timer); stopped = true; });
  addEventListener("beforeunload", (event) => { if ((changed || running) && !leaving) event.preventDefault(); });
}
