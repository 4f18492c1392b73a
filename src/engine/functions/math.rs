//! Functions of one float: arithmetic, logarithms, angles.

use std::f64::consts::PI;

use super::Implementation;
use crate::engine::column::ABSENT;
use crate::promql::functions::FunctionId;

pub(super) fn implementation(id: FunctionId) -> Option<Implementation> {
    Some(Implementation::OfFloat(match id {
        FunctionId::Abs => |x, _| x.abs(),
        FunctionId::Acos => |x, _| x.acos(),
        FunctionId::Acosh => |x, _| x.acosh(),
        FunctionId::Asin => |x, _| x.asin(),
        FunctionId::Asinh => |x, _| x.asinh(),
        FunctionId::Atan => |x, _| x.atan(),
        FunctionId::Atanh => |x, _| x.atanh(),
        FunctionId::Ceil => |x, _| x.ceil(),
        FunctionId::Clamp => |x, bounds| clamp(x, number(bounds, 0), number(bounds, 1)),
        FunctionId::ClampMax => |x, bounds| clamp(x, f64::NEG_INFINITY, number(bounds, 0)),
        FunctionId::ClampMin => |x, bounds| clamp(x, number(bounds, 0), f64::INFINITY),
        FunctionId::Cos => |x, _| x.cos(),
        FunctionId::Cosh => |x, _| x.cosh(),
        FunctionId::Deg => |x, _| x * 180.0 / PI,
        FunctionId::Exp => |x, _| x.exp(),
        FunctionId::Floor => |x, _| x.floor(),
        FunctionId::Ln => |x, _| x.ln(),
        FunctionId::Log10 => |x, _| x.log10(),
        FunctionId::Log2 => |x, _| x.log2(),
        FunctionId::Rad => |x, _| x * PI / 180.0,
        FunctionId::Round => |x, to| round(x, to.first().copied().unwrap_or(1.0)),
        FunctionId::Sgn => |x, _| sign(x),
        FunctionId::Sin => |x, _| x.sin(),
        FunctionId::Sinh => |x, _| x.sinh(),
        FunctionId::Sqrt => |x, _| x.sqrt(),
        FunctionId::Tan => |x, _| x.tan(),
        FunctionId::Tanh => |x, _| x.tanh(),
        _ => return None,
    }))
}

fn number(numbers: &[f64], at: usize) -> f64 {
    numbers.get(at).copied().unwrap_or(f64::NAN)
}

/// Nothing where the bounds are the wrong way round.
fn clamp(x: f64, least: f64, most: f64) -> f64 {
    if most < least { ABSENT } else { greater(least, smaller(most, x)) }
}

/// The nearest multiple, halves up. By the inverse, which is less often off by a little.
fn round(x: f64, to: f64) -> f64 {
    let inverse = 1.0 / to;
    (x * inverse + 0.5).floor() / inverse
}

fn sign(x: f64) -> f64 {
    if x < 0.0 {
        -1.0
    } else if x > 0.0 {
        1.0
    } else {
        x
    }
}

/// The greater of two numbers, as Go's `math.Max`: infinity wins over NaN, NaN over the rest.
pub(super) fn greater(a: f64, b: f64) -> f64 {
    if a == f64::INFINITY || b == f64::INFINITY {
        f64::INFINITY
    } else if a.is_nan() || b.is_nan() {
        f64::NAN
    } else if a == b {
        // Of zeros the positive one.
        if a.is_sign_negative() { b } else { a }
    } else {
        a.max(b)
    }
}

/// The smaller of two numbers, as Go's `math.Min`.
pub(super) fn smaller(a: f64, b: f64) -> f64 {
    -greater(-a, -b)
}

#[cfg(test)]
mod tests {
    use super::super::named;
    use super::*;
    use crate::engine::column::is_absent;

    #[track_caller]
    fn check(name: &str, arguments: &[f64], pairs: &[(f64, f64)]) {
        let Some(Implementation::OfFloat(function)) = named(name) else { panic!("{name}") };
        for (x, expected) in pairs {
            let found = function(*x, arguments);
            let is_same = found == *expected || found.is_nan() && expected.is_nan();
            assert!(is_same || (found - expected).abs() < 1e-15, "{name}({x}): {found}");
        }
    }

    #[test]
    fn halves_are_rounded_up() {
        let pairs = [(0.5, 1.0), (-0.5, 0.0), (-0.6, -1.0), (2.4, 2.0), (f64::NAN, f64::NAN)];
        check("round", &[], &pairs);
        check("round", &[5.0], &[(2.5, 5.0), (4.5, 5.0), (7.4, 5.0), (-7.5, -5.0)]);
        check("round", &[0.1], &[(5.25, 5.3), (-5.25, -5.2)]);
    }

    #[test]
    fn clamps_hold_values_between_bounds() {
        check("clamp", &[-1.0, 2.0], &[(-5.0, -1.0), (0.5, 0.5), (3.0, 2.0), (f64::NAN, f64::NAN)]);
        check("clamp", &[f64::NAN, 2.0], &[(1.0, f64::NAN)]);
        check("clamp_min", &[0.0], &[(-5.0, 0.0), (5.0, 5.0)]);
        check("clamp_max", &[0.0], &[(-5.0, -5.0), (f64::INFINITY, 0.0)]);
        assert!(is_absent(clamp(1.0, 2.0, 1.0)));
    }

    #[test]
    fn signs_and_angles() {
        let signs = [(-3.0, -1.0), (0.0, 0.0), (f64::INFINITY, 1.0), (f64::NAN, f64::NAN)];
        check("sgn", &[], &signs);
        check("deg", &[], &[(PI, 180.0)]);
        check("rad", &[], &[(90.0, PI / 2.0)]);
        check("ln", &[], &[(0.0, f64::NEG_INFINITY), (-1.0, f64::NAN), (1.0, 0.0)]);
        check("log2", &[], &[(8.0, 3.0)]);
    }

    #[test]
    fn extremes_are_go_s() {
        assert_eq!((greater(1.0, 2.0), smaller(1.0, 2.0)), (2.0, 1.0));
        assert_eq!(greater(f64::INFINITY, f64::NAN), f64::INFINITY);
        assert!(greater(-0.0, 0.0).is_sign_positive() && smaller(0.0, -0.0).is_sign_negative());
        assert_eq!(smaller(f64::NAN, f64::NEG_INFINITY), f64::NEG_INFINITY);
        assert!(greater(f64::NAN, 5.0).is_nan() && smaller(5.0, f64::NAN).is_nan());
    }
}
