//! Nice ticks for numbers.
//!
//! Invariant: ticks are multiples of the step, ascend, and lie within the domain; there are at most 50.

use super::scale::Domain;
use super::unit::Unit;
use crate::model::count::to_f64;

/// The ticks of an axis of numbers.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticks {
    /// Distance of two ticks, a nice number of the unit.
    pub step: f64,
    /// The ticks, ascending, all within the domain.
    pub at: Vec<f64>,
}

/// Ticks in a domain, about `count` of them (at least one step is chosen, never more than twice `count`).
pub fn ticks(domain: Domain, count: usize, unit: Unit) -> Ticks {
    let step = nice_step(domain.span() / to_f64(count.clamp(1, 25)), unit);
    if !step.is_finite() || step <= 0.0 {
        return Ticks { step: domain.span(), at: vec![domain.lo] };
    }
    // Multiples by index, so that no error adds up and no loop stands still where the step vanishes in rounding.
    let first = (domain.lo / step).ceil();
    let slack = step * 1e-9;
    let mut at = Vec::new();
    for index in 0..50 {
        let tick = (first + f64::from(index)) * step;
        if tick > domain.hi + slack || at.last().is_some_and(|&before| tick <= before) {
            break;
        }
        // `-0` reads as a minus on the axis.
        at.push(if tick == 0.0 { 0.0 } else { tick.clamp(domain.lo, domain.hi) });
    }
    Ticks { step, at }
}

/// The least nice step that is at least `rough`.
pub fn nice_step(rough: f64, unit: Unit) -> f64 {
    match unit {
        Unit::Bytes if rough > 1.0 => power_of_two(rough),
        Unit::Seconds if rough > 0.5 && rough <= 43_200.0 => {
            const CLOCK: [f64; 18] = [
                1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 900.0, 1800.0, 3600.0, 7200.0, 10_800.0,
                14_400.0, 21_600.0, 43_200.0,
            ];
            CLOCK.into_iter().find(|&step| step >= rough).unwrap_or(86_400.0)
        }
        Unit::Seconds if rough > 43_200.0 => decimal_step(rough / 86_400.0).max(1.0) * 86_400.0,
        _ => decimal_step(rough),
    }
}

/// The least power of two that is at least `rough`, which is above 1. By its bits, as `exp2` brings a table of 4 kB
/// into the page.
fn power_of_two(rough: f64) -> f64 {
    const MANTISSA: u64 = (1 << 52) - 1;
    let below = f64::from_bits(rough.to_bits() & !MANTISSA);
    if below == rough { rough } else { below * 2.0 }
}

/// 1, 2 or 5 times a power of ten.
fn decimal_step(rough: f64) -> f64 {
    #[expect(clippy::cast_possible_truncation, reason = "powers of ten have exponents up to 308")]
    let exponent = rough.log10().floor() as i32;
    [0, 1]
        .into_iter()
        .flat_map(|up| [1.0, 2.0, 5.0].map(|digit| scaled(digit, exponent + up)))
        // A hair's breadth for logarithms that miss an exact power.
        .find(|&step| step >= rough * (1.0 - 1e-9))
        .unwrap_or(rough)
}

/// `digit × 10^exponent`; the nearest number to that decimal wherever the power is exact, to 10^22 either way.
fn scaled(digit: f64, exponent: i32) -> f64 {
    let power = 10_f64.powi(exponent.abs());
    if exponent < 0 { digit / power } else { digit * power }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_nice() {
        for (rough, unit, step) in [
            (0.3, Unit::None, 0.5),
            (0.1, Unit::None, 0.1),
            (1.0, Unit::None, 1.0),
            (1001.0, Unit::None, 2000.0),
            (7e-9, Unit::None, 1e-8),
            (600.0, Unit::Bytes, 1024.0),
            (61.0, Unit::Seconds, 120.0),
            (100_000.0, Unit::Seconds, 172_800.0),
            (0.003, Unit::Seconds, 0.005),
        ] {
            assert_eq!(nice_step(rough, unit), step, "{rough} {unit:?}");
        }
    }

    #[test]
    fn ticks_lie_within_and_ascend() {
        let mut seed = 7_u64;
        for _ in 0..2000 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let exponent = (seed >> 33) as i32 % 600 - 300;
            let lo = ((seed >> 20 & 0xfff) as f64 - 2048.0) * 10_f64.powi(exponent / 2);
            let hi = lo + ((seed >> 5 & 0x7ff) as f64 + 1.0) * 10_f64.powi(exponent / 2 - 1);
            let domain = Domain { lo, hi };
            for unit in [Unit::None, Unit::Bytes, Unit::Seconds] {
                let ticks = ticks(domain, 6, unit);
                assert!(ticks.at.is_sorted(), "{domain:?} {ticks:?}");
                assert!(ticks.at.iter().all(|&t| domain.lo <= t && t <= domain.hi), "{domain:?} {ticks:?}");
                assert!((1..=13).contains(&ticks.at.len()), "{domain:?} {unit:?} {ticks:?}");
                for tick in &ticks.at {
                    let index = tick / ticks.step;
                    assert!((index - index.round()).abs() < 1e-6 * index.abs().max(1.0), "{domain:?} {ticks:?}");
                }
            }
        }
    }
}
