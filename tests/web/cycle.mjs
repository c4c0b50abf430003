// A performance officer takes a quarter through: opens it, chases, answers for
// one, looks at the workbook, the handover and an amendment, and closes it with a
// reason.
//
//   node cycle.mjs CHROMIUM LINK [FOLDER FOR SCREENSHOTS]
import { open } from "./looker.mjs";

const [, , executablePath, link, folder] = process.argv;
const { page, faults, look, close } = await open(executablePath, "cycle", folder);
const send = async () => {
  await page.click("main form[method=post] button[type=submit]");
  await page.waitForLoadState();
};
const expect = async (selector, what) => {
  if (!(await page.locator(selector).count())) faults.push(`${what}: nothing is ${selector}`);
};

await page.goto(link);
await send();
await page.goto(new URL("/c/rochdale/quarters", page.url()).href);
await look("quarters");
await page.click("text=Open a quarter of Resources");
await look("open");
await page.selectOption("#quarter", "2020-21-Q1");
await page.fill("#answers_due", "tomorrow");
await send();
await page.waitForSelector(".govuk-error-summary");
await look("open-errors");
await page.selectOption("#quarter", "2020-21-Q1");
await page.fill("#answers_due", "15/07/2020");
await send();
await page.goto(new URL("/c/rochdale/quarters/2020-21-Q1/chase", page.url()).href);
await look("chase");
await page.click("button[value=remind]");
await page.waitForSelector(".govuk-error-summary");
await look("chase-errors");

const first = page.locator("input[name=item]").first();
await first.check();
await page.click("button[value=reassign]");
await page.waitForSelector("#to");
await look("reassign");
await page.selectOption("#to", { index: 1 });
await send();
await page.waitForSelector("table");
await look("reassign-preview");
await page.goto(new URL("/c/rochdale/quarters/2020-21-Q1/chase", page.url()).href);
await page.locator("input[name=item]").first().check();
await page.click("button[value=remind]");
await page.waitForSelector("#remind");
await look("remind");

await page.goto(new URL("/c/rochdale/quarters/2020-21-Q1/chase", page.url()).href);
await page.locator("input[name=item]").first().check();
await page.click("button[value=answer]");
await page.waitForSelector("#item-0-commentary");
await look("answer");
await page.locator("#item-0-going").check();
await page.fill("#item-0-commentary", "Told on the telephone: on its way.");
await send();
await page.waitForSelector("button[value=send]");
await look("answer-preview");
await page.click("button[value=send]");
await page.waitForSelector(".govuk-panel");
await look("answered");

await page.goto(new URL("/c/rochdale/quarters/2020-21-Q1/workbook", page.url()).href);
await look("workbook");
await send();
await page.waitForSelector(".govuk-error-summary");
await look("workbook-errors");
await page.goto(new URL("/c/rochdale/hand-over", page.url()).href);
await look("hand-over");
await page.selectOption("#from", { index: 1 });
await page.selectOption("#to", { index: 2 });
await page.fill("#on", "01/04/2021");
await send();
await look("hand-over-preview");

const plan = "/c/rochdale/plans/resources-2020-21";
await page.goto(new URL(`${plan}/amendments`, page.url()).href);
await look("amendments");
await page.click("text=Propose an amendment");
await look("amendment-kinds");
await page.click("text=Split an item");
await look("amendment-split");
await page.goto(new URL(`${plan}/amendments/new?change=redate`, page.url()).href);
await page.selectOption("#ref", { index: 1 });
await page.fill("#due", "30/06/2021");
await page.fill("#rationale", "The supplier is late.");
await send();
await page.waitForSelector("button[value=send]");
await look("amendment-check");
await page.click("button[value=send]");
await page.click("text=A1");
await page.waitForSelector("#body");
await look("amendment");
await page.fill("#body", "Cabinet");
await page.fill("#on", "01/07/2020");
await page.fill("#reference", "C14");
await page.selectOption("#outcome", "rejected");
await send();
await look("amendment-decided");

await page.goto(new URL(`${plan}/quarters/2020-21-Q1/close`, page.url()).href);
await look("close");
await send();
await page.waitForSelector(".govuk-error-summary");
await look("close-errors");
await page.fill("#reason", "The committee meets tomorrow.");
await send();
await expect("text=The committee meets tomorrow.", "the dashboard of the closed quarter");
for (const step of ["reopen", "publish", "restate"]) {
  await page.goto(new URL(`${plan}/quarters/2020-21-Q1/${step}`, page.url()).href);
  await look(step);
}

console.log("a quarter was opened, chased and closed");
await close();
