//! # What it does
//! Finds `irate()` over a range of more than ten minutes, or of more than ten scrapes where those are rarer.
//!
//! # Why it matters
//! `irate()` reads only the last two samples of its range, however long that is. Who writes a long range likely wants
//! the average over it, which is `rate()`; a graph of `irate()` with long steps shows arbitrary moments.
//!
//! # Example
//! ```promql
//! irate(http_requests_total[1h])
//! ```
//!
//! # Use instead
//! ```promql
//! rate(http_requests_total[1h])
//! ```

use super::kit::expression;
use super::kit::mend::{renamed, with_edits};
use super::{Found, Lint, LintSubject, LintWords, Mends, NodeContext};
use crate::model::duration;
use crate::promql::ast::ExprKind;
use crate::promql::functions::FunctionId;

/// The longest range in milliseconds that still is a margin for failed scrapes.
const LONGEST_MS: i64 = 10 * 60_000;

/// The same in scrapes, where these are rarer.
const LONGEST_SCRAPES: i64 = 10;

pub(super) static LINT: Lint = Lint {
    name: "irate-over-long-range",
    en: LintWords {
        what: "Finds irate() over a range of more than ten minutes, or of more than ten scrapes where those are rarer.",
        why: "irate() reads only the last two samples of its range, however long that is. Who writes a long range likely wants the average over it, which is rate(); a graph of irate() with long steps shows arbitrary moments.",
        message: "irate() reads only the last two samples of its range of {0}; the average over all of it is rate()",
    },
    zh: LintWords {
        what: "找出区间超过十分钟的 irate()；抓取更稀疏时为超过十次抓取的区间。",
        why: "无论区间多长，irate() 只读取其中最后两个样本。写长区间的人多半想要整段的平均，即 rate()；步长较大的 irate() 图只显示任意的瞬间。",
        message: "irate() 只读取 {0} 区间中的最后两个样本；整段的平均请用 rate()",
    },
    example: "irate(http_requests_total[1h])",
    instead: "rate(http_requests_total[1h])",
    mends: Mends::Other,
    find,
};

fn find(node: &NodeContext<'_>, found: &mut Found) {
    let ExprKind::Call(call) = &node.expr.kind else { return };
    let Some((_, matrix)) = expression::range(call).filter(|_| call.is_of(FunctionId::Irate)) else {
        return;
    };
    let rare = node.facts.scrape_interval_ms.map_or(0, |interval| interval.saturating_mul(LONGEST_SCRAPES));
    if let Some(ms) = matrix.range.literal_ms().filter(|ms| *ms > LONGEST_MS.max(rare)) {
        let diagnostic = LINT.at(matrix.range.span, [LintSubject::word(duration::format(ms))]);
        found.push(with_edits(diagnostic, vec![renamed(call, FunctionId::Rate)]));
    }
}
