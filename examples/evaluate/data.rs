//! The series of a file.

use narthex::engine::labels::Labels;
use narthex::engine::load::script;
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::wire::exposition::{ExpositionError, ExpositionReader};

/// A store with the series of a file.
pub(crate) fn store(path: &str) -> Result<MemoryStore, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    if first.is_some_and(|line| line.starts_with("load ")) { loaded(&text) } else { exposed(&text) }
}

/// `load` blocks of a test script; each ends at an empty line.
fn loaded(text: &str) -> Result<MemoryStore, String> {
    let wrong = |script::ScriptError { line, why }: script::ScriptError| {
        format!("line {line}: {}", why.map_or_else(|| "\"load\" with a step is expected".to_owned(), String::from))
    };
    let mut store = MemoryStore::default();
    for (labels, samples) in script::load(text).map_err(wrong)? {
        store.append(labels, samples);
    }
    Ok(store)
}

fn exposed(text: &str) -> Result<MemoryStore, String> {
    let wrong = |ExpositionError { line, error, .. }: ExpositionError| format!("line {line}: {error:?} is wrong");
    let mut store = MemoryStore::default();
    let mut reader = ExpositionReader::default();
    reader.feed(text.as_bytes()).map_err(wrong)?;
    for series in reader.finish(|_| 0).map_err(wrong)? {
        let samples = Samples { times: series.times, values: series.values, ..Samples::default() };
        store.append(Labels::new(series.labels), samples);
    }
    Ok(store)
}
