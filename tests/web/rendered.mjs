// A report that was printed as one HTML file, as axe-core and small screens see it.
//
//   node rendered.mjs CHROMIUM FILE-URL [FOLDER FOR SCREENSHOTS]
//
// Exits with 1 where anything is wrong.
import { open } from "./looker.mjs";

const [, , executablePath, file, folder] = process.argv;
const { page, faults, look, close } = await open(executablePath, "rendered", folder);
await page.goto(file);
await look(file.split("/").pop());

// Every chart says in words what it shows, and has its data beside it.
const charts = await page.evaluate(() => [...document.querySelectorAll("figure")].map((figure) => ({
  told: figure.querySelector("svg > desc")?.textContent ?? "",
  rows: figure.querySelectorAll("tbody tr").length,
  bars: figure.querySelectorAll("svg > rect").length,
})));
if (charts.length === 0) faults.push("there is no chart");
for (const chart of charts) {
  if (!chart.told || chart.rows === 0 || chart.rows !== chart.bars) {
    faults.push(`a chart of ${chart.bars} bars has ${chart.rows} rows and says "${chart.told}"`);
  }
}
await close();
