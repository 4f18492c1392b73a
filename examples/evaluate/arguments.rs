//! What the command line asks for.

use narthex::engine::options::{Dialect, Options, When};
use narthex::model::duration;
use narthex::model::time::{self, StepGrid, Zone};

/// What the command line asks for.
pub(crate) struct Arguments {
    /// The file with the series.
    pub(crate) data: String,
    /// The query.
    pub(crate) query: String,
    /// When it is evaluated.
    pub(crate) when: When,
    /// How.
    pub(crate) options: Options,
    /// Whether it is said what the evaluation took.
    pub(crate) has_stats: bool,
}

impl Arguments {
    /// Reads options, each but `--stats` followed by its value. Without a time, the query is evaluated at Unix 0.
    pub(crate) fn read(words: impl Iterator<Item = String>) -> Result<Self, String> {
        let (mut data, mut query) = (None, None);
        let (mut at, mut start, mut end, mut step) = (None, None, None, None);
        let mut options = Options::default();
        let mut has_stats = false;
        let mut words = words.peekable();
        while let Some(option) = words.next() {
            if option == "--stats" {
                has_stats = true;
                continue;
            }
            let value = words.next().ok_or(format!("{option} has no value"))?;
            match option.as_str() {
                "--data" => data = Some(value),
                "--query" => query = Some(value),
                "--time" => at = Some(moment(&value)?),
                "--start" => start = Some(moment(&value)?),
                "--end" => end = Some(moment(&value)?),
                "--step" => step = duration::parse(&value).filter(|ms| *ms > 0),
                "--dialect" => {
                    options.dialect = match value.as_str() {
                        "v2" => Dialect::V2,
                        "v3" => Dialect::V3,
                        _ => return Err(format!("there is no dialect {value}")),
                    };
                }
                _ => return Err(format!("there is no option {option}")),
            }
        }
        let when = match (at, start, end, step) {
            (at, None, None, None) => When::Instant(at.unwrap_or(0)),
            (None, Some(start), Some(end), Some(step)) => When::Range(StepGrid { start, end, step }),
            _ => return Err("give either a time, or start, end and a step longer than 0".into()),
        };
        let missing = |name: &str| format!("{name} is missing");
        let (data, query) = (data.ok_or(missing("--data"))?, query.ok_or(missing("--query"))?);
        Ok(Self { data, query, when, options, has_stats })
    }
}

/// A time: RFC 3339 or Unix seconds.
fn moment(text: &str) -> Result<i64, String> {
    time::parse(text, &Zone::UTC).ok_or(format!("{text} is no time"))
}
