// An administrator keeps house: imports a spreadsheet with mistakes, sees the sheet,
// row and column of each, corrects it and imports it; gives a role, records an
// absence, makes a token; and every page of administration is looked at.
//
//   node admin.mjs CHROMIUM with-script|without-script LINK WRONG RIGHT [FOLDER]
import { open } from "./looker.mjs";

const [, , executablePath, script, link, wrong, right, folder] = process.argv;
const { page, faults, look, close } =
  await open(executablePath, "admin", folder, script === "with-script");

async function says(text) {
  if ((await page.getByText(text).count()) === 0) {
    faults.push(`${await page.title()}: does not say ${text}`);
  }
}

async function press(name) {
  await page.getByRole("button", { name, exact: true }).click();
}

await page.goto(link);
await press("Sign in");
await page.waitForURL(/\/c\/[a-z0-9-]+$/);
const home = page.url();
const to = (path) => page.goto(`${home}${path}`);

// The spreadsheet, with its mistakes and without.
await page.getByRole("link", { name: "Administration" }).click();
await look("overview");
await page.getByRole("link", { name: "Import sheets" }).click();
await look("imports");
await page.setInputFiles("#file", wrong);
await press("Check the files");
await page.waitForSelector(".govuk-error-summary");
if (!(await page.title()).startsWith("Error: ")) faults.push("the title tells of no error");
await look("imports-faults");
const cells = await page.$$eval("#faults tbody tr", (rows) =>
  rows.map((row) => [...row.children].map((cell) => cell.textContent.trim())));
const expected = [
  ["people", "2", "from", "31/02/2021"],
  ["people", "3", "email", "no address"],
  ["people", "4", "post", "nothing"],
];
expected.forEach((fault, at) => {
  const found = (cells[at] ?? []).slice(0, fault.length);
  if (found.join("|") !== fault.join("|")) faults.push(`fault ${at}: ${found} instead of ${fault}`);
});
if (script === "with-script") {
  await page.click(".govuk-error-summary a");
  const focused = await page.evaluate(() => document.activeElement.id);
  if (focused !== "faults") faults.push(`the error summary leads to ${focused}`);
}
await page.setInputFiles("#file", right);
await press("Check the files");
await says("Nothing is stored yet");
await look("imports-checked");
await press("Import");
await page.waitForSelector(".govuk-panel");
await look("imports-done");
if (script !== "with-script") await close();

// The person who came by it.
await page.getByRole("link", { name: "People" }).click();
await look("people");
await page.fill("#text", "Head of New Things");
await press("Search");
await page.getByRole("link", { name: "Head of New Things" }).click();
await look("person");
await page.getByRole("link", { name: "Give a role" }).click();
await look("role-give");
await press("Give the role");
await page.waitForSelector(".govuk-error-summary");
await look("role-error");
await page.click(".govuk-error-summary a");
if ((await page.evaluate(() => document.activeElement.id)) !== "role") {
  faults.push("the error does not lead to the roles");
}
await page.check("input[value=viewer]");
await press("Give the role");
await says("The role is given");
await look("role-given");
await page.getByRole("link", { name: "Take away the role viewer" }).click();
await look("role-take");
await page.goBack();
await page.getByRole("link", { name: "Record an absence" }).click();
await page.fill("#first", "soon");
await press("Record it");
await page.waitForSelector(".govuk-error-summary");
await look("absence-error");
await page.fill("#first", "01/12/2030");
await page.fill("#last", "05/12/2030");
await press("Record it");
await says("1 December 2030 to 5 December 2030");

await to("/admin/tokens/new");
await look("token-new");
await page.fill("#name", "dashboard");
await page.check("input[value=read]");
await press("Make the token");
await page.waitForSelector("#token");
await look("token-made");

for (const [name, path] of [
  ["roles", "/admin/roles"],
  ["tokens", "/admin/tokens"],
  ["appoint", "/admin/people/chief.executive%40rochdale.example/appoint"],
  ["token-revoke", "/admin/tokens/dashboard/revoke"],
  ["schemes", "/admin/schemes"],
  ["scheme", "/admin/schemes/plain"],
  ["routes", "/admin/routes"],
  ["route", "/admin/routes/derby"],
  ["layouts", "/admin/layouts"],
  ["layout", "/admin/layouts/plain"],
  ["schedules", "/admin/schedules"],
  ["schedule", "/admin/schedules/answers-weekly"],
  ["schedule-pause", "/admin/schedules/answers-weekly/pause"],
  ["mails", "/admin/mails"],
  ["templates", "/admin/mails/templates"],
  ["template", "/admin/mails/templates/digest"],
  ["delegations", "/delegations"],
  ["delegate", "/delegations/new"],
]) {
  const answer = await to(path);
  if (answer.status() !== 200) faults.push(`${path} answers ${answer.status()}`);
  await look(name);
}
// A mail as it was written, without what its link lets do.
await to("/admin/mails?state=kept");
await look("mails-kept");
await page.locator("main table a").first().click();
await look("mail");
const mail = await page.locator("pre").first().textContent();
if (!/\/link\/\u2026/.test(mail)) faults.push(`the mail is not shown: ${mail}`);
if (/\/link\/\w/.test(await page.content())) faults.push("a page shows what a link lets do");
await to("/admin/schemes");
await press("Check it");
await page.waitForSelector(".govuk-error-summary");
await look("scheme-error");
await close();
