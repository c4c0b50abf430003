// An owner with the link of a mail: reads the page, forgets something, puts it
// right, and sends all answers at once.
//
//   node update.mjs CHROMIUM LINK [FOLDER FOR SCREENSHOTS]
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const [, , executablePath, link, folder] = process.argv;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const faults = [];
const browser = await chromium.launch({
  executablePath,
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const page = await (await browser.newContext({ bypassCSP: true })).newPage();

async function look(name) {
  for (const width of [1280, 375, 320]) {
    await page.setViewportSize({ width, height: 800 });
    const [wide, room] = await page.evaluate(() => {
      const root = document.documentElement;
      return [root.scrollWidth, root.clientWidth];
    });
    if (wide > room) faults.push(`${name}: ${wide} wide on a screen of ${width}`);
    if (folder) await page.screenshot({ path: `${folder}/update-${name}-${width}.png`, fullPage: true });
  }
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run());
  for (const one of found.violations) {
    faults.push(`${name}: axe ${one.id}: ${one.help}: ${one.nodes[0].html}`);
  }
}

await page.goto(link);
await look("asked");
await page.click("main form button[type=submit]");
await page.waitForSelector(".govuk-error-summary");
await look("errors");
await page.click(".govuk-error-summary a");
const focused = await page.evaluate(() => document.activeElement.id);
if (!focused.startsWith("item-0-")) faults.push(`the first error leads to ${focused}`);

const items = await page.locator("main form > section").count();
for (let item = 0; item < items; item += 1) {
  const radio = page.locator(`#item-${item}-going`);
  if (await radio.count()) await radio.check();
  const figure = page.locator(`#item-${item}-actual`);
  if (await figure.count()) await figure.fill("90");
  await page.fill(`#item-${item}-commentary`, "On its way as planned.");
}
await page.click("main form button[type=submit]");
await page.waitForSelector(".govuk-panel");
await look("sent");
const answer = await page.goto(link);
if (answer.status() !== 410) faults.push(`a used link answers ${answer.status()}`);
await look("over");

console.log(`${items} answers sent`);
await browser.close();
for (const fault of faults) console.error(fault);
process.exit(faults.length === 0 ? 0 : 1);
