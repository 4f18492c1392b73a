//! The series of a file.

use narthex::engine::labels::Labels;
use narthex::engine::load::load;
use narthex::engine::samples::Samples;
use narthex::engine::store::memory::MemoryStore;
use narthex::model::duration;
use narthex::wire::exposition;

/// A store with the series of a file.
pub(crate) fn store(path: &str) -> Result<MemoryStore, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let first = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
    if first.is_some_and(|line| line.starts_with("load ")) { loaded(&text) } else { exposed(&text) }
}

/// `load` blocks of a test script; each ends at an empty line.
fn loaded(text: &str) -> Result<MemoryStore, String> {
    let mut store = MemoryStore::default();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#')).peekable();
    while let Some(line) = lines.next() {
        if line.is_empty() {
            continue;
        }
        let step = line.strip_prefix("load ").and_then(|step| duration::parse(step.trim()));
        let step = step.filter(|ms| *ms > 0).ok_or(format!("\"load\" with a step is expected, not \"{line}\""))?;
        let block: Vec<&str> = std::iter::from_fn(|| lines.next_if(|line| !line.is_empty())).collect();
        for (labels, samples) in load(block, step)? {
            store.append(labels, samples);
        }
    }
    Ok(store)
}

fn exposed(text: &str) -> Result<MemoryStore, String> {
    let wrong = |mistake: exposition::Mistake| format!("line {}: {:?} is wrong", mistake.line, mistake.kind);
    let mut store = MemoryStore::default();
    for series in exposition::read(text, 0).map_err(wrong)? {
        let samples = Samples { times: series.times, values: series.values, ..Samples::default() };
        store.append(Labels::new(series.labels), samples);
    }
    Ok(store)
}
