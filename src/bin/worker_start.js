// Starts the worker. Its files keep their names from release to release; the version in this file's own query string
// goes on to them, so that no cache joins one release's parts with another's.
const version = self.location.search;
const { default: init } = await import(`./worker.js${version}`);
await init({ module_or_path: new URL(`./worker_bg.wasm${version}`, import.meta.url) });
