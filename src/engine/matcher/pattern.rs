//! One regular expression, in the cheapest form that says the same.

use regex::{Regex, RegexBuilder};

use crate::engine::error::Error;
use crate::engine::options::Dialect;
use crate::model::count::to_u32;
use crate::promql::regex::{MOST_GROUPS, alternatives, translate};

/// The most memory of a compiled pattern in bytes: Go's own limit is about the same.
const MOST_MEMORY: usize = 32 << 20;

/// How deep a translated pattern may nest: each group, what is repeated and what stands in a row are a level each.
const MOST_NESTED: usize = 4 * MOST_GROUPS;

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
    /// Reads a pattern of RE2.
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

/// A pattern of RE2 as an expression that matches whole texts: `^(?s:…)$`, in dialect v2 `^(?:…)$`.
pub fn regex(text: &str, dialect: Dialect) -> Result<Regex, Error> {
    let refused = |why: &str| Error::evaluation(format!("error parsing regexp: {why}`{text}`"));
    // The checker says what is wrong with it; a matcher that was never in a checked text is only refused.
    let own = translate(text).map_err(|_| refused(""))?;
    let flags = if dialect == Dialect::V2 { "" } else { "s" };
    let mut builder = RegexBuilder::new(&format!("^(?{flags}:{own})$"));
    builder.size_limit(MOST_MEMORY).nest_limit(to_u32(MOST_NESTED)).build().map_err(|error| match error {
        regex::Error::CompiledTooBig(_) => refused("expression is too large: "),
        // A script that Unicode does not have.
        _ => refused("invalid character class range in "),
    })
}
