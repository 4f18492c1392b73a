//! Floor 1: the language. Span, lexer, tree, parser with recovery, checker, lints, formatter, the function
//! table, completion, highlighting, description of a node.
//!
//! Invariant: lexing and parsing never fail; they give a tree, every node with its span, and diagnostics.

pub mod aggregators;
pub mod ast;
pub mod check;
pub mod complete;
pub mod describe;
pub mod diagnostic;
pub mod dialect;
pub mod doc;
mod excerpt;
pub mod format;
pub mod functions;
pub mod highlight;
pub mod keywords;
pub mod lexer;
pub mod lints;
pub mod literal;
pub mod metadata;
pub mod nearest;
pub mod parser;
pub mod position;
pub mod printer;
pub mod regex;
pub mod span;
pub mod tree;
pub mod value_type;
pub mod wording;
