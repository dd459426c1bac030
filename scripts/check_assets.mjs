// Refuses a cloud assembly with assets that are made by a command or a Docker build: the CDK CLI
// would run these with the role that deploys, whatever `cdk diff` has shown.
//
//   node scripts/check_assets.mjs cdk.out
//
// It needs nothing but Node, since no package and no Python of the project runs beside a token.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const assembly = process.argv[2];
const manifests = readdirSync(assembly, { recursive: true }).filter((name) =>
  name.endsWith(".assets.json"),
);
const refused = manifests.flatMap((name) => {
  const { files = {}, dockerImages = {} } = JSON.parse(readFileSync(join(assembly, name), "utf8"));
  const made = Object.entries(files).filter(([, file]) => file.source.executable !== undefined);
  return [...made.map(([id]) => id), ...Object.keys(dockerImages)].map((id) => `${name}: ${id}`);
});
for (const asset of refused) {
  console.error(`${asset}: expected a file of the assembly, got an asset that a command makes`);
}
process.exit(refused.length === 0 && manifests.length > 0 ? 0 : 1);
