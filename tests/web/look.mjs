// Looks at pages as people have them: wide and narrow, with script and without,
// and says what is wrong. One JSON document comes in on standard input,
//
//   { "base": "http://…", "sign_in": "/sign-in/…", "screenshots": "folder",
//     "pages": [{ "name": "home", "path": "/c/…", "status": 200 }] }
//
// of which `sign_in`, `screenshots` and `status` may be absent, and one goes out:
//
//   { "looked": 6, "faults": [{ "page", "width", "script", "what", "detail" }] }
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const asked = JSON.parse(readFileSync(0, 'utf8'));

// 320 is what 1280 leaves at a zoom of 400% (WCAG 2.2, 1.4.10).
const WIDTHS = [1280, 375, 320];
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const PAGE_BYTES_MAX = 100 * 1024;

const faults = [];
let looked = 0;

// With a profile of its own, which goes with it.
const browser = await chromium.launch({
  executablePath: process.env.QUARTERDAY_CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync',
  ],
});

try {
  let state;
  if (asked.sign_in) state = await signIn(asked.sign_in);
  for (const script of [true, false]) {
    for (const width of WIDTHS) {
      const context = await browser.newContext({
        javaScriptEnabled: script,
        viewport: { width, height: 900 },
        storageState: state,
      });
      for (const page of asked.pages) await look(context, page, width, script);
      await context.close();
    }
  }
} finally {
  await browser.close();
}
process.stdout.write(JSON.stringify({ looked, faults }));

// Signs in without script, as mail programs' browsers may: the page of a link has
// one button.
async function signIn(path) {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const tab = await context.newPage();
  await tab.goto(asked.base + path);
  await tab.getByRole('main').getByRole('button').first().click();
  await tab.waitForLoadState();
  const state = await context.storageState();
  if (state.cookies.length === 0) throw new Error(`no session came of ${path}: ${tab.url()}`);
  await context.close();
  return state;
}

async function look(context, page, width, script) {
  const fault = (what, detail) => faults.push({ page: page.name, width, script, what, detail });
  const tab = await context.newPage();
  tab.on('console', (said) => {
    // The browser itself says so of every answer that is no 200.
    const ofStatus = said.text().startsWith('Failed to load resource') && page.status >= 400;
    if (said.type() === 'error' && !ofStatus) fault('console', said.text());
  });
  tab.on('pageerror', (error) => fault('script', String(error)));
  tab.on('requestfailed', (request) => fault('request', request.url()));
  tab.on('response', (answer) => {
    const own = answer.url() === asked.base + page.path;
    if (!own && answer.status() >= 400) fault('request', `${answer.status()} ${answer.url()}`);
  });
  const answer = await tab.goto(asked.base + page.path, { waitUntil: 'load' });
  looked += 1;
  const status = page.status ?? 200;
  if (answer.status() !== status) fault('status', `${answer.status()}, not ${status}`);
  const bytes = (await answer.body()).length;
  if (bytes > PAGE_BYTES_MAX) fault('size', `${bytes} bytes`);

  // Works without script too: what is evaluated is no script of the page.
  const seen = await tab.evaluate(() => ({
    title: document.title,
    headings: document.querySelectorAll('h1').length,
    language: document.documentElement.lang,
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    widest: [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .slice(0, 3)
      .map((one) => one.outerHTML.slice(0, 120)),
    inline: document.querySelectorAll('[style], style, script:not([src])').length,
  }));
  if (!seen.title) fault('title', 'there is none');
  if (seen.headings !== 1) fault('heading', `${seen.headings} of the first level`);
  if (!seen.language) fault('language', 'it is not said');
  if (seen.wide > 0) fault('width', `${seen.wide} pixels too wide: ${seen.widest.join(' ')}`);
  if (seen.inline > 0) fault('inline', `${seen.inline} styles or scripts in the page`);
  if (script) {
    await tab.evaluate(axe);
    const found = await tab.evaluate((rules) => axe.run({ runOnly: rules }), RULES);
    for (const violation of found.violations) {
      const where = violation.nodes.map((node) => node.target.join(' ')).slice(0, 5).join(', ');
      fault('axe', `${violation.id}: ${violation.help} (${where})`);
    }
  }
  await firstStop(tab, fault);
  if (asked.screenshots) {
    const name = `${page.name}-${width}${script ? '' : '-plain'}.png`;
    await tab.screenshot({ path: join(asked.screenshots, name), fullPage: true });
  }
  await tab.close();
}

// Whoever goes by keyboard comes to the skip link first, and sees where they are.
async function firstStop(tab, fault) {
  await tab.keyboard.press('Tab');
  const stop = await tab.evaluate(() => {
    const focused = document.activeElement;
    const box = focused.getBoundingClientRect();
    return {
      link: focused.getAttribute('href'),
      there: document.querySelector(focused.getAttribute('href') ?? 'none') !== null,
      seen: box.width > 1 && box.height > 1 && box.bottom > 0,
    };
  });
  if (!stop.link?.startsWith('#') || !stop.there) fault('keyboard', 'no skip link comes first');
  else if (!stop.seen) fault('keyboard', 'the skip link is not seen when it has the focus');
}
