// What trunk leaves undone in a build that it is about to put into dist/; a hook of trunk (Trunk.toml) runs this.
//
// It names the folders of the page's and the workers' programs by the content of their files: no cache and no
// half-finished copy joins one build's parts with another's. (Trunk's own hashes of these files are of what cargo made,
// before wasm-bindgen and wasm-opt.) And it joins the style sheets into one: over HTTP/1.1 a browser has six requests
// under way, and the page's program would wait behind fifteen small files.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FOLDERS = ["page", "worker", "language"];
const STYLE = /<link\b[^>]*\bhref="?\.\/([^" >]+\.css)"?[^>]*>/g;

const staging = process.env.TRUNK_STAGING_DIR;
const index = join(staging, "index.html");
let text = readFileSync(index, "utf8");

const hashOf = (hash) => hash.digest("hex").slice(0, 16);

for (const folder of FOLDERS) {
  const hash = createHash("sha256");
  for (const name of readdirSync(join(staging, folder)).sort()) {
    hash.update(`${name}\0`).update(readFileSync(join(staging, folder, name)));
  }
  const named = `${folder}-${hashOf(hash)}`;
  if (!text.includes(`./${folder}/`)) throw new Error(`index.html does not say where ${folder}/ is`);
  text = text.replaceAll(`./${folder}/`, `./${named}/`);
  renameSync(join(staging, folder), join(staging, named));
}

const sheets = [...text.matchAll(STYLE)].map(([, name]) => name);
if (sheets.length > 1) {
  const style = sheets.map((name) => readFileSync(join(staging, name), "utf8")).join("\n");
  const named = `style-${hashOf(createHash("sha256").update(style))}.css`;
  let isFirst = true;
  text = text.replace(STYLE, () => {
    const link = isFirst ? `<link rel="stylesheet" href="./${named}">` : "";
    isFirst = false;
    return link;
  });
  for (const name of sheets) rmSync(join(staging, name));
  writeFileSync(join(staging, named), style);
}
writeFileSync(index, text);
