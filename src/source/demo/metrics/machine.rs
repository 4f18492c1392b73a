//! What a machine's `node_exporter` exposes: load, processors, memory, file systems, disks, network.

use super::Exposition;
use crate::model::count::to_f64;
use crate::model::time::{DAY, seconds};
use crate::source::demo::faults;
use crate::source::demo::fleet::Target;
use crate::source::demo::signal::{EPOCH, Seed, Signal};

/// Processors of a machine.
const CPUS: [&str; 4] = ["0", "1", "2", "3"];

/// Bytes of memory of a machine.
const MEMORY: f64 = 16_777_216_000.0;

/// The load of a machine, which is over its processors in an overload.
pub(in crate::source::demo) fn load(machine: Seed) -> Signal {
    Signal::new(machine.of("load"), machine.of("busy").between(0.8, 1.3), 0.35, 0.35)
        .with(4.5, faults::overload(machine))
}

/// A file system.
#[derive(Debug, Clone, Copy)]
pub(in crate::source::demo) struct Volume {
    device: &'static str,
    mountpoint: &'static str,
    /// Bytes.
    size: f64,
    /// The share that is left, as it comes and goes.
    left: Signal,
    /// By which share it fills until it is emptied, and how many days that takes; nothing where it is nearly full.
    fills: Option<(f64, i64)>,
}

/// The file systems of a machine. That of the database is nearly full.
pub(in crate::source::demo) fn volumes(machine: &Target) -> Vec<Volume> {
    let seed = machine.seed.of("volumes");
    let left = |name: &str, share| Signal::new(seed.of(name), share, 0.0, 0.02);
    let mut volumes = vec![Volume {
        device: "/dev/nvme0n1p2",
        mountpoint: "/",
        size: 64e9,
        left: left("/", 0.8),
        fills: Some((0.45, 9)),
    }];
    if machine.name.starts_with("db") {
        volumes.push(Volume {
            device: "/dev/nvme1n1",
            mountpoint: "/var/lib/db",
            size: 512e9,
            left: left("/var/lib/db", 0.064),
            fills: None,
        });
    }
    volumes
}

impl Volume {
    /// The labels of its series.
    pub(in crate::source::demo) fn labels(&self) -> [(&'static str, &'static str); 3] {
        [("device", self.device), ("fstype", "ext4"), ("mountpoint", self.mountpoint)]
    }

    /// The bytes that are left.
    pub(in crate::source::demo) fn available(&self, time: i64) -> f64 {
        let filled = self
            .fills
            .map_or(0.0, |(share, days)| share * seconds((time - EPOCH).rem_euclid(days * DAY)) / seconds(days * DAY));
        (self.size * (self.left.level(time) - filled)).floor()
    }

    /// The share that is left.
    pub(in crate::source::demo) fn share_left(&self, time: i64) -> f64 {
        self.available(time) / self.size
    }

    /// Whether it stays nearly full.
    pub(in crate::source::demo) fn is_nearly_full(&self) -> bool {
        self.fills.is_none()
    }
}

pub(super) fn offer(of: &mut Exposition<'_, '_>) {
    let seed = of.target.seed;
    loads(of, seed);
    for cpu in CPUS {
        processor(of, cpu, seed);
    }
    memory(of, seed);
    for volume in volumes(of.target) {
        let size = volume.size;
        of.gauge("node_filesystem_size_bytes", &volume.labels(), move |_| size);
        of.gauge("node_filesystem_avail_bytes", &volume.labels(), move |time| volume.available(time));
    }
    let per_second = |name: &str, base: f64| Signal::new(seed.of(name), base, 0.4, 0.5);
    let disk = [("device", "nvme0n1")];
    of.counter("node_disk_read_bytes_total", &disk, [per_second("read", 1.4e6)], 1.0);
    of.counter("node_disk_written_bytes_total", &disk, [per_second("written", 3.1e6)], 1.0);
    of.counter("node_disk_io_time_seconds_total", &disk, [per_second("io", 0.08)], 1000.0);
    for (device, share) in [("eth0", 1.0), ("lo", 0.02)] {
        let labels = [("device", device)];
        let received = Signal { base: 4.2e6 * share, ..per_second(device, 0.0) };
        let sent = Signal { base: 2.7e6 * share, ..received };
        of.counter("node_network_receive_bytes_total", &labels, [received], 1.0);
        of.counter("node_network_transmit_bytes_total", &labels, [sent], 1.0);
    }
    of.float("node_boot_time_seconds", &[], |scrape| seconds(scrape.started).floor());
    of.gauge("node_time_seconds", &[], seconds);
    let name = of.target.name.clone();
    of.gauge("node_uname_info", &[("nodename", &name), ("release", "6.12.57"), ("machine", "x86_64")], |_| 1.0);
}

fn loads(of: &mut Exposition<'_, '_>, seed: Seed) {
    let load = load(seed);
    let hundredths = |load: f64| (load * 100.0).round() / 100.0;
    of.gauge("node_load1", &[], move |time| hundredths(load.level(time)));
    // Means over so many minutes, of a value a minute.
    for (name, minutes) in [("node_load5", 5_u8), ("node_load15", 15)] {
        of.gauge(name, &[], move |time| {
            let sum: f64 = (0..minutes).map(|ago| load.level(time - i64::from(ago) * 60_000)).sum();
            hundredths(sum / f64::from(minutes))
        });
    }
}

/// Seconds of a processor by what it did; all of them together are the seconds that passed.
fn processor(of: &mut Exposition<'_, '_>, cpu: &str, machine: Seed) {
    let busy = busy(machine, cpu);
    for (name, signal) in BUSY.into_iter().zip(busy) {
        of.counter("node_cpu_seconds_total", &[("cpu", cpu), ("mode", name)], [signal], 100.0);
    }
    let [user, system, iowait] = busy.map(|signal| Signal { base: -signal.base, extra: -signal.extra, ..signal });
    let passed = Signal::new(machine, 1.0, 0.0, 0.0);
    let idle = [passed, user, system, iowait];
    of.counter("node_cpu_seconds_total", &[("cpu", cpu), ("mode", "idle")], idle, 100.0);
}

/// The modes of a processor that is not idle.
const BUSY: [&str; 3] = ["user", "system", "iowait"];

fn busy(machine: Seed, cpu: &str) -> [Signal; 3] {
    let seed = machine.of("cpu").of(cpu);
    let mode = |name: &str, base: f64, extra: f64| {
        Signal::new(seed.of(name), base, 0.4, 0.4).with(extra, faults::overload(machine))
    };
    let [user, system, iowait] = BUSY;
    [mode(user, 0.17, 0.42), mode(system, 0.06, 0.08), mode(iowait, 0.02, 0.02)]
}

/// Seconds in which a processor of a machine was not idle between two times, in the mean of all.
pub(in crate::source::demo) fn busy_seconds(machine: Seed, from: i64, to: i64) -> f64 {
    let signals = CPUS.iter().flat_map(|cpu| busy(machine, cpu));
    signals.map(|signal| signal.between(from, to)).sum::<f64>() / to_f64(CPUS.len())
}

fn memory(of: &mut Exposition<'_, '_>, seed: Seed) {
    let part = |name: &str, share: f64| {
        let signal = Signal::new(seed.of(name), MEMORY * share, -0.1, 0.15);
        move |time| (signal.level(time) / 4096.0).floor() * 4096.0
    };
    of.gauge("node_memory_MemTotal_bytes", &[], |_| MEMORY);
    of.gauge("node_memory_MemAvailable_bytes", &[], part("available", 0.42));
    of.gauge("node_memory_MemFree_bytes", &[], part("free", 0.13));
    of.gauge("node_memory_Cached_bytes", &[], part("cached", 0.26));
    of.gauge("node_memory_Buffers_bytes", &[], part("buffers", 0.03));
}
