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

  async function load(address, options) {
    document.documentElement.classList.add("busy");
    try {
      const answer = await fetch(address, options);
      const part = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("do");
      if (part) show(part);
      else if (answer.redirected) location.assign(answer.url);
      else location.assign(address);
    } catch {
      location.assign(address);
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

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.hasAttribute("data-act") || !dialog || !dialog.open) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    load(form.action, { method: "POST", body });
  });
})();
