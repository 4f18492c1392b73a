//! A program as a child process: started, awaited until ready, stopped, frozen, started again.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tokio::time::Instant;

use super::api;
use super::watchdog::Watchdog;

/// How long a program may take until it is ready. Generous: the machine may be compiling something beside.
const READY_WITHIN: Duration = Duration::from_mins(1);

/// What to run.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    pub(crate) name: &'static str,
    pub(crate) program: PathBuf,
    pub(crate) arguments: Vec<String>,
    /// Where its output goes.
    pub(crate) log: PathBuf,
    /// Answers 200 once it is ready.
    pub(crate) ready: String,
}

/// A program that runs, or has run and can be started again.
#[derive(Debug)]
pub(crate) struct Daemon {
    recipe: Recipe,
    watchdog: Watchdog,
    child: Option<Child>,
}

impl Daemon {
    /// Starts the program without waiting for it: `ready` does that, so that several can start side by side.
    pub(crate) fn start(recipe: Recipe, watchdog: Watchdog) -> Result<Self, String> {
        let mut daemon = Self { recipe, watchdog, child: None };
        daemon.start_again()?;
        Ok(daemon)
    }

    /// Starts it if it does not run.
    pub(crate) fn start_again(&mut self) -> Result<(), String> {
        if self.child.is_some() {
            return Ok(());
        }
        let Recipe { name, program, arguments, log, .. } = &self.recipe;
        let output = File::create(log).map_err(|error| format!("cannot write {}: {error}", log.display()))?;
        let errors = output.try_clone().map_err(|error| format!("cannot write {}: {error}", log.display()))?;
        let child = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(output)
            .stderr(errors)
            .spawn()
            .map_err(|error| format!("cannot start {name} ({}): {error}", program.display()))?;
        self.watchdog.watch(child.id());
        self.child = Some(child);
        Ok(())
    }

    /// Waits until it answers on its readiness endpoint.
    pub(crate) async fn ready(&mut self) -> Result<(), String> {
        let deadline = Instant::now() + READY_WITHIN;
        loop {
            if api::answers(&self.recipe.ready).await {
                return Ok(());
            }
            let ended = self.child.as_mut().and_then(|child| child.try_wait().ok().flatten());
            if let Some(status) = ended {
                return Err(format!(
                    "{} ended ({status}) before it was ready. {}",
                    self.recipe.name,
                    self.last_words()
                ));
            }
            if Instant::now() > deadline {
                let seconds = READY_WITHIN.as_secs();
                return Err(format!("{} was not ready within {seconds} s. {}", self.recipe.name, self.last_words()));
            }
            #[expect(clippy::disallowed_methods, reason = "between two looks at the condition")]
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Ends it at once, as a power cut would, and waits until it is gone.
    pub(crate) fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
            self.watchdog.forget(child.id());
        }
    }

    /// Stops it from running while its connections and its port stay open (SIGSTOP).
    pub(crate) fn freeze(&self) {
        self.signal("STOP");
    }

    /// Lets it go on (SIGCONT).
    pub(crate) fn thaw(&self) {
        self.signal("CONT");
    }

    fn signal(&self, signal: &str) {
        let child = self.child.as_ref().expect("only a running program is frozen");
        // The shell's own kill: a small system may have no program of that name.
        let status = Command::new("sh").args(["-c", &format!("kill -{signal} {}", child.id())]).status();
        assert!(status.is_ok_and(|status| status.success()), "kill -{signal} {} failed", self.recipe.name);
    }

    /// The end of its log, for error messages.
    fn last_words(&self) -> String {
        let log = fs::read_to_string(&self.recipe.log).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let tail = lines[lines.len().saturating_sub(8)..].join("\n  ");
        format!("Its last lines:\n  {tail}")
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.stop();
    }
}
