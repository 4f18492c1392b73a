//! The warnings of an answer, divided by what they mean for it: data are missing, or the expression is doubtful.
//!
//! Prometheus' API defines warnings as errors that did not keep the server from answering with what it had. Only those
//! of the language itself, which it marks, are about something else.

use crate::model::outcome::{MissingRemote, NodeAnswer};

use super::Completeness;
use super::config::Remote;
use super::remotes;

/// Warnings, divided by what they mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Classified {
    /// Remotes that the server could not read, each named once.
    pub missing_remotes: Vec<MissingRemote>,
    /// Other warnings that data are missing.
    pub gaps: Vec<String>,
    /// Warnings about the expression and its samples; nothing is missing.
    pub annotations: Vec<String>,
}

impl Classified {
    /// How far a node answered with these warnings.
    pub fn answered(&self, completeness: Completeness) -> NodeAnswer {
        let is_whole = self.missing_remotes.is_empty() && self.gaps.is_empty();
        if is_whole && completeness == Completeness::Whole { NodeAnswer::Full } else { NodeAnswer::Partial }
    }
}

/// Tells warnings apart. Where one remote is all that the node has, it is the one that a warning without a URL means.
pub fn classify(warnings: Vec<String>, remotes: &[Remote]) -> Classified {
    let mut classified = Classified::default();
    for warning in warnings {
        match remotes::of_warning(&warning) {
            Some(remote) => remotes::add(&mut classified.missing_remotes, remote, remotes),
            None if is_annotation(&warning) => classified.annotations.push(warning),
            None => classified.gaps.push(warning),
        }
    }
    classified
}

/// Whether a warning or an info is about the expression and its samples.
fn is_annotation(text: &str) -> bool {
    let is_count = || {
        let (count, rest) = text.split_once(" more ").unwrap_or_default();
        count.bytes().all(|b| b.is_ascii_digit())
            && ["warning annotations omitted", "info annotations omitted"].contains(&rest)
    };
    text.starts_with("PromQL warning:") || text.starts_with("PromQL info:") || is_count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_annotates_leaves_the_answer_whole() {
        let annotations = [
            "PromQL warning: bucket label \"le\" is missing",
            "PromQL info: metric might not be a counter: \"x\" (1:6)",
            "3 more warning annotations omitted",
            "12 more info annotations omitted",
        ];
        let gaps = [
            "No StoreAPIs matched for this query",
            "receive series from Addr: sidecar:10901: rpc error: code = Unavailable desc = connection refused",
            "results truncated due to limit",
            "some PromQL warning: is quoted",
            "many more warning annotations omitted",
        ];
        let warnings = annotations.iter().chain(&gaps).map(|text| (*text).to_owned()).collect();
        let classified = classify(warnings, &[]);
        assert_eq!(classified.annotations, annotations);
        assert_eq!(classified.gaps, gaps);
        assert!(classified.missing_remotes.is_empty());
    }

    #[test]
    fn a_remote_is_missing_once() {
        let only = [Remote { url: "http://c/read".to_owned(), timeout_ms: 1 }];
        let warnings =
            ["remote_read: snappy", "x", "remote_read: remote server http://c/read returned http status 500 x"];
        let classified = classify(warnings.map(str::to_owned).to_vec(), &only);
        let remote = MissingRemote { url: "http://c/read".to_owned(), why: "snappy".to_owned() };
        assert_eq!((classified.missing_remotes, classified.gaps), (vec![remote], vec!["x".to_owned()]));
    }
}
