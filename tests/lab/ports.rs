//! Which port each member listens on: the well-known ones, or free ones for tests that run side by side.

#![allow(clippy::cast_possible_truncation, reason = "numbers of a test are small")]

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::atomic::{AtomicU16, Ordering};

use super::member::Member;

/// How ports are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PortChoice {
    /// 9090 to 9096, 9100, 8428 and 8086: what a person expects.
    Fixed,
    /// Free ones: any number of labs may run at once.
    Free,
}

/// The chosen ports.
#[derive(Clone, Debug)]
pub(crate) struct Ports {
    web: BTreeMap<Member, u16>,
    /// Where the two Alertmanagers gossip.
    pub(crate) gossip: [u16; 2],
    /// Where `InfluxDB` takes backups; it has no port without that.
    pub(crate) backup: u16,
}

impl Ports {
    /// Chooses a port for every member.
    pub(crate) fn choose(choice: PortChoice) -> Self {
        let fixed = |member| match member {
            Member::NodeExporter => 9100,
            Member::Reader => 9090,
            Member::CollectorB => 9091,
            Member::CollectorC => 9092,
            Member::AlertmanagerOne => 9093,
            Member::AlertmanagerTwo => 9094,
            Member::Mirror => 9095,
            Member::CollectorD => 9096,
            Member::VictoriaMetrics => 8428,
            Member::InfluxDb => 8086,
        };
        match choice {
            PortChoice::Fixed => Self {
                web: Member::ALL.into_iter().map(|member| (member, fixed(member))).collect(),
                gossip: [9193, 9194],
                backup: 8088,
            },
            PortChoice::Free => Self {
                web: Member::ALL.into_iter().map(|member| (member, free_port())).collect(),
                gossip: [free_port(), free_port()],
                backup: free_port(),
            },
        }
    }

    /// The port of a member's web interface.
    pub(crate) fn of(&self, member: Member) -> u16 {
        self.web[&member]
    }
}

/// A port that nobody listens on, below the range that the system hands out to outgoing connections: so it stays
/// free while a member is stopped and started again.
pub(crate) fn free_port() -> u16 {
    const FIRST: u16 = 20_000;
    const COUNT: u16 = 12_000;
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Processes that run side by side begin at different places.
    let offset = (std::process::id() % u32::from(COUNT)) as u16;
    (0..COUNT)
        .map(|_| {
            let step = NEXT.fetch_add(1, Ordering::Relaxed);
            FIRST + (offset.wrapping_mul(97) % COUNT + step % COUNT) % COUNT
        })
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("one of twelve thousand ports is free")
}
