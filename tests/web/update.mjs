// An owner with the link of a mail: reads the page, forgets something, puts it
// right, and sends all answers at once.
//
//   node update.mjs CHROMIUM LINK [FOLDER FOR SCREENSHOTS]
import { open } from "./looker.mjs";

const [, , executablePath, link, folder] = process.argv;
const { page, faults, look, close } = await open(executablePath, "update", folder);

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
await close();
