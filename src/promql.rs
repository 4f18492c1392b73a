//! Floor 1: the language. Span, lexer, tree, parser with recovery, checker, lints, formatter, the function
//! table, completion, highlighting, description of a node.
//!
//! An empty room so far: Narthex sends expressions to servers as they were typed. The rooms are named in
//! `docs/ARCHITECTURE.md`.
//!
//! Invariant: lexing and parsing never fail; they give a tree, every node with its span, and diagnostics.
