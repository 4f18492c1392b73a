//! A notice: what happened, where, and what to do next, with its buttons.

use leptos::prelude::*;

/// How loud a notice is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tone {
    /// Good to know.
    Quiet,
    /// The result is not whole.
    Warning,
    /// There is no result.
    Error,
}

/// A notice; `children` are its buttons, on the right. Its words may change in place.
#[component]
pub(crate) fn Notice(
    tone: Tone,
    #[prop(into)] title: Signal<String>,
    /// More of it, as plain text; may hold line ends.
    #[prop(into, optional)]
    detail: Signal<String>,
    /// Stands before the detail: where it happened.
    #[prop(optional_no_strip)]
    position: Option<AnyView>,
    /// The next step.
    #[prop(into, optional)]
    next: Signal<String>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let (class, role) = match tone {
        Tone::Quiet => ("notice", "status"),
        Tone::Warning => ("notice notice--warning", "status"),
        Tone::Error => ("notice notice--error", "alert"),
    };
    let lacks = move |text: Signal<String>| move || text.with(String::is_empty);
    view! {
        <div class=class role=role>
            <span class="notice__text">
                <span class="notice__title">{title}</span>
                <span class="notice__next" hidden=lacks(next)>{next}</span>
            </span>
            {children.map(|children| view! { <span class="row__end">{children()}</span> })}
            <code class="notice__detail" hidden=lacks(detail)>{position}{detail}</code>
        </div>
    }
}
