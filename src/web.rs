//! Floor 6: the only code that touches the browser.
