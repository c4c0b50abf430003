// A signatory with the link of a mail: reads the version, answers without
// choosing, returns it without saying why, and signs it after all.
//
//   node sign.mjs CHROMIUM LINK [FOLDER FOR SCREENSHOTS]
import { open } from "./looker.mjs";

const [, , executablePath, link, folder] = process.argv;
const { page, faults, look, close } = await open(executablePath, "sign", folder);

async function answer() {
  await page.getByRole("button", { name: "Send your answer" }).click();
  await page.waitForSelector(".govuk-error-summary");
}

async function leadsTo(id) {
  await page.click(".govuk-error-summary a");
  const focused = await page.evaluate(() => document.activeElement.id);
  if (focused !== id) faults.push(`the error leads to ${focused}, not to ${id}`);
}

await page.goto(link);
await look("asked");
await answer();
await look("no-choice");
await leadsTo("act");
await page.check("input[value=return]");
await answer();
await look("no-reason");
await leadsTo("reason");

await page.check("input[value=sign]");
await page.fill("#note", "Read on the train.");
await page.getByRole("button", { name: "Send your answer" }).click();
await page.waitForSelector(".govuk-panel");
await look("signed");
const over = await page.goto(link);
if (over.status() !== 410) faults.push(`a used link answers ${over.status()}`);
await look("over");
const damaged = await page.goto(link.slice(0, -1));
if (damaged.status() !== 404) faults.push(`a damaged link answers ${damaged.status()}`);
await look("damaged");
await close();
