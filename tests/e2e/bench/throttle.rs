//! A slow line by the browser's own throttling, which holds for a page and for its workers together.
//!
//! Conditions that are set for a page reach its workers only where somebody debugs these too. `WebDriver` offers no
//! sessions of workers, so that a second client of the browser's debugger attaches itself to each as it starts.

use std::fs;
use std::path::Path;
use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

use crate::browser::{Page, text};
use crate::lab::api::eventually;

/// Bytes a second that the line carries in each direction: 50 Mbit/s.
pub(super) const BYTES_PER_S: f64 = 50e6 / 8.0;

/// Milliseconds from a request to the first byte of its answer, at least.
pub(super) const LATENCY_MS: u32 = 20;

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A throttled page; dropping it ends the throttling.
pub(super) struct Throttle(JoinHandle<()>);

impl Drop for Throttle {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Throttle {
    /// Throttles a page from now on.
    pub(super) async fn of(page: &Page) -> Result<Self, String> {
        let (mut socket, _) = connect_async(debugger(page.profile()).await?).await.map_err(text)?;
        let line = json!({
            "offline": false,
            "latency": LATENCY_MS,
            "downloadThroughput": BYTES_PER_S,
            "uploadThroughput": BYTES_PER_S,
        });
        let workers = json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true });
        for (id, (method, params)) in [
            ("Network.enable", json!({})),
            ("Network.emulateNetworkConditions", line),
            ("Target.setAutoAttach", workers),
        ]
        .into_iter()
        .enumerate()
        {
            send(&mut socket, &json!({ "id": id, "method": method, "params": params })).await?;
            answered(&mut socket, id).await?;
        }
        Ok(Self(tokio::spawn(resume_workers(socket))))
    }
}

/// The address of the debugger of the one page of the browser with this profile.
async fn debugger(profile: &Path) -> Result<String, String> {
    let file = profile.join("DevToolsActivePort");
    eventually(Duration::from_secs(5), async || {
        let port = fs::read_to_string(&file).map_err(|error| format!("{}: {error}", file.display()))?;
        let url = format!("http://127.0.0.1:{}/json/list", port.lines().next().unwrap_or_default());
        let listing = reqwest::get(url).await.map_err(text)?.text().await.map_err(text)?;
        let targets: Vec<Value> = serde_json::from_str(&listing).map_err(text)?;
        let page = targets.iter().find(|target| target["type"] == "page");
        let address = page.and_then(|page| page["webSocketDebuggerUrl"].as_str());
        address.map(str::to_owned).ok_or_else(|| format!("no page to be debugged: {listing}"))
    })
    .await
}

async fn send(socket: &mut Socket, message: &Value) -> Result<(), String> {
    socket.send(Message::text(message.to_string())).await.map_err(text)
}

async fn next(socket: &mut Socket) -> Result<Value, String> {
    let message = socket.next().await.ok_or("the browser's debugger is gone")?.map_err(text)?;
    Ok(message.to_text().ok().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default())
}

/// Waits for the answer to a command.
async fn answered(socket: &mut Socket, id: usize) -> Result<(), String> {
    loop {
        let message = next(socket).await?;
        if message["id"] == id {
            let error = &message["error"];
            return if error.is_null() { Ok(()) } else { Err(error.to_string()) };
        }
    }
}

/// Lets each worker begin once it is attached, and so throttled.
async fn resume_workers(mut socket: Socket) {
    while let Ok(message) = next(&mut socket).await {
        if message["method"] == "Target.attachedToTarget" {
            let session = &message["params"]["sessionId"];
            let go = json!({ "id": 0, "method": "Runtime.runIfWaitingForDebugger", "sessionId": session });
            if send(&mut socket, &go).await.is_err() {
                break;
            }
        }
    }
}
