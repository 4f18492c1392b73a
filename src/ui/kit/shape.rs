//! States as shapes: who cannot tell their colours apart, or hears the page, has the word beside them.

use leptos::prelude::*;

/// A shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Whole: it answers.
    Full,
    /// In part.
    Half,
    /// Not at all.
    Cross,
    /// Not known yet.
    Empty,
}

impl Shape {
    const fn class(self) -> &'static str {
        match self {
            Self::Full => "shape shape--good",
            Self::Half => "shape shape--part",
            Self::Cross => "shape shape--bad",
            Self::Empty => "shape",
        }
    }
}

/// A state: its shape, then its word.
pub(crate) fn state(shape: Shape, word: String) -> impl IntoView {
    view! {
        <span class=shape.class()>
            <svg class="shape__picture" viewBox="0 0 10 10" aria-hidden="true">
                {match shape {
                    Shape::Full => view! { <circle class="shape__solid" cx="5" cy="5" r="4.3" /> }.into_any(),
                    Shape::Half => view! {
                        <circle class="shape__line" cx="5" cy="5" r="3.8" />
                        <path class="shape__solid" d="M5 1.2a3.8 3.8 0 0 1 0 7.6z" />
                    }.into_any(),
                    Shape::Cross => view! { <path class="shape__line" d="m1.5 1.5 7 7m0-7-7 7" /> }.into_any(),
                    Shape::Empty => view! { <circle class="shape__line" cx="5" cy="5" r="3.8" /> }.into_any(),
                }}
            </svg>
            {word}
        </span>
    }
}
