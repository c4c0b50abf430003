// A page looked at on three widths and by axe-core, for scripts that act on pages.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

// A tab of a browser of its own, and what is found wrong in it. The policy of a
// page lets no script in, so axe-core comes past it; where the browser runs no
// script, axe-core does not look. `tab` is one more, of somebody else.
export async function open(executablePath, prefix, folder, script = true) {
  const faults = [];
  const browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
      "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const settings = { bypassCSP: true, javaScriptEnabled: script };
  const tab = async () => (await browser.newContext(settings)).newPage();
  const page = await tab();

  async function look(name, on = page) {
    for (const width of [1280, 375, 320]) {
      await on.setViewportSize({ width, height: 800 });
      const [wide, room] = await on.evaluate(() => {
        const root = document.documentElement;
        return [root.scrollWidth, root.clientWidth];
      });
      if (wide > room) faults.push(`${name}: ${wide} wide on a screen of ${width}`);
      if (folder) {
        await on.screenshot({ path: `${folder}/${prefix}-${name}-${width}.png`, fullPage: true });
      }
    }
    if (!script) return;
    await on.evaluate(axe);
    const found = await on.evaluate(() => window.axe.run());
    for (const one of found.violations) {
      faults.push(`${name}: axe ${one.id}: ${one.help}: ${one.nodes[0].html}`);
    }
  }

  async function close() {
    await browser.close();
    for (const fault of faults) console.error(fault);
    process.exit(faults.length === 0 ? 0 : 1);
  }

  return { page, tab, faults, look, close };
}
