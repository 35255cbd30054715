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

  // A page that comes back with the back button starts afresh.
  addEventListener("pageshow", () => {
    for (const form of document.forms) {
      pressed.delete(form);
      rest(form, false);
    }
    refresh();
  });
})();
