//! (service)
