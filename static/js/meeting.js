// Keeps a page of a meeting in step with the room. The page works without it, by its own links and buttons.
(() => {
  "use strict";

  const EVERY = 3000;
  const BEAT = 30000;
  // The second tap of a double tap must not land on what has just come.
  const SETTLED = 500;
  const DRAFT = `utkast ${location.pathname}`;
  let room = document.getElementById("rum");
  if (!room) return;
  const told = document.getElementById("besked");
  let tag = "";
  let ends = null;
  let came = 0;
  let isSending = false;
  let isOut = false;

  // What is said to those who hear the page; all see it when the room cannot be reached.
  const tell = (words, isSeen = false) => {
    told.textContent = words;
    told.classList.toggle("vh", !isSeen);
    told.classList.toggle("error", isSeen);
  };

  // What somebody has written and not sent is kept for as long as the tab is open, whatever the room does.
  const draft = {
    keep: (text) => {
      try {
        if (text) sessionStorage.setItem(DRAFT, text);
        else sessionStorage.removeItem(DRAFT);
      } catch {
        // A browser that keeps nothing still has the page.
      }
    },
    kept: () => {
      try {
        return sessionStorage.getItem(DRAFT) || "";
      } catch {
        return "";
      }
    },
  };
  const fields = () => [...room.querySelectorAll("textarea")].filter((field) => !field.closest("[hidden]"));
  // What was left from an earlier step goes along to the next, unless somebody is at it right now.
  const isAside = (field) => field.closest("[data-draft]") && field !== document.activeElement;
  const isWriting = () => fields().some((field) => field.value.trim() && !isAside(field));

  // The time that is left, counted here between the times the server is asked.
  const countDown = () => {
    const clock = room.querySelector("[data-seconds]");
    if (!clock || ends === null) return;
    const left = Math.max(0, Math.round((ends - Date.now()) / 1000));
    const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    clock.textContent = left ? clock.dataset.words.replace("{time}", time) : clock.dataset.over;
    clock.classList.toggle("soon", left <= 60);
  };
  const wind = (seconds) => {
    ends = seconds === null ? null : Date.now() + seconds * 1000;
    countDown();
  };

  // Makes a page that has just come ready: its clock, and what was left unsent on the one before it.
  const begin = () => {
    const clock = room.querySelector("[data-seconds]");
    wind(clock ? Number(clock.dataset.seconds) : null);
    for (const part of room.querySelectorAll("[data-without-script]")) part.hidden = true;
    const text = draft.kept();
    const field = fields()[0];
    if (text && field && !field.value) field.value = text;
    const offered = room.querySelector("[data-draft]");
    if (text && !field && offered) {
      offered.hidden = false;
      offered.querySelector("textarea").value = text;
    }
    for (const one of room.querySelectorAll("[data-dots]")) countDots(one);
  };
  const show = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const fresh = page.getElementById("rum");
    if (!fresh) return false;
    const wasHere = room.contains(document.activeElement);
    const before = room.dataset.mark;
    room.replaceWith(fresh);
    room = fresh;
    document.title = page.title;
    came = Date.now();
    begin();
    const heading = room.querySelector("[autofocus]") || room.querySelector("h1, h2");
    if (wasHere && heading) {
      heading.tabIndex = -1;
      heading.focus();
    } else if (before !== room.dataset.mark) {
      tell(heading.textContent);
    }
    return true;
  };
  // A page that is no room, such as one that says what was wrong, with what was typed given back.
  const showInstead = (html) => {
    const page = new DOMParser().parseFromString(html, "text/html");
    const main = page.querySelector("main");
    document.querySelector("main").replaceWith(main);
    document.title = page.title;
    main.focus();
  };
  const reload = async () => {
    const answer = await fetch(room.dataset.here);
    if (!show(await answer.text())) location.reload();
  };

  // What has changed in the room. Nobody who writes is interrupted: they are told, and go on when they want to.
  const follow = async (news) => {
    for (const [id, words] of Object.entries(news.words)) {
      const place = document.getElementById(id);
      if (place && place.textContent !== words) place.textContent = words;
    }
    if (news.mark === room.dataset.mark) wind(news.seconds);
    if (news.mark === room.dataset.mark || isSending) return;
    ends = Date.now();
    countDown();
    const offered = room.querySelector("[data-went-on]");
    if (!isWriting()) {
      await reload();
      return;
    }
    // Asked again in full until the page has followed.
    tag = "";
    if (offered) offered.hidden = false;
  };
  const ask = async () => {
    if (document.hidden || !room.isConnected) return;
    try {
      const answer = await fetch(room.dataset.news, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store" });
      if (answer.redirected) {
        // Whoever leads is signed out, and goes by way of signing in.
        location.reload();
        return;
      }
      if (answer.status === 200) {
        tag = answer.headers.get("ETag") || "";
        await follow(await answer.json());
      }
      if (isOut) tell("");
      isOut = false;
    } catch {
      if (!isOut) tell(room.dataset.offline, true);
      isOut = true;
    }
  };
  const keepAsking = async () => {
    await ask();
    setTimeout(keepAsking, EVERY);
  };

  const post = (form, button) => {
    const sent = new URLSearchParams(new FormData(form));
    if (button && button.name) sent.append(button.name, button.value);
    return fetch(form.getAttribute("action") || location.pathname, { method: "POST", body: sent });
  };
  document.addEventListener(
    "submit",
    (event) => {
      if (Date.now() - came > SETTLED || !room.contains(event.target)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || !room.contains(form) || form.method !== "post") return;
    event.preventDefault();
    isSending = true;
    try {
      const answer = await post(form, event.submitter);
      const page = await answer.text();
      if (form.querySelector("textarea")) draft.keep("");
      if (show(page)) tag = "";
      else if (answer.redirected) location.assign(answer.url);
      else showInstead(page);
    } catch {
      // Nothing came through, and everything is still on the page.
      tell(room.dataset.offline, true);
    } finally {
      isSending = false;
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-refresh]");
    if (!link || !room.contains(link)) return;
    event.preventDefault();
    reload().catch(() => location.assign(room.dataset.here));
  });

  // How many dots are left to place.
  const countDots = (form) => {
    const placed = [...form.querySelectorAll("input:checked")].reduce((sum, field) => sum + Number(field.value), 0);
    const line = form.querySelector("[data-left]");
    line.hidden = false;
    const left = form.dataset.dots - placed;
    line.textContent = left < 0 ? line.dataset.over : line.dataset.left.replace("{count}", left);
    line.classList.toggle("error", left < 0);
  };
  document.addEventListener("input", (event) => {
    if (!room.contains(event.target)) return;
    if (event.target.matches("textarea")) draft.keep(event.target.value);
    const dots = event.target.closest("[data-dots]");
    if (dots) countDots(dots);
  });

  // An adult is in the room for as long as their page is open.
  const beat = () => {
    const form = room.querySelector("form[data-beat]");
    if (form) post(form).catch(() => {});
  };

  begin();
  setInterval(countDown, 1000);
  setInterval(beat, BEAT);
  document.addEventListener("visibilitychange", ask);
  setTimeout(keepAsking, EVERY);
})();
