//! Lints: what works and is likely not what was meant.
//!
//! One lint, one file. Each has a name, says what it does and why that matters with an example and what to use
//! instead, in both languages, and finds its spans in a whole tree; where a fix is valid it comes along. What lints
//! share stands in `kit`; `walk` shows them the tree.
//!
//! Invariant: a lint never changes what an expression means without a person's consent: its fix is an offer.
//! Invariant: a fix never makes an alert fire that did not: where an expression filters, nothing is offered that may
//! give a result where there was none ([`Mends`]); the message says what to think of.
//! Invariant: one mistake gives one finding; and where it cannot be known whether something is a mistake, nothing is
//! said. A false alarm costs more than a missed one.
//! Not here: what a server refuses (`check`).

mod kit;
mod walk;

mod absent_of_range_function;
mod aggregated_quantiles;
mod bool_in_filter;
mod count_of_nothing;
mod counter_difference;
mod delta_of_counter;
mod division_by_filtered_count;
mod empty_matcher;
mod filter_needs_bool;
mod irate_over_long_range;
mod matcher_matches_all;
mod matcher_matches_nothing;
mod mismatched_labels;
mod missing_capture_group;
mod nan_comparison;
mod native_function_of_classic;
mod on_without_labels;
mod or_vector_beside_labels;
mod quantile_out_of_range;
mod quantile_without_le;
mod quantile_without_rate;
mod range_too_short;
mod rate_of_gauge;
mod rate_of_rate;
mod rate_of_sum;
mod raw_counter;
mod regex_anchored;
mod regex_literal;
mod subquery_step_too_long;
mod subquery_without_step;
mod sum_of_counter;
mod sum_over_replicas;

use std::fmt;

use super::ast::Expr;
use super::check;
use super::diagnostic::{Diagnostic, DiagnosticKind, LintFinding, LintSubject};
use super::dialect::QueryDialect;
use super::excerpt::quoted;
use super::metadata::Metadata;
use super::parser::Parsed;
use super::span::Span;

use crate::model::lang::Lang;
use walk::NodeContext;

/// All lints, sorted by name.
pub static LINTS: [&Lint; 32] = [
    &absent_of_range_function::LINT,
    &aggregated_quantiles::LINT,
    &bool_in_filter::LINT,
    &count_of_nothing::LINT,
    &counter_difference::LINT,
    &delta_of_counter::LINT,
    &division_by_filtered_count::LINT,
    &empty_matcher::LINT,
    &filter_needs_bool::LINT,
    &irate_over_long_range::LINT,
    &matcher_matches_all::LINT,
    &matcher_matches_nothing::LINT,
    &mismatched_labels::LINT,
    &missing_capture_group::LINT,
    &nan_comparison::LINT,
    &native_function_of_classic::LINT,
    &on_without_labels::LINT,
    &or_vector_beside_labels::LINT,
    &quantile_out_of_range::LINT,
    &quantile_without_le::LINT,
    &quantile_without_rate::LINT,
    &range_too_short::LINT,
    &rate_of_gauge::LINT,
    &rate_of_rate::LINT,
    &rate_of_sum::LINT,
    &raw_counter::LINT,
    &regex_anchored::LINT,
    &regex_literal::LINT,
    &subquery_step_too_long::LINT,
    &subquery_without_step::LINT,
    &sum_of_counter::LINT,
    &sum_over_replicas::LINT,
];

/// What is known besides the expression. Everything may be unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The language that the node speaks.
    pub dialect: QueryDialect,
    /// The metrics' types.
    pub metadata: Metadata,
    /// How often the series are scraped, in milliseconds; `None` where it is not known, and lints that need it are
    /// silent.
    pub scrape_interval_ms: Option<i64>,
    /// The labels that tell replicas of one collector apart: `replica`.
    pub replica_labels: Vec<String>,
}

/// A lint: what it does, in words, and how it finds its spans.
pub struct Lint {
    /// Its name: small letters and hyphens.
    pub name: &'static str,
    /// Its texts in English.
    pub en: LintWords,
    /// Its texts in Chinese.
    pub zh: LintWords,
    /// A whole expression in which it finds something.
    pub example: &'static str,
    /// What to write instead.
    pub instead: &'static str,
    /// What its fix does to results.
    mends: Mends,
    find: fn(&NodeContext<'_>, &mut Found),
}

/// What a lint's fix does to results, and with it where it may be offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mends {
    /// There is none: a person has to decide.
    ByHand,
    /// They stay the same.
    Same,
    /// Series go, and none comes.
    Fewer,
    /// Other values, labels or series: offered where nothing filters.
    Other,
}

/// What a lint says of itself in one language, plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LintWords {
    /// What it does.
    pub what: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// What it says of a span, one line without a full stop; `{0}`, `{1}` stand for what it is about there.
    pub message: &'static str,
}

/// Where lints put what they find.
type Found = Vec<Diagnostic>;

/// All that the lints find in a tree, in the order of the text that it was made from. The tree has to be whole.
pub fn lint(text: &str, expr: &Expr, facts: &Facts) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    walk::walk(text, expr, facts, &mut found);
    found.sort_by_key(|one| one.span);
    found
}

/// All that is to be said of a text, in its order: what parser and checker find wrong; where they find nothing, what
/// the lints find.
pub fn diagnose(text: &str, facts: &Facts) -> (Parsed, Vec<Diagnostic>) {
    let (parsed, mut found) = check::diagnose_as(text, facts.dialect);
    if found.is_empty() {
        found = lint(text, &parsed.expr, facts);
    }
    (parsed, found)
}

/// The lint of this name; `None` where there is none.
pub fn named(name: &str) -> Option<&'static Lint> {
    LINTS.binary_search_by(|one| one.name.cmp(name)).ok().map(|at| LINTS[at])
}

impl Lint {
    /// Its texts in a language.
    pub fn words(&self, lang: Lang) -> &LintWords {
        match lang {
            Lang::En => &self.en,
            Lang::Zh => &self.zh,
        }
    }

    /// What it says of something found, in words: one line without a full stop.
    pub fn message(&self, about: &[LintSubject], lang: Lang) -> String {
        let mut out = String::new();
        let mut rest = self.words(lang).message;
        while let Some((before, mark)) = rest.split_once('{') {
            out.push_str(before);
            let known =
                mark.split_once('}').and_then(|(at, after)| Some((about.get(at.parse::<usize>().ok()?)?, after)));
            if let Some((about, after)) = known {
                match about {
                    LintSubject::Word(word) => out.push_str(word),
                    LintSubject::Name(name) => out.push_str(&quoted(name)),
                }
                rest = after;
            } else {
                out.push('{');
                rest = mark;
            }
        }
        out + rest
    }

    /// Something found.
    fn at(&'static self, span: Span, about: impl Into<Vec<LintSubject>>) -> Diagnostic {
        Diagnostic::warning(span, DiagnosticKind::Lint(LintFinding { lint: self.name, about: about.into() }))
    }
}

impl PartialEq for Lint {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Lint {}

impl fmt::Debug for Lint {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name)
    }
}
