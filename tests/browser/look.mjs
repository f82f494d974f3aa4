// Looks at pages of a built site in a browser, without a script of their own and without a network.
// Standard input: {"chromium": path, "site": folder, "origin": "https://example.org", "root": "/", "pages": [paths]}
// Standard output: a list of faults, each {"page": …, "at": …, "fault": …}.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".mp4": "video/mp4",
  ".webp": "image/webp",
  ".wav": "audio/wav",
};
const WIDTHS = [360, 1280];
const SCHEMES = ["light", "dark"];
const NARROW = 320;

let input = "";
for await (const chunk of process.stdin) input += chunk;
const order = JSON.parse(input);
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const faults = [];
const browser = await chromium.launch({ executablePath: order.chromium, args: ["--no-sandbox", "--disable-gpu"] });
const context = await browser.newContext({ reducedMotion: "reduce" });
let current = "";
const say = (at, fault) => faults.push({ page: current, at, fault });

await context.route("**/*", async (route) => {
  const url = new URL(route.request().url());
  if (url.origin !== order.origin) {
    say("request", url.href);
    return route.abort();
  }
  let path = decodeURIComponent(url.pathname).slice(order.root.length);
  if (path === "" || path.endsWith("/")) path += "index.html";
  try {
    let body = await readFile(join(order.site, path));
    // A page at a former address is looked at before it leads on.
    if (extname(path) === ".html") body = body.toString().replace(/<meta http-equiv="refresh"[^>]*>/, "");
    return await route.fulfill({ body, contentType: TYPES[extname(path)] ?? "application/octet-stream" });
  } catch {
    say("request", `${url.pathname} is not there`);
    return route.fulfill({ status: 404, body: "" });
  }
});

// What a keyboard must reach: every link and switch that can be seen, but a picture that leads where a headline leads.
const targets = () => {
  const found = [...document.querySelectorAll("a[href], summary, audio[controls], video[controls], [tabindex='0']")];
  const addresses = new Set(found.filter((each) => !each.ariaHidden).map((each) => each.href));
  const spare = (each) => each.ariaHidden === "true" && each.tabIndex < 0 && addresses.has(each.href);
  return found.filter((each) => each.checkVisibility({ visibilityProperty: true }) && !spare(each));
};

async function keyboard(page) {
  const wanted = await page.evaluate(`(${targets})().map((each, place) => (each.dataset.place = place)).length`);
  const reached = new Set();
  for (let step = 0; step < wanted * 3 + 10 && reached.size < wanted; step += 1) {
    await page.keyboard.press("Tab");
    const seen = await page.evaluate(`(() => {
      const active = document.activeElement;
      if (!active || active === document.body) return null;
      const style = getComputedStyle(active);
      return { place: active.dataset.place ?? "", shown: style.outlineStyle !== "none" || active.matches(".skip, audio, video") };
    })()`);
    if (seen === null) continue;
    if (seen.place !== "") reached.add(seen.place);
    if (!seen.shown) say("keyboard", `nothing shows that ${seen.place} has the focus`);
  }
  if (reached.size < wanted) say("keyboard", `${wanted - reached.size} of ${wanted} links cannot be reached`);
}

const page = await context.newPage();
page.on("console", (message) => say("console", message.text()));
page.on("pageerror", (error) => say("console", String(error)));

for (const path of order.pages) {
  current = path;
  await page.setViewportSize({ width: NARROW, height: 640 });
  await page.goto(order.origin + order.root + path.replace(/(^|\/)index\.html$/, "$1"), { waitUntil: "load" });
  const wide = await page.evaluate(`(() => {
    const limit = document.documentElement.clientWidth;
    if (document.scrollingElement.scrollWidth <= limit) return "";
    const clipped = (each) =>
      each.parentElement && (getComputedStyle(each.parentElement).overflowX !== "visible" || clipped(each.parentElement));
    const over = [...document.querySelectorAll("body *")].filter((each) => {
      const box = each.getBoundingClientRect();
      return (box.right > limit || box.left < 0) && !each.matches(".skip") && !clipped(each);
    });
    return over.slice(-3).map((each) => each.outerHTML.slice(0, 120)).join(" | ") || "the page";
  })()`);
  if (wide) say(`${NARROW} px`, `scrolls sideways: ${wide}`);
  await page.evaluate(axe);
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme });
      const results = await page.evaluate("axe.run(document, { resultTypes: ['violations'] })");
      for (const { id, nodes } of results.violations) {
        say(`${width} px, ${colorScheme}`, `${id}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(" | ")}`);
      }
    }
  }
  await keyboard(page);
}

await browser.close();
process.stdout.write(JSON.stringify(faults));
