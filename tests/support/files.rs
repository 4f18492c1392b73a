//! Files and variables of the machine for tests that also run as wasm32: there they are node's.

use std::path::Path;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use native::{names, read, say, variable};
#[cfg(target_arch = "wasm32")]
pub(crate) use node::{names, read, say, variable};

/// The conformance scripts of Prometheus, as names and texts sorted by name; `None` where `PROMQLTEST_DIR` is not set.
/// Then a line says that the test did not run, which `tools/test.sh` counts and repeats at its end.
pub(crate) fn conformance_scripts(test: &str) -> Option<Vec<(String, String)>> {
    let folder = variable("PROMQLTEST_DIR");
    if folder.is_none() {
        say(&format!("not run: {test}: PROMQLTEST_DIR names no folder with Prometheus' conformance scripts"));
    }
    Some(scripts(&folder?))
}

/// The scripts of a folder as names and texts, sorted by name.
pub(crate) fn scripts(folder: &str) -> Vec<(String, String)> {
    let mut names = names(folder);
    names.retain(|name| Path::new(name).extension().is_some_and(|extension| extension == "test"));
    names.sort();
    assert!(!names.is_empty(), "{folder} holds no script");
    names.into_iter().map(|name| (name.clone(), read(&format!("{folder}/{name}")))).collect()
}

#[cfg(not(target_arch = "wasm32"))]
mod native {
    use std::io::Write;
    use std::{env, fs};

    /// The text of a file.
    pub(crate) fn read(path: &str) -> String {
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The names of what is in a folder.
    pub(crate) fn names(folder: &str) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
    }

    /// A variable of the environment.
    pub(crate) fn variable(name: &str) -> Option<String> {
        env::var(name).ok()
    }

    /// Writes a line that is seen although the test passes.
    pub(crate) fn say(line: &str) {
        let _ = writeln!(std::io::stderr(), "{line}");
    }
}

#[cfg(target_arch = "wasm32")]
#[allow(clippy::disallowed_types, reason = "in node, not in a browser: wasm reaches files through its functions alone")]
mod node {
    use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

    #[wasm_bindgen(module = "fs")]
    extern "C" {
        #[wasm_bindgen(js_name = readFileSync, catch)]
        fn read_file(path: &str, encoding: &str) -> Result<String, JsValue>;
        #[wasm_bindgen(js_name = readdirSync, catch)]
        fn read_folder(path: &str) -> Result<Vec<String>, JsValue>;
        #[wasm_bindgen(js_name = writeSync)]
        fn write(file: u32, text: &str);
    }

    #[wasm_bindgen]
    extern "C" {
        type Environment;
        #[wasm_bindgen(method, indexing_getter)]
        fn get(this: &Environment, name: &str) -> Option<String>;
        #[wasm_bindgen(thread_local_v2, js_namespace = process, js_name = env)]
        static ENVIRONMENT: Environment;
    }

    /// The text of a file.
    pub(crate) fn read(path: &str) -> String {
        read_file(path, "utf8").unwrap_or_else(|error| panic!("{path}: {error:?}"))
    }

    /// The names of what is in a folder.
    pub(crate) fn names(folder: &str) -> Vec<String> {
        read_folder(folder).unwrap_or_else(|error| panic!("{folder}: {error:?}"))
    }

    /// A variable of the environment.
    pub(crate) fn variable(name: &str) -> Option<String> {
        ENVIRONMENT.with(|environment| environment.get(name))
    }

    /// Writes a line that is seen although the test passes.
    pub(crate) fn say(line: &str) {
        write(2, &format!("{line}\n"));
    }
}
