// A report from its draft to its publication: the author drafts, writes and
// circulates it, finance returns it with a reason, the author edits it, finance,
// legal and the sponsor sign, democratic services records the body's decision and
// publishes it.
//
//   node report.mjs CHROMIUM with-script|without-script AUTHOR FINANCE LEGAL SPONSOR \
//     CLERK [FOLDER FOR SCREENSHOTS]
import { open } from "./looker.mjs";

const [, , executablePath, script, ...rest] = process.argv;
const [author, finance, legal, sponsor, clerk, folder] = rest;
const { page, tab, faults, look, close } =
  await open(executablePath, "report", folder, script === "with-script");
const reference = `journey-${script}`;
const base = new URL(author).origin;
const address = `${base}/c/derby/reports/${reference}`;

async function signIn(link, on) {
  await on.goto(link);
  await on.getByRole("button", { name: "Sign in" }).click();
  await on.waitForURL(`${base}/c/derby`);
  return on;
}

// What stands on a page, or a fault that it does not.
async function says(on, text) {
  const found = await on.getByText(text).count();
  if (found === 0) faults.push(`${await on.title()}: does not say ${text}`);
}

// The preview of a form, and what it does.
async function confirm(on, name, will, button) {
  await on.getByRole("button", { name: "Continue" }).click();
  await on.waitForSelector("#consequences");
  await look(`${name}-preview`, on);
  await says(on, will);
  await on.getByRole("button", { name: button }).click();
  await on.waitForSelector(".govuk-notification-banner");
}

async function act(on, name) {
  await on.goto(address);
  await on.locator(`#acts a[href$="/do/${name}"]`).click();
  await on.waitForSelector("h1");
}

async function signs(link, name) {
  const on = await signIn(link, await tab());
  await on.goto(`${base}/c/derby/sign-offs`);
  await on.locator(`a[href*="${reference}"]`).click();
  await on.check("input[value=sign]");
  await on.getByRole("button", { name: "Send your answer" }).click();
  await on.waitForSelector(".govuk-notification-banner");
  await says(on, "Your answer is recorded");
  return on;
}

// The author drafts it; what lacks is said beside its field.
await signIn(author, page);
await page.goto(`${base}/c/derby/reports`);
await look("list");
await page.getByRole("link", { name: "Draft a report" }).click();
await page.getByRole("button", { name: "Draft it" }).click();
await page.waitForSelector(".govuk-error-summary");
await look("draft-errors");
await page.fill("#report", reference);
await page.fill("#title", "Performance monitoring by journey");
await page.fill("#sponsor", "director.policy@derby.example");
await page.selectOption("#route", "derby");
await page.selectOption("#covers-0", { index: 1 });
await page.fill("#headings", "Recommendations\nFinancial implications");
await page.getByRole("button", { name: "Draft it" }).click();
await page.waitForSelector(".govuk-notification-banner");
await look("drafted");

await act(page, "edit");
await page.fill("#section-0-text", "To note the position.");
await page.fill("#section-1-text", "None.");
await look("edit");
await confirm(page, "edit", "Version 2 is saved", "Save this version");
await act(page, "circulate");
await look("circulate");
await confirm(page, "circulate", "is asked to sign as Finance", "Circulate it");
await look("circulated");

// Finance returns it, after an answer that chose nothing.
const money = await signIn(finance, await tab());
await money.goto(`${base}/c/derby/sign-offs`);
await look("inbox", money);
await money.locator(`a[href*="${reference}"]`).click();
await look("to-sign", money);
await money.getByRole("button", { name: "Send your answer" }).click();
await money.waitForSelector(".govuk-error-summary");
await look("to-sign-errors", money);
await money.check("input[value=return]");
await money.fill("#reason", "Say what it costs.");
await money.getByRole("button", { name: "Send your answer" }).click();
await money.waitForSelector(".govuk-notification-banner");

// The author sees why, edits, and circulates it again.
await page.goto(address);
await says(page, "Say what it costs.");
await look("returned");
await act(page, "edit");
await page.fill("#section-1-text", "It costs 5 pounds.");
await confirm(page, "mend", "Financial implications changed", "Save this version");
await act(page, "circulate");
await confirm(page, "again", "is asked to sign as Finance", "Circulate it");

// Finance sees what changed, and signs; so do the others.
await money.goto(`${address}/sign`);
await says(money, "What changed since it was returned");
await look("to-sign-again", money);
await money.check("input[value=sign]");
await money.getByRole("button", { name: "Send your answer" }).click();
await money.waitForSelector(".govuk-notification-banner");
await signs(legal, "legal");
await signs(sponsor, "sponsor");

// Democratic services records what the body decided, and publishes.
const desk = await signIn(clerk, await tab());
await act(desk, "body-decision");
await desk.selectOption("#step", { index: 0 });
await desk.fill("#reference", "CLT 7");
const today = await desk.evaluate(() => new Date().toLocaleDateString("en-GB", { timeZone: "Europe/London" }));
await desk.fill("#on", today);
await desk.check("input[value=approved]");
await look("body-decision", desk);
await confirm(desk, "decision", "Corporate Leadership Team signs version", "Record it");
await act(desk, "publish");
await look("publish", desk);
await confirm(desk, "publish", "is published as of", "Publish it");
await look("published", desk);
await desk.goto(`${address}/versions/3`);
await look("version", desk);
await desk.goto(`${address}/compare?from=1&to=3`);
await look("compare", desk);
await close();
