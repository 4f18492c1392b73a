//! Push-down: plans as text, and that the results of parts over zones, merged, are those of all series in one place.

use std::cell::Cell;

use narthex::engine::error::Error;
use narthex::engine::labels::Labels;
use narthex::engine::load;
use narthex::engine::options::{Dialect, NameRemoval, Options, When};
use narthex::engine::plan::{Plan, ReadUse};
use narthex::engine::samples::Samples;
use narthex::federation::push_down::{Arrangement, plan};
use narthex::model::time::StepGrid;
use narthex::promql::check::diagnose;

use crate::any_bytes;
use crate::evaluation::federated::{self, Split};
use crate::evaluation::outcome::Outcome;
use crate::evaluation::{self, Fate};
use crate::suite::eval::Failure;
use crate::suite::script::{Command, read};
use crate::{files, written};

const HOUR: When = When::Range(StepGrid { start: 0, end: 3_600_000, step: 60_000 });

/// The rules, each with its file.
const RULES: [&str; 7] = ["selector", "function", "aggregation", "operator", "additive", "average", "ranking"];

#[test]
fn plans_say_what_goes_down() {
    for rule in RULES {
        let path = format!("tests/federation/plan/{rule}.txt");
        written::check(&path, |case| {
            let (parsed, diagnostics) = diagnose(case.text);
            assert!(diagnostics.is_empty(), "{}: {diagnostics:?}", case.title);
            let planned = |labels: &[&str]| {
                let partition_labels = labels.iter().map(|label| (*label).to_owned()).collect();
                let arrangement = Arrangement { partition_labels, ..Arrangement::default() };
                plan(&parsed.expr, HOUR, &Options::default(), &arrangement).expect("a plan").to_string()
            };
            format!("{}---\n{}", planned(&[]), planned(&["zone"]))
        });
    }
}

/// The evaluations of scripts, each with its place and the series loaded until then.
fn each_evaluation(scripts: Vec<(String, String)>, mut evaluate: impl FnMut(&str, &[(Labels, Samples)], &str, When)) {
    for (name, script) in scripts {
        let mut series: Vec<(Labels, Samples)> = Vec::new();
        for numbered in read(&script).expect("a script") {
            match numbered.command {
                Command::Clear => series.clear(),
                Command::Load(load) => {
                    let added = load::load(load.lines.iter().map(String::as_str), load.step_ms).expect("series");
                    series.extend(added);
                }
                Command::Eval(eval)
                    if matches!(eval.fail, Failure::None) && diagnose(&eval.expression).1.is_empty() =>
                {
                    evaluate(&format!("{name}:{}", numbered.line), &series, &eval.expression, eval.when);
                }
                Command::Eval(_) => {}
            }
        }
    }
}

fn splits(series: &[(Labels, Samples)]) -> [(&'static str, Split); 4] {
    [
        ("two zones", Split::by_hash(series, 2)),
        ("five zones", Split::by_hash(series, 5)),
        ("two zones with a label", Split::by_hash_with_label(series, 2, "collector")),
        ("five zones with a label", Split::by_hash_with_label(series, 5, "collector")),
    ]
}

/// Evaluations of scripts that give something else over zones, and why. Besides these, groups of floats and histograms, or
/// of histograms of unlike buckets, which give nothing in one place (`federated::is_lost`).
const EXCEPTIONS: [(&str, &str); 4] = [
    ("sum(tiny)", "1e100 and -1e100 lie in different zones: what is added between is lost, whatever is compensated"),
    ("sum(histogram_sum)", "the same of the sums of histograms"),
    ("avg(histogram_sum)", "the same"),
    ("avg(data{test=\"bigzero\"})", "the sums of zones overflow, of which a mean would be none"),
];

/// Runs scripts over zones and in one place; gives how many evaluations there were, and how many of them had parts.
#[track_caller]
fn check(scripts: Vec<(String, String)>, options: &Options) -> (usize, usize) {
    let (mut count, mut pushed, mut wrong) = (0, 0, Vec::new());
    each_evaluation(scripts, |place, series, query, when| {
        for (name, split) in splits(series) {
            let outcome = |one: Result<_, Error>| one.map(|one| Outcome::of(&one)).map_err(|why| why.to_string());
            let single = outcome(split.in_one_place(query, when, options));
            let over_zones = outcome(split.pushed_down(query, when, options));
            count += 1;
            pushed += usize::from(split.plan(query, when, options).is_ok_and(|plan| has_parts(&plan)));
            let is_same = match (&single, &over_zones) {
                (Ok(single), Ok(over_zones)) => {
                    over_zones.is_about(single) || single.annotations().any(federated::is_lost)
                }
                (Err(_), Err(_)) => true,
                _ => false,
            };
            if !is_same && !EXCEPTIONS.iter().any(|(exception, _)| *exception == query) {
                wrong.push(format!("{place}, {name}: {query}\n  {single:?}\n  {over_zones:?}"));
            }
        }
    });
    assert!(wrong.is_empty(), "{} of {count}, {pushed} with parts:\n{}", wrong.len(), wrong.join("\n"));
    (count, pushed)
}

#[test]
fn scripts_give_the_same_over_zones() {
    let at_once = Options { name_removal: NameRemoval::AtOnce, ..Options::default() };
    let version_2 = Options { dialect: Dialect::V2, ..at_once };
    for (folder, options) in [("engine", at_once), ("engine/at_once", at_once), ("engine/version2", version_2)] {
        let scripts = files::scripts(&format!("{}/tests/{folder}", env!("CARGO_MANIFEST_DIR")));
        let (count, pushed) = check(scripts, &options);
        assert!(pushed > count / 4, "{folder}: {pushed} of {count} with parts");
    }
}

#[test]
fn prometheus_scripts_give_the_same_over_zones() {
    let Some(scripts) = files::conformance_scripts("prometheus_scripts_give_the_same_over_zones") else { return };
    let (count, pushed) = check(scripts, &Options::default());
    assert!(count > 8_000 && pushed > count / 4, "{pushed} of {count} with parts");
}

fn has_parts(plan: &Plan) -> bool {
    plan.reads().iter().any(|read| matches!(read.read_use, ReadUse::Part { .. }))
}

#[test]
fn generated_queries_give_the_same_over_zones() {
    let evaluated = Cell::new(0);
    any_bytes::check(1_500, 500, |bytes| {
        evaluated.set(evaluated.get() + usize::from(evaluation::hold_federated(bytes) == Fate::Evaluated));
    });
    assert!(evaluated.get() > 500, "{}", evaluated.get());
}

/// Where no two elements are equal, none may be chosen instead of another.
#[test]
fn the_largest_and_smallest_are_those_of_all_zones() {
    let series: Vec<(Labels, Samples)> = (0..40)
        .map(|at| {
            let labels = Labels::new([("__name__", "m"), ("job", ["a", "b"][at % 2]), ("at", &*at.to_string())]);
            let values = (0..3).map(|step| f64::from(u8::try_from((at * 7 + step * 13) % 41).expect("small")));
            (labels, Samples { times: vec![0, 60_000, 120_000], values: values.collect(), ..Samples::default() })
        })
        .collect();
    let when = When::Range(StepGrid { start: 0, end: 120_000, step: 60_000 });
    let options = Options::default();
    for query in ["topk(5, m)", "bottomk by (job) (3, m)", "topk(time() / 30, m)", "topk(2, bottomk(9, m * 2))"] {
        for (name, split) in splits(&series) {
            let [single, federated] =
                [split.in_one_place(query, when, &options), split.pushed_down(query, when, &options)]
                    .map(|one| Outcome::of(&one.expect("an outcome")));
            assert!(single.samples() > 0 && federated.is_about(&single), "{query}, {name}\n{federated:?}\n{single:?}");
            assert!(has_parts(&split.plan(query, when, &options).expect("a plan")), "{query}");
        }
    }
}
