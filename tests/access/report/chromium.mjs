// A headless Chromium, unpacked once for all runs.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import packaged, { inflate, setupLambdaEnvironment } from "@sparticuz/chromium";
import { chromium } from "playwright-core";

const folder = join(dirname(fileURLToPath(import.meta.resolve("@sparticuz/chromium"))), "..");

/** Where it is unpacked: whole, or not at all, however many start at the same time. */
async function unpacked() {
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const caches = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "ecs-iam-roles");
  const home = join(caches, `chromium-${version}`);
  if (existsSync(home)) return home;
  mkdirSync(caches, { recursive: true });
  const making = mkdtempSync(`${home}-`);
  // The package unpacks into the folder for temporary files.
  process.env.TMPDIR = making;
  for (const name of ["chromium.br", "fonts.tar.br", "swiftshader.tar.br", "al2023.tar.br"]) {
    await inflate(join(folder, "bin", name));
  }
  delete process.env.TMPDIR;
  try {
    renameSync(making, home);
  } catch (error) {
    rmSync(making, { recursive: true });
    if (!existsSync(home)) throw error;
  }
  return home;
}

/** Launch it; with the libraries of the package on a machine that has not all of them. */
export async function launch() {
  const home = await unpacked();
  const executablePath = join(home, "chromium");
  const starts = spawnSync(executablePath, ["--version", "--no-sandbox"]).status === 0;
  if (!starts) setupLambdaEnvironment(join(home, "al2023", "lib"));
  // In a single process, which is for AWS Lambda, it ends with its first page.
  const args = packaged.args.filter((one) => one !== "--single-process");
  return chromium.launch({ args, executablePath, headless: true });
}
