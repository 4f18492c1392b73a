//! A `narthex.json` to begin with.

use serde_json::Value;

/// The address of a Prometheus where none is known.
const SERVER: &str = "https://prometheus.example.org";

/// A file that lists what a page mostly asks. `url` is the address of the Prometheus, where one is known.
pub fn sample(url: Option<&str>) -> String {
    let url = Value::from(url.unwrap_or(SERVER));
    format!(
        r#"{{
  "nodes": [
    {{ "name": "A", "url": {url} }},
    {{ "name": "B", "url": "https://b.eu-1.example.org" }},
    {{ "name": "B′", "url": "https://b2.eu-1.example.org" }},
    {{ "name": "C", "kind": "remote_read",
      "url": "https://c.eu-2.example.org/api/v1/read" }},
    {{ "name": "fleet", "kind": "federation",
      "members": [["B", "B′"], ["C"]] }},
    {{ "name": "team", "url": "https://mimir.example.org/prometheus",
      "headers": {{ "X-Scope-OrgID": "team" }} }},
    {{ "name": "am", "url": "https://am.example.org", "kind": "alertmanager" }}
  ]
}}
"#
    )
}

/// What stands in a JSON text, to colour it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonPart {
    /// A name before a colon.
    Key,
    /// A text that is no name.
    Text,
    /// All else.
    Other,
}

/// The parts of a JSON text, in its order; joined, they are the text.
pub fn parts(text: &str) -> Vec<(JsonPart, &str)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find('"') {
        let (before, quoted) = rest.split_at(start);
        let mut is_escaped = false;
        let end = quoted.bytes().skip(1).position(|byte| {
            let is_end = byte == b'"' && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            is_end
        });
        let (quoted, after) = quoted.split_at(end.map_or(quoted.len(), |end| end + 2));
        let kind = if after.trim_start().starts_with(':') { JsonPart::Key } else { JsonPart::Text };
        parts.extend([(JsonPart::Other, before), (kind, quoted)]);
        rest = after;
    }
    parts.push((JsonPart::Other, rest));
    parts.retain(|(_, text)| !text.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::config;

    #[test]
    fn the_sample_is_read_without_a_word() {
        for (url, first) in
            [(None, SERVER), (Some("http://a:9090"), "http://a:9090"), (Some("http://a/\"b"), "http://a/\"b")]
        {
            let (entries, problems) = config::read(&sample(url), "https://page/");
            assert_eq!((entries.len(), problems), (7, Vec::new()));
            assert_eq!(entries[0].node.endpoint.url(), Some(first));
        }
    }

    #[test]
    fn keys_are_told_from_texts_and_nothing_is_lost() {
        let text = r#"{ "a\"b": "c: \\", "d" : 1, "e"#;
        let found = parts(text);
        assert_eq!(found.iter().map(|(_, text)| *text).collect::<String>(), text);
        let of = |kind| found.iter().filter(|(of, _)| *of == kind).map(|(_, text)| *text).collect::<Vec<_>>();
        assert_eq!(of(JsonPart::Key), [r#""a\"b""#, r#""d""#]);
        assert_eq!(of(JsonPart::Text), [r#""c: \\""#, r#""e"#]);
    }
}
