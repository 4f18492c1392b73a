//! Narthex: a `PromQL` console that lives wholly in a browser tab.
