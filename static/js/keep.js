// <form data-keep="name">: what is typed and not saved yet stays in this tab, even if the session ends or the network
// goes. It is forgotten once it is saved, and offered again where the page comes back without it.
const form = document.querySelector("form[data-keep]");
const LEFT_OUT = new Set(["csrfmiddlewaretoken", "version", "words", "host", "declaration_signed"]);

if (form) {
  const key = `kept ${form.dataset.keep}`;
  const box = document.querySelector("[data-kept]");
  const typed = () => [...new FormData(form)].filter(([name, value]) => !LEFT_OUT.has(name) && typeof value === "string");
  const now = () => JSON.stringify(typed());
  const store = (act) => { try { return act(sessionStorage); } catch { return null; /* private mode: nothing is kept */ } };
  const forget = () => store((place) => place.removeItem(key));
  const read = () => { try { return JSON.parse(store((place) => place.getItem(key)) || "[]"); } catch { return []; } };

  const before = read();
  const shown = Object.fromEntries(typed());
  const lost = before.filter(([name, value]) => name in shown && shown[name] !== value);
  if (lost.length && box) {
    box.hidden = false;
    addEventListener("load", () => box.scrollIntoView({ block: "center" }));
  }
  else forget();

  let sent = "";
  const keep = () => { if (!box || box.hidden) store((place) => place.setItem(key, now())); };
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("saving", () => { sent = now(); });
  form.addEventListener("saved", (event) => { if (!event.detail.unsaved && sent === now() && (!box || box.hidden)) forget(); });

  document.querySelector("[data-kept-put]")?.addEventListener("click", () => {
    for (const [name, value] of lost) {
      const field = form.elements[name];
      if (field) field.value = value;
    }
    box.hidden = true;
    form.dispatchEvent(new Event("input", { bubbles: true }));
  });
  document.querySelector("[data-kept-drop]")?.addEventListener("click", () => { box.hidden = true; forget(); });
}
