// A signatory with the link of a mail: reads the version, returns it without
// saying why, and signs it after all.
//
//   node sign.mjs CHROMIUM LINK [FOLDER FOR SCREENSHOTS]
import { open } from "./looker.mjs";

const [, , executablePath, link, folder] = process.argv;
const { page, faults, look, close } = await open(executablePath, "sign", folder);

await page.goto(link);
await look("asked");
await page.getByRole("button", { name: "Return the report" }).click();
await page.waitForSelector(".govuk-error-summary");
await look("errors");
await page.click(".govuk-error-summary a");
const focused = await page.evaluate(() => document.activeElement.id);
if (focused !== "reason") faults.push(`the error leads to ${focused}`);

await page.fill("#note", "Read on the train.");
await page.getByRole("button", { name: "Sign off for Legal" }).click();
await page.waitForSelector(".govuk-panel");
await look("signed");
const answer = await page.goto(link);
if (answer.status() !== 410) faults.push(`a used link answers ${answer.status()}`);
await look("over");
await close();
