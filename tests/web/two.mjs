// An owner updates while signed in, in two tabs as two people would: the later
// sees both versions and chooses. What is sent after the session ended is kept.
// All of it without JavaScript too.
//
//   node two.mjs CHROMIUM LINK [FOLDER FOR SCREENSHOTS]
import { open } from "./looker.mjs";

const [, , executablePath, link, folder] = process.argv;
const { page, faults, look, close } = await open(executablePath, "two", folder);

await page.goto(link);
await page.click("main form button[type=submit]");
await look("home");
await page.click("main a[href*='/update']");
await page.waitForSelector("#item-0-commentary");
const address = page.url();
await look("update");
const other = await (await page.context().browser().newContext({
  javaScriptEnabled: false,
  storageState: await page.context().storageState(),
})).newPage();
await other.goto(address);

const fill = async (tab, text) => {
  const radio = tab.locator("[name=item-0-going][value=not_on_track]");
  if (await radio.count()) await radio.check();
  const figure = tab.locator("#item-0-actual");
  if (await figure.count()) await figure.fill("90");
  await tab.fill("#item-0-commentary", text);
  await tab.click("main form button[type=submit]");
  await tab.waitForLoadState();
};
await fill(other, "As the other sees it.");
if (!(await other.locator(".govuk-panel").count())) faults.push("without script nothing was sent");
await fill(page, "As I see it.");
await page.waitForSelector(".govuk-error-summary");
await look("both");
const both = await page.textContent("main");
if (!both.includes("As the other sees it.")) faults.push("the other version is not shown");
await page.locator("#item-0-choice").check();
await page.click("main form button[type=submit]");
await page.waitForSelector(".govuk-panel");
await look("sent");

// The session ends in another tab while something is typed in this one.
await page.goto(address);
await other.goto(address);
await other.click(".qd-header__button");
const last = (await page.locator("main form section").count()) - 1;
await page.fill(`#item-${last}-commentary`, "Typed before the session ended.");
await page.click("main form button[type=submit]");
await page.waitForSelector("text=You were signed out");
await look("kept");
const kept = await page.content();
if (!kept.includes("Typed before the session ended.")) faults.push("what was typed is lost");

console.log("one of two versions was chosen");
await close();
