// Opens a report as its readers do, and prints what is seen as JSON.
//
//   node open_page.mjs <report.html> <folder for screenshots and the PDF> [only this view]
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { launch } from "./chromium.mjs";

const [, , report, folder, only] = process.argv;
const address = pathToFileURL(report).href;
const seen = { messages: [], requests: [], views: {} };

const VIEWS = {
  "desktop-light": { viewport: { width: 1280, height: 900 }, colorScheme: "light" },
  "desktop-dark": { viewport: { width: 1280, height: 900 }, colorScheme: "dark" },
  "tablet-light": { viewport: { width: 820, height: 1100 }, colorScheme: "light" },
  "phone-light": { viewport: { width: 360, height: 780 }, colorScheme: "light" },
  "phone-dark": { viewport: { width: 360, height: 780 }, colorScheme: "dark" },
};

const browser = await launch();
for (const [name, options] of Object.entries(VIEWS)) {
  if (only && name !== only) continue;
  const page = await browser.newPage(options);
  page.on("console", (message) => seen.messages.push(`${name}: ${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => seen.messages.push(`${name}: ${error}`));
  page.on("request", (request) => seen.requests.push(request.url()));
  await page.goto(address);
  seen.views[name] = await page.evaluate(() => ({
    text: document.body.innerText,
    width: document.documentElement.clientWidth,
    scrollWidth: document.documentElement.scrollWidth,
    paper: getComputedStyle(document.body).backgroundColor,
    picture: {
      drawn: [...document.querySelectorAll(".picture svg")].filter((one) => one.checkVisibility()).length,
      listed: [...document.querySelectorAll(".listed")].filter((one) => one.checkVisibility()).length,
    },
    // What sticks out of the window, unless it scrolls within itself.
    outside: [...document.querySelectorAll("body *")]
      .filter((one) => !one.closest(".scroll, svg, .heard, .skip") && one.getClientRects().length)
      .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
      .map((one) => one.outerHTML.slice(0, 120)),
    // Letters of a picture that its box does not hold.
    spilt: [...document.querySelectorAll("svg a, svg g")]
      .filter((one) => one.getClientRects().length)
      .filter((one) => {
        const box = one.querySelector("rect").getBoundingClientRect();
        return [...one.querySelectorAll("text")].some((text) => {
          const { left, right } = text.getBoundingClientRect();
          return left < box.left || right > box.right;
        });
      })
      .map((one) => one.textContent),
  }));
  // For people to look at; the others differ in colour alone, and each takes seconds.
  if (["desktop-light", "tablet-light", "phone-dark"].includes(name)) {
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  }
  if (name === "desktop-light") {
    await keyboard(page);
    await print(page);
  }
  await page.close();
}
await browser.close();
process.stdout.write(JSON.stringify(seen));

/** Where Tab leads, and that a role opens without a mouse. */
async function keyboard(page) {
  const expected = await page.evaluate(() =>
    [...document.querySelectorAll("a[href], summary, [tabindex='0']")]
      .filter((one) => one.checkVisibility())
      .map((one) => one.getAttribute("href") ?? one.tagName.toLowerCase()),
  );
  const reached = [];
  for (let step = 0; step < expected.length; step += 1) {
    await page.keyboard.press("Tab");
    reached.push(
      await page.evaluate(() => {
        const one = document.activeElement;
        const style = getComputedStyle(one.closest("svg a")?.querySelector("rect") ?? one);
        return {
          what: one.getAttribute("href") ?? one.tagName.toLowerCase(),
          isShown: style.outlineStyle !== "none" || parseFloat(style.strokeWidth) >= 3,
        };
      }),
    );
  }
  seen.keyboard = { expected, reached };
  const summary = page.locator("summary").first();
  await summary.focus();
  await page.keyboard.press("Enter");
  seen.keyboard.opens = await page.locator("details").first().evaluate((one) => one.open);
  await page.keyboard.press("Enter");
}

/** As on paper: what is folded on a screen is printed as well. */
async function print(page) {
  await page.emulateMedia({ media: "print" });
  seen.print = await page.evaluate(() => ({
    hidden: [...document.querySelectorAll("details .body *")].filter((one) => !one.checkVisibility())
      .length,
    paper: getComputedStyle(document.body).backgroundColor,
  }));
  await page.emulateMedia({ media: null });
  const pdf = await page.pdf({ path: join(folder, "report.pdf"), preferCSSPageSize: true, printBackground: true });
  seen.print.pages = (pdf.toString("latin1").match(/\/Type \/Page\b/g) ?? []).length;
}
