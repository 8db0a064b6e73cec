import { existsSync } from "node:fs";
import { type Browser, launch } from "puppeteer-core";

/** Where a browser is usually found; `CHROME_PATH` names another. */
const PLACES = [
  process.env.CHROME_PATH ?? "",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** A browser without a window; undefined where this machine has none. */
export async function openBrowser(): Promise<Browser | undefined> {
  const executablePath = PLACES.find((path) => path !== "" && existsSync(path));
  if (executablePath === undefined) return undefined;
  return launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
}
