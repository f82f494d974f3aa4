// newsgen serve: reloads the page when it would look different, and keeps its place.
(() => {
  "use strict";
  const { mark } = document.currentScript.dataset;
  const place = `newsgen ${location.pathname}`;
  let changes = null;

  const remembered = (act) => {
    try {
      return act(sessionStorage);
    } catch {
      return null; // a browser that keeps nothing
    }
  };

  const reload = () => {
    remembered((storage) => storage.setItem(place, JSON.stringify([scrollX, scrollY])));
    location.reload();
  };

  const restore = () => {
    const kept = remembered((storage) => storage.getItem(place));
    if (kept) {
      const [left, top] = JSON.parse(kept);
      scrollTo({ left, top, behavior: "instant" });
    }
  };

  // A browser opens six connections to a server at most, so only pages that are seen hold one.
  const follow = () => {
    changes?.close();
    changes = null;
    if (document.hidden) {
      return;
    }
    changes = new EventSource(`/_newsgen/changes?page=${encodeURIComponent(location.pathname)}&mark=${mark}`);
    changes.addEventListener("changed", reload);
    changes.addEventListener("error", () => {
      if (changes?.readyState === EventSource.CLOSED) {
        setTimeout(follow, 1000);
      }
    });
  };

  // Screen readers announce what becomes an alert, rather than what a page came with.
  const announce = () => {
    const panel = document.getElementById("newsgen-panel");
    if (panel) {
      panel.removeAttribute("role");
      setTimeout(() => panel.setAttribute("role", "alert"), 100);
    }
  };

  restore();
  addEventListener("load", () => {
    restore(); // pictures may have moved it
    remembered((storage) => storage.removeItem(place));
    announce();
    follow();
  });
  addEventListener("pagehide", () => changes?.close());
  addEventListener("pageshow", (shown) => shown.persisted && follow());
  document.addEventListener("visibilitychange", follow);
})();
