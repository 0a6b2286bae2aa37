/* What is easier with a script; every page works without it. No code stands in a page, and nothing is asked of others. */
(() => {
  "use strict";

  // Acts open in a window over the page: forms and links marked data-act.
  let dialog;

  function show(part) {
    if (!dialog) {
      dialog = document.createElement("dialog");
      dialog.setAttribute("aria-labelledby", "do-title");
      document.body.append(dialog);
    }
    dialog.replaceChildren(part);
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
    const first = dialog.querySelector("[role=alert], [role=status], form input:not([type=hidden])");
    if (first) first.focus();
  }

  // What was typed stays when the sign-in has ended or no answer comes: the form says so, and can be sent again.
  const notes = document.getElementById("notes");

  function kept(form, name) {
    if (!form || !notes) return false;
    for (const one of form.querySelectorAll("[data-note]")) one.remove();
    const note = notes.content.querySelector(`[data-note=${name}]`).cloneNode(true);
    const buttons = form.querySelector(".buttons");
    if (buttons) buttons.before(note);
    else form.append(note);
    note.focus();
    return true;
  }

  const openForm = () => dialog && dialog.open && dialog.querySelector("form");
  const signedOut = (answer) => answer.redirected && new URL(answer.url).pathname === "/sign-in";

  async function load(address, options) {
    document.documentElement.classList.add("busy");
    try {
      const answer = await fetch(address, options);
      const part = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("do");
      if (part) show(part);
      else if (signedOut(answer) && kept(openForm(), "signed-out")) return;
      else if (answer.status >= 500 && kept(openForm(), "unanswered")) return;
      else if (answer.redirected) location.assign(answer.url);
      else location.assign(address);
    } catch {
      if (!kept(openForm(), "unanswered")) location.assign(address);
    } finally {
      document.documentElement.classList.remove("busy");
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (dialog && dialog.open && link.hasAttribute("data-close")) {
      event.preventDefault();
      dialog.close();
    } else if (link.hasAttribute("data-act")) {
      event.preventDefault();
      load(link.href);
    }
  });

  // A form of a page itself is sent by the browser, once it is known that the sign-in still stands.
  let asking = false;
  let known = false;

  async function send(form, button) {
    asking = true;
    try {
      const answer = await fetch("/sign-in/stands", { cache: "no-store" });
      known = !(signedOut(answer) && kept(form, "signed-out"));
      if (known) form.requestSubmit(button);
    } catch {
      kept(form, "unreached");
    } finally {
      asking = known = false;
    }
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.getAttribute("method") !== "post" || known) return;
    if (form.hasAttribute("data-act") && dialog && dialog.open) {
      event.preventDefault();
      const body = new URLSearchParams(new FormData(form, event.submitter));
      load(form.action, { method: "POST", body });
    } else if (notes && form.closest("main")) {
      event.preventDefault();
      if (!asking) send(form, event.submitter);
    }
  });

  // Paper shows what is folded, in browsers too in which the style sheet alone cannot unfold it.
  addEventListener("beforeprint", () => {
    if (CSS.supports("selector(::details-content)")) return;
    for (const part of document.querySelectorAll("details.fold")) part.open = true;
  });

  // A chart wider than the screen opens at today, and its names stay in sight.
  const chart = document.querySelector(".gantt-scroll");
  const today = chart && chart.querySelector("path.today");

  function keepNames() {
    const drawing = chart.querySelector("svg");
    const shift = (chart.scrollLeft * drawing.viewBox.baseVal.width) / drawing.clientWidth;
    drawing.style.setProperty("--shift", `${shift}px`);
    drawing.classList.toggle("shifted", shift > 0);
  }

  if (chart) chart.addEventListener("scroll", keepNames, { passive: true });
  if (today && chart.scrollWidth > chart.clientWidth) {
    const middle = chart.getBoundingClientRect().left + chart.clientWidth * 0.6;
    chart.scrollLeft += today.getBoundingClientRect().left - middle;
  }

  // A board that is open keeps itself up to date; what changed is lit up for a moment.
  const board = document.querySelector("#board[data-live]");
  let tag = null;

  async function refresh() {
    if (document.hidden || board.contains(document.activeElement)) return;
    const answer = await fetch(location.href, { cache: "no-store", headers: tag ? { "If-None-Match": tag } : {} });
    const first = tag === null;
    tag = answer.headers.get("ETag");
    if (!answer.ok || answer.redirected) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("board");
    if (!fresh || (first && fresh.textContent === board.textContent)) return;
    const known = new Map([...board.querySelectorAll("tr[id]")].map((row) => [row.id, row.textContent]));
    board.replaceChildren(...fresh.childNodes);
    for (const row of board.querySelectorAll("tr[id]")) {
      if (known.get(row.id) !== row.textContent) row.classList.add("fresh");
    }
  }

  // The server says when something changed; a look now and then is for the turn of the day and for lost connections.
  let listener = null;
  let soon = null;

  function changed() {
    clearTimeout(soon);
    soon = setTimeout(() => {
      refresh().catch(() => {});
      soon = setTimeout(() => refresh().catch(() => {}), 1500); // the views may have been a little behind
    }, 200);
  }

  function listen() {
    if (document.hidden) {
      if (listener) listener.close(); // a browser keeps six connections to a server, for all its tabs together
      listener = null;
    } else if (!listener || listener.readyState === EventSource.CLOSED) {
      listener = new EventSource("/live");
      listener.addEventListener("change", changed);
    }
  }

  if (board) {
    setInterval(() => refresh().catch(() => {}), 30000);
    document.addEventListener("visibilitychange", () => (listen(), changed()));
    listen();
  }
})();
