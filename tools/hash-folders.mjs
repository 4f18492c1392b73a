// Names the folders of the page's and the worker's programs by the content of their files, in a build that trunk is
// about to put into dist/: no cache and no half-finished copy joins one build's parts with another's. (Trunk's own hashes
// of these files are of what cargo made, before wasm-bindgen and wasm-opt.) A hook of trunk (Trunk.toml) runs this.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FOLDERS = ["page", "worker"];

const staging = process.env.TRUNK_STAGING_DIR;
const index = join(staging, "index.html");
let text = readFileSync(index, "utf8");
for (const folder of FOLDERS) {
  const hash = createHash("sha256");
  for (const name of readdirSync(join(staging, folder)).sort()) {
    hash.update(`${name}\0`).update(readFileSync(join(staging, folder, name)));
  }
  const named = `${folder}-${hash.digest("hex").slice(0, 16)}`;
  if (!text.includes(`./${folder}/`)) throw new Error(`index.html does not say where ${folder}/ is`);
  text = text.replaceAll(`./${folder}/`, `./${named}/`);
  renameSync(join(staging, folder), join(staging, named));
}
writeFileSync(index, text);
