// Starts the page, and says in words what keeps it from starting. A plain script in a file of its own: it runs under a
// policy without 'unsafe-inline', from a file:// address and in a sandbox, where modules do not. What even this script
// cannot say (it is missing, forbidden, or too new for the browser) stands in index.html.
"use strict";

(() => {
  const zh = /^zh\b/i.test(navigator.language ?? "");
  const pick = (english, chinese) => (zh ? chinese : english);
  const BROWSERS = pick(
    "Use a current Chrome, Edge, Firefox or Safari (at least Chrome or Edge 123, Firefox 120, Safari 17.5).",
    "请使用较新的 Chrome、Edge、Firefox 或 Safari（至少 Chrome 或 Edge 123、Firefox 120、Safari 17.5）。",
  );
  const COPY = pick(
    "Reload the page. If that does not help, copy all files of one build to the server.",
    "请重新加载页面。如果无效，请将同一次构建的全部文件复制到服务器。",
  );
  const POLICY = "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'";

  const place = document.getElementById("start");
  const script = document.querySelector("link[rel=modulepreload]").href;
  const wasm = document.querySelector("link[rel=preload][type=\"application/wasm\"]").href;
  const fileOf = (url) => url.replace(/^.*\//, "");

  /** The first reason is the real one. */
  let said = false;
  const say = (title, detail, next) => {
    if (said || !place) return;
    said = true;
    place.setAttribute("role", "alert");
    place.className = "start start--failed";
    place.replaceChildren(
      ...[title, detail, next].filter(Boolean).map((text) => {
        const line = document.createElement("p");
        line.textContent = text;
        return line;
      }),
    );
  };

  const workerScript = new URL(document.querySelector("meta[name=narthex-worker]").content, location).href;

  /** What the server's policy has forbidden of the programs: `directive address`. */
  const forbidden = [];
  /** Whether that is the worker, without which the page could ask nothing. The browser tells it by this event alone. */
  let isWorkerForbidden = false;
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
    if (/^(script|connect|worker|child)-/.test(effectiveDirective)) forbidden.push(`${effectiveDirective} ${blockedURI}`);
    isWorkerForbidden ||= blockedURI === workerScript;
  });
  const sayForbidden = () =>
    say(
      pick("This server's Content-Security-Policy keeps Narthex from starting.", "服务器的 Content-Security-Policy 使 Narthex 无法启动。"),
      forbidden.join(", "),
      pick(`Allow at least: ${POLICY} (and your nodes).`, `请至少允许：${POLICY}（以及各节点）。`),
    );

  const sayMissing = (url, why) =>
    say(
      pick(`Narthex cannot start: ${fileOf(url)} did not load.`, `Narthex 无法启动：${fileOf(url)} 未能加载。`),
      why,
      COPY,
    );

  /** Whether the browser knows modules in workers: it then asks for the option before it looks at the address. */
  const hasModuleWorkers = () => {
    let asked = false;
    try {
      new Worker("http://[", { get type() { asked = true; return "module"; } });
    } catch {
      // The address is none.
    }
    return asked;
  };

  const missingAbility = () => {
    if (typeof WebAssembly !== "object") return "WebAssembly";
    if (typeof Worker !== "function" || !hasModuleWorkers()) return pick("module workers", "模块 Worker");
    if (typeof ReadableStream !== "function") return "ReadableStream";
    return undefined;
  };

  /** Whether the policy lets WebAssembly be compiled: the shortest module there is. */
  const mayCompile = () => {
    try {
      return Boolean(new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0)));
    } catch {
      return false;
    }
  };

  /**
   * Starts the worker that evaluates, so that neither it nor the page waits for the other's files. What comes of it
   * is kept until the page listens (`web::port::early`), which also says what the browser refuses here.
   */
  const startWorker = () => {
    try {
      const worker = new Worker(workerScript, { type: "module", name: "worker" });
      const heard = [];
      worker.onmessage = worker.onerror = worker.onmessageerror = (event) => heard.push(event);
      globalThis.narthexWorker = { worker, heard };
    } catch {
      // The page tries again.
    }
  };

  /** Fetches a file; says why it cannot be used. */
  const load = async (url) => {
    let response;
    try {
      response = await fetch(url);
    } catch (error) {
      // The event that tells of a policy comes after the refusal.
      await new Promise((done) => setTimeout(done));
      return void (forbidden.length ? sayForbidden() : sayMissing(url, error.message));
    }
    if (!response.ok) return void sayMissing(url, `HTTP ${response.status}`);
    if (/^text\/html/.test(response.headers.get("content-type") ?? "")) {
      return void sayMissing(url, pick("The server gives a page instead of the file.", "服务器返回了网页而不是该文件。"));
    }
    return response;
  };

  const start = async () => {
    if (location.protocol === "file:") {
      return say(
        pick("Narthex was opened as a file.", "Narthex 被作为本地文件打开。"),
        "",
        pick(
          "Browsers start it from a web server only: serve this folder by any (for example `python3 -m http.server`) and open its address.",
          "浏览器只能从 Web 服务器启动它：用任意静态服务器（例如 `python3 -m http.server`）提供此文件夹，再打开其地址。",
        ),
      );
    }
    if (self.origin === "null") {
      return say(
        pick("Narthex cannot start in this frame: it is sandboxed.", "Narthex 无法在此框架中启动：框架处于沙箱中。"),
        "",
        pick(
          "Add allow-same-origin beside allow-scripts to its sandbox attribute, or open Narthex in a tab of its own.",
          "请在其 sandbox 属性中除 allow-scripts 外再加上 allow-same-origin，或在单独的标签页中打开 Narthex。",
        ),
      );
    }
    const missing = missingAbility();
    if (missing) {
      return say(
        pick(`Narthex cannot start: this browser has no ${missing}.`, `Narthex 无法启动：此浏览器不支持 ${missing}。`),
        pick("It is too old, or a setting (such as Lockdown Mode) turns that off.", "浏览器版本过旧，或某项设置（如锁定模式）将其关闭。"),
        BROWSERS,
      );
    }
    startWorker();
    try {
      const [module, response] = await Promise.all([import(script).catch(() => load(script)), load(wasm)]);
      if (!response) return undefined;
      if (typeof module?.default !== "function") {
        return forbidden.length
          ? sayForbidden()
          : sayMissing(script, pick("It is not a script, or is served as something else.", "该文件不是脚本，或其内容类型不正确。"));
      }
      if (isWorkerForbidden) return sayForbidden();
      // The page takes the words away when it is there: it makes itself in tasks of its own.
      await module.default({ module_or_path: response });
    } catch (error) {
      if (forbidden.length || !mayCompile()) return sayForbidden();
      say(
        pick("Narthex cannot start.", "Narthex 无法启动。"),
        String(error?.message ?? error),
        `${COPY} ${BROWSERS}`,
      );
    }
    return undefined;
  };

  for (const text of place?.querySelectorAll("[lang]") ?? []) text.hidden = text.lang !== pick("en", "zh");
  start();
})();
