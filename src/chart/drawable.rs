//! What of a value a graph can draw: lines of floats, or nothing, and why.

use crate::model::value::Value;

/// What of a value a graph can draw.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawable {
    /// Lines: it has float samples.
    Lines,
    /// Nothing: all its samples are histograms.
    Histograms,
    /// Nothing: its series have no samples.
    NoSamples,
    /// Nothing: it is a scalar or a text, of no series at all.
    Single,
}

impl Drawable {
    /// What of this value can be drawn.
    pub fn of(value: &Value) -> Self {
        match value.block() {
            None => Self::Single,
            Some(block) if !block.values.is_empty() => Self::Lines,
            Some(block) if block.samples() > 0 => Self::Histograms,
            Some(_) => Self::NoSamples,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::block::BlockBuilder;

    #[test]
    fn a_graph_without_lines_says_why() {
        let matrix = |fill: fn(&mut BlockBuilder)| {
            let mut builder = BlockBuilder::default();
            fill(&mut builder);
            builder.end_series();
            Value::Matrix(builder.finish().into())
        };
        assert_eq!(Drawable::of(&matrix(|of| of.push_float(1, 2.0))), Drawable::Lines);
        assert_eq!(Drawable::of(&matrix(|of| of.push_histogram(1, 2.0, 3.0))), Drawable::Histograms);
        assert_eq!(Drawable::of(&matrix(|_| ())), Drawable::NoSamples);
        assert_eq!(Drawable::of(&Value::Scalar { time: 1, value: 2.0 }), Drawable::Single);
    }
}
