// Makes pages livelier; every page works without it.
(() => {
  "use strict";

  // A second press within five seconds is a slip, so it is dropped. The button stays usable and nothing is disabled.
  const PAUSE = 5000;
  const pressed = new WeakMap();
  const rest = (form, on) => {
    for (const button of form.querySelectorAll("button")) {
      if (on) button.setAttribute("aria-disabled", "true");
      else button.removeAttribute("aria-disabled");
    }
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (Date.now() - (pressed.get(form) || 0) < PAUSE) {
      event.preventDefault();
      return;
    }
    pressed.set(form, Date.now());
    rest(form, true);
    setTimeout(() => rest(form, false), PAUSE);
  });

  // Questions that depend on an earlier answer, in page order. What is hidden is not sent, but not forgotten either.
  const answers = (form, key) =>
    [...form.elements]
      .filter((field) => field.name === key && !field.disabled)
      .filter((field) => !["radio", "checkbox"].includes(field.type) || field.checked)
      .map((field) => field.value.trim())
      .filter(Boolean);
  const holds = (rule, given) => {
    if (rule.is) return given.some((answer) => rule.is.includes(answer));
    const figure = given.length ? Number(given[0].replace(/\s/g, "").replace(",", ".")) : NaN;
    return figure <= (rule.at_most ?? Infinity) && figure >= (rule.at_least ?? -Infinity);
  };
  const conditional = [...document.querySelectorAll("[data-show-if]")].filter((part) => part.closest("form"));
  const refresh = () => {
    for (const part of conditional) {
      const rule = JSON.parse(part.dataset.showIf);
      const outer = part.parentElement.closest("[data-show-if]");
      part.hidden = Boolean(outer && outer.hidden) || !holds(rule, answers(part.closest("form"), rule.question));
      for (const field of part.querySelectorAll("input, textarea, select")) field.disabled = part.hidden;
    }
  };
  if (conditional.length) {
    document.addEventListener("input", refresh);
    refresh();
  }

  // How much of a text is written, counted as the server counts it.
  for (const counter of document.querySelectorAll("[data-counts]")) {
    const field = document.getElementById(counter.dataset.counts);
    const tell = () => {
      const length = [...field.value.normalize("NFC").trim().replace(/\s+/g, " ")].length;
      counter.textContent = counter.dataset.words.replace("{count}", length);
      counter.classList.toggle("error", length > Number(counter.dataset.most));
      counter.hidden = false;
    };
    field.addEventListener("input", tell);
    tell();
  }

  // Where cards come one by one, a library brings the next one without a page load. It is fetched when somebody is about
  // to use it, so that those who only read do without it.
  const nonce = document.currentScript.nonce;
  const place = document.querySelector("[data-livelier]");
  if (place) {
    // The second tap of a double tap must not land on the card that has just come.
    const SETTLED = 500;
    let came = 0;
    let isFetched = false;
    const fetchLibrary = (event) => {
      if (isFetched || !event.target.closest("button, label")) return;
      isFetched = true;
      document.head.append(Object.assign(document.createElement("script"), { nonce, src: place.dataset.livelier }));
    };
    for (const sign of ["focusin", "pointerover"]) place.addEventListener(sign, fetchLibrary);
    place.addEventListener(
      "submit",
      (event) => {
        if (Date.now() - came > SETTLED) return;
        event.preventDefault();
        event.stopPropagation();
      },
      true,
    );
    place.addEventListener("htmx:afterSettle", () => {
      came = Date.now();
      document.getElementById("inspel").focus();
    });
    // Whatever goes wrong, the form is sent in the ordinary way and the page says what it has to say.
    const sendPlainly = (event) => {
      const form = event.detail.elt;
      for (const [name, value] of event.detail.requestConfig.formData) {
        if ([...form.elements].some((field) => field.name === name && field.type !== "submit")) continue;
        form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
      }
      form.submit();
    };
    for (const fault of ["htmx:responseError", "htmx:sendError", "htmx:swapError"]) {
      place.addEventListener(fault, sendPlainly);
    }
  }

  // A page that comes back with the back button starts afresh.
  addEventListener("pageshow", () => {
    for (const form of document.forms) {
      pressed.delete(form);
      rest(form, false);
    }
    refresh();
  });
})();
