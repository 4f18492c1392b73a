//! A result as rows and columns: which there are, in which order, and the text of a cell when it is seen.
//!
//! A row is a sample: a vector has one a series, a range vector (`node_load1[1m]`) many. Rows are numbers of
//! samples; no cell's text exists until it is asked for, so 10,000 rows cost 40 kB.
//!
//! Invariant: a table holds the block that its columns and rows are of: no row is ever read from another result.
//! Invariant: what takes long for each series or sample ([`columns::ColumnsJob`], [`rows::TableRowsJob`]) is done in
//! steps of a few milliseconds, so that a page goes on meanwhile; the time of all steps grows as its input does.
//!
//! Not here: drawing (`ui`).

pub mod cell;
pub mod columns;
pub mod rows;
pub mod window;

use std::ops::Range;
use std::sync::Arc;

use self::columns::{ColumnKind, Columns, ColumnsJob};
use self::rows::{Rows, TableRowsJob};
use super::panel::{TableColumn, TableSort};
use crate::model::block::Block;
use crate::model::text::Bounded;
use crate::model::time::Zone;
use crate::model::value::Value;

/// What a step of a job does at least, in units of some ten nanoseconds; about a millisecond.
const BATCH: usize = 1 << 16;

/// A result as a table.
#[derive(Debug, Clone)]
pub struct Table {
    block: Arc<Block>,
    columns: Arc<Columns>,
    rows: Rows,
}

impl Table {
    /// The columns.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// The number of rows shown.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether no row is shown.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Rows without the filter.
    pub fn all(&self) -> usize {
        self.block.samples()
    }

    /// The least and the greatest time of all samples, Unix milliseconds.
    pub fn time_range(&self) -> Option<(i64, i64)> {
        self.block.time_range()
    }

    /// The column as a key to sort by.
    pub fn key(&self, column: usize) -> TableColumn {
        match self.columns.kind(column) {
            ColumnKind::Label(name) => TableColumn::Label(self.block.labels.text(name).to_owned()),
            ColumnKind::Time => TableColumn::Time,
            ColumnKind::Value => TableColumn::Value,
        }
    }

    /// The name of a label's column, as its head shows it.
    pub fn label(&self, column: usize) -> Option<Bounded> {
        match self.columns.kind(column) {
            ColumnKind::Label(name) => Some(Bounded::of(self.block.labels.text(name), cell::MAX_SHOWN)),
            ColumnKind::Time | ColumnKind::Value => None,
        }
    }

    /// A row's cells in some columns; none for a row beyond the last.
    pub fn cells(&self, row: usize, columns: Range<usize>, zone: &Zone) -> Vec<Bounded> {
        let sample = self.rows.sample(row);
        sample.map(|sample| cell::cells(&self.block, &self.columns, sample, columns, zone)).unwrap_or_default()
    }

    /// The whole text of a cell; empty for a row beyond the last.
    pub fn whole(&self, row: usize, column: usize, zone: &Zone) -> String {
        let sample = self.rows.sample(row);
        sample.map(|sample| cell::whole(&self.block, &self.columns, sample, column, zone)).unwrap_or_default()
    }

    /// The series of a row as a selector; `None` for a row beyond the last.
    pub fn selector(&self, row: usize) -> Option<String> {
        let sample = self.rows.sample(row)?;
        Some(self.block.labels.display(cell::series(&self.block, sample)))
    }
}

/// Makes a result's table in steps.
#[derive(Debug)]
pub struct TableJob {
    block: Arc<Block>,
    /// Finding the columns, or those that are known.
    columns: Result<Arc<Columns>, ColumnsJob>,
    rows: TableRowsJob,
}

impl TableJob {
    /// Begins; `None` for a scalar and a text, which are no tables. Columns are kept where `before` is of the same
    /// result.
    pub fn new(value: &Value, before: Option<&Table>, sort: Option<&TableSort>, filter: &str) -> Option<Self> {
        let block = value.block()?;
        let known = before.filter(|before| Arc::ptr_eq(&before.block, block));
        let columns = match known {
            Some(table) => Ok(Arc::clone(&table.columns)),
            None => Err(ColumnsJob::new(value)?),
        };
        Some(Self { block: Arc::clone(block), columns, rows: TableRowsJob::new(value, sort, filter)? })
    }

    /// Does a part of the work; the table once all is done.
    pub fn advance(&mut self) -> Option<Table> {
        match &mut self.columns {
            Err(job) => {
                if let Some(columns) = job.advance() {
                    self.columns = Ok(Arc::new(columns));
                }
                None
            }
            Ok(columns) => {
                let rows = self.rows.advance()?;
                Some(Table { block: Arc::clone(&self.block), columns: Arc::clone(columns), rows })
            }
        }
    }
}
