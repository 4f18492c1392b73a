// The compressed size of page and workers in a dist folder, held to limits: a limit exceeded fails.
//   node tools/sizes.mjs dist
import { brotliCompressSync, constants } from "node:zlib";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const LIMITS = { page: 600_000, worker: 950_000, language: 300_000 };

const dist = process.argv[2] ?? "dist";
// Folders whose name begins with a dot hold a build that did not finish.
const files = readdirSync(dist, { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(wasm|js|css)$/.test(name) && !name.startsWith("."))
  .sort();

const sizes = { page: 0, worker: 0, language: 0 };
for (const name of files) {
  const bytes = readFileSync(join(dist, name));
  const compressed = brotliCompressSync(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  }).length;
  const part = /^(worker|language)-/.exec(name)?.[1] ?? "page";
  sizes[part] += compressed;
  console.log(`${String(bytes.length).padStart(9)} B ${String(compressed).padStart(8)} B brotli  ${part.padEnd(8)} ${name}`);
}

let failed = false;
for (const [part, limit] of Object.entries(LIMITS)) {
  const size = sizes[part];
  const verdict = size === 0 ? "MISSING" : size > limit ? "TOO LARGE" : "ok";
  if (verdict !== "ok") failed = true;
  console.log(`size of ${part}: ${(size / 1000).toFixed(1)} kB of ${limit / 1000} kB (brotli): ${verdict}`);
}
process.exit(failed ? 1 : 0);
