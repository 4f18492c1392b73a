//! The tables of functions, aggregators, operators and keywords: complete, in order, and explained in both languages.
//!
//! Not here: that scripts use no other words, and all of these (`tests/engine/conformance`).

use std::collections::BTreeSet;

use narthex::promql::aggregators::{AGGREGATORS, Aggregator, aggregator};
use narthex::promql::doc::Doc;
use narthex::promql::functions::{FUNCTIONS, Last, Stability, function};
use narthex::promql::keywords::{KEYWORDS, keyword};

/// Every word with its texts.
fn words() -> Vec<(&'static str, Doc)> {
    let functions = FUNCTIONS.iter().map(|one| (one.name, one.doc));
    let aggregators = AGGREGATORS.iter().map(|one| (one.name, one.doc));
    let keywords = KEYWORDS.iter().map(|one| (one.word, one.doc));
    functions.chain(aggregators).chain(keywords).collect()
}

#[test]
fn tables_are_complete_and_in_order() {
    assert_eq!(FUNCTIONS.len(), 90);
    assert_eq!(AGGREGATORS.len(), 14);
    assert!(FUNCTIONS.windows(2).all(|pair| pair[0].name < pair[1].name), "functions");
    assert!(AGGREGATORS.windows(2).all(|pair| pair[0].name < pair[1].name), "aggregators");
    let distinct: BTreeSet<_> = words().into_iter().map(|(word, _)| word).collect();
    assert_eq!(distinct.len(), words().len(), "a word stands twice");
    for function in FUNCTIONS {
        let names: BTreeSet<_> = function.parameters.iter().map(|one| one.name).collect();
        let repeated = function.name == "histogram_quantiles";
        assert!(repeated || names.len() == function.parameters.len(), "{}: parameters share a name", function.name);
        assert!(function.last == Last::Once || !function.parameters.is_empty(), "{}", function.name);
    }
}

#[test]
fn words_are_found_as_the_language_spells_them() {
    assert_eq!(function("rate").map(|one| one.name), Some("rate"));
    assert_eq!(function("Rate"), None);
    assert_eq!(aggregator("SUM").map(|one| one.name), Some("sum"));
    assert_eq!(keyword("Group_Left").map(|one| one.word), Some("group_left"));
    assert_eq!((function("sum"), function(""), aggregator("rate"), keyword("rate")), (None, None, None, None));
    assert!(FUNCTIONS.iter().all(|one| function(one.name) == Some(one)));
}

/// Two sentences and an example that uses the word; Chinese in its own script and punctuation.
#[test]
fn each_word_is_explained_in_both_languages() {
    let mut wrong = Vec::new();
    for (word, Doc { en, zh, example }) in words() {
        if en.matches(". ").count() != 1 || !en.ends_with('.') || !en.starts_with(|letter: char| letter.is_uppercase())
        {
            wrong.push(format!("{word}: not two English sentences: {en}"));
        }
        if zh.matches('。').count() != 2 || !zh.ends_with('。') || !zh.chars().any(|letter| letter >= '一') {
            wrong.push(format!("{word}: not two Chinese sentences: {zh}"));
        }
        let used = example.contains(word) && !example.contains(['\n', '\t']);
        if !used {
            wrong.push(format!("{word}: the example does not use it: {example}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn signatures_say_what_may_be_given() {
    #[track_caller]
    fn check(name: &str, signature: &str, arguments: (usize, Option<usize>)) {
        let Some(found) = function(name) else { panic!("{name} is missing") };
        assert_eq!(found.signature(), signature);
        assert_eq!(found.arguments(), arguments);
        let (least, most) = arguments;
        assert!((0..least).all(|at| found.parameter(at).is_some()), "{name} has parameters to its least count");
        assert_eq!(found.parameter(most.unwrap_or(99)).is_some(), most.is_none(), "{name} ends at its greatest count");
    }
    check("time", "time() scalar", (0, Some(0)));
    check("rate", "rate(v range vector) instant vector", (1, Some(1)));
    check("round", "round(v instant vector, to_nearest scalar?) instant vector", (1, Some(2)));
    check("year", "year(v instant vector?) instant vector", (0, Some(1)));
    check("sort_by_label", "sort_by_label(v instant vector, label string*) instant vector", (1, None));
    let joined = "label_join(v instant vector, target string, separator string, source string*) instant vector";
    check("label_join", joined, (3, None));
    let many = "histogram_quantiles(v instant vector, label string, phi scalar, phi scalar*) instant vector";
    check("histogram_quantiles", many, (3, Some(12)));
    assert_eq!(
        aggregator("topk").map(Aggregator::signature),
        Some("topk(k scalar, v instant vector) instant vector".into())
    );
    assert_eq!(aggregator("sum").map(Aggregator::signature), Some("sum(v instant vector) instant vector".into()));
}

/// What a server without feature flags does not run, by name: it is what completion warns of.
#[test]
fn experimental_words_are_marked() {
    let experimental = |stability| stability == Stability::Experimental;
    let functions: Vec<_> = FUNCTIONS.iter().filter(|one| experimental(one.stability)).map(|one| one.name).collect();
    let expected = "double_exponential_smoothing end histogram_quantiles info mad_over_time max_of \
        min_of range sort_by_label sort_by_label_desc start start_timestamp step ts_of_first_over_time \
        ts_of_last_over_time ts_of_max_over_time ts_of_min_over_time";
    assert_eq!(functions.join(" "), expected);
    let aggregators: Vec<_> =
        AGGREGATORS.iter().filter(|one| experimental(one.stability)).map(|one| one.name).collect();
    assert_eq!(aggregators.join(" "), "limit_ratio limitk");
    let keywords: Vec<_> = KEYWORDS.iter().filter(|one| experimental(one.stability)).map(|one| one.word).collect();
    assert_eq!(keywords.join(" "), "fill fill_left fill_right anchored smoothed");
}
