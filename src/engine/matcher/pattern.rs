//! One regular expression, in the cheapest form that says the same.

use regex::{Regex, RegexBuilder};

use crate::engine::error::Error;
use crate::engine::options::Dialect;
use crate::promql::regex::{alternatives, translate};

/// The most memory of a compiled pattern in bytes: Go's own limit is about the same.
const MOST_MEMORY: usize = 32 << 20;

/// How deep a pattern may nest: each group, what is repeated, what stands in a row and alternatives are a level each.
/// RE2 takes a thousand groups, but the crate compiles by recursion, on the stack that a browser gives a worker: in V8
/// half a megabyte bears some 900 levels, of which this leaves half.
const MOST_NESTED: u32 = 400;

/// A regular expression that must match a whole value.
#[derive(Debug)]
pub struct Pattern(Form);

#[derive(Debug)]
enum Form {
    Everything,
    NotEmpty,
    /// One of these, sorted.
    OneOf(Vec<String>),
    StartsWith(String),
    Regex(Regex),
}

impl Pattern {
    /// Reads a pattern of RE2. Fails where it is none, or nests too deep.
    pub fn new(text: &str, dialect: Dialect) -> Result<Self, Error> {
        let form = match (shortcut(text, dialect), alternatives(text)) {
            (Some(form), _) => form,
            (None, Some(mut texts)) => {
                texts.sort_unstable();
                Form::OneOf(texts)
            }
            (None, None) => Form::Regex(regex(text, dialect)?),
        };
        Ok(Self(form))
    }

    /// Whether a whole value matches.
    pub fn is_match(&self, value: &str) -> bool {
        match &self.0 {
            Form::Everything => true,
            Form::NotEmpty => !value.is_empty(),
            Form::OneOf(texts) => texts.binary_search_by(|text| text.as_str().cmp(value)).is_ok(),
            Form::StartsWith(text) => value.starts_with(text.as_str()),
            Form::Regex(regex) => regex.is_match(value),
        }
    }
}

/// `.*`, `.+`, `text.*`, where the dot is any character.
fn shortcut(text: &str, dialect: Dialect) -> Option<Form> {
    if dialect == Dialect::V2 {
        return None;
    }
    match text {
        ".*" => return Some(Form::Everything),
        ".+" => return Some(Form::NotEmpty),
        _ => {}
    }
    match alternatives(text.strip_suffix(".*")?)?.as_slice() {
        [text] => Some(Form::StartsWith(text.clone())),
        _ => None,
    }
}

/// A pattern of RE2 as an expression that matches whole texts: `^(?s:…)$`, in dialect v2 `^(?:…)$`. Fails as
/// [`Pattern::new`] does.
pub fn regex(text: &str, dialect: Dialect) -> Result<Regex, Error> {
    let refused = |why: &str| Error::evaluation(format!("error parsing regexp: {why}`{text}`"));
    // The checker says what is wrong with it; a matcher that was never in a checked text is only refused.
    let own = translate(text).map_err(|_| refused(""))?;
    let flags = if dialect == Dialect::V2 { "" } else { "s" };
    let mut builder = RegexBuilder::new(&format!("^(?{flags}:{own})$"));
    builder.size_limit(MOST_MEMORY).nest_limit(MOST_NESTED).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => refused("expression is too large: "),
        other => refused(&reason(&other)),
    })
}

/// Why the crate refuses a pattern: a script that Unicode does not have as RE2 says it, what else there is in its own
/// last line.
pub(super) fn reason(error: &regex::Error) -> String {
    let text = error.to_string();
    let last = text.lines().next_back().unwrap_or_default().trim_start_matches("error: ");
    if last.starts_with("Unicode property") {
        "invalid character class range in ".to_owned()
    } else if last.starts_with("exceed") {
        format!("expression nests deeper than {MOST_NESTED} levels: ")
    } else {
        format!("{last}: ")
    }
}
