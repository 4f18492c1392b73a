//! What a collector exposes of itself.

use super::Exposition;
use super::api::process;
use crate::source::demo::signal::Signal;

pub(super) fn offer(of: &mut Exposition<'_, '_>) {
    let seed = of.target.seed;
    process(of, Signal::new(seed.of("cpu"), 0.04, 0.1, 0.3), 210e6, 0.0);
    let series = Signal::new(seed.of("series"), 612.0, 0.02, 0.02);
    of.gauge("prometheus_tsdb_head_series", &[], move |time| series.level(time).floor());
    let appended = Signal::new(seed.of("appended"), 41.0, 0.02, 0.05);
    of.counter("prometheus_tsdb_head_samples_appended_total", &[("type", "float")], [appended], 1.0);
    of.gauge("prometheus_build_info", &[("version", "3.5.0"), ("branch", "demo")], |_| 1.0);
}
