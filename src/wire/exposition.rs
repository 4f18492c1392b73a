//! Series as text: Prometheus' exposition format and `OpenMetrics`, with timestamps.
//!
//! Of an `OpenMetrics` text, which ends in `# EOF`, times are seconds; of the older format they are milliseconds.
//! Comments, types, helps and exemplars are passed over.
//!
//! Invariant: linear in the text's length; a text that cannot be read says in which line.
//! Not here: protobuf; histograms in one line, which neither format has.

use crate::model::order;
use std::collections::HashMap;

/// The samples of one series.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ExposedSeries {
    /// Names and values in the order of the text; the metric's name is `__name__`.
    pub labels: Vec<(String, String)>,
    /// Unix milliseconds, growing.
    pub times: Vec<i64>,
    /// One a time.
    pub values: Vec<f64>,
}

/// What is wrong with a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mistake {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub kind: MistakeKind,
}

/// What is wrong with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MistakeKind {
    /// No name stands where one must.
    Name,
    /// The labels are not `{name="value", …}`.
    Labels,
    /// The value is no number.
    Value,
    /// The time is no number.
    Time,
    /// More follows than a value and a time.
    Surplus,
}

/// Reads a text. Samples without a time have `now`, Unix milliseconds. Of two samples of a series at one time the
/// later in the text counts.
pub fn read(text: &str, now: i64) -> Result<Vec<ExposedSeries>, Mistake> {
    let is_open_metrics = text.trim_end().lines().next_back().is_some_and(|line| line.trim_end() == "# EOF");
    let mut series: Vec<ExposedSeries> = Vec::new();
    let mut known: HashMap<Vec<(String, String)>, usize> = HashMap::new();
    let mut last: Option<(&str, usize)> = None;
    for (at, line) in text.lines().enumerate() {
        let mistake = |kind| Mistake { line: at + 1, kind };
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (labels, metric, rest) = labels(line).map_err(mistake)?;
        let (time, value) = sample(rest, is_open_metrics).map_err(mistake)?;
        let place = match last {
            Some((text, place)) if text == metric => place,
            _ => *known.entry(labels).or_insert_with_key(|labels| {
                series.push(ExposedSeries { labels: labels.clone(), ..ExposedSeries::default() });
                series.len() - 1
            }),
        };
        last = Some((metric, place));
        series[place].times.push(time.unwrap_or(now));
        series[place].values.push(value);
    }
    series.iter_mut().for_each(in_order);
    Ok(series)
}

/// Sorts by time; of equal times the last stays.
fn in_order(series: &mut ExposedSeries) {
    if series.times.is_sorted_by(|a, b| a < b) {
        return;
    }
    let mut all: Vec<(i64, f64)> = series.times.iter().copied().zip(series.values.iter().copied()).collect();
    // Stable: what came later stands behind.
    order::sort_by_key(&mut all, |(time, _)| *time);
    all.reverse();
    all.dedup_by_key(|(time, _)| *time);
    all.reverse();
    (series.times, series.values) = all.into_iter().unzip();
}

type Labelled<'a> = (Vec<(String, String)>, &'a str, &'a str);

/// The labels of a line, their text, and what follows it.
fn labels(line: &str) -> Result<Labelled<'_>, MistakeKind> {
    let name_end = line.find(|letter: char| letter == '{' || letter.is_whitespace()).unwrap_or(line.len());
    let (name, mut rest) = line.split_at(name_end);
    let mut labels = Vec::new();
    if !name.is_empty() {
        labels.push(("__name__".to_owned(), name.to_owned()));
    }
    rest = rest.trim_start();
    if let Some(inside) = rest.strip_prefix('{') {
        rest = pairs(inside, &mut labels)?;
    }
    let has_name = labels.iter().any(|(name, _)| name == "__name__");
    if has_name { Ok((labels, &line[..line.len() - rest.len()], rest)) } else { Err(MistakeKind::Name) }
}

/// `name="value", "quoted name"="value", "metric"}` after the brace; gives what follows.
fn pairs<'a>(mut rest: &'a str, labels: &mut Vec<(String, String)>) -> Result<&'a str, MistakeKind> {
    loop {
        rest = rest.trim_start();
        if let Some(behind) = rest.strip_prefix('}') {
            return Ok(behind);
        }
        let name = if rest.starts_with('"') {
            let (name, behind) = quoted(rest)?;
            rest = behind.trim_start();
            name
        } else {
            let end = rest.find(|letter: char| letter == '=' || letter.is_whitespace()).ok_or(MistakeKind::Labels)?;
            let (name, behind) = rest.split_at(end);
            rest = behind.trim_start();
            name.to_owned()
        };
        if let Some(behind) = rest.strip_prefix('=') {
            let (value, behind) = quoted(behind.trim_start())?;
            labels.push((name, value));
            rest = behind.trim_start();
        } else {
            labels.push(("__name__".to_owned(), name));
        }
        match rest.strip_prefix(',') {
            Some(behind) => rest = behind,
            None if rest.starts_with('}') => {}
            None => return Err(MistakeKind::Labels),
        }
    }
}

/// A text in quotes and what follows it.
fn quoted(text: &str) -> Result<(String, &str), MistakeKind> {
    let inside = text.strip_prefix('"').ok_or(MistakeKind::Labels)?;
    let mut value = String::new();
    let mut letters = inside.char_indices();
    while let Some((at, letter)) = letters.next() {
        match letter {
            '"' => return Ok((value, &inside[at + 1..])),
            '\\' => match letters.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, other @ ('\\' | '"'))) => value.push(other),
                // The older format keeps what it does not know.
                Some((_, other)) => value.extend(['\\', other]),
                None => break,
            },
            letter => value.push(letter),
        }
    }
    Err(MistakeKind::Labels)
}

/// A value and its time.
fn sample(rest: &str, is_open_metrics: bool) -> Result<(Option<i64>, f64), MistakeKind> {
    let mut words = rest.split_whitespace().take_while(|word| !word.starts_with('#'));
    let value = words.next().and_then(|word| word.parse().ok()).ok_or(MistakeKind::Value)?;
    let time = match words.next() {
        None => None,
        Some(word) if is_open_metrics => {
            let seconds: f64 = word.parse().map_err(|_| MistakeKind::Time)?;
            let ms = (seconds * 1000.0).round();
            Some(if ms.abs() < 9e15 { ms as i64 } else { return Err(MistakeKind::Time) })
        }
        Some(word) => Some(word.parse().map_err(|_| MistakeKind::Time)?),
    };
    if words.next().is_some() { Err(MistakeKind::Surplus) } else { Ok((time, value)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, &[(i64, f64)])]) {
        let found = read(text, 7).unwrap_or_else(|mistake| panic!("{text}: {mistake:?}"));
        let found: Vec<_> = found
            .iter()
            .map(|one| {
                let labels: Vec<_> = one.labels.iter().map(|(name, value)| format!("{name}={value}")).collect();
                let samples = one.times.iter().copied().zip(one.values.iter().copied()).collect::<Vec<_>>();
                (labels.join(" "), samples)
            })
            .collect();
        let expected: Vec<_> =
            expected.iter().map(|(labels, samples)| ((*labels).to_owned(), samples.to_vec())).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn reads_both_formats() {
        check("# HELP a b\n# TYPE a counter\na 1 1500\na 2 3000\n", &[("__name__=a", &[(1500, 1.0), (3000, 2.0)])]);
        check("a{b=\"c\"} 1 1.5\n# EOF\n", &[("__name__=a b=c", &[(1500, 1.0)])]);
        check("a 1\nb +Inf", &[("__name__=a", &[(7, 1.0)]), ("__name__=b", &[(7, f64::INFINITY)])]);
        check("a 1 2 # {trace=\"x\"} 5\n# EOF", &[("__name__=a", &[(2000, 1.0)])]);
        check("{\"m.n\", \"a b\"=\"}\"} 1", &[("__name__=m.n a b=}", &[(7, 1.0)])]);
        check("a{ b = \"\\\"x\\\\\\n\" , } 1", &[("__name__=a b=\"x\\\n", &[(7, 1.0)])]);
        check("", &[]);
    }

    #[test]
    fn puts_samples_in_order_and_keeps_the_last() {
        check("a 1 20\nb 1 1\na 2 10\na 3 20", &[("__name__=a", &[(10, 2.0), (20, 3.0)]), ("__name__=b", &[(1, 1.0)])]);
    }

    #[test]
    fn says_which_line_is_wrong() {
        for (text, line, kind) in [
            ("a 1\n{} 1", 2, MistakeKind::Name),
            ("a{b} 1", 1, MistakeKind::Labels),
            ("a{b=\"c} 1", 1, MistakeKind::Labels),
            ("a{b=\"c\" d=\"e\"} 1", 1, MistakeKind::Labels),
            ("a{b=c} 1", 1, MistakeKind::Labels),
            ("a", 1, MistakeKind::Value),
            ("a x", 1, MistakeKind::Value),
            ("a 1 x", 1, MistakeKind::Time),
            ("a 1 1.5", 1, MistakeKind::Time),
            ("a 1 1e99\n# EOF", 1, MistakeKind::Time),
            ("a 1 2 3", 1, MistakeKind::Surplus),
        ] {
            assert_eq!(read(text, 0), Err(Mistake { line, kind }), "{text}");
        }
    }
}
