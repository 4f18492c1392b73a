//! Icons, as strokes in the text's colour.

use leptos::prelude::*;

/// A picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Picture {
    /// Shrink, or one step less.
    Minus,
    /// Grow, or add.
    Plus,
    /// Earlier.
    Back,
    /// Later.
    Forward,
    /// Close, or remove.
    Cross,
    /// What can be set.
    Sliders,
    /// Help.
    Question,
    /// Ask again.
    Again,
    /// A clock, for times.
    Clock,
    /// More to do.
    Dots,
    /// Copy.
    Copy,
    /// A file.
    File,
    /// Begin.
    Play,
    /// Something to know.
    Warning,
    /// Show more below.
    Unfold,
    /// Show less.
    Fold,
    /// For good.
    Pin,
    /// Save as a file.
    Save,
}

impl Picture {
    const fn path(self) -> &'static str {
        match self {
            Self::Minus => "M3 8h10",
            Self::Plus => "M8 3v10M3 8h10",
            Self::Back => "M10 3 5 8l5 5",
            Self::Forward => "m6 3 5 5-5 5",
            Self::Cross => "m4 4 8 8m0-8-8 8",
            Self::Sliders => {
                "M2 5h6m4 0h2M2 11h2m4 0h6M10 3.2a1.8 1.8 0 1 1 0 3.6a1.8 1.8 0 0 1 0-3.6M6 9.2a1.8 1.8 0 1 1 0 3.6a1.8 1.8 0 0 1 0-3.6"
            }
            Self::Question => "M5.5 6a2.5 2.5 0 1 1 3.5 2.3c-.7.3-1 .8-1 1.5M8 12.5v.01",
            Self::Again => "M13 8a5 5 0 1 1-1.5-3.5L13 6M13 2.5V6H9.5",
            Self::Copy => "M6 6h7v7H6zM10 6V3H3v7h3",
            Self::File => "M4 2.5h5.5L12 5v8.5H4zM9.5 2.5V5H12",
            Self::Play => "M5 3.5v9l7.5-4.5z",
            Self::Warning => "M8 2.5 14 13.2H2zM8 6.5v3M8 11.5v.01",
            Self::Unfold => "m4 6.5 4 4 4-4",
            Self::Fold => "m4 10 4-4 4 4",
            Self::Pin => "M8 9.5v4M4.5 9.5h7L10 7V3.5H6V7z",
            Self::Save => "M8 2.5v8M4.8 7.5 8 10.7l3.2-3.2M3 13.5h10",
            Self::Dots => "M8 3.5v.01M8 8v.01M8 12.5v.01",
            Self::Clock => "M8 2.5a5.5 5.5 0 1 1 0 11a5.5 5.5 0 0 1 0-11M8 5v3l2 1.5",
        }
    }
}

/// A picture beside or instead of a word; the control around it carries the name.
#[component]
pub(crate) fn Icon(of: Picture) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d=of.path() />
        </svg>
    }
}
