//! Completion at every byte of every text: it never fails, and what is inserted into sound text leaves it sound.

use std::fs;
use std::path::Path;

use narthex::promql::complete::{History, Knowledge, Names, Offer, OfferKind, RecordingRule, context, offers};
use narthex::promql::metadata::Metadata;
use narthex::promql::parser;
use narthex::promql::printer;

use crate::fixtures;
use crate::generate::Generator;
use crate::random::Random;

const METRICS: [&str; 7] = ["up", "http_requests_total", "job:rate:sum", "my.metric", "by", "é \"漢\"\n", "a`b\\"];
const LABELS: [&str; 7] = ["job", "le", "a.b", "on", "nan", "5xx|6xx", "it's \"so\" `\\d`\n"];

/// What is known in these tests.
struct Known {
    metrics: Names,
    metadata: Metadata,
    labels: Names,
    history: History,
    rules: Vec<RecordingRule>,
}

impl Known {
    fn new() -> Self {
        Self {
            metrics: Names::new(METRICS),
            metadata: Metadata::default(),
            labels: Names::new(LABELS),
            history: History::new(["sum(rate(up[3m]))"]),
            rules: vec![RecordingRule { name: "job:rate:sum".into(), expression: "up".into() }],
        }
    }

    fn knowledge(&self) -> Knowledge<'_> {
        let Self { metrics, metadata, labels, history, rules } = self;
        Knowledge { metrics, metadata, labels, history, rules }
    }
}

/// Takes some of the offers at a byte.
#[track_caller]
fn bear(text: &str, byte: usize, known: &Known, random: &mut Random) {
    let is_sound = parser::parse(text).diagnostics.is_empty();
    let context = context(text, byte);
    let (start, end) = (context.replaced.start as usize, context.replaced.end as usize);
    assert!(text.get(start..end).is_some(), "{byte} of {text:?}: {start}..{end}");
    let list = offers(&context, &known.knowledge()).list;
    let count = list.len();
    for (at, offer) in list.into_iter().enumerate() {
        for range in &offer.matched {
            assert!(offer.label.get(range.clone()).is_some_and(|it| !it.is_empty()), "{range:?} of {:?}", offer.label);
        }
        let (accepted, selected) = offer.insert.applied(text);
        assert!(accepted.get(selected.clone()).is_some(), "{selected:?} of {accepted:?}");
        // All offers at all bytes would take minutes: the first ones, and one of each ten others.
        if is_sound && (at < 4 || count < 12 || random.one_in(10)) {
            assert!(is_taken(&accepted, &offer, text), "{byte} of {text:?}: {offer:?} makes {accepted:?}");
        }
    }
}

/// Whether a text with an offer in it is sound, with an operand where the offer leaves one to be written.
fn is_taken(accepted: &str, offer: &Offer, text: &str) -> bool {
    let is_sound = |text: &str| parser::parse(text).diagnostics.is_empty();
    if is_sound(accepted) {
        return true;
    }
    let end = accepted.len() - (text.len() - offer.insert.span.end as usize);
    // Behind `offset (…)` an operator goes on with the duration.
    let mut continued =
        [" x ", " (x) ", " 5m "].iter().map(|operand| [&accepted[..end], operand, &accepted[end..]].concat());
    matches!(offer.kind, OfferKind::Operator | OfferKind::Keyword) && continued.any(|text| is_sound(&text))
}

/// The texts under the titles of other tests' files.
fn expressions(folder: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|it| it == "txt"));
    let mut texts = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let sections = text.split("=== ").skip(1).filter_map(|section| section.split_once('\n'));
        texts.extend(sections.map(|(_, rest)| rest.split("\n---").next().unwrap_or_default().to_owned()));
    }
    texts.sort();
    texts
}

#[test]
fn every_byte_of_every_fixture_is_borne() {
    let (known, mut random) = (Known::new(), Random::new(3));
    let broken = fixtures::files().into_iter().flat_map(|(_, text)| fixtures::sections(&text));
    let mut texts: Vec<String> = broken.map(|(_, expression, _)| expression).collect();
    // Of the checker's files the first line of a section is the expression.
    texts.extend(expressions("check").iter().filter_map(|text| text.lines().next()).map(str::to_owned));
    assert!(texts.len() > 200, "{} texts", texts.len());
    for text in texts {
        for byte in 0..=text.len() {
            bear(&text, byte, &known, &mut random);
        }
    }
}

#[test]
fn every_byte_of_generated_trees_is_borne() {
    let (known, mut random) = (Known::new(), Random::new(4));
    for seed in 0..60 {
        let text = printer::print(&Generator::new(seed).expr(1 + seed as usize % 4));
        for byte in 0..=text.len().min(400) {
            bear(&text, byte, &known, &mut random);
        }
    }
}

#[test]
fn texts_cut_and_swallowed_by_a_quote_are_borne() {
    let (known, mut random) = (Known::new(), Random::new(5));
    for seed in 100..130 {
        let text = printer::print(&Generator::new(seed).expr(3));
        for byte in (0..text.len().min(300)).filter(|byte| text.is_char_boundary(*byte)) {
            bear(&text[..byte], byte, &known, &mut random);
            let quoted = [&text[..byte], "\"", &text[byte..]].concat();
            bear(&quoted, byte + 1, &known, &mut random);
        }
    }
}

#[test]
fn deep_and_long_texts_are_borne() {
    let (known, mut random) = (Known::new(), Random::new(6));
    for piece in ["(", "sum(", "a{", "a[", "by (", "a{b=\"", "-", ")]}", "a + on (", "a offset (", "{a=~\"b|", "é"] {
        for tail in ["", ")", "]", "}"] {
            let text = piece.repeat(20_000) + &tail.repeat(20_000);
            for byte in [0, text.len() / 2, text.len()] {
                bear(&text, byte, &known, &mut random);
            }
        }
    }
}
