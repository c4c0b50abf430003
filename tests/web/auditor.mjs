// An auditor finds who changed the due date of an item, and what it was before.
//
//   node auditor.mjs CHROMIUM LINK SUBJECT NEW-DUE [FOLDER FOR SCREENSHOTS]
//
// Prints the place of the log that did it and its leaf hash, to be proved.
import { open } from "./looker.mjs";

const [, , executablePath, link, subject, due, folder] = process.argv;
const { page, faults, look, close } = await open(executablePath, "auditor", folder);

await page.goto(link);
await page.click("main button");
await page.waitForURL(/\/c\/[a-z0-9-]+$/);
await page.click("nav >> text=Audit");
await page.fill("#subject", "resources-2020-21/nothing");
await page.click("main form button");
await page.waitForSelector(".govuk-error-summary");
await look("nothing");
await page.fill("#subject", subject);
await page.fill("#to", "");
await page.selectOption("#type", "amendment.applied");
await page.click("main form button");
await page.waitForSelector(".qd-timeline");
await look("found");
const entries = page.locator(".qd-timeline > li");
if ((await entries.count()) !== 1) faults.push(`${await entries.count()} entries, not one`);
await entries.first().locator("summary").click();
const told = await entries.first().innerText();
for (const expected of [due, "the operator", "Leaf hash"]) {
  if (!told.includes(expected)) faults.push(`the entry does not tell ${expected}: ${told}`);
}
await look("opened");
// What led to it: proposed, decided, applied.
await page.selectOption("#type", "");
await page.click("main form button");
await page.waitForSelector(".qd-timeline");
const trail = await page.locator(".qd-timeline h3").allInnerTexts();
for (const expected of ["Amendment proposed", "Amendment applied"]) {
  if (!trail.some((one) => one.startsWith(expected))) faults.push(`no ${expected} in ${trail}`);
}
console.log(/place (\d+) of the log/.exec(told)[1], /Leaf hash (\w+)/.exec(told)[1]);
await close();
