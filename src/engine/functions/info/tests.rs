//! `info` over three steps.

use std::rc::Rc;

use super::*;
use crate::engine::column::is_absent;
use crate::engine::options::Dialect;
use crate::engine::task::Task;
use crate::promql::span::Span;

/// Labels as text: `name a=1 b=2`.
fn labels(text: &str) -> Labels {
    let mut words = text.split_whitespace();
    let name = words.next().map(|name| (METRIC_NAME, name));
    Labels::new(name.into_iter().chain(words.filter_map(|word| word.split_once('='))))
}

/// Matchers as text: `name=value`, `name=~value`, `name!=value`.
fn matchers(texts: &[&str]) -> Vec<LabelMatcher> {
    let ops = [("=~", MatchOp::Regex), ("!~", MatchOp::NotRegex), ("!=", MatchOp::NotEqual), ("=", MatchOp::Equal)];
    let matcher = |text: &&str| {
        ops.iter().find_map(|(sign, op)| {
            let (name, value) = text.split_once(sign)?;
            Some(LabelMatcher { name: name.to_owned(), op: *op, value: value.to_owned() })
        })
    };
    texts.iter().filter_map(matcher).collect()
}

const INFOS: [&str; 2] = ["target_info instance=a job=1 data=info other=more", "build_info instance=a job=1 build=x"];

#[track_caller]
fn check_with(infos: &[InfoSeries], base: &str, texts: &[&str], expected: Result<&[(&str, &str)], &str>) {
    let mut patterns = Patterns::new(Dialect::V3);
    let choice = InfoSelector::of(&matchers(texts), &mut patterns).expect("matchers");
    let selection = Matchers::compile(&selection(&matchers(texts)), &mut patterns).expect("matchers");
    let vector = Vector {
        series_set: Rc::new(SeriesSet { labels: vec![labels(base)], drops_name: vec![true] }),
        columns: vec![ValueColumn::floats(vec![0.0, 1.0, 2.0])],
    };
    let chosen: Vec<_> = infos.iter().filter(|info| selection.match_labels(&info.labels)).cloned().collect();
    let found =
        Task::new(
            async move { choice.enriched(&vector, &chosen, (QueryBudget::new(u64::MAX, Span::default()), 0)).await },
        );
    let found = found.done().map_err(|error| error.to_string());
    let found = found.map(|(series_set, columns)| {
        assert!(series_set.drops_name.iter().all(|drops| *drops));
        let values = |column: &ValueColumn| {
            let words =
                column.values.iter().map(|value| if is_absent(*value) { "_".into() } else { value.to_string() });
            words.collect::<Vec<_>>().join(" ")
        };
        series_set.labels.iter().cloned().zip(columns.iter().map(values)).collect::<Vec<_>>()
    });
    let line = |(text, values): &(&str, &str)| (labels(text), (*values).to_owned());
    assert_eq!(found, expected.map(|all| all.iter().map(line).collect()).map_err(str::to_owned), "{base} {texts:?}");
}

/// Of a series `base` with the info series [`INFOS`] at every step.
#[track_caller]
fn check(base: &str, texts: &[&str], expected: Option<&str>) {
    let infos = INFOS.map(|text| InfoSeries { labels: labels(text), newest: vec![Some(0); 3], has_histograms: false });
    let expected: Vec<_> = expected.iter().map(|text| (*text, "0 1 2")).collect();
    check_with(&infos, base, texts, Ok(&expected));
}

#[test]
fn labels_of_the_same_thing_are_added() {
    check("m instance=a job=1", &[], Some("m instance=a job=1 data=info other=more"));
    check("m instance=a job=1", &["data=~.+"], Some("m instance=a job=1 data=info"));
    check("m instance=a job=1 data=own", &[], Some("m instance=a job=1 data=own other=more"));
    check("m instance=a job=2", &[], Some("m instance=a job=2"));
    check("m", &[], Some("m"));
}

#[test]
fn demands_leave_out_what_has_no_info() {
    check("m instance=a job=2", &["data=~.+"], None);
    check("m instance=a job=2", &["data=~.*"], Some("m instance=a job=2"));
    check("m instance=a job=1", &["nowhere=~.+"], None);
    check("m instance=a job=1", &["nowhere=~.*"], Some("m instance=a job=1"));
    check("m instance=a job=1 data=own", &["data=info"], Some("m instance=a job=1 data=own"));
}

#[test]
fn names_choose_the_info_metrics() {
    check("m instance=a job=1", &["__name__=build_info"], Some("m instance=a job=1 build=x"));
    check("m instance=a job=1", &["__name__=~.+_info"], Some("m instance=a job=1 build=x data=info other=more"));
    check("m instance=a job=1", &["__name__!=target_info"], Some("m instance=a job=1 build=x"));
    check("m instance=a job=1", &["__name__!~.+_info", "data=~.+"], None);
    check("build_info instance=a job=1 build=x", &["__name__=~.+_info", "data=~.+"], Some(INFOS[1]));
}

#[test]
fn the_newest_info_of_each_step_counts() {
    let info = |text: &str, newest: [Option<i64>; 3]| InfoSeries {
        labels: labels(text),
        newest: newest.to_vec(),
        has_histograms: false,
    };
    let changing = [
        info("target_info instance=a job=1 v=old", [Some(0), Some(0), None]),
        info("target_info instance=a job=1 v=new", [None, Some(1), None]),
    ];
    let expected =
        [("m instance=a job=1 v=old", "0 _ _"), ("m instance=a job=1 v=new", "_ 1 _"), ("m instance=a job=1", "_ _ 2")];
    check_with(&changing, "m instance=a job=1", &[], Ok(&expected));
    check_with(&changing, "m instance=a job=1", &["v=~.+"], Ok(&expected[..2]));
    let twice = [
        info("target_info instance=a job=1 v=old", [Some(7), None, None]),
        info("target_info instance=a job=1 v=new", [Some(7), None, None]),
    ];
    let error = "found duplicate series for info metric: \
        existing {__name__=\"target_info\", instance=\"a\", job=\"1\", v=\"old\"} @ 7, \
        new {__name__=\"target_info\", instance=\"a\", job=\"1\", v=\"new\"} @ 7";
    check_with(&twice, "m instance=a job=1", &[], Err(error));
}

/// One series that becomes three.
#[test]
fn what_a_series_becomes_beyond_the_first_takes_budget() {
    let infos = [0, 1, 2].map(|step| {
        let mut newest = vec![None; 3];
        newest[step] = Some(0);
        let labels = labels(&format!("target_info instance=a v=v{step}"));
        InfoSeries { labels, newest, has_histograms: false }
    });
    let needs = |budget: u64| {
        let base = labels("m instance=a");
        let copied = base.copied();
        let vector = Vector {
            series_set: Rc::new(SeriesSet { labels: vec![base], drops_name: vec![false] }),
            columns: vec![ValueColumn::floats(vec![0.0; 3])],
        };
        let choice = InfoSelector::of(&[], &mut Patterns::new(Dialect::V3)).expect("no matchers");
        let (infos, budget) = (infos.clone(), QueryBudget::new(copied + budget, Span::default()));
        Task::new(async move { choice.enriched(&vector, &infos, (budget, 100)).await.map(|found| found.0.len()) })
            .done()
    };
    let each = 100 + 3 * 16;
    assert!(needs(each).is_err_and(|error| error.to_string().contains("memory")));
    assert_eq!(needs(2 * each + labels("m instance=a").copied()), Ok(3));
}

#[test]
fn info_metrics_must_agree() {
    let infos = ["target_info instance=a job=1 x=1", "build_info instance=a job=1 x=2"];
    let infos = infos.map(|text| InfoSeries { labels: labels(text), newest: vec![Some(0); 3], has_histograms: false });
    check_with(&infos, "m instance=a job=1", &["__name__=~.+_info"], Err("conflicting label: x"));
}
