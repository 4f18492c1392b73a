//! Whether the worker still takes messages. The page pings it; a ping that is not answered in time ends the worker.
//!
//! The worker takes messages in the order in which they were sent, and answers a ping as soon as it takes it: between
//! two slices of long work. So a pong says that everything before its ping was taken, and a run that was asked for
//! behind an unanswered ping has not begun. A ping goes out before each run, behind each cancellation, and once a
//! second while a run is under way; a worker that has nothing to do is left alone.
//!
//! Invariant: time counts only as far as the page itself was awake: a turn that comes late, as the page was blocked,
//! throttled in the background or the computer asleep, counts no more than one that comes on time.
//! Not here: timers and messages (`web::port`), what becomes of lost runs (`state`).

use super::envelope::{Envelope, RunId};
use super::message::{PageMessage, WorkerMessage};
use crate::model::time::to_u32_ms;

/// Milliseconds between two turns of the watch.
pub const TURN_MS: u32 = 250;

/// Milliseconds after which a cancellation that was not taken ends the worker.
pub const CANCEL_MS: u32 = 1000;

/// Milliseconds without an answer after which a worker is given up that nobody wants anything else of. Work between
/// two slices takes some tens of milliseconds, and a multiple of that on slow computers.
pub const SILENCE_MS: u32 = 5000;

/// Turns between two pings of a worker that answers.
const TURNS_A_PING: u32 = 4;

/// What is known of a worker's messages.
#[derive(Debug, Default)]
pub struct Watch {
    /// The number of the last ping.
    last: RunId,
    /// Pings without an answer, in the order in which they were sent.
    unanswered: Vec<Ping>,
    /// Runs that have not ended.
    runs: Vec<Run>,
    /// Turns since the last ping.
    turns: u32,
}

#[derive(Debug)]
struct Ping {
    number: RunId,
    limit_ms: u32,
    /// `None` until the first turn behind it: some of that turn's time had passed before.
    waited_ms: Option<u32>,
}

#[derive(Debug)]
struct Run {
    run: RunId,
    /// The last ping before it.
    behind: RunId,
}

/// What a turn of the watch asks for.
#[derive(Debug, PartialEq, Eq)]
pub enum Turn {
    /// Go on.
    Wait,
    /// Send this ping.
    Ping(Box<Envelope<PageMessage>>),
    /// Nothing is under way: no turn is needed until something is sent.
    Rest,
    /// End the worker.
    GiveUp {
        /// Milliseconds for which it did not answer.
        after_ms: u32,
    },
}

impl Watch {
    /// What to send in order to send this message: the message, and pings.
    pub fn messages(&mut self, sent: Envelope<PageMessage>) -> Vec<Envelope<PageMessage>> {
        let mut messages = Vec::new();
        if let PageMessage::Begin(_) = sent.message {
            if self.unanswered.is_empty() {
                messages.push(self.ping(SILENCE_MS));
            }
            self.runs.push(Run { run: sent.number, behind: self.last });
        }
        let cancels = sent.message == PageMessage::Cancel;
        self.runs.retain(|run| !cancels || run.run != sent.number);
        messages.push(sent);
        if cancels {
            messages.push(self.ping(CANCEL_MS));
        }
        messages
    }

    /// The worker said something. `false`: a pong to no ping, which no worker of ours says.
    pub fn heard(&mut self, heard: &Envelope<WorkerMessage>) -> bool {
        if heard.message == WorkerMessage::Pong {
            let is_expected = self.unanswered.iter().any(|ping| ping.number == heard.number);
            self.unanswered.retain(|ping| ping.number > heard.number);
            return is_expected;
        }
        if heard.message.ends_run() {
            self.runs.retain(|run| run.run != heard.number);
        }
        true
    }

    /// A turn, so many milliseconds of the monotonic clock after the one before.
    pub fn turn(&mut self, passed_ms: f64) -> Turn {
        // Timers are exact to some milliseconds. That a turn is late says nothing about the worker: what it posted may
        // still wait for the page.
        let passed_ms = if passed_ms < f64::from(TURN_MS) * 0.9 { to_u32_ms(passed_ms) } else { TURN_MS };
        for ping in &mut self.unanswered {
            ping.waited_ms = Some(ping.waited_ms.map_or(0, |waited_ms| waited_ms + passed_ms));
        }
        if let Some(ping) = self.unanswered.iter().find(|ping| ping.waited_ms >= Some(ping.limit_ms)) {
            return Turn::GiveUp { after_ms: ping.limit_ms };
        }
        self.turns += 1;
        if !self.unanswered.is_empty() {
            Turn::Wait
        } else if self.runs.is_empty() {
            Turn::Rest
        } else if self.turns >= TURNS_A_PING {
            Turn::Ping(Box::new(self.ping(SILENCE_MS)))
        } else {
            Turn::Wait
        }
    }

    /// The runs that the worker has not begun, as far as that is certain, in the order in which they were sent.
    pub fn not_begun(&self) -> Vec<RunId> {
        let first = self.unanswered.first().map_or(RunId::MAX, |ping| ping.number);
        self.runs.iter().filter(|run| run.behind >= first).map(|run| run.run).collect()
    }

    fn ping(&mut self, limit_ms: u32) -> Envelope<PageMessage> {
        self.last += 1;
        self.turns = 0;
        self.unanswered.push(Ping { number: self.last, limit_ms, waited_ms: None });
        Envelope::new(self.last, PageMessage::Ping)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::lang::Lang;
    use crate::model::node::{Endpoint, Node};
    use crate::model::query::Progress;
    use crate::promql::dialect::QueryDialect;
    use crate::protocol::examination::Examined;
    use crate::protocol::request::{Examine, Response};

    fn begin(run: RunId) -> Envelope<PageMessage> {
        let examine = Examine { text: "up".to_owned(), lang: Lang::En, dialect: QueryDialect::default() };
        Envelope::new(run, PageMessage::Begin(examine.into()))
    }

    fn cancel(run: RunId) -> Envelope<PageMessage> {
        Envelope::new(run, PageMessage::Cancel)
    }

    fn pong(watch: &mut Watch, number: RunId) -> bool {
        watch.heard(&Envelope::new(number, WorkerMessage::Pong))
    }

    /// Begins a run; the number of the ping before it, where there is one.
    fn begun(watch: &mut Watch, run: RunId) -> Option<RunId> {
        let messages = watch.messages(begin(run));
        assert_eq!(messages.last(), Some(&begin(run)));
        messages.first().filter(|first| first.message == PageMessage::Ping).map(|ping| ping.number)
    }

    /// Begins a run, of which the worker hears.
    #[track_caller]
    fn taken(watch: &mut Watch, run: RunId) {
        let number = begun(watch, run).expect("a ping before a run");
        assert!(pong(watch, number));
    }

    /// Cancels a run; the number of the ping behind that.
    #[track_caller]
    fn cancelled(watch: &mut Watch, run: RunId) -> RunId {
        match &watch.messages(cancel(run))[..] {
            [sent, Envelope { number, message: PageMessage::Ping, .. }] if *sent == cancel(run) => *number,
            other => panic!("{other:?}"),
        }
    }

    /// Turns on time until something else than waiting is asked for; how many milliseconds that took, and what.
    fn turns(watch: &mut Watch) -> (u32, Turn) {
        for turn in 1..1000 {
            match watch.turn(TURN_MS.into()) {
                Turn::Wait => {}
                other => return (turn * TURN_MS, other),
            }
        }
        panic!("it waits for ever: {watch:?}");
    }

    /// The number of the ping that is asked for.
    #[track_caller]
    fn pinged(watch: &mut Watch) -> RunId {
        match turns(watch) {
            (_, Turn::Ping(ping)) if ping.message == PageMessage::Ping => ping.number,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_worker_with_nothing_to_do_is_left_alone() {
        let mut watch = Watch::default();
        assert_eq!(turns(&mut watch), (TURN_MS, Turn::Rest));
        let node = Node::new("A", Endpoint::Server { url: "http://a".to_owned() }).id();
        let release = Envelope::new(0, PageMessage::Release { node });
        assert_eq!(watch.messages(release.clone()), [release]);
        taken(&mut watch, 1);
        let number = pinged(&mut watch);
        assert!(pong(&mut watch, number));
        let examined = Response::Examine(Examined::default());
        watch.heard(&Envelope::new(1, WorkerMessage::Response(examined)));
        assert_eq!(turns(&mut watch), (TURN_MS, Turn::Rest));
    }

    #[test]
    fn a_run_goes_on_as_long_as_the_worker_answers() {
        let mut watch = Watch::default();
        taken(&mut watch, 1);
        for _ in 0..1000 {
            let number = pinged(&mut watch);
            // Late, but in time.
            for _ in 0..SILENCE_MS / TURN_MS {
                assert_eq!(watch.turn(TURN_MS.into()), Turn::Wait);
            }
            assert!(pong(&mut watch, number));
        }
    }

    #[test]
    fn a_worker_that_takes_no_message_is_given_up() {
        let mut watch = Watch::default();
        taken(&mut watch, 1);
        pinged(&mut watch);
        // What it posted before it got stuck is no answer to the ping.
        watch.heard(&Envelope::new(1, WorkerMessage::Progress(Progress::default())));
        assert_eq!(turns(&mut watch), (TURN_MS + SILENCE_MS, Turn::GiveUp { after_ms: SILENCE_MS }));
    }

    #[test]
    fn a_cancellation_is_taken_within_a_second_or_the_worker_is_given_up() {
        let mut watch = Watch::default();
        taken(&mut watch, 1);
        let number = cancelled(&mut watch, 1);
        assert_eq!(turns(&mut watch), (TURN_MS + CANCEL_MS, Turn::GiveUp { after_ms: CANCEL_MS }));
        assert!(pong(&mut watch, number));
        assert_eq!(turns(&mut watch), (TURN_MS, Turn::Rest), "nothing is under way any more");
        // A heartbeat that waits already does not lend its patience to a cancellation.
        taken(&mut watch, 2);
        pinged(&mut watch);
        cancelled(&mut watch, 2);
        assert_eq!(turns(&mut watch), (TURN_MS + CANCEL_MS, Turn::GiveUp { after_ms: CANCEL_MS }));
    }

    #[test]
    fn a_page_that_was_blocked_throttled_or_asleep_blames_nobody_else() {
        let mut watch = Watch::default();
        taken(&mut watch, 1);
        cancelled(&mut watch, 1);
        for late_ms in [3000.0, 60_000.0, 8.0 * 3_600_000.0] {
            assert_eq!(watch.turn(late_ms), Turn::Wait, "{late_ms}");
        }
        assert_eq!(watch.turn(-5000.0), Turn::Wait);
        assert_eq!(turns(&mut watch), (2 * TURN_MS, Turn::GiveUp { after_ms: CANCEL_MS }));
    }

    #[test]
    fn what_was_asked_for_behind_an_unanswered_ping_has_not_begun() {
        let mut watch = Watch::default();
        let first = begun(&mut watch, 1).expect("a ping before a run");
        assert_eq!(begun(&mut watch, 2), None, "one ping is enough to know");
        assert_eq!(watch.not_begun(), [1, 2]);
        assert!(pong(&mut watch, first));
        assert!(watch.not_begun().is_empty(), "both may have begun");
        let second = cancelled(&mut watch, 1);
        assert_eq!(begun(&mut watch, 3), None);
        let third = cancelled(&mut watch, 9);
        assert_eq!(begun(&mut watch, 4), None);
        assert_eq!(watch.not_begun(), [3, 4]);
        assert!(pong(&mut watch, second));
        assert_eq!(watch.not_begun(), [4], "the third may have begun");
        assert!(pong(&mut watch, third));
        assert!(watch.not_begun().is_empty());
        for (number, what) in [(third, "a second time"), (99, "never pinged")] {
            assert!(!pong(&mut watch, number), "{what}");
        }
    }

    #[test]
    fn a_pong_answers_all_pings_before_it() {
        let mut watch = Watch::default();
        let mut last = 0;
        for run in 1..=3 {
            begun(&mut watch, run);
            last = cancelled(&mut watch, run);
        }
        assert!(pong(&mut watch, last));
        assert_eq!(turns(&mut watch), (TURN_MS, Turn::Rest));
    }
}
