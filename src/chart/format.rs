//! Short numbers with unit prefixes, for axes and legends.
//!
//! Not here: the exact text of a value for tooltips and tables (`model::number`).

use super::ticks::Ticks;
use super::unit::Unit;
use crate::model::count::to_i32;
use crate::model::number;

/// A prefix (or a unit of time) and what it multiplies.
type Prefix = (&'static str, f64);

const METRIC: [Prefix; 9] =
    [("P", 1e15), ("T", 1e12), ("G", 1e9), ("M", 1e6), ("k", 1e3), ("", 1.0), ("m", 1e-3), ("µ", 1e-6), ("n", 1e-9)];
const BINARY: [Prefix; 7] = [
    ("EiB", 1_152_921_504_606_846_976.0),
    ("PiB", 1_125_899_906_842_624.0),
    ("TiB", 1_099_511_627_776.0),
    ("GiB", 1_073_741_824.0),
    ("MiB", 1_048_576.0),
    ("KiB", 1024.0),
    ("B", 1.0),
];
const CLOCK: [Prefix; 7] =
    [("d", 86_400.0), ("h", 3600.0), ("min", 60.0), ("s", 1.0), ("ms", 1e-3), ("µs", 1e-6), ("ns", 1e-9)];

/// How a unit is written: its prefixes from large to small, what values are multiplied by first, what follows the
/// prefix, and whether a space parts it from the number.
struct Notation {
    prefixes: &'static [Prefix],
    factor: f64,
    symbol: &'static str,
    space: &'static str,
}

/// From here on a prefix says less than an exponent.
const BEYOND_PREFIXES: f64 = 1e18;

const PLAIN: &[Prefix] = &[("", 1.0)];

fn notation(unit: Unit) -> Notation {
    let (prefixes, factor, symbol, space): (&'static [Prefix], f64, &'static str, &'static str) = match unit {
        // Fractions without a unit stay decimals: "0.05" is clearer than "50 m".
        Unit::None => (&METRIC[..6], 1.0, "", ""),
        Unit::Seconds => (&CLOCK, 1.0, "", " "),
        Unit::Bytes => (&BINARY, 1.0, "", " "),
        Unit::Ratio => (PLAIN, 100.0, "%", " "),
        Unit::Percent => (PLAIN, 1.0, "%", " "),
        Unit::Celsius => (PLAIN, 1.0, "°C", " "),
        Unit::Symbol(symbol) => (&METRIC, 1.0, symbol, " "),
    };
    Notation { prefixes, factor, symbol, space }
}

impl Notation {
    /// The greatest prefix that leaves at least one before the decimal point.
    fn prefix(&self, magnitude: f64) -> Prefix {
        let fits = |&&(_, of): &&Prefix| magnitude >= of * (1.0 - 1e-9);
        let last = self.prefixes.last().copied().unwrap_or(("", 1.0));
        self.prefixes.iter().find(fits).copied().unwrap_or(if magnitude == 0.0 { ("", 1.0) } else { last })
    }
}

/// A value in few characters: four significant digits with a prefix (`1.235k`, `3.4 GiB`, `250 ms`, `12.5 %`).
pub fn human(value: f64, unit: Unit) -> String {
    if !value.is_finite() {
        return number::format(value);
    }
    let notation = notation(unit);
    let scaled = value * notation.factor;
    if scaled == 0.0 {
        return "0".to_owned();
    }
    let magnitude = scaled.abs();
    if unit == Unit::None && magnitude >= BEYOND_PREFIXES {
        return exponent(scaled);
    }
    let (name, of) = notation.prefix(magnitude);
    let part = scaled / of;
    if !(1e-4..1e6).contains(&part.abs()) {
        return format!("{}{}{name}{}", exponent(part), notation.space, notation.symbol);
    }
    let whole_digits = part.abs().log10().floor().max(-4.0) + 1.0;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "from 0 to 7")]
    let decimals = (4.0 - whole_digits).clamp(0.0, 7.0) as usize;
    let text = trimmed(format!("{part:.decimals$}"));
    format!("{text}{}{name}{}", notation.space, notation.symbol)
}

/// The labels of an axis, one a tick in their order: one prefix for all, as many decimals as the step needs.
pub fn axis(ticks: &Ticks, unit: Unit) -> Vec<String> {
    let notation = notation(unit);
    let top = ticks.at.iter().fold(0.0_f64, |top, tick| top.max((tick * notation.factor).abs()));
    let step = ticks.step * notation.factor;
    let mut prefix = notation.prefix(top);
    if unit == Unit::None && (top >= BEYOND_PREFIXES || decimals(step / prefix.1) > 3) {
        prefix = ("", 1.0);
    } else if decimals(step / prefix.1) > 3 {
        // A narrow range far from zero: the prefix of the step shows the difference in fewer digits.
        prefix = notation.prefix(step);
    }
    let (name, of) = prefix;
    let digits = decimals(step / of);
    let write = |&tick: &f64| {
        let part = tick * notation.factor / of;
        if tick == 0.0 && notation.symbol != "°C" {
            "0".to_owned()
        } else if digits > 6 || part.abs() >= 1e15 {
            format!("{}{}{name}{}", exponent(part), notation.space, notation.symbol)
        } else {
            format!("{part:.digits$}{}{name}{}", notation.space, notation.symbol)
        }
    };
    ticks.at.iter().map(write).collect()
}

/// Decimals that tell multiples of `step` apart, at most 9.
fn decimals(step: f64) -> usize {
    (0..9_usize)
        .find(|&n| {
            let scaled = step * 10_f64.powi(to_i32(n));
            (scaled - scaled.round()).abs() < 1e-6 * scaled.max(1.0) && scaled >= 0.5
        })
        .unwrap_or(9)
}

/// With an exponent and at most four digits: `1.2e21`.
fn exponent(value: f64) -> String {
    let text = format!("{value:.3e}");
    let Some((mantissa, exponent)) = text.split_once('e') else { return text };
    let mantissa = trimmed(mantissa.to_owned());
    if exponent == "0" { mantissa } else { format!("{mantissa}e{exponent}") }
}

/// Without zeros at the end of a decimal fraction.
fn trimmed(text: String) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::super::scale::Domain;
    use super::super::ticks::ticks;
    use super::*;

    #[test]
    fn values_are_short() {
        for (value, unit, text) in [
            (0.0, Unit::None, "0"),
            (1234.5, Unit::None, "1.234k"),
            (0.05, Unit::None, "0.05"),
            (0.123_456, Unit::None, "0.1235"),
            (42.0, Unit::None, "42"),
            (-1_500_000.0, Unit::None, "-1.5M"),
            (1e21, Unit::None, "1e21"),
            (3_650_722_201.6, Unit::Bytes, "3.4 GiB"),
            (512.0, Unit::Bytes, "512 B"),
            (0.25, Unit::Seconds, "250 ms"),
            (90.0, Unit::Seconds, "1.5 min"),
            (0.125, Unit::Ratio, "12.5 %"),
            (5_000.0, Unit::Symbol("W"), "5 kW"),
            (3e-12, Unit::None, "3e-12"),
            (f64::NAN, Unit::Bytes, "NaN"),
            (f64::INFINITY, Unit::None, "+Inf"),
        ] {
            assert_eq!(human(value, unit), text, "{value} {unit:?}");
        }
    }

    #[test]
    fn labels_of_an_axis_agree() {
        for (lo, hi, unit, labels) in [
            (0.0, 2.1, Unit::None, vec!["0", "0.5", "1.0", "1.5", "2.0"]),
            (0.0, 2100.0, Unit::None, vec!["0", "0.5k", "1.0k", "1.5k", "2.0k"]),
            (1_000_000.0, 1_000_004.2, Unit::None, vec!["1000000", "1000001", "1000002", "1000003", "1000004"]),
            (1_795_373_285.0, 1_795_373_286.2, Unit::None, vec!["1795373285.0", "1795373285.5", "1795373286.0"]),
            (0.0, 2e300, Unit::None, vec!["0", "5e299", "1e300", "1.5e300", "2e300"]),
            (0.0, 4.2e9, Unit::Bytes, vec!["0", "1 GiB", "2 GiB", "3 GiB"]),
            (0.0, 0.0042, Unit::Seconds, vec!["0", "1 ms", "2 ms", "3 ms", "4 ms"]),
            (0.0, 0.5, Unit::Ratio, vec!["0", "10 %", "20 %", "30 %", "40 %", "50 %"]),
            (-0.02, 0.02, Unit::None, vec!["-0.02", "-0.01", "0", "0.01", "0.02"]),
        ] {
            let ticks = ticks(Domain { lo, hi }, 5, unit);
            assert_eq!(axis(&ticks, unit), labels, "{ticks:?}");
        }
    }
}
