//! Built pages as a good static server gives them: compressed beforehand.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use tower_http::services::{ServeDir, ServeFile};

use super::throttle::LATENCY_MS;
use crate::browser::text;

/// A folder's files with a compressed one beside each; dropping it removes them.
pub(super) struct Site(PathBuf);

impl Drop for Site {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Site {
    /// A copy of a folder, compressed. `fill` gives the text of `index.html` as its server would send it.
    pub(super) fn of(folder: &Path, name: &str, fill: impl FnOnce(String) -> String) -> Result<Self, String> {
        let to = std::env::temp_dir().join(format!("narthex-bench-{}-{name}", std::process::id()));
        let site = Self(to);
        copy(folder, &site.0).map_err(|error| format!("{}: {error}", folder.display()))?;
        let index = site.0.join("index.html");
        let filled = fill(fs::read_to_string(&index).map_err(text)?);
        fs::write(&index, filled).map_err(text)?;
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/e2e/bench/compress.mjs");
        let status = Command::new("node").arg(script).arg(&site.0).status().map_err(text)?;
        if status.success() { Ok(site) } else { Err(format!("node {script}: {status}")) }
    }

    /// Its files.
    pub(super) fn routes(&self) -> Router {
        let index = ServeFile::new(self.0.join("index.html")).precompressed_br();
        let files = ServeDir::new(&self.0).precompressed_br().fallback(index);
        Router::new().fallback_service(files).layer(from_fn(throttle_worker_scripts))
    }

    /// Compressed bytes of the files whose path contains this.
    pub(super) fn bytes(&self, part: &str) -> Result<u64, String> {
        fn sum(folder: &Path, part: &str) -> std::io::Result<u64> {
            let mut bytes = 0;
            for entry in fs::read_dir(folder)? {
                let path = entry?.path();
                let is_of_part = path.to_string_lossy().contains(part);
                if path.is_dir() {
                    bytes += sum(&path, part)?;
                } else if is_of_part && path.extension().is_some_and(|kind| kind == "br") {
                    bytes += fs::metadata(&path)?.len();
                }
            }
            Ok(bytes)
        }
        sum(&self.0, part).map_err(text)
    }
}

fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy(&entry.path(), &to)?;
        } else {
            fs::copy(entry.path(), &to)?;
        }
    }
    Ok(())
}

/// The first script of a worker arrives before anybody can attach to the worker: the browser does not throttle it, so
/// that the server waits in its stead.
#[expect(clippy::disallowed_methods, reason = "a latency is nothing that could be awaited")]
async fn throttle_worker_scripts(request: Request, next: Next) -> Response {
    if request.uri().path().ends_with("_start.js") {
        tokio::time::sleep(Duration::from_millis(LATENCY_MS.into())).await;
    }
    next.run(request).await
}
