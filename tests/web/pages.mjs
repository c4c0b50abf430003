// A person at the pages: signs in by the link of `quarterday demo`, goes to every
// page that one can reach, and looks at each as axe-core, as a small screen and
// as somebody without script does.
//
//   node pages.mjs CHROMIUM LINK [FOLDER FOR SCREENSHOTS]
//
// Prints a line a page and exits with 1 where anything is wrong.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [, , executablePath, link, folder] = process.argv;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const base = new URL(link).origin;
const faults = [];
// What stands for many: items and figures of one plan are as those of another.
const PAGES_MAX = 40;

const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

// The policy of a page lets no script in, so axe-core comes by the debugger.
const context = await browser.newContext({ bypassCSP: true });
const page = await context.newPage();
page.on("pageerror", (error) => faults.push(`script: ${error}`));
page.on("console", (line) => {
  if (line.type() === "error" && !/status of 4\d\d/.test(line.text())) {
    faults.push(`console: ${line.text()}`);
  }
});

async function look(name, address, expected = 200) {
  const answer = await page.goto(address);
  const fault = (text) => faults.push(`${name}: ${text}`);
  if (answer.status() !== expected) fault(`status ${answer.status()}`);
  for (const width of [1280, 375, 320]) {
    await page.setViewportSize({ width, height: 800 });
    const [wide, room] = await page.evaluate(() => {
      const root = document.documentElement;
      return [root.scrollWidth, root.clientWidth];
    });
    if (wide > room) fault(`${wide} wide on a screen of ${width}`);
    if (folder) {
      const path = `${folder}/${name.replace(/[^a-z0-9]+/gi, "-")}-${width}.png`;
      await page.screenshot({ path, fullPage: true });
    }
    if (width !== 375) {
      await page.evaluate(axe);
      const found = await page.evaluate(() => window.axe.run(document, {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
      }));
      for (const one of found.violations) {
        fault(`axe ${one.id} at ${width}: ${one.help}: ${one.nodes[0].html}`);
      }
    }
  }
  console.log(`${faults.length ? "!" : "."} ${name} ${address.slice(base.length)}`);
}

/// Fonts and colours are ours, whatever the browser's own are.
async function styled() {
  const family = await page.evaluate(() => getComputedStyle(document.querySelector("h1")).fontFamily);
  if (!/arial/i.test(family)) faults.push(`the style sheet is not in use: ${family}`);
}

await look("sign in", `${base}/sign-in`);
await styled();
await page.fill("#email", "nobody");
await page.click("main button");
await page.waitForSelector(".govuk-error-summary");
if (!(await page.title()).startsWith("Error: ")) faults.push("the title tells of no error");
const focused = await page.evaluate(() => document.activeElement.className);
if (!focused.includes("govuk-error-summary")) faults.push("the error summary has no focus");
await page.click(".govuk-error-summary a");
if ((await page.evaluate(() => document.activeElement.id)) !== "email") {
  faults.push("the error does not lead to its field");
}
await look("not found", `${base}/nothing/here`, 404);

await look("sign in by link", link);
await page.click("main button");
await page.waitForURL(/\/c\/[a-z0-9-]+$/);
const seen = new Set();
const waiting = [page.url(), `${page.url()}/dashboard`, `${page.url()}/audit`];
// One page of a kind, as its address has it.
const kind = (address) => new URL(address).pathname
  .replace(/plans\/[^/]+/, "plans/-").replace(/items\/.+/, "items/-")
  .replace(/quarters\/[^/]+/, "quarters/-").replace(/\/reports\/[^/]+/, "/reports/-")
  .replace(/versions\/[^/]+/, "versions/-");
while (waiting.length > 0 && seen.size < PAGES_MAX) {
  const address = waiting.shift();
  if (seen.has(kind(address))) continue;
  seen.add(kind(address));
  await look(kind(address), address);
  const links = await page.$$eval("main a[href], nav a[href]", (all) => all.map((one) => one.href));
  // Pages of administration are looked at by admin.mjs.
  const ours = (one) => one.startsWith(`${base}/c/`) && !one.includes("/admin/");
  waiting.push(...links.filter(ours));
}
for (const expected of ["/dashboard", "/plans/-", "/items/-", "/quarters/-", "/events", "/audit"]) {
  if (![...seen].some((one) => one.endsWith(expected))) faults.push(`no page ${expected} was reached`);
}

// By keyboard: the first stop skips to the main part.
await page.goto(`${base}/`);
await page.keyboard.press("Tab");
await page.keyboard.press("Enter");
if (!page.url().endsWith("#main-content")) faults.push("the skip link is not the first stop");

// Without script, with the cookie that one has: the same pages, and out.
const plain = await browser.newContext({
  javaScriptEnabled: false,
  storageState: await context.storageState(),
});
const still = await plain.newPage();
await still.goto(`${base}/`);
if (!(await still.title()).startsWith("What is asked of you")) {
  faults.push(`without script the start is ${await still.title()}`);
}
await still.click("header button");
if (!(await still.title()).startsWith("You have signed out")) {
  faults.push(`without script signing out leads to ${await still.title()}`);
}
await page.goto(`${base}/`);
if (!page.url().includes("/sign-in")) faults.push("a session that was ended still lets in");

await browser.close();
for (const fault of faults) console.error(fault);
process.exit(faults.length === 0 ? 0 : 1);
