//! The JSON around a query's result: `status`, `error`, `warnings`, `resultType`.

use crate::wire::json::Stop;
use crate::wire::json::scanner::{ItemPosition, Scanner};
use crate::wire::text;

use crate::wire::prometheus::{Completeness, MAX_WARNINGS};

/// The envelope as far as it is read. Its keys may come in any order.
#[derive(Debug, Default)]
pub(super) struct Envelope {
    pub(super) status: String,
    pub(super) result_type: String,
    pub(super) warnings: Vec<String>,
    pub(super) infos: Vec<String>,
    pub(super) completeness: Completeness,
    error_type: String,
    error: String,
}

impl Envelope {
    /// Reads the value of one of the outer object's keys other than `data`.
    pub(super) fn member(&mut self, key: &str, scanner: &mut Scanner) -> Result<(), Stop> {
        match key {
            "status" => self.status = scanner.text()?.into_owned(),
            "errorType" => self.error_type = text::line(&scanner.text()?),
            "error" => self.error = text::line(&scanner.text()?),
            "warnings" => annotations(&mut self.warnings, scanner)?,
            "infos" => annotations(&mut self.infos, scanner)?,
            "isPartial" => {
                if !scanner.null()? && scanner.truth()? {
                    self.completeness = Completeness::Partial;
                }
            }
            _ => scanner.skip()?,
        }
        Ok(())
    }

    /// The error type and the message that the envelope tells of, if it does.
    pub(super) fn error(&mut self) -> Option<(String, String)> {
        (self.status == "error").then(|| (std::mem::take(&mut self.error_type), std::mem::take(&mut self.error)))
    }
}

/// Reads an array of texts, or null.
fn annotations(into: &mut Vec<String>, scanner: &mut Scanner) -> Result<(), Stop> {
    scanner.whole()?;
    if scanner.null()? {
        return Ok(());
    }
    scanner.expect(b'[', "an array of texts")?;
    let mut position = ItemPosition::First;
    while scanner.element(position)? {
        let annotation = scanner.text()?;
        if into.len() < MAX_WARNINGS {
            into.push(text::line(&annotation));
        }
        position = ItemPosition::Later;
    }
    Ok(())
}
