//! The decoder's state machine: which element of the answer comes next, and how it is read.
//!
//! The answer's type may stand behind its result, so a result is read by its shape (an array of
//! series, or a pair of time and text) and fitted to the type at the end.

use crate::model::value::Value;
use crate::wire::json::scanner::{ItemPosition, Scanner};
use crate::wire::json::{Stop, number};

use super::Reply;
use super::envelope::Envelope;
use super::series::Series;

/// Bytes of an answer that is none of the API that are looked at.
pub(super) const EXCERPT: usize = 1024;

/// Whether more bytes may come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Input {
    #[default]
    Open,
    Ended,
}

/// Where in the answer the next element stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum State {
    /// Before anything.
    #[default]
    Start,
    /// In the outer object.
    Envelope(ItemPosition),
    /// In `data`.
    Data(ItemPosition),
    /// In `result`, among series.
    Result(ItemPosition),
    /// In a series.
    Series(ItemPosition),
    /// In a series' `values`.
    Floats(ItemPosition),
    /// In a series' `histograms`.
    Histograms(ItemPosition),
    /// In a series' `values`, where those are numbers.
    Numbers(ItemPosition),
    /// In a series' `timestamps`.
    Stamps(ItemPosition),
    /// Between lines of a series each.
    Lines,
    /// After the outer object.
    End,
}

/// What the outermost of a text is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Root {
    /// The API's envelope; servers send nothing else.
    #[default]
    Envelope,
    /// Whatever was saved; its first key or bracket tells.
    Any,
    /// The envelope's `data`.
    Data,
    /// The list of series.
    Result,
    /// A series, and perhaps more of them, as servers export them or tools print them one by one.
    Lines,
}

/// What the result looks like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum Shape {
    /// There is none.
    #[default]
    Missing,
    /// Series with at most one sample each, `value` or `histogram`.
    Single,
    /// Series of which some have `values` or `histograms`.
    Many,
    /// Time and text.
    Pair(i64, String),
}

/// Why a wholly read answer gives no value.
pub(super) enum AnswerError {
    /// The server tells.
    Api { error_type: String, message: String },
    /// It has not what was expected.
    Expected(&'static str),
}

#[derive(Debug, Default)]
pub(super) struct Machine {
    pub(super) state: State,
    pub(super) input: Input,
    pub(super) root: Root,
    pub(super) series: Series,
    envelope: Envelope,
    shape: Shape,
}

impl Machine {
    /// Reads one element, or a run of samples.
    pub(super) fn step(&mut self, scanner: &mut Scanner) -> Result<(), Stop> {
        self.state = match self.state {
            State::Start => self.start(scanner)?,
            State::Envelope(position) => self.envelope_member(position, scanner)?,
            State::Data(position) => self.data_member(position, scanner)?,
            State::Result(position) => self.result_element(position, scanner)?,
            State::Series(position) => self.series_member(position, scanner)?,
            State::Floats(mut position) => {
                let read = self.series.floats(&mut position, scanner);
                self.state = State::Floats(position);
                read?;
                State::Series(ItemPosition::Later)
            }
            State::Histograms(position) => {
                if scanner.element(position)? {
                    self.series.histogram(scanner)?;
                    State::Histograms(ItemPosition::Later)
                } else {
                    State::Series(ItemPosition::Later)
                }
            }
            State::Numbers(mut position) => {
                let read = self.series.numbers(&mut position, scanner);
                self.state = State::Numbers(position);
                read?;
                State::Series(ItemPosition::Later)
            }
            State::Stamps(mut position) => {
                let read = self.series.stamps(&mut position, scanner);
                self.state = State::Stamps(position);
                read?;
                State::Series(ItemPosition::Later)
            }
            State::Lines => {
                scanner.expect(b'{', "a series")?;
                State::Series(ItemPosition::First)
            }
            State::End => {
                scanner.peek()?;
                return scanner.bad("the end of the answer");
            }
        };
        Ok(())
    }

    fn start(&mut self, scanner: &mut Scanner) -> Result<State, Stop> {
        if scanner.peek()? != b'{' && scanner.rest().len() < EXCERPT && self.input == Input::Open {
            return Err(Stop::More);
        }
        if self.root == Root::Any && scanner.peek()? == b'[' {
            self.root = Root::Result;
            return self.result(scanner);
        }
        scanner.expect(b'{', "an API answer")?;
        Ok(State::Envelope(ItemPosition::First))
    }

    /// Whether nothing is missing.
    pub(super) fn is_at_end(&self) -> bool {
        matches!(self.state, State::End | State::Lines)
    }

    fn envelope_member(&mut self, position: ItemPosition, scanner: &mut Scanner) -> Result<State, Stop> {
        if position == ItemPosition::First && matches!(self.root, Root::Any | Root::Data | Root::Lines) {
            let mut ahead = scanner.clone();
            self.root = match ahead.member(position)?.as_deref() {
                Some("resultType" | "result") => Root::Data,
                Some("metric") => {
                    self.shape = Shape::Single;
                    Root::Lines
                }
                _ => Root::Any,
            };
            match self.root {
                Root::Data => return self.data_member(position, scanner),
                Root::Lines => return self.series_member(position, scanner),
                _ => {}
            }
        }
        let Some(key) = scanner.member(position)? else { return Ok(State::End) };
        if key == "data" && scanner.peek()? == b'{' {
            scanner.expect(b'{', "data")?;
            return Ok(State::Data(ItemPosition::First));
        }
        self.envelope.member(&key, scanner)?;
        Ok(State::Envelope(ItemPosition::Later))
    }

    fn data_member(&mut self, position: ItemPosition, scanner: &mut Scanner) -> Result<State, Stop> {
        let Some(key) = scanner.member(position)? else {
            return Ok(if self.root == Root::Data { State::End } else { State::Envelope(ItemPosition::Later) });
        };
        match &*key {
            "resultType" => self.envelope.result_type = scanner.text()?.into_owned(),
            "result" if self.shape != Shape::Missing => return scanner.bad("one result"),
            "result" => return self.result(scanner),
            _ => scanner.skip()?,
        }
        Ok(State::Data(ItemPosition::Later))
    }

    fn result(&mut self, scanner: &mut Scanner) -> Result<State, Stop> {
        if scanner.null()? {
            // Go writes a list that was never made as null.
            self.shape = Shape::Single;
            return Ok(self.behind_result());
        }
        scanner.expect(b'[', "a result")?;
        if matches!(scanner.peek()?, b'{' | b']') {
            self.shape = Shape::Single;
            return Ok(State::Result(ItemPosition::First));
        }
        let time = number::time(scanner)?;
        scanner.expect(b',', "',' between time and value")?;
        let text = scanner.text()?;
        scanner.expect(b']', "']' after the value")?;
        self.shape = Shape::Pair(time, text.into_owned());
        Ok(self.behind_result())
    }

    fn behind_result(&self) -> State {
        if self.root == Root::Result { State::End } else { State::Data(ItemPosition::Later) }
    }

    fn result_element(&self, position: ItemPosition, scanner: &mut Scanner) -> Result<State, Stop> {
        if scanner.element(position)? {
            scanner.expect(b'{', "a series")?;
            Ok(State::Series(ItemPosition::First))
        } else {
            Ok(self.behind_result())
        }
    }

    fn series_member(&mut self, position: ItemPosition, scanner: &mut Scanner) -> Result<State, Stop> {
        let Some(key) = scanner.member(position)? else {
            let is_whole = self.root == Root::Envelope || self.series.has_labels;
            if !is_whole || !self.series.end() {
                return scanner.bad("a series: its metric, and as many values as timestamps");
            }
            return Ok(if self.root == Root::Lines { State::Lines } else { State::Result(ItemPosition::Later) });
        };
        match &*key {
            "metric" => self.series.labels(scanner)?,
            "value" | "histogram" if !self.series.is_bare() => return scanner.bad("one sample"),
            "value" => self.series.float(scanner)?,
            "histogram" => self.series.histogram(scanner)?,
            "values" | "histograms" => {
                if !scanner.null()? {
                    scanner.expect(b'[', "samples")?;
                    self.shape = Shape::Many;
                    if self.root == Root::Lines && key == "values" && !matches!(scanner.peek()?, b'[' | b']') {
                        return Ok(State::Numbers(ItemPosition::First));
                    }
                    let first = if key == "values" { State::Floats } else { State::Histograms };
                    return Ok(first(ItemPosition::First));
                }
            }
            "timestamps" if self.root == Root::Lines => {
                scanner.expect(b'[', "times")?;
                return Ok(State::Stamps(ItemPosition::First));
            }
            _ => scanner.skip()?,
        }
        Ok(State::Series(ItemPosition::Later))
    }

    /// The value, once the answer is read to its end.
    pub(super) fn reply(mut self) -> Result<Reply, AnswerError> {
        if let Some((error_type, message)) = self.envelope.error() {
            return Err(AnswerError::Api { error_type, message });
        }
        if self.envelope.status != "success" && (self.root == Root::Envelope || !self.envelope.status.is_empty()) {
            return Err(AnswerError::Expected("a status, success or error"));
        }
        let (series, duplicates) = (self.series.builder.series(), self.series.duplicates);
        // What was saved without its type is what it looks like.
        let result_type = match (self.root, &self.shape, &*self.envelope.result_type) {
            (Root::Envelope, _, named) => named,
            (_, Shape::Many, "") => "matrix",
            (_, Shape::Single, "") => "vector",
            (_, Shape::Pair(..), "") => "scalar",
            (_, _, named) => named,
        };
        let value = match (result_type, self.shape) {
            ("vector", Shape::Single) => Value::Vector(self.series.builder.finish().into()),
            ("matrix", Shape::Many) => Value::Matrix(self.series.builder.finish().into()),
            // A matrix without series looks like a vector without series.
            ("matrix", Shape::Single) if series == 0 => Value::Matrix(self.series.builder.finish().into()),
            ("scalar", Shape::Pair(time, text)) => {
                let value = crate::model::number::parse(&text).ok_or(AnswerError::Expected("a scalar's number"))?;
                Value::Scalar { time, value }
            }
            ("string", Shape::Pair(time, text)) => Value::Text { time, text },
            ("vector", _) => return Err(AnswerError::Expected("a vector: series with one sample each")),
            ("matrix", _) => return Err(AnswerError::Expected("a matrix: series with values")),
            ("scalar" | "string", _) => return Err(AnswerError::Expected("a result of time and value")),
            _ => return Err(AnswerError::Expected("a resultType: vector, matrix, scalar or string")),
        };
        let Envelope { warnings, infos, completeness, .. } = self.envelope;
        Ok(Reply { value, warnings, infos, completeness, duplicates })
    }
}
