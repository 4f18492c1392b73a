//! A block as a list of columns, each of which becomes one transferable buffer.

use crate::model::block::{Block, Runs};
use crate::model::histogram::Histograms;
use crate::model::labels::LabelTable;

/// One column.
#[derive(Debug, Clone, PartialEq)]
pub enum Column {
    /// Bytes.
    U8(Vec<u8>),
    /// Offsets and indices.
    U32(Vec<u32>),
    /// Times.
    I64(Vec<i64>),
    /// Values.
    F64(Vec<f64>),
}

/// The columns of a block, in the order that [`unpack`] expects.
pub fn pack(block: Block) -> Vec<Column> {
    let (text, ends, pairs, series_ends) = block.labels.into_columns();
    let histograms = block.histograms;
    vec![
        Column::U8(text.into_bytes()),
        Column::U32(ends),
        Column::U32(pairs),
        Column::U32(series_ends),
        Column::I64(block.times),
        Column::U32(block.floats.time_starts),
        Column::U32(block.floats.ends),
        Column::F64(block.values),
        Column::U32(block.histogram_runs.time_starts),
        Column::U32(block.histogram_runs.ends),
        Column::F64(histograms.counts),
        Column::F64(histograms.sums),
        Column::U32(histograms.bucket_ends),
        Column::U8(histograms.bounds),
        Column::F64(histograms.los),
        Column::F64(histograms.his),
        Column::F64(histograms.bucket_counts),
    ]
}

/// The block of these columns; `None` unless their number, types and indices fit.
pub fn unpack(columns: Vec<Column>) -> Option<Block> {
    let mut columns = columns.into_iter();
    let text = String::from_utf8(columns.bytes()?).ok()?;
    let (ends, pairs, series_ends) = (columns.indices()?, columns.indices()?, columns.indices()?);
    let labels = LabelTable::from_columns(text, ends, &pairs, series_ends)?;
    let Column::I64(times) = columns.next()? else { return None };
    let block = Block {
        labels,
        times,
        floats: Runs { time_starts: columns.indices()?, ends: columns.indices()? },
        values: columns.floats()?,
        histogram_runs: Runs { time_starts: columns.indices()?, ends: columns.indices()? },
        histograms: Histograms {
            counts: columns.floats()?,
            sums: columns.floats()?,
            bucket_ends: columns.indices()?,
            bounds: columns.bytes()?,
            los: columns.floats()?,
            his: columns.floats()?,
            bucket_counts: columns.floats()?,
        },
    };
    (columns.next().is_none() && block.is_valid()).then_some(block)
}

/// Takes the next column if it is of the wanted type.
trait Take {
    fn bytes(&mut self) -> Option<Vec<u8>>;
    fn indices(&mut self) -> Option<Vec<u32>>;
    fn floats(&mut self) -> Option<Vec<f64>>;
}

impl Take for std::vec::IntoIter<Column> {
    fn bytes(&mut self) -> Option<Vec<u8>> {
        match self.next()? {
            Column::U8(column) => Some(column),
            _ => None,
        }
    }

    fn indices(&mut self) -> Option<Vec<u32>> {
        match self.next()? {
            Column::U32(column) => Some(column),
            _ => None,
        }
    }

    fn floats(&mut self) -> Option<Vec<f64>> {
        match self.next()? {
            Column::F64(column) => Some(column),
            _ => None,
        }
    }
}
