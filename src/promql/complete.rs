//! Completion: what may be inserted where the cursor is.
//!
//! [`context`] finds out, once, the context of a cursor; [`Context::need`] says what a server has to be asked for; and
//! [`offers`] makes the list of what is known. Each kind of offer has a file.
//!
//! Invariant: nothing panics, whatever the text and the byte; the time is in proportion to the text and to the names.
//! Invariant: an offer that is inserted into valid text leaves it valid, but for operators, whose right side is still
//! to be written.
//! Invariant: at most [`MOST_OFFERS`], in an order that depends on nothing but the arguments; what is left out is
//! counted.
//! Not here: asking servers (`source`), drawing the list (`ui`).

mod aggregators;
mod context;
mod durations;
mod functions;
mod grouping;
mod history;
mod keywords;
mod knowledge;
mod labels;
mod list;
mod literal;
mod metrics;
mod names;
mod need;
mod nodes;
mod offer;
mod operators;
mod pattern;
mod reading;
mod scope;
mod spelling;
mod top;
mod values;
mod walk;

pub use context::{
    AfterOperand, Choice, Context, ContextKind, DurationContext, GroupingContext, LabelName, LabelValue, Operand,
    Range, WordExtent,
};
pub use knowledge::{History, Knowledge, MAX_EXPRESSION, MAX_HISTORY, RecordingRule};
pub use list::MOST_OFFERS;
pub use literal::{Closing, Literal};
pub use names::{MAX_NAME, MAX_NAMES, Names};
pub use need::{MOST_ASKED, MetadataQuery, Need};
pub use offer::{About, Insert, Offer, OfferKind, Offers};
pub use reading::context;
pub use scope::CursorScope;

use list::List;
use pattern::Pattern;

/// What may be inserted at a cursor, the best first.
pub fn offers(context: &Context, knowledge: &Knowledge) -> Offers {
    let pattern = Pattern::new(&context.typed);
    let mut list = List::new(context, &pattern);
    match &context.kind {
        ContextKind::Nothing => {}
        ContextKind::Operand(operand) => {
            keywords::add(&mut list, &operand.words);
            if operand.choice == Choice::All {
                if operand.extent == WordExtent::Whole {
                    history::add(&mut list, knowledge);
                }
                metrics::add(&mut list, operand, knowledge);
                aggregators::add(&mut list, operand, knowledge);
                functions::add(&mut list, operand, knowledge);
            }
        }
        ContextKind::AfterOperand(after) => {
            if after.range == Range::Missing {
                durations::add_range(&mut list, knowledge);
            }
            keywords::add(&mut list, &after.words);
        }
        ContextKind::LabelName(label) => labels::add(&mut list, label, knowledge),
        ContextKind::MatchOperator => operators::add(&mut list),
        ContextKind::LabelValue(label) => values::add(&mut list, label, knowledge),
        ContextKind::Grouping(grouping) => grouping::add(&mut list, grouping, knowledge),
        ContextKind::Duration(duration) => durations::add(&mut list, *duration, knowledge),
        ContextKind::Time => keywords::add_times(&mut list),
    }
    list.finish()
}
