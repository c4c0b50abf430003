// People who sign in by an OpenID provider, and people who are not let in.
//
//   node sign_in.mjs CHROMIUM SERVICE [FOLDER FOR SCREENSHOTS]
import { open } from "../web/looker.mjs";

const [, , executablePath, base, folder] = process.argv;
const { page: first, faults, look, close } = await open(executablePath, "openid", folder);
const browser = first.context().browser();
// A busy machine is slow, not wrong.
const MILLISECONDS_MAX = 120_000;
first.context().setDefaultTimeout(MILLISECONDS_MAX);

// A tab of a browser that knows nobody.
async function fresh() {
  const context = await browser.newContext({ bypassCSP: true });
  context.setDefaultTimeout(MILLISECONDS_MAX);
  return context.newPage();
}

const away = (page) => new URL(page.url()).origin !== base;

// Signs in at the provider, and agrees to all that it asks; the status of the
// page that one comes back to.
async function pass(page, name) {
  let status = 0;
  page.on("response", (answer) => {
    if (answer.url().startsWith(base) && answer.request().isNavigationRequest()) {
      status = answer.status();
    }
  });
  await page.fill("input[name=login]", name);
  await page.fill("input[name=password]", "any");
  for (let steps = 0; away(page) && steps < 5; steps += 1) {
    await Promise.all([page.waitForNavigation(), page.click("button[type=submit]")]);
  }
  return status;
}

async function begin(page, way = "Sign in with Microsoft", council = "rochdale") {
  await page.goto(`${base}/sign-in?council=${council}`);
  await page.getByRole("button", { name: way }).click();
  await page.waitForSelector("input[name=login]");
}

async function enter(name, way, council) {
  const page = await fresh();
  await begin(page, way, council);
  return [page, await pass(page, name)];
}

async function expect(what, page, status, wanted, text) {
  if (status !== wanted) faults.push(`${what}: status ${status} at ${page.url()}`);
  const shown = await page.textContent("main");
  if (!shown.includes(text)) faults.push(`${what}: no "${text}" in: ${shown}`);
}

// Where the provider sends a browser back to, which does not go there.
async function travel(page, name) {
  const { request } = page.context();
  const step = { maxRedirects: 0 };
  let address = `${base}/sign-in/with/entra?council=rochdale`;
  for (let steps = 0; steps < 12; steps += 1) {
    let answer = await request.get(address, step);
    if (answer.status() === 200) {
      const [, prompt] = /name="prompt" value="([a-z]+)"/.exec(await answer.text());
      answer = await request.post(address, { ...step, form: { prompt, login: name, password: "any" } });
    }
    address = new URL(answer.headers().location, address).href;
    if (address.includes("/callback")) return address;
  }
  throw new Error(`the way ends at ${address}`);
}

const has = async (page, address) => (await page.goto(`${base}${address}`)).status();

// Somebody whose group gives a role, who signs out of both in the end.
await first.goto(`${base}/sign-in?council=rochdale`);
await look("sign-in");
await begin(first);
let status = await pass(first, "officer");
if (new URL(first.url()).pathname !== "/c/rochdale") faults.push(`the officer is at ${first.url()}`);
await look("home");
status = await has(first, "/c/rochdale/audit");
if (status !== 200) faults.push(`the officer's audit: ${status}`);
await first.getByRole("button", { name: "Sign out", exact: true }).click();
await first.waitForSelector("text=You have signed out");
await look("signed-out");
await first.getByRole("link", { name: "Sign out of Microsoft" }).click();
await first.click("button[value=yes]");
await first.waitForURL(`${base}/signed-out**`);
status = await has(first, "/c/rochdale");
if (!first.url().includes("/sign-in")) faults.push(`signed out, and at ${first.url()}`);

// Somebody in no group has no more than what is theirs.
let page;
[page] = await enter("owner");
if (!page.url().endsWith("/c/rochdale")) faults.push(`the owner is at ${page.url()}`);
if ((await has(page, "/c/rochdale/audit")) !== 403) faults.push("the owner sees the audit");
[page] = await enter("overage");
if (!(await page.textContent("main")).includes("too many groups")) faults.push("groups: not said");
if ((await has(page, "/c/rochdale/audit")) !== 403) faults.push("too many groups give a role");

// People who are not let in.
for (const [name, wanted, code] of [
  ["stranger", 403, "QD0154"], ["unverified", 403, "QD0154"], ["elsewhere", 403, "QD0153"],
  ["late", 403, "QD0153"], ["swapped", 403, "QD0153"], ["forged", 403, "QD0153"],
  ["audience", 403, "QD0153"], ["disabled", 403, "QD0152"],
]) {
  [page, status] = await enter(name);
  await expect(name, page, status, wanted, code);
  await page.goto(`${base}/c/rochdale`);
  if (!page.url().includes("/sign-in")) faults.push(`${name} is let in`);
}
page = await fresh();
await begin(page);
await page.click("text=Cancel");
await page.waitForSelector("text=You are not signed in");
await expect("cancelled", page, 403, 403, "QD0152");

// A key that the provider has since this morning.
[page] = await enter("rotated");
if (!page.url().endsWith("/c/rochdale")) faults.push(`a new key: ${page.url()}`);

// What comes back with another state, in another browser, or twice.
const callback = `${base}/sign-in/with/entra/callback`;
page = await fresh();
let answer = await page.goto(`${callback}?state=made-up&code=made-up`);
await expect("made up", page, answer.status(), 403, "QD0151");
page = await fresh();
const brought = await travel(page, "owner");
const kept = await page.context().cookies(base);
page = await fresh();
answer = await page.goto(brought);
await expect("another browser", page, answer.status(), 403, "QD0151");
page = await fresh();
await page.context().addCookies(kept);
answer = await page.goto(brought.replace(/state=[^&]*/, "state=another"));
await expect("another state", page, answer.status(), 403, "QD0151");
await page.goto(brought);
if (!page.url().endsWith("/c/rochdale")) faults.push(`the browser itself is at ${page.url()}`);
page = await fresh();
await page.context().addCookies(kept);
answer = await page.goto(brought);
await expect("twice", page, answer.status(), 403, "QD0151");

// Another issuer, for another council, and one that does not answer.
[page] = await enter("derby", "Sign in with Derby", "derby");
if (!page.url().endsWith("/c/derby")) faults.push(`derby is at ${page.url()}`);
await page.goto(`${base}/c/rochdale`);
if (!page.url().includes("/sign-in")) faults.push("derby sees rochdale");
answer = await page.goto(`${base}/sign-in/with/derby?council=rochdale`);
if (answer.status() !== 404) faults.push(`derby's way to rochdale: ${answer.status()}`);
answer = await page.goto(`${base}/sign-in/with/gone?council=rochdale`);
await expect("no answer", page, answer.status(), 503, "QF0055");
await close();
