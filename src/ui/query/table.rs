//! A result as a table: a column per label, values as the server wrote them; only rows and columns in view are in the
//! page.

mod grid;

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use self::grid::{Body, Content, Head};
use super::handle::PanelHandle;
use crate::i18n::{quantity, table as words};
use crate::model::number;
use crate::model::value::Value;
use crate::state::panel::PanelResult;
use crate::state::panel::options::PanelOption;
use crate::state::table::{Table, TableJob};
use crate::ui::kit::parts::Parts;
use crate::ui::kit::scroller::Scroller;
use crate::ui::kit::sliced::{Job, Sliced};
use crate::ui::slice::{Slice, say};

/// From how many rows on a filter is offered.
const FILTER_FROM: usize = 8;

/// What the size of the box is taken for until it is known, in CSS pixels.
const SIZE: (f64, f64) = (1600.0, 900.0);

/// What a character's width is taken for until it is known, in CSS pixels.
const CHARACTER: f64 = 7.0;

/// Characters of the probe whose width is measured: enough for the place of the ten thousandth column.
const PROBED: f64 = 4000.0;

/// The result; scalars and texts as what they are.
#[component]
pub(super) fn TableView(handle: PanelHandle, result: Slice<Option<Arc<PanelResult>>>) -> impl IntoView {
    let single = Slice::new(move || {
        result.with(|result| match result.as_ref().map(|result| &*result.value) {
            Some(Value::Scalar { value, .. }) => Some(number::format(*value)),
            Some(Value::Text { text, .. }) => Some(text.clone()),
            Some(Value::Vector(_) | Value::Matrix(_)) | None => None,
        })
    });
    move || match single.get() {
        Some(text) => view! { <p class="table__single">{text}</p> }.into_any(),
        None => view! { <Rows handle=handle result=result /> }.into_any(),
    }
}

/// The rows of a vector or matrix.
#[component]
fn Rows(handle: PanelHandle, result: Slice<Option<Arc<PanelResult>>>) -> impl IntoView {
    let lang = handle.shell.lang;
    let sort = handle.memo(|panel| panel.options.sort.clone());
    let filter = handle.memo(|panel| panel.options.filter.clone());
    let table = Sliced::new(move |before: Option<Arc<Table>>| {
        let (result, sort, filter) = (result.get()?, sort.get(), filter.get());
        let mut job = TableJob::new(&result.value, before.as_deref(), sort.as_ref(), &filter)?;
        Some(Box::new(move || job.advance()) as Job<Table>)
    });
    let shown = Slice::new(move || table.with(Table::len));
    let all = Slice::new(move || table.with(Table::all));
    let scroller = Scroller::new(shown, SIZE);
    let probe = NodeRef::<html::Span>::new();
    let columns = Slice::new(move || {
        let (left, right) = scroller.across();
        let measured = probe.get().map_or(0.0, |probe| f64::from(probe.offset_width()) / PROBED);
        let character = if measured > 0.0 { measured } else { CHARACTER };
        table.with(|table| table.columns().window(left / character..right / character))
    });
    let zone = Slice::new(move || {
        let (from, to) = table.with(Table::time_range).unwrap_or_default();
        handle.shell.zone(from, to)
    });
    let parts = Parts::new(scroller, move || table.get().map(|table| Content::new(table, columns.get(), zone.get())));
    // Once offered it stays: a shorter result takes away neither what filters it nor what someone types into.
    let offered = StoredValue::new(false);
    let has_filter = move || {
        if all.get() >= FILTER_FROM || !filter.with(String::is_empty) {
            offered.set_value(true);
        }
        offered.get_value()
    };
    // Columns keep their widths while rows come and go only in a table of a width of its own.
    let wide = move || format!("max(100%, {}ch)", table.with(|table| table.columns().total()));
    let count = move || {
        let (shown, all) = (shown.get(), all.get());
        if table.is_late() {
            words::arranging(lang.get()).to_owned()
        } else if shown < all {
            words::filtered(lang.get(), all as u64, &quantity::count(shown as u64))
        } else {
            words::rows(lang.get(), all as u64)
        }
    };
    view! {
        <Show when=has_filter>
            <div class="table__tools">
                <input
                    class="field table__filter"
                    type="search"
                    aria-label=say(lang, words::filter)
                    placeholder=say(lang, words::filter)
                    prop:value=move || filter.get()
                    on:input=move |event| handle.set(PanelOption::Filter(event_target_value(&event)))
                />
                <span role="status">{count}</span>
            </div>
        </Show>
        <div class="table" node_ref=scroller.frame on:scroll=move |_| scroller.scrolled() tabindex="0" role="region"
            aria-label=say(lang, words::result) aria-busy=move || table.is_late().then_some("true")>
            <div class="table__probe" aria-hidden="true"><span node_ref=probe></span></div>
            <table class="table__grid" style:width=wide aria-label=say(lang, words::result)
                aria-rowcount=move || (shown.get() + 1).to_string()
                aria-colcount=move || table.with(|table| table.columns().len()).to_string()>
                <Head handle=handle parts=parts />
                <Body handle=handle parts=parts />
            </table>
            <Show when=move || table.get().is_some_and(|table| table.is_empty())>
                <p class="panel__empty">
                    {move || if all.get() == 0 { words::no_samples(lang.get()) } else { words::no_match(lang.get()) }}
                </p>
            </Show>
        </div>
    }
}
