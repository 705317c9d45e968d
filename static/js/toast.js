// An answer to htmx can say something: HX-Trigger: {"toast": {"kind": "success", "text": "Saved."}}
const place = document.getElementById("toasts");
const LONG_ENOUGH = 10_000; // milliseconds; errors stay until they are closed

document.body.addEventListener("toast", (event) => show(event.detail));
document.body.addEventListener("htmx:responseError", (event) => {
  const told = event.detail.xhr.getResponseHeader("X-Message");
  if (told) show({ kind: "error", text: decodeURIComponent(told) });
});

function show({ kind = "info", text }) {
  const notice = document.createElement("div");
  notice.className = `notice notice-${kind}`;
  const words = document.createElement("div");
  words.textContent = text;
  notice.append(words);
  place.append(notice);
  if (kind !== "error") setTimeout(() => notice.remove(), LONG_ENOUGH);
  else notice.addEventListener("click", () => notice.remove());
}
