//! What is read from servers and files, and what of it is shown.

use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;

use narthex::engine::load::script;
use narthex::model::rules::{Rule, RuleGroup};
use narthex::protocol::columns;
use narthex::state::config;
use narthex::state::page::alerts::Filter;
use narthex::state::page::alerts::identity;
use narthex::state::page::alerts::labels::KnownLabels;
use narthex::state::page::alerts::shown::ShownJob;
use narthex::wire::exposition::ExpositionReader;
use narthex::wire::prometheus::query::decoder::Decoder;
use narthex::wire::prometheus::rules;
use narthex::wire::transport::Head;

use super::Case;
use super::language::rule;

/// Smaller than browsers cut a body, so that there are several of the smallest size.
const PIECE: usize = 1 << 12;

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (of, size, shape) in [
        ("series", 1_000, answer as fn(usize) -> String),
        ("labels a series", 2_000, |size| one_answer((0..size).map(|at| (format!("n{at}"), "v".to_owned())))),
        ("label value length", 50_000, |size| one_answer([("v".to_owned(), "x\\n".repeat(size / 3))].into_iter())),
    ] {
        cases.push(Case::new(of, size, "an answer is decoded, packed and unpacked", move |size| {
            let body = shape(size).into_bytes();
            move || {
                let mut decoder = Decoder::new(&head(), u64::MAX);
                for piece in body.chunks(PIECE) {
                    decoder.feed(piece.to_vec()).unwrap_or_else(|failure| panic!("{failure:?}"));
                }
                let reply = decoder.finish().unwrap_or_else(|failure| panic!("{failure:?}"));
                let block = reply.value.block().map(|block| (**block).clone()).unwrap_or_default();
                assert!(columns::unpack(columns::pack(block)).is_some());
            }
        }));
    }
    for (of, size, text) in [
        (
            "series",
            1_000,
            (|size| (0..size).fold(String::new(), |all, at| all + format!("m{{z=\"{at}\"}} 1\n").as_str()))
                as fn(usize) -> String,
        ),
        ("labels a series", 2_000, |size| {
            format!("m{{{}}} 1\n", (0..size).map(|at| format!("n{at}=\"v\"")).collect::<Vec<_>>().join(","))
        }),
        ("label value length", 50_000, |size| format!("m{{v=\"{}\"}} 1\n", "x\\n".repeat(size / 3))),
    ] {
        cases.push(Case::new(of, size, "an exposition is read", move |size| {
            let text = text(size);
            move || {
                let mut reader = ExpositionReader::default();
                for piece in text.as_bytes().chunks(PIECE) {
                    reader.feed(piece).unwrap_or_else(|mistake| panic!("{mistake:?}"));
                }
                assert!(reader.finish(|_| 0).is_ok_and(|exposed| exposed.count() > 0));
            }
        }));
    }
    for (of, size, text) in [
        ("series", 1_000, load_block as fn(usize) -> String),
        ("labels a series", 2_000, |size| {
            format!("load 1m\n m{{{}}} 1\n", (0..size).map(|at| format!("n{at}=\"v\"")).collect::<Vec<_>>().join(","))
        }),
        ("samples a series", 5_000, |size| format!("load 1m\n m 1+1x{} {}\n", size / 2, "7 ".repeat(size / 2))),
        ("blocks", 500, |size| {
            (0..size).fold(String::new(), |all, at| all + &format!("load 1m\n m{{z=\"{at}\"}} 1\n\n"))
        }),
    ] {
        cases.push(Case::new(of, size, "a load text is read", move |size| {
            let text = text(size);
            move || assert!(black_box(script::load(&text)).is_ok())
        }));
    }
    // Few: lists that would take more memory than an answer may are refused.
    cases.push(Case::new("rules", 200, "a listing is decoded", |size| {
        let body = listing(size);
        move || assert!(black_box(rules::decode(&head(), body.as_bytes())).is_ok())
    }));
    cases.push(Case::new("labels a rule", 4_000, "labels of an alert are told from its rule's", |size| {
        let labels: Vec<_> = (0..size).map(|at| (format!("n{at}"), "v".to_owned())).collect();
        let rule = Rule { labels: labels.clone(), ..Rule::default() };
        move || assert_eq!(black_box(KnownLabels::of(&rule)).without(&labels).count(), 0)
    }));
    cases.push(Case::new("rules", 2_000, "rules of a listing are named, and renewed by half", |size| {
        let rule = |at: usize| Rule { name: format!("r{at}"), ..Rule::default() };
        let group = |at: usize| RuleGroup {
            name: format!("g{at}"),
            rules: (10 * at..size.min(10 * at + 10)).map(rule).collect(),
            ..RuleGroup::default()
        };
        let groups: Vec<_> = (0..size.div_ceil(10)).map(group).collect();
        let mut job = ShownJob::new(Arc::new(groups.clone()), &Filter::default());
        let parts = std::iter::repeat_with(|| job.advance()).find_map(|parts| parts).unwrap_or_default();
        move || {
            let placed = identity::placed(&groups, &parts);
            let keys: Vec<_> = placed.iter().map(|placed| placed.key).collect();
            let reversed: Vec<_> = keys.iter().rev().copied().collect();
            let now = identity::renewed(&reversed, &keys, size / 2);
            assert_eq!((now.len(), identity::by_group(&now).len()), (size, size.div_ceil(10)));
        }
    }));
    cases.push(Case::new("nodes", 10, "narthex.json is read a hundred times", |size| {
        let nodes = (0..size).map(|at| format!("{{\"name\":\"node {at}\",\"url\":\"http://host-{at}:9090\"}}"));
        let text = format!("{{\"nodes\":[{}]}}", nodes.collect::<Vec<_>>().join(","));
        move || {
            for _ in 0..100 {
                let (entries, problems) = config::read(&text, "http://127.0.0.1/");
                assert_eq!((entries.len(), problems.len()), (size, 0));
            }
        }
    }));
    cases
}

fn head() -> Head {
    Head { status: 200, content_type: "application/json".to_owned(), ..Head::default() }
}

/// Series in no order.
fn load_block(size: usize) -> String {
    (0..size).fold("load 1m\n".to_owned(), |all, at| all + format!(" m{{z=\"{}\"}} 1\n", at * 7919 % size).as_str())
}

fn answer(size: usize) -> String {
    let series = (0..size).map(|at| {
        format!("{{\"metric\":{{\"__name__\":\"m\",\"z\":\"{at}\",\"job\":\"x\"}},\"values\":[[1,\"1\"],[2,\"2.5\"]]}}")
    });
    matrix(&series.collect::<Vec<_>>().join(","))
}

fn one_answer(labels: impl Iterator<Item = (String, String)>) -> String {
    let labels = labels.map(|(name, value)| format!("\"{name}\":\"{value}\"")).collect::<Vec<_>>().join(",");
    matrix(&format!("{{\"metric\":{{{labels}}},\"values\":[[1,\"1\"]]}}"))
}

fn matrix(series: &str) -> String {
    format!("{{\"status\":\"success\",\"data\":{{\"resultType\":\"matrix\",\"result\":[{series}]}}}}")
}

/// Rules in groups of ten, each with two alerts.
fn listing(size: usize) -> String {
    let alert = "{\"labels\":{\"instance\":\"a\"},\"annotations\":{},\"state\":\"firing\",\"activeAt\":\"2026-11-22T19:06:53Z\",\"value\":\"1\"}";
    let mut text = "{\"status\":\"success\",\"data\":{\"groups\":[".to_owned();
    for at in 0..size {
        let begins = at.is_multiple_of(10);
        if begins {
            let comma = if at == 0 { "" } else { "," };
            let _ = write!(text, "{comma}{{\"name\":\"g{at}\",\"file\":\"f\",\"interval\":30,\"rules\":[");
        }
        let comma = if begins { "" } else { "," };
        let query = rule(at).replace('"', "\\\"");
        let _ = write!(
            text,
            "{comma}{{\"type\":\"alerting\",\"name\":\"r{at}\",\"query\":\"{query}\",\"state\":\"firing\",\
             \"health\":\"ok\",\"labels\":{{\"severity\":\"page\"}},\"alerts\":[{alert},{alert}]}}"
        );
        if at % 10 == 9 || at + 1 == size {
            text.push_str("]}");
        }
    }
    text + "]}}"
}
