// Keeps a page of `newsgen serve` open while its source is edited, and tells what a person sees.
// Standard input: {"chromium": path, "address": "http://127.0.0.1:…/…/", "file": path, "texts": [whole, edited, broken]}
// Standard output: {"top": before, "after": scroll position once the edit shows, "faults": […], …}.

import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

let input = "";
for await (const chunk of process.stdin) input += chunk;
const order = JSON.parse(input);
const [whole, edited, broken] = order.texts;
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const browser = await chromium.launch({ executablePath: order.chromium, args: ["--no-sandbox", "--disable-gpu"] });
const context = await browser.newContext({ viewport: { width: 800, height: 600 } });
const page = await context.newPage();
const faults = [];
page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
page.on("pageerror", (error) => faults.push(String(error)));
let loads = 0;
page.on("load", () => loads++);

const text = (words) => page.waitForFunction((words) => document.body.innerText.includes(words), words);
const seen = { faults };

await page.goto(order.address);
await page.evaluate(() => scrollTo(0, 900));
seen.top = await page.evaluate(() => scrollY);
const loaded = () => page.waitForFunction(() => document.readyState === "complete");
await writeFile(order.file, edited);
await text("edited");
await loaded();
await page.waitForFunction((top) => scrollY === top, seen.top);
seen.after = await page.evaluate(() => scrollY);
seen.loads = loads;

// A text that nobody sees here: nothing is loaded again.
await writeFile(order.elsewhere, order.other);
await page.waitForTimeout(1500);
seen.idle = loads - seen.loads;

await writeFile(order.file, broken);
const panel = page.getByRole("alert");
await panel.waitFor();
seen.panel = await panel.innerText();
seen.inView = await panel.evaluate((shown) => shown.getBoundingClientRect().bottom <= innerHeight);
await page.evaluate(axe);
const found = await page.evaluate(() => axe.run("#newsgen-panel"));
seen.violations = found.violations.map((each) => each.id);

await writeFile(order.file, whole);
await panel.waitFor({ state: "detached" });
await page.waitForFunction((top) => scrollY === top, seen.top);
seen.atEnd = await page.evaluate(() => scrollY);
await browser.close();
process.stdout.write(JSON.stringify(seen));
