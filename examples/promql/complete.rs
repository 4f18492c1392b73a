//! `complete`: what may be inserted at a byte. `--metrics` names a file of a text exposition, of which the lines
//! `# TYPE`, `# HELP` and `# UNIT` are read, or of one metric's name a line.

use std::collections::BTreeMap;

use narthex::model::lang::Lang;
use narthex::promql::complete::{
    Context, History, Knowledge, MetadataQuery, Names, Need, Offer, Offers, context, offers,
};
use narthex::promql::functions::Stability;
use narthex::promql::metadata::{Metadata, Metric, MetricType};
use serde_json::{Value, json};

use crate::answer::{Answer, Format, Request};

pub(crate) fn answer(asked: &Request) -> Result<Answer, String> {
    let byte = asked.byte("--at")?.unwrap_or(asked.text.trim_end().len());
    let (metadata, metrics) = match asked.value("--metrics") {
        None => (Metadata::default(), Names::default()),
        Some(file) => read(&std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?),
    };
    let knowledge = Knowledge {
        metrics: &metrics,
        metadata: &metadata,
        labels: &Names::default(),
        history: &History::default(),
        rules: &[],
    };
    let context = context(asked.text, byte);
    let found = offers(&context, &knowledge);
    let lines =
        if asked.format == Format::Json { vec![json(&context, &found).to_string()] } else { text(&context, &found) };
    Ok(Answer { lines, complaints: Vec::new(), is_sound: true })
}

/// The metrics of a text exposition, or of a list of names.
fn read(text: &str) -> (Metadata, Names) {
    let mut metrics: BTreeMap<&str, Metric> = BTreeMap::new();
    let mut names = Vec::new();
    for line in text.lines() {
        let mut words = line.splitn(4, ' ');
        match (words.next(), words.next(), words.next(), words.next()) {
            (Some("#"), Some("TYPE"), Some(name), Some(value)) => {
                metrics.entry(name).or_default().metric_type = MetricType::named(value);
            }
            (Some("#"), Some("HELP"), Some(name), Some(value)) => metrics.entry(name).or_default().help = value.into(),
            (Some("#"), Some("UNIT"), Some(name), Some(value)) => metrics.entry(name).or_default().unit = value.into(),
            _ if line.starts_with('#') => {}
            _ => names.extend(line.split(['{', ' ']).next()),
        }
    }
    let mut metadata = Metadata::default();
    for (name, metric) in metrics {
        metadata.insert(name, metric);
    }
    let series = metadata.series_names();
    let names = Names::new(series.iter().map(String::as_str).chain(names));
    (metadata, names)
}

fn text(context: &Context, found: &Offers) -> Vec<String> {
    let span = context.replaced;
    let mut lines = vec![format!("{} {}..{} {:?}", context.kind.name(), span.start, span.end, context.typed)];
    if let Some(Need { what, selectors, .. }) = context.need() {
        lines.push(format!("needs {} {}", wanted(&what), selectors.join(" ")).trim_end().to_owned());
    }
    lines.extend(found.list.iter().map(|offer| {
        let detail = if offer.detail.is_empty() { String::new() } else { format!("  {}", offer.detail) };
        let experimental = if offer.stability == Stability::Experimental { "  experimental" } else { "" };
        format!("{:?} {:?} -> {:?}{detail}{experimental}", offer.kind, offer.label, offer.insert.text)
    }));
    if found.left_out > 0 {
        lines.push(format!("and {} more", found.left_out));
    }
    lines
}

fn json(context: &Context, found: &Offers) -> Value {
    let span = context.replaced;
    let need = context.need().map(|need| json!({ "what": wanted(&need.what), "selectors": need.selectors }));
    json!({
        "kind": context.kind.name(),
        "start": span.start,
        "end": span.end,
        "typed": context.typed,
        "needs": need,
        "offers": found.list.iter().map(offer).collect::<Vec<_>>(),
        "left_out": found.left_out,
    })
}

fn offer(offer: &Offer) -> Value {
    let insert = &offer.insert;
    json!({
        "label": offer.label,
        "kind": format!("{:?}", offer.kind),
        "detail": offer.detail,
        "about": offer.about.text(Lang::En),
        "experimental": offer.stability == Stability::Experimental,
        "matched": offer.matched.iter().map(|range| [range.start, range.end]).collect::<Vec<_>>(),
        "start": insert.span.start,
        "end": insert.span.end,
        "text": insert.text,
        "select": [insert.select.start, insert.select.end],
    })
}

fn wanted(what: &MetadataQuery) -> String {
    match what {
        MetadataQuery::Metrics => "metrics".to_owned(),
        MetadataQuery::LabelNames => "label names".to_owned(),
        MetadataQuery::LabelValues(label) => format!("values of {label}"),
    }
}
