//! `/api/v1/status/config`: which remotes a Prometheus reads from, and its external labels.
//!
//! The answer holds the configuration as the server itself prints it: block style, two spaces a
//! level, list items at their parent's column. That much of YAML is read here, no more.

use serde::Deserialize;

use crate::model::duration;
use crate::model::outcome::Failure;
use crate::wire::{http, text, transport::Head};

/// The endpoint's path.
pub const PATH: &str = "/api/v1/status/config";

/// The most remotes that are kept.
const MAX_REMOTES: usize = 1000;

/// The most external labels that are kept.
const MAX_EXTERNAL_LABELS: usize = 100;

/// How long Prometheus waits for a remote unless told otherwise, in milliseconds.
const DEFAULT_TIMEOUT: u32 = 60_000;

/// The most time-out that is kept, in milliseconds.
const MAX_TIMEOUT: u32 = i32::MAX.cast_unsigned();

/// One `remote_read` block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// Its URL without user and password.
    pub url: String,
    /// Milliseconds that the server waits for it.
    pub timeout_ms: u32,
}

#[derive(Deserialize)]
struct Config {
    #[serde(default)]
    yaml: String,
}

/// Decodes a successful answer; no remotes where its configuration has none. Fails as other small answers do.
pub fn decode(head: &Head, body: &[u8]) -> Result<Vec<Remote>, Failure> {
    let config: Config = super::data(head, body, "a configuration")?;
    Ok(remotes(&config.yaml))
}

/// Decodes a successful answer: the external labels.
pub fn decode_external_labels(head: &Head, body: &[u8]) -> Result<Vec<(String, String)>, Failure> {
    let config: Config = super::data(head, body, "a configuration")?;
    Ok(external_labels(&config.yaml))
}

/// The external labels of a printed configuration, in its order.
pub fn external_labels(yaml: &str) -> Vec<(String, String)> {
    let global = yaml.lines().skip_while(|line| line.trim_end() != "global:").skip(1);
    let global = global.take_while(|line| line.starts_with(' ') || line.trim().is_empty());
    let block = global.skip_while(|line| line.trim_end() != "  external_labels:").skip(1);
    let block = block.take_while(|line| line.starts_with("    "));
    let label = |line: &str| {
        let (name, value) = line.trim().split_once(':')?;
        Some((text::line(unquote(name)), text::line(unquote(value))))
    };
    block.filter_map(label).take(MAX_EXTERNAL_LABELS).collect()
}

/// The remotes of a printed configuration, in its order.
pub fn remotes(yaml: &str) -> Vec<Remote> {
    let block = yaml.lines().skip_while(|line| line.trim_end() != "remote_read:").skip(1);
    let mut remotes: Vec<Remote> = Vec::new();
    let mut open = false;
    for line in block.take_while(|line| line.starts_with([' ', '-']) || line.trim().is_empty()) {
        // A key of the block itself; those of its inner maps stand deeper.
        let key = line.strip_prefix("- ").or_else(|| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')));
        open = open && !line.starts_with("- ");
        let Some((key, value)) = key.and_then(|key| key.split_once(':')) else { continue };
        if key == "url" && remotes.len() < MAX_REMOTES {
            let url = text::line(&http::without_user(unquote(value)));
            remotes.push(Remote { url, timeout_ms: DEFAULT_TIMEOUT });
            open = true;
        } else if let ("remote_timeout", true, Some(remote)) = (key, open, remotes.last_mut()) {
            let read = duration::parse(unquote(value)).and_then(|ms| u32::try_from(ms).ok());
            remote.timeout_ms = read.filter(|ms| (1..=MAX_TIMEOUT).contains(ms)).unwrap_or(DEFAULT_TIMEOUT);
        }
    }
    remotes
}

/// A scalar without its quotes. URLs and durations need none of YAML's escapes.
fn unquote(value: &str) -> &str {
    let value = value.trim();
    let inner = |quote| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    inner('"').or_else(|| inner('\'')).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn external_labels_are_those_of_the_global_block() {
        let yaml = "global:\n  scrape_interval: 1s\n  external_labels:\n    replica: \"1\"\n    zone: eu-1\n\
            \x20 query_log_file: x\nscrape_configs:\n- job_name: a\n  external_labels:\n    no: no\n";
        let own = |pairs: &[(&str, &str)]| -> Vec<_> {
            pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        assert_eq!(external_labels(yaml), own(&[("replica", "1"), ("zone", "eu-1")]));
        for none in ["", "global:\n  scrape_interval: 1s\n", "global: {}\n", "external_labels:\n    a: b\n"] {
            assert_eq!(external_labels(none), [], "{none}");
        }
    }

    #[test]
    fn only_the_remotes_own_urls_count() {
        let yaml = "global:\n  external_labels:\n    url: http://no/\nremote_write:\n- url: http://no/\nremote_read:\n\
            - url: http://u:xxxxx@b:9091/api/v1/read\n  remote_timeout: 8s\n  headers:\n    url: http://no/\n  oauth2:\n\
            \x20   token_url: http://no/\n    url: http://no/\n- name: c\n  url: \"http://c/read?db=x\"\nstorage:\n- url: http://no/\n";
        let remote = |url: &str, timeout_ms| Remote { url: url.to_owned(), timeout_ms };
        assert_eq!(remotes(yaml), [remote("http://b:9091/api/v1/read", 8000), remote("http://c/read?db=x", 60_000)]);
        assert_eq!(remotes(""), []);
        assert_eq!(remotes("remote_read: []\n"), []);
        assert_eq!(remotes("remote_read:"), []);
    }
}
