//! Floor 7: Leptos components.
