// Starts a worker: the program of its own name. It lies in a folder with the worker's other files, whose name is the
// hash of them all, so that no cache joins one build's parts with another's. What goes wrong is posted as a text: the page takes that for the
// worker's end and says it. That nothing arrives is noticed by the page (`web::port::page`).
const file = `${self.name}_bg.wasm`;
try {
  const [{ default: init }, wasm] = await Promise.all([import(`./${self.name}.js`), fetch(new URL(file, import.meta.url))]);
  if (!wasm.ok) throw new Error(`${file}: HTTP ${wasm.status}`);
  await init({ module_or_path: wasm });
} catch (error) {
  postMessage(String(error.message));
}
