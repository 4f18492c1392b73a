//! What all tests share: one lab, one server of the console, one chromedriver, and a runtime that outlives the
//! runtime of each test.

use std::future::Future;
use std::io::Write as _;
use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::Duration;

use axum::Router;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::OnceCell;

use crate::lab::member::Member;
use crate::lab::{Lab, Options, Peers, api, console, programs};

/// What a test returns: the error says what was expected, where.
pub(crate) type Outcome = Result<(), String>;

/// Each test has a runtime that ends with it; servers that several tests use run on this one.
static SERVERS: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("threads can be started")
});

/// Runs a server until the process ends.
pub(crate) fn serve(server: impl Future<Output = ()> + Send + 'static) {
    SERVERS.spawn(server);
}

/// The lab that tests share; none of them stops anything in it.
pub(crate) async fn shared_lab() -> Result<&'static Lab, String> {
    static LAB: OnceCell<Lab> = OnceCell::const_new();
    LAB.get_or_try_init(own_lab).await
}

/// A lab of one's own, in which each collector has scraped for some seconds, so that a graph has lines.
pub(crate) async fn own_lab() -> Result<Lab, String> {
    let lab = Lab::start(Options::default()).await?;
    let reader = lab.url(Member::Reader);
    api::eventually(Duration::from_secs(30), async || {
        let scraped = api::values(&reader, "count_over_time(node_load1[1m])", api::now()).await?;
        let enough = scraped.iter().filter(|count| count.parse().is_ok_and(|count: u32| count >= 6)).count();
        expect(enough == 2, || format!("samples of the collectors: {scraped:?}"))
    })
    .await?;
    Ok(lab)
}

/// The lab of other products that tests share. `None` where one that this test needs is not installed: it did not run,
/// and said so.
pub(crate) async fn shared_peers(test: &str, needed: &[Member]) -> Result<Option<&'static Lab>, String> {
    static LAB: OnceCell<Lab> = OnceCell::const_new();
    if let Some(missing) = needed.iter().find_map(|member| programs::peer(*member).err()) {
        not_run(test, &missing);
        return Ok(None);
    }
    LAB.get_or_try_init(|| Lab::start(Options { peers: Peers::Alone, ..Options::default() })).await.map(Some)
}

/// Says that a test, or a part of one, did not run, which `tools/test.sh` counts and repeats at its end.
pub(crate) fn not_run(test: &str, why: &str) {
    let _ = writeln!(std::io::stderr(), "not run: {test}: {why}");
}

/// The console's release files: those of `NARTHEX_DIST` where it is set, else the checkout's own.
pub(crate) fn dist() -> Result<PathBuf, String> {
    let own = || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("dist");
    let dist = std::env::var_os("NARTHEX_DIST").map_or_else(own, PathBuf::from);
    if dist.join("index.html").is_file() { Ok(dist) } else { Err("no dist/index.html: run `make build` first".into()) }
}

/// Serves the console with this narthex.json at a path of an own origin; gives the URL of the page.
pub(crate) async fn console_at(path: &str, settings: String) -> Result<String, String> {
    console_behind(path, settings, |routes| routes).await
}

/// As `console_at`, behind what a proxy or a server's configuration makes of its answers.
pub(crate) async fn console_behind(
    path: &str,
    settings: String,
    alter: impl FnOnce(Router) -> Router,
) -> Result<String, String> {
    let routes = alter(console::routes(&dist()?, path, Some(settings)));
    // Listening on the shared runtime: a listener belongs to the runtime on which it was made.
    let listening = SERVERS.spawn(async move { console::listen(0, routes).await });
    let (address, server) = listening.await.map_err(|error| error.to_string())??;
    serve(server);
    Ok(format!("http://{address}{}/", path.trim_end_matches('/')))
}

/// The console on the shared lab.
pub(crate) async fn shared_console() -> Result<&'static str, String> {
    static CONSOLE: OnceCell<String> = OnceCell::const_new();
    let start = async || console_at("/", console::lab_settings(shared_lab().await?)).await;
    CONSOLE.get_or_try_init(start).await.map(String::as_str)
}

/// Fails with a message when the two differ.
pub(crate) fn expect_equal<T: PartialEq + std::fmt::Debug>(what: &str, seen: &T, wanted: &T) -> Outcome {
    if seen == wanted { Ok(()) } else { Err(format!("{what}: {seen:?} instead of {wanted:?}")) }
}

/// Fails with a message when it does not hold.
pub(crate) fn expect(holds: bool, message: impl FnOnce() -> String) -> Outcome {
    if holds { Ok(()) } else { Err(message()) }
}
