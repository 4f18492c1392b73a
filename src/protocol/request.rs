//! What can be asked of the workers: one table of pairs, each a kind of request and its response. What asks a node is
//! for the worker that evaluates, the rest for that of the language.
//!
//! A kind is a line in the table and, beside it, the data of its request. The enums of requests and responses, and the
//! type that says which response belongs to which request, follow from the table.
//!
//! Not here: executing requests (`source` those of a node, `service::language` the others), numbers of runs
//! (`envelope`).

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::examination::Examined;
use super::language::{Completed, Formatted, Hovered};
use super::rules::RulesPart;
use crate::model::answered::Answered;
use crate::model::block::Block;
use crate::model::lang::Lang;
use crate::model::node::{Node, NodeStatus};
use crate::model::query::Limits;
/// Evaluate an expression on a node.
pub use crate::model::query::Query;
use crate::model::summary::ValueSummary;
use crate::model::value::Value;
use crate::promql::dialect::QueryDialect;

/// The data of one kind of request, and the type of its response.
pub trait RequestKind {
    /// What comes of it.
    type Response;

    /// The response among all kinds of responses.
    fn respond(response: Self::Response) -> Response;
}

/// Declares the kinds.
macro_rules! kinds {
    (
        of_a_node { $($(#[$node_doc:meta])* $node_kind:ident => $node_response:ty,)+ }
        of_the_language { $($(#[$doc:meta])* $kind:ident => $response:ty,)+ }
    ) => {
        /// What can be asked.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[allow(clippy::large_enum_variant, reason = "messages are moved one at a time, never kept in numbers")]
        pub enum Request {
            /// Ask a node.
            Node {
                /// Which.
                node: Node,
                /// Bounds of what is sent and received for it.
                limits: Limits,
                /// What.
                request: NodeRequest,
            },
            /// Ask about an expression; asks nobody else.
            Language(LanguageRequest),
        }

        /// What can be asked of a node.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub enum NodeRequest {
            $($(#[$node_doc])* $node_kind($node_kind),)+
        }

        /// What can be asked about an expression.
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        pub enum LanguageRequest {
            $($(#[$doc])* $kind($kind),)+
        }

        /// What comes of a request.
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[allow(clippy::large_enum_variant, reason = "messages are moved one at a time, never kept in numbers")]
        pub enum Response {
            $(#[doc = concat!("Of [`", stringify!($node_kind), "`].")] $node_kind($node_response),)+
            $(#[doc = concat!("Of [`", stringify!($kind), "`].")] $kind($response),)+
        }

        $(kinds!(@pair $node_kind => $node_response);)+
        $(kinds!(@pair $kind => $response);)+

        $(impl From<$node_kind> for NodeRequest {
            fn from(request: $node_kind) -> Self {
                Self::$node_kind(request)
            }
        })+

        $(impl From<$kind> for Request {
            fn from(request: $kind) -> Self {
                Self::Language(LanguageRequest::$kind(request))
            }
        })+
    };
    (@pair $kind:ident => $response:ty) => {
        impl RequestKind for $kind {
            type Response = $response;

            fn respond(response: $response) -> Response {
                Response::$kind(response)
            }
        }
    };
}

kinds! {
    of_a_node {
        /// Evaluate an expression.
        Query => Answered<Value>,
        /// Evaluate an expression, and say what its value comes to.
        Summarize => Answered<ValueSummary>,
        /// Find out what the node is, and whether it is there.
        Probe => NodeStatus,
        /// List rules and alerts; the response comes in parts.
        ListRules => RulesPart,
    }
    of_the_language {
        /// Find what is wrong with an expression, and what is likely not meant.
        Examine => Examined,
        /// Find what may be inserted where the cursor is.
        Complete => Completed,
        /// Say what lies under the cursor.
        Hover => Option<Hovered>,
        /// Lay an expression out over lines.
        Format => Formatted,
    }
}

/// Evaluate an expression, and say what its value comes to: samples and labels stay in the worker.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summarize {
    /// The query.
    pub query: Query,
}

/// Find out what a node is, and whether it is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Probe;

/// List a node's rules and alerts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRules;

/// Find what is wrong with an expression, and, where nothing is, what is likely not meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Examine {
    /// The expression, as typed.
    pub text: String,
    /// The language of the response.
    pub lang: Lang,
    /// The language of the node that it is for.
    pub dialect: QueryDialect,
}

/// Find what may be inserted where the cursor is. What is offered are words of the language: names of metrics and
/// labels are not known to the worker yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Complete {
    /// The expression, as typed.
    pub text: String,
    /// The byte before which the cursor is.
    pub at: u32,
    /// The language of the response.
    pub lang: Lang,
}

/// Say what lies under the cursor, or the pointer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hover {
    /// The expression, as typed.
    pub text: String,
    /// The byte that is pointed at.
    pub at: u32,
    /// The language of the response.
    pub lang: Lang,
}

/// Lay an expression out over lines, as Prometheus does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Format {
    /// The expression, as typed.
    pub text: String,
}

impl Request {
    /// A request of a node.
    pub fn of_node(node: Node, limits: Limits, request: impl Into<NodeRequest>) -> Self {
        Self::Node { node, limits, request: request.into() }
    }

    /// The node that it asks.
    pub fn node(&self) -> Option<&Node> {
        if let Self::Node { node, .. } = self { Some(node) } else { None }
    }
}

impl Response {
    /// Whether nothing follows it.
    pub fn is_last(&self) -> bool {
        !matches!(self, Self::ListRules(part) if part.end.is_none())
    }

    /// The messages in which it crosses, none of which costs the page more than a few milliseconds to read.
    pub fn into_parts(self) -> Vec<Self> {
        match self {
            Self::ListRules(whole) => whole.cut().into_iter().map(Self::ListRules).collect(),
            other => vec![other],
        }
    }

    /// What of it crosses as columns.
    pub(super) fn block_mut(&mut self) -> Option<&mut Arc<Block>> {
        if let Self::Query(answered) = self { answered.value.block_mut() } else { None }
    }
}
