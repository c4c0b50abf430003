// Other ways of using the pages: by keyboard alone, in forced colours, at 400% zoom
// of a screen 1280 wide, with wider text spacing, and without JavaScript.
//
//   node ways.mjs CHROMIUM OFFICER-LINK OWNER-LINK PLAIN-OWNER-LINK
//
// The officer looks at pages of every kind; the owner answers by keyboard; the
// plain owner answers without JavaScript.
import { open } from "./looker.mjs";

const [, , executablePath, officer, owner, plainOwner] = process.argv;
const { page, tab, faults, look, close } = await open(executablePath, "ways");
const plan = "/c/rochdale/plans/resources-2020-21";
const PAGES = ["", "/dashboard?as_at=2020-21-Q2", "/quarters", "/quarters/2020-21-Q3/chase",
  "/quarters/2020-21-Q3/workbook", "/hand-over", "/audit", "/reports", "/new-report"]
  .map((path) => `/c/rochdale${path}`)
  .concat([plan, `${plan}/quarters/2020-21-Q2?theme=Workforce`, `${plan}/items/R01`,
    `${plan}/amendments/new?change=redate`, `${plan}/quarters/2020-21-Q3/close`,
    "/accessibility"]);

/// What has the focus: how it is named, whether one sees that it has it, and
/// whether it is on the screen.
const focused = () => page.evaluate(() => {
  const it = document.activeElement;
  if (!it || it === document.body) return null;
  // The ring of a radio button or a checkbox is drawn by its label.
  const drawn = /radio|checkbox/.test(it.type ?? "") ? it.labels[0] : it;
  const style = getComputedStyle(drawn, drawn === it ? null : "::before");
  const place = it.getBoundingClientRect();
  return {
    name: `${it.tagName.toLowerCase()} ${it.id || it.textContent.trim().slice(0, 30)}`,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0,
    seen: place.bottom > 0 && place.top < innerHeight && place.right > 0 && place.left < innerWidth,
    number: Number(it.dataset.stop ?? -1),
  };
});

/// Numbers every stop of the page in the order of the document, and counts them. A
/// group of radio buttons is one.
const stops = () => page.evaluate(() => {
  const groups = new Set();
  const all = document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']");
  let number = 0;
  for (const one of all) {
    if (one.disabled || !one.checkVisibility()) continue;
    if (one.type === "radio") {
      if (groups.has(one.name)) continue;
      groups.add(one.name);
    }
    one.dataset.stop = number;
    number += 1;
  }
  return number;
});

async function walk(address) {
  const expected = await stops();
  const met = new Set();
  let last = -1;
  for (let press = 0; press < expected + 2; press += 1) {
    await page.keyboard.press("Tab");
    const stop = await focused();
    if (!stop || met.has(stop.number)) break;
    met.add(stop.number);
    if (!stop.ring) faults.push(`${address}: one does not see that ${stop.name} has the focus`);
    if (!stop.seen) faults.push(`${address}: ${stop.name} has the focus off the screen`);
    if (stop.number < last) faults.push(`${address}: ${stop.name} is out of order`);
    last = stop.number;
  }
  if (met.size !== expected) {
    faults.push(`${address}: ${met.size} of ${expected} stops are reached by keyboard`);
  }
}

// Text spacing as WCAG 2.2, 1.4.12, has it: nothing may be cut off or overlap.
const SPACING = `* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
  word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`;

const fits = async (address, how) => {
  const [wide, room] = await page.evaluate(() => {
    const root = document.documentElement;
    return [root.scrollWidth, root.clientWidth];
  });
  if (wide > room) faults.push(`${address}: ${wide} wide on ${room} ${how}`);
};

await page.goto(officer);
await page.click("main button");
await page.waitForURL(/\/c\/rochdale$/);
const base = new URL(page.url()).origin;
// 1280 by 1024 at 400%.
await page.setViewportSize({ width: 320, height: 256 });
await page.emulateMedia({ forcedColors: "active", colorScheme: "dark" });
for (const path of PAGES) {
  const answer = await page.goto(base + path);
  if (answer.status() !== 200) faults.push(`${path}: status ${answer.status()}`);
  await fits(path, "at 400%");
  await walk(path);
  // Bars and what stands behind them differ in colours that are not ours, too.
  const same = await page.evaluate(() => [...document.querySelectorAll(".qd-chart__bar")]
    .filter((bar) => bar.children.length > 1)
    .filter((bar) => getComputedStyle(bar.children[0]).fill === getComputedStyle(bar.children[1]).fill)
    .length);
  if (same) faults.push(`${path}: ${same} bars cannot be told from their ground`);
  await page.addStyleTag({ content: SPACING });
  await fits(path, "with wide spacing");
}

/// Whether what was sent was taken; else what the page says.
const sent = async (on, how) => {
  await on.waitForSelector(".govuk-panel, .govuk-error-summary");
  if (await on.locator(".govuk-panel").count()) return;
  faults.push(`${how} nothing was sent: ${await on.locator("main").innerText()}`);
};

// An owner signs in, finds what is asked, answers and sends, by keyboard alone.
const mine = await tab();
const until = async (selector, what) => {
  for (let press = 0; press < 200; press += 1) {
    if (await mine.evaluate((wanted) => document.activeElement.matches(wanted), selector)) return;
    await mine.keyboard.press("Tab");
  }
  faults.push(`by keyboard ${what} is not reached`);
};
await mine.goto(owner);
await until("main button", "the button that signs in");
await mine.keyboard.press("Enter");
await mine.waitForURL(/\/c\/rochdale$/);
await until("main a[href*='/update']", "what is asked");
await mine.keyboard.press("Enter");
await mine.waitForSelector("#item-0-commentary");
const late = "[name=item-0-going][value=not_on_track]";
if (await mine.locator(late).count()) {
  await until("[name=item-0-going]", "the first question");
  for (let press = 0; press < 10 && !(await mine.locator(late).isChecked()); press += 1) {
    await mine.keyboard.press(press ? "ArrowDown" : "Space");
  }
}
await until("#item-0-commentary", "the commentary");
await mine.keyboard.type("By keyboard: it goes on.");
await until("main form button[type=submit]", "the button that sends");
await mine.keyboard.press("Enter");
await sent(mine, "by keyboard");
await look("answered by keyboard", mine);

// And one without JavaScript: signs in, forgets something, is told, and sends it.
const plain = await (await page.context().browser().newContext({ javaScriptEnabled: false }))
  .newPage();
await plain.goto(plainOwner);
await plain.click("main button");
await plain.click("main a[href*='/update']");
await plain.fill("#item-0-commentary", "");
await plain.click("main form button[type=submit]");
const title = await plain.title();
if (!title.startsWith("Error: ")) faults.push(`without script nothing is told: ${title}`);
await plain.click(".govuk-error-summary a");
if (!plain.url().includes("#")) faults.push("without script the error leads nowhere");
if (await plain.locator(late).count()) await plain.locator(late).check();
await plain.fill("#item-0-commentary", "Without script: it goes on.");
await plain.click("main form button[type=submit]");
await sent(plain, "without script");
await plain.goto(`${base}/c/rochdale/dashboard`);
await plain.click("summary");
await plain.selectOption("#as_at", "2020-21-Q2");
await plain.click("main form button");
if (!plain.url().includes("as_at=2020-21-Q2")) faults.push("without script nothing is chosen");

console.log("by keyboard, in forced colours, zoomed and without script");
await close();
