//! `label_replace` and `label_join`: series keep their values and get other labels.

mod template;

use std::collections::HashMap;
use std::rc::Rc;

use self::template::expand;
use super::Implementation;
use crate::engine::error::Error;
use crate::engine::labels::{Labels, METRIC_NAME, is_name};
use crate::engine::matcher;
use crate::engine::options::{Dialect, Options};
use crate::engine::query_budget::{QueryBudget, bytes_of, growing};
use crate::engine::task::{Task, for_each_yielding};
use crate::engine::value::SeriesSet;
use crate::promql::functions::FunctionId;

pub(super) fn implementation(id: FunctionId) -> Option<Implementation> {
    Some(Implementation::OfLabels(match id {
        FunctionId::LabelJoin => |series, texts, options, budget| Task::new(join(series, texts, options, budget)),
        FunctionId::LabelReplace => |series, texts, options, budget| Task::new(replace(series, texts, options, budget)),
        _ => return None,
    }))
}

/// `label_replace(v, target, replacement, source, regex)`.
async fn replace(
    series: Rc<SeriesSet>,
    texts: Vec<String>,
    options: Options,
    budget: QueryBudget,
) -> Result<SeriesSet, Error> {
    let [target, replacement, source, pattern] = texts.as_slice() else { return Ok(SeriesSet::default()) };
    let Ok(regex) = matcher::regex(pattern, options.dialect) else {
        return Err(Error::evaluation(format!("invalid regular expression in label_replace(): {pattern}")));
    };
    check_name(target, "destination", FunctionId::LabelReplace, options.dialect)?;
    let references = replacement.matches('$').count() as u64;
    // Many series have the same value: each is matched once.
    let mut known: HashMap<&str, Option<Rc<str>>> = HashMap::new();
    relabelled(&series, target, budget, |labels, budget| {
        let text = labels.get(source);
        if let Some(value) = known.get(text) {
            return Ok(value.clone());
        }
        budget.reserve(growing::<(&str, Option<Rc<str>>)>(1))?;
        let captures = regex.captures(text);
        if captures.is_some() {
            budget.reserve_text(
                (text.len() as u64).saturating_mul(references).saturating_add(replacement.len() as u64),
            )?;
        }
        let value = captures.map(|captures| Rc::from(expand(replacement, &captures)));
        known.insert(text, value.clone());
        Ok(value)
    })
    .await
}

/// `label_join(v, target, separator, source, …)`.
async fn join(
    series: Rc<SeriesSet>,
    texts: Vec<String>,
    options: Options,
    budget: QueryBudget,
) -> Result<SeriesSet, Error> {
    let [target, separator, sources @ ..] = texts.as_slice() else { return Ok(SeriesSet::default()) };
    for source in sources {
        check_name(source, "source", FunctionId::LabelJoin, options.dialect)?;
    }
    check_name(target, "destination", FunctionId::LabelJoin, options.dialect)?;
    relabelled(&series, target, budget, |labels, budget| {
        let texts: Vec<&str> = sources.iter().map(|source| labels.get(source)).collect();
        budget.reserve_text(texts.iter().map(|text| (text.len() + separator.len()) as u64).sum())?;
        Ok(Some(Rc::from(texts.join(separator))))
    })
    .await
}

/// An error where a label cannot have this name.
fn check_name(name: &str, role: &str, function: FunctionId, dialect: Dialect) -> Result<(), Error> {
    if is_name(name, dialect) {
        return Ok(());
    }
    Err(Error::evaluation(format!("invalid {role} label name in {}(): {name}", function.name())))
}

/// Sets a label where there is a value for it. A name that is set is kept, even if it was to be dropped.
async fn relabelled<'a>(
    series: &'a SeriesSet,
    target: &str,
    mut budget: QueryBudget,
    mut value: impl FnMut(&'a Labels, &mut QueryBudget) -> Result<Option<Rc<str>>, Error>,
) -> Result<SeriesSet, Error> {
    let name = Rc::from(target);
    let mut series_set = series.clone();
    let mut set = |at: usize| {
        let labels = &series.labels[at];
        if let Some(value) = value(labels, &mut budget)? {
            budget.reserve(labels.copied() + bytes_of::<(Rc<str>, Rc<str>)>(1))?;
            series_set.labels[at] = labels.with_shared(&name, &value);
            series_set.drops_name[at] &= target != METRIC_NAME;
        }
        Ok(())
    };
    for_each_yielding(series.len(), &mut set).weighted_by(&|at| series.weight(at)).await?;
    Ok(series_set)
}

#[cfg(test)]
mod tests {
    use super::super::named;
    use super::*;
    use crate::promql::span::Span;

    const BUDGET: QueryBudget = QueryBudget { left: 10_000, limit: 10_000, span: Span { start: 0, end: 0 } };

    #[track_caller]
    fn run(name: &str, series_set: &SeriesSet, texts: &[&str]) -> Result<SeriesSet, Error> {
        let Some(Implementation::OfLabels(function)) = named(name) else { panic!("{name}") };
        let texts = texts.iter().map(|text| (*text).to_owned()).collect();
        function(Rc::new(series_set.clone()), texts, Options::default(), BUDGET).done()
    }

    #[track_caller]
    fn check(name: &str, texts: &[&str], expected: Result<&[(&str, &str)], &str>) {
        let labels = Labels::new([("__name__", "m"), ("src", "source-value-10"), ("dst", "original")]);
        let series_set = SeriesSet { labels: vec![labels], drops_name: vec![true] };
        let found = run(name, &series_set, texts)
            .map(|mut series_set| series_set.labels.remove(0))
            .map_err(|error| error.to_string());
        let expected = expected.map(|pairs| Labels::new(pairs.iter().copied())).map_err(str::to_owned);
        assert_eq!(found, expected, "{name} {texts:?}");
    }

    #[test]
    fn replaces_where_the_whole_value_matches() {
        let unchanged = Ok([("__name__", "m"), ("src", "source-value-10"), ("dst", "original")].as_slice());
        let with = |dst: &'static str| [("__name__", "m"), ("src", "source-value-10"), ("dst", dst)];
        check("label_replace", &["dst", "to-$1", "src", "source-value-(.*)"], Ok(&with("to-10")));
        check("label_replace", &["dst", "x", "src", "value"], unchanged);
        check("label_replace", &["dst", "x", "nowhere", ""], Ok(&with("x")));
        check("label_replace", &["dst", "$1", "src", "source-(?P<kind>.*?)-.*"], Ok(&with("value")));
        check("label_replace", &["dst", "${kind}s", "src", "source-(?P<kind>.*?)-.*"], Ok(&with("values")));
        check("label_replace", &["dst", "", "src", ".*"], Ok(&with("")[..2]));
    }

    #[test]
    fn joins_what_is_there() {
        let with = |dst: &'static str| [("__name__", "m"), ("src", "source-value-10"), ("dst", dst)];
        check("label_join", &["dst", "/", "src", "dst", "none"], Ok(&with("source-value-10/original/")));
        check("label_join", &["dst", "/"], Ok(&with("")[..2]));
    }

    #[test]
    fn texts_are_not_made_where_there_is_no_budget() {
        let series_set = SeriesSet { labels: vec![Labels::new([("src", "x".repeat(1000))])], drops_name: vec![false] };
        let run = |name, texts: Vec<&str>| run(name, &series_set, &texts);
        let joined = run("label_join", [&["dst", ""][..], &["src"; 20]].concat());
        let replaced = run("label_replace", vec!["dst", &"$0".repeat(20), "src", ".*"]);
        let none = Error::Limit { limit: crate::engine::error::Limit::Memory, most: 10_000, span: BUDGET.span };
        assert_eq!((joined, replaced), (Err(none.clone()), Err(none)));
    }

    #[test]
    fn names_must_be_names() {
        check("label_replace", &["", "", "src", ""], Err("invalid destination label name in label_replace(): "));
        check("label_replace", &["dst", "", "src", "("], Err("invalid regular expression in label_replace(): ("));
        check("label_join", &["", "/", "src"], Err("invalid destination label name in label_join(): "));
        check("label_join", &["dst", "/", ""], Err("invalid source label name in label_join(): "));
    }

    #[test]
    fn version_2_knows_only_identifiers() {
        for (name, v2) in [("a.b", false), ("0a", false), ("_a0", true), ("ä", false)] {
            assert_eq!(check_name(name, "source", FunctionId::LabelJoin, Dialect::V2).is_ok(), v2, "{name}");
            assert_eq!(check_name(name, "source", FunctionId::LabelJoin, Dialect::V3), Ok(()));
        }
    }

    #[test]
    fn a_name_that_is_set_stays() {
        let series_set = SeriesSet { labels: vec![Labels::new([("__name__", "m")]); 2], drops_name: vec![true, true] };
        let renamed = run("label_replace", &series_set, &["__name__", "n", "__name__", ".*"]);
        assert_eq!(renamed.map(|series_set| series_set.drops_name), Ok(vec![false, false]));
        let other = run("label_replace", &series_set, &["x", "n", "__name__", ".*"]);
        assert_eq!(other.map(|series_set| series_set.drops_name), Ok(vec![true, true]));
    }
}
