//! How the values of a panel's options stand in an address.
//!
//! Invariant: what is read is within bounds, whatever the address says.

use super::{Step, Tab, TableColumn, TableSort};
use crate::chart::legend::{LegendColumn, LegendSelection, LegendSort};
use crate::model::duration;
use crate::model::query::{PARAMETERS, Parameters, ReplicaMode};
use crate::model::sort_order::SortOrder;
use crate::model::time::{self, Zone};
use crate::state::limits::{MAX_EXPR, MAX_FILTER, MAX_PARAMETER, MAX_PARAMETERS, MAX_SELECTED};

/// Longest range or step, in milliseconds: a hundred years.
pub(in crate::state) const MAX_RANGE: i64 = 100 * 365 * time::DAY;

/// Why a text is not, or not wholly, an option's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misread {
    /// There is no option under this key.
    UnknownKey,
    /// It is no value of this option, which stays as it was.
    BadValue,
    /// An expression was cut to [`MAX_EXPR`] bytes.
    CutExpression,
}

/// How a value stands in an address.
pub(super) trait Codec<T> {
    /// Whether the key is written for the default, too.
    const IS_ALWAYS_WRITTEN: bool = false;

    /// Whether a value comes back from an address. One that is only too long for it is valid, and left out.
    fn is_valid(_: &T) -> bool {
        true
    }

    /// Takes a value; where it is a list, the next item of it.
    fn read(text: &str, value: &mut T) -> Result<(), Misread>;

    /// The texts of a value; more or less than one where it is a list.
    fn write(value: &T) -> Vec<String>;
}

/// Sets a value that was read.
fn put<T>(value: &mut T, read: Option<T>) -> Result<(), Misread> {
    *value = read.ok_or(Misread::BadValue)?;
    Ok(())
}

/// Any text.
pub(super) struct Text;

impl Codec<String> for Text {
    fn read(text: &str, value: &mut String) -> Result<(), Misread> {
        text.clone_into(value);
        Ok(())
    }

    fn write(value: &String) -> Vec<String> {
        vec![value.clone()]
    }
}

/// Yes or no, as 1 or 0.
pub(super) struct Flag;

impl Codec<bool> for Flag {
    fn read(text: &str, value: &mut bool) -> Result<(), Misread> {
        put(value, ["0", "1"].iter().position(|known| *known == text).map(|at| at == 1))
    }

    fn write(value: &bool) -> Vec<String> {
        vec![u8::from(*value).to_string()]
    }
}

/// What is made of replicas.
pub(super) struct Replicas;

impl Codec<ReplicaMode> for Replicas {
    fn read(text: &str, value: &mut ReplicaMode) -> Result<(), Misread> {
        put(value, ReplicaMode::from_key(text))
    }

    fn write(value: &ReplicaMode) -> Vec<String> {
        vec![value.key().to_owned()]
    }
}

/// A text to filter by; one that is too long is not for sharing.
pub(super) struct Filter;

impl Codec<String> for Filter {
    fn read(text: &str, value: &mut String) -> Result<(), Misread> {
        put(value, (text.len() <= MAX_FILTER).then(|| text.to_owned()))
    }

    fn write(value: &String) -> Vec<String> {
        if value.len() <= MAX_FILTER { vec![value.clone()] } else { Vec::new() }
    }
}

/// An expression. Every panel has its key, so that an address names empty panels, too.
pub(super) struct Expression;

impl Codec<String> for Expression {
    const IS_ALWAYS_WRITTEN: bool = true;

    fn read(text: &str, value: &mut String) -> Result<(), Misread> {
        let end = (0..=MAX_EXPR.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or_default();
        text[..end].clone_into(value);
        if end < text.len() { Err(Misread::CutExpression) } else { Ok(()) }
    }

    fn write(value: &String) -> Vec<String> {
        vec![value.clone()]
    }
}

/// The name of a tab.
pub(super) struct TabName;

impl Codec<Tab> for TabName {
    fn read(text: &str, value: &mut Tab) -> Result<(), Misread> {
        put(value, Tab::ALL.into_iter().find(|tab| tab.name() == text))
    }

    fn write(value: &Tab) -> Vec<String> {
        vec![value.name().to_owned()]
    }
}

/// A time as RFC 3339 in UTC, which reads the same for everyone who opens the link; other forms are read, too.
pub(super) struct Time;

impl Codec<Option<i64>> for Time {
    fn is_valid(value: &Option<i64>) -> bool {
        value.is_none_or(|ms| Self::write(value).iter().all(|text| time::parse(text, &Zone::UTC) == Some(ms)))
    }

    fn read(text: &str, value: &mut Option<i64>) -> Result<(), Misread> {
        put(value, time::parse(text, &Zone::UTC).map(Some))
    }

    fn write(value: &Option<i64>) -> Vec<String> {
        let text = |ms: i64| {
            let civil = Zone::UTC.civil(ms);
            // RFC 3339 ends at the year 9999; Unix seconds don't.
            if (0..=9999).contains(&civil.year) {
                format!("{}T{}Z", civil.date(), civil.clock())
            } else {
                let (sign, ms) = (if ms < 0 { "-" } else { "" }, ms.unsigned_abs());
                format!("{sign}{}.{:03}", ms / 1000, ms % 1000)
            }
        };
        value.iter().map(|&ms| text(ms)).collect()
    }
}

/// A duration of at least a millisecond.
pub(super) struct Duration;

/// A duration of at least a millisecond and at most [`MAX_RANGE`], in milliseconds.
pub(in crate::state) fn duration_ms(text: &str) -> Option<i64> {
    duration::parse(text).filter(Duration::is_valid)
}

impl Codec<i64> for Duration {
    fn is_valid(value: &i64) -> bool {
        (1..=MAX_RANGE).contains(value)
    }

    fn read(text: &str, value: &mut i64) -> Result<(), Misread> {
        put(value, duration_ms(text))
    }

    fn write(value: &i64) -> Vec<String> {
        vec![duration::format(*value)]
    }
}

/// A step: a duration, or `auto`.
pub(super) struct StepText;

impl Codec<Step> for StepText {
    fn is_valid(value: &Step) -> bool {
        match value {
            Step::Auto => true,
            Step::Fixed(ms) => Duration::is_valid(ms),
        }
    }

    fn read(text: &str, value: &mut Step) -> Result<(), Misread> {
        put(value, if text == "auto" { Some(Step::Auto) } else { duration_ms(text).map(Step::Fixed) })
    }

    fn write(value: &Step) -> Vec<String> {
        vec![match value {
            Step::Auto => "auto".to_owned(),
            Step::Fixed(ms) => duration::format(*ms),
        }]
    }
}

/// Parameters, each as `name=value` under a key of its own.
pub(super) struct Parameter;

impl Codec<Parameters> for Parameter {
    fn read(text: &str, value: &mut Parameters) -> Result<(), Misread> {
        let (name, text) = text.split_once('=').ok_or(Misread::BadValue)?;
        let is_known = PARAMETERS.contains(&name) && text.len() <= MAX_PARAMETER;
        if !is_known || value.len() >= MAX_PARAMETERS {
            return Err(Misread::BadValue);
        }
        value.push((name.to_owned(), text.to_owned()));
        Ok(())
    }

    fn write(value: &Parameters) -> Vec<String> {
        value.iter().map(|(name, text)| format!("{name}={text}")).collect()
    }
}

/// Which series are shown: the keys of their label sets as hexadecimal numbers, `1f,2e`; all but some: `-1f,2e`. Very
/// many are not for sharing.
pub(super) struct Selected;

impl Codec<LegendSelection> for Selected {
    fn read(text: &str, value: &mut LegendSelection) -> Result<(), Misread> {
        let keys = text.strip_prefix('-').unwrap_or(text).split(',');
        if keys.clone().count() > MAX_SELECTED {
            return Err(Misread::BadValue);
        }
        let keys: Option<_> = keys.map(|key| u64::from_str_radix(key, 16).ok()).collect();
        let selection = if text.starts_with('-') { LegendSelection::AllBut } else { LegendSelection::Only };
        put(value, keys.map(selection))
    }

    fn write(value: &LegendSelection) -> Vec<String> {
        let (sign, keys) = match value {
            LegendSelection::AllBut(keys) => ("-", keys),
            LegendSelection::Only(keys) => ("", keys),
        };
        if !(1..=MAX_SELECTED).contains(&keys.len()) {
            return Vec::new();
        }
        let keys: Vec<String> = keys.iter().map(|key| format!("{key:x}")).collect();
        vec![format!("{sign}{}", keys.join(","))]
    }
}

/// A column to sort by, `value`, `time` or `label.instance`; from the greatest: `-value`.
pub(super) struct Signed;

/// The order that a text begins with, and the rest.
fn ordered(text: &str) -> (SortOrder, &str) {
    match text.strip_prefix('-') {
        Some(rest) => (SortOrder::Descending, rest),
        None => (SortOrder::Ascending, text),
    }
}

fn sign(order: SortOrder) -> &'static str {
    match order {
        SortOrder::Ascending => "",
        SortOrder::Descending => "-",
    }
}

/// What stands before the name of a label, so that one named `value` is no column of values.
const LABEL: &str = "label.";

impl Codec<Option<TableSort>> for Signed {
    fn read(text: &str, value: &mut Option<TableSort>) -> Result<(), Misread> {
        let (order, name) = ordered(text);
        let column = match name {
            "value" => TableColumn::Value,
            "time" => TableColumn::Time,
            name => {
                let label = name.strip_prefix(LABEL).filter(|label| label.len() <= MAX_FILTER);
                TableColumn::Label(label.ok_or(Misread::BadValue)?.to_owned())
            }
        };
        *value = Some(TableSort { column, order });
        Ok(())
    }

    fn write(value: &Option<TableSort>) -> Vec<String> {
        let text = |TableSort { column, order }: &TableSort| match column {
            TableColumn::Value => format!("{}value", sign(*order)),
            TableColumn::Time => format!("{}time", sign(*order)),
            TableColumn::Label(name) => format!("{}{LABEL}{name}", sign(*order)),
        };
        let is_short = |sort: &&TableSort| !matches!(&sort.column, TableColumn::Label(name) if name.len() > MAX_FILTER);
        value.iter().filter(is_short).map(text).collect()
    }
}

impl Codec<LegendSort> for Signed {
    fn read(text: &str, value: &mut LegendSort) -> Result<(), Misread> {
        let (order, name) = ordered(text);
        let column = LegendColumn::ALL.into_iter().find(|column| column.name() == name);
        put(value, column.map(|column| LegendSort { column, order }))
    }

    fn write(LegendSort { column, order }: &LegendSort) -> Vec<String> {
        vec![format!("{}{}", sign(*order), column.name())]
    }
}

#[cfg(test)]
mod tests {
    use super::super::options::PanelOptions;
    use super::*;

    #[test]
    fn texts_are_read_as_they_are_written_and_others_are_refused() {
        let mut options = PanelOptions::default();
        for (key, text) in [
            ("sort", "-label.job"),
            ("sort", "label.-value"),
            ("sort", "value"),
            ("sort", "-time"),
            ("series", "-1f"),
            ("series", "0,ffffffffffffffff"),
            ("legend_sort", "-mean"),
            ("legend_sort", "-series"),
        ] {
            assert_eq!(options.read(key, text), Ok(()), "{key}={text}");
            let written: Vec<_> = options.write().filter(|(own, _)| *own == key).collect();
            assert_eq!(written, [(key, text.to_owned())]);
        }
        let before = options.clone();
        for (key, text) in [
            ("sort", ""),
            ("sort", "job"),
            ("sort", "+value"),
            ("series", ""),
            ("series", "-"),
            ("series", "1,,2"),
            ("series", "10000000000000000"),
            ("legend_sort", "value"),
            ("filter", &"x".repeat(MAX_FILTER + 1)),
            ("sort", &format!("label.{}", "x".repeat(MAX_FILTER + 1))),
            ("series", &vec!["1f"; MAX_SELECTED + 1].join(",")),
        ] {
            assert_eq!(options.read(key, text), Err(Misread::BadValue), "{key}={text}");
        }
        assert_eq!(options, before);
        assert_eq!(options.read("colour", "red"), Err(Misread::UnknownKey));
    }

    #[test]
    fn what_is_too_long_for_an_address_is_left_out() {
        let long = "x".repeat(MAX_FILTER + 1);
        let sort = Some(TableSort { column: TableColumn::Label(long.clone()), order: SortOrder::Ascending });
        let series = LegendSelection::AllBut((0..=MAX_SELECTED as u64).collect());
        let options =
            PanelOptions { filter: long.clone(), legend_filter: long, sort, series, ..PanelOptions::default() };
        assert_eq!(options.write().map(|(key, _)| key).collect::<Vec<_>>(), ["expr"]);
    }
}
