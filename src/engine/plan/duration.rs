//! Durations in brackets and after `offset`, computed.
//!
//! Source: `promql/durations.go` of Prometheus, and its errors' texts.

use crate::engine::error::Error;
use crate::engine::options::When;
use crate::model::time::seconds;
use crate::promql::ast::{Duration, DurationKind, DurationOp, UnaryOp};

/// The longest duration in seconds, as far as milliseconds of 53 bits go.
const MOST_SECONDS: f64 = 9e12;

/// What duration expressions know of the query, in seconds. Both are 0 in an instant query.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spans {
    step: f64,
    range: f64,
}

impl Spans {
    /// Those of a query.
    pub(super) fn of(when: When) -> Self {
        match when {
            When::Instant(_) => Self { step: 0.0, range: 0.0 },
            When::Range(grid) => Self { step: seconds(grid.step), range: seconds(grid.end.saturating_sub(grid.start)) },
        }
    }

    /// A range or a step in milliseconds, greater than 0.
    pub(super) fn positive_ms(self, duration: &Duration) -> Result<i64, Error> {
        let ms = self.ms(duration)?;
        if ms > 0 { Ok(ms) } else { Err(Error::evaluation("duration must be greater than 0").at(duration.span)) }
    }

    /// An offset in milliseconds.
    pub(super) fn ms(self, duration: &Duration) -> Result<i64, Error> {
        if let Some(ms) = duration.literal_ms() {
            return Ok(ms);
        }
        let seconds = self.seconds(duration).map_err(|error| error.at(duration.span))?;
        if seconds.is_nan() || seconds.abs() > MOST_SECONDS {
            return Err(Error::evaluation("duration is out of range").at(duration.span));
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "within bounds: the fraction is cut off, as Prometheus does it"
        )]
        let ms = (seconds * 1000.0) as i64;
        Ok(ms)
    }

    /// The parser bounds how deep durations nest.
    fn seconds(self, duration: &Duration) -> Result<f64, Error> {
        Ok(match &duration.kind {
            DurationKind::Error => return Err(Error::evaluation("a duration is missing")),
            DurationKind::Literal(number) => number.value,
            DurationKind::Step => self.step,
            DurationKind::Range => self.range,
            DurationKind::Min(pair) => self.seconds(&pair[0])?.min(self.seconds(&pair[1])?),
            DurationKind::Max(pair) => self.seconds(&pair[0])?.max(self.seconds(&pair[1])?),
            DurationKind::Unary(UnaryOp::Plus, inner) | DurationKind::Paren(inner) => self.seconds(inner)?,
            DurationKind::Unary(UnaryOp::Minus, inner) => -self.seconds(inner)?,
            DurationKind::Binary(op, pair) => compute(*op, self.seconds(&pair[0])?, self.seconds(&pair[1])?)?,
        })
    }
}

fn compute(op: DurationOp, left: f64, right: f64) -> Result<f64, Error> {
    Ok(match op {
        DurationOp::Add => left + right,
        DurationOp::Sub => left - right,
        DurationOp::Mul => left * right,
        DurationOp::Div if right == 0.0 => return Err(Error::evaluation("division by zero")),
        DurationOp::Mod if right == 0.0 => return Err(Error::evaluation("modulo by zero")),
        DurationOp::Div => left / right,
        DurationOp::Mod => left % right,
        DurationOp::Pow => left.powf(right),
    })
}
