//! Ends what was started when the process that started it is gone, even when it was killed outright.
//!
//! A shell of a dozen lines reads process ids from a pipe whose other end only we hold. When we end, in whatever
//! way, the pipe closes; the shell then kills what is still running and removes the data folder.

use std::io::Write;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};

/// `+PID` and `-PID` enter and strike out a process. Signals are ignored: Ctrl-C reaches the whole process group.
const SCRIPT: &str = r#"
trap '' INT TERM HUP
pids=' '
while read -r line; do
  pid=${line#?}
  case $line in
    +*) pids="$pids$pid " ;;
    -*) pids="${pids%% $pid *} ${pids#* $pid }" ;;
  esac
done
for pid in $pids; do kill -KILL "$pid"; done 2>/dev/null
[ -n "$1" ] || exit 0
# What was killed may still be writing for a moment.
for try in 1 2 3 4 5 6 7 8 9 10; do
  rm -rf "$1" 2>/dev/null && [ ! -e "$1" ] && break
  sleep 0.2
done
"#;

/// A handle to the shell. Dropping the last clone ends what is left.
#[derive(Clone, Debug)]
pub(crate) struct Watchdog(Arc<Mutex<Shell>>);

#[derive(Debug)]
struct Shell(Child);

impl Watchdog {
    /// Starts the shell; it removes `folder` at the end.
    pub(crate) fn start(folder: Option<&Path>) -> Result<Self, String> {
        let shell = Command::new("sh")
            .args(["-c", SCRIPT, "watchdog"])
            .arg(folder.unwrap_or(Path::new("")))
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("cannot start sh: {error}"))?;
        Ok(Self(Arc::new(Mutex::new(Shell(shell)))))
    }

    /// From now on this process ends with us.
    pub(crate) fn watch(&self, pid: u32) {
        self.tell('+', pid);
    }

    /// This process is gone: its id may soon be somebody else's.
    pub(crate) fn forget(&self, pid: u32) {
        self.tell('-', pid);
    }

    fn tell(&self, sign: char, pid: u32) {
        let mut shell = self.0.lock().expect("nothing panics while it holds the watchdog");
        if let Some(pipe) = shell.0.stdin.as_mut() {
            writeln!(pipe, "{sign}{pid}").expect("the watchdog ignores signals and reads as long as we live");
        }
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        // Waiting means: when the owner is dropped, everything has ended and the folder is gone.
        let _ = self.0.wait();
    }
}
