//! Splits an address into a path and key-value pairs, percent-encoded: the first stage, in which nothing is
//! interpreted.

use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::model::notice::RouteProblem;

/// What would end a value, or what browsers and mail programs change or cut in a link.
const ESCAPED: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'&')
    .add(b'+')
    .add(b'<')
    .add(b'>')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// How `+` in a value is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Plus {
    /// As itself: Narthex' own addresses.
    Literal,
    /// As a space: forms, and Prometheus' links.
    Space,
}

/// One pair.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair<'a> {
    /// The key as it stands.
    pub key: &'a str,
    /// The value as it stands, not decoded.
    value: &'a str,
}

/// Path and pairs of a fragment: `/query?a=b`, `query`, `?a=b`, `a=b`.
pub fn split(fragment: &str) -> (&str, Vec<Pair<'_>>) {
    let (path, query) = match fragment.split_once('?') {
        Some(parts) => parts,
        None if fragment.contains('=') => ("", fragment),
        None => (fragment, ""),
    };
    (path.trim_matches('/'), pairs(query))
}

/// The pairs of a query string, or of one that was copied out of HTML, in which `&` is `&amp;`.
pub fn pairs(query: &str) -> Vec<Pair<'_>> {
    let parts = query.split('&').map(|part| part.trim_start_matches("amp;")).filter(|part| !part.is_empty());
    parts.map(|part| part.split_once('=').unwrap_or((part, ""))).map(|(key, value)| Pair { key, value }).collect()
}

impl<'a> Pair<'a> {
    /// A value that stands under no key of its own.
    pub fn new(key: &'a str, value: &'a str) -> Self {
        Self { key, value }
    }

    /// Whether its value begins with one of these, escaped or not.
    pub fn begins_with(&self, starts: &[&str]) -> bool {
        starts.iter().any(|start| self.value.starts_with(start))
    }

    /// The decoded value. Escapes that give no UTF-8 become replacement characters, and are reported.
    pub fn decode(&self, plus: Plus, problems: &mut Vec<RouteProblem>) -> String {
        let spaced = match plus {
            Plus::Literal => self.value.to_owned(),
            Plus::Space => self.value.replace('+', " "),
        };
        let decoded = percent_decode_str(&spaced);
        if let Ok(text) = decoded.clone().decode_utf8() {
            return text.into_owned();
        }
        problems.push(RouteProblem::BadEncoding { key: self.key.to_owned() });
        decoded.decode_utf8_lossy().into_owned()
    }
}

/// Appends `key=value` with the value escaped, after `?` or `&`.
pub fn push(out: &mut String, key: &str, value: &str) {
    out.push(if out.contains('?') { '&' } else { '?' });
    out.push_str(key);
    out.push('=');
    out.extend(utf8_percent_encode(value, ESCAPED));
}
