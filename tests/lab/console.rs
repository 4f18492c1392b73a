//! Serves the console's release files, as any static server would, with the lab's nodes in narthex.json.

use std::fs;
use std::future::Future;
use std::net::SocketAddr;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use axum::Router;
use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::middleware::map_response;
use axum::response::Response;
use axum::routing::get;
use serde_json::{Value, json};
use tokio::net::TcpListener;
use tower_http::services::ServeDir;

use super::federation::Lab;
use super::member::Member;

/// The file that names the console's nodes.
const CONFIGURATION: &str = "narthex.json";

/// The name of the node that is all collectors together.
pub(crate) const FEDERATION: &str = "fleet";

/// The text of narthex.json for these nodes: name, URL, kind.
pub(crate) fn settings<'a>(nodes: impl IntoIterator<Item = (&'a str, String, &'a str)>) -> String {
    text_of(nodes.into_iter().map(|(name, url, kind)| json!({ "name": name, "url": url, "kind": kind })))
}

/// The same of nodes as they stand there.
pub(crate) fn text_of(nodes: impl Iterator<Item = Value>) -> String {
    format!("{:#}\n", json!({ "nodes": nodes.collect::<Vec<_>>() }))
}

/// The lab's nodes for narthex.json, the reader first: the console chooses the first one.
pub(crate) fn lab_settings(lab: &Lab) -> String {
    text_of(lab_nodes(lab).into_iter())
}

fn lab_nodes(lab: &Lab) -> Vec<Value> {
    let mut members: Vec<_> = lab.urls().collect();
    members.sort_by_key(|(member, _)| (member.node_kind(), member.name()));
    members.sort_by_key(|(member, _)| member.node_kind() == Some("alertmanager"));
    let node = |(member, url): (Member, String)| {
        let kind = member.node_kind()?;
        Some(json!({ "name": member.name(), "url": url + member.node_path().as_str(), "kind": kind }))
    };
    members.into_iter().filter_map(node).collect()
}

/// The lab's nodes as nginx has them: below its own origin, the collectors twice, as a server and over `remote_read`, and
/// these together as a federation, [`FEDERATION`]. Gives narthex.json, and the paths with the URLs behind them.
pub(crate) fn proxied(lab: &Lab) -> (String, Vec<(String, String)>) {
    let (mut nodes, mut below, mut members) = (Vec::new(), Vec::new(), Vec::new());
    for (member, url) in lab.urls() {
        let Some(kind) = member.node_kind() else { continue };
        let path = format!("/{}", member.name().replace(' ', "-"));
        nodes.push(json!({ "name": member.name(), "url": format!(".{path}{}", member.node_path()), "kind": kind }));
        if matches!(member, Member::CollectorB | Member::CollectorC | Member::CollectorD) {
            let (name, url) = (format!("{} samples", member.name()), format!(".{path}/api/v1/read"));
            nodes.push(json!({ "name": name, "url": url, "kind": "remote_read" }));
            members.push(name);
        }
        below.push((format!("{path}/"), url));
    }
    nodes.push(json!({ "name": FEDERATION, "kind": "federation", "members": members }));
    (text_of(nodes.into_iter()), below)
}

/// Puts the console into a folder that another server serves (`--web.user-assets`), with this narthex.json.
pub(crate) fn install(dist: &Path, folder: &Path, settings: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("cannot put the console into {}: {error}", folder.display());
    fs::create_dir_all(folder).map_err(failed)?;
    for entry in fs::read_dir(dist).map_err(failed)?.flatten().filter(|entry| entry.file_name() != CONFIGURATION) {
        symlink(entry.path(), folder.join(entry.file_name())).map_err(failed)?;
    }
    fs::write(folder.join(CONFIGURATION), settings).map_err(failed)
}

/// What `make run` serves as narthex.json: the lab's nodes, where there is a lab, and the demo's, each with all of its
/// collectors as one.
pub(crate) fn served_settings(lab: Option<&Lab>) -> String {
    let mut nodes = lab.map_or_else(Vec::new, lab_nodes);
    if lab.is_some() {
        let members = [Member::CollectorB, Member::CollectorC].map(Member::name);
        nodes.push(json!({ "name": FEDERATION, "kind": "federation", "members": members }));
    }
    let demo = |collector: &str| format!("demo {collector}");
    let zone = |name: &str, members: [&str; 2]| json!({ "zone": name, "members": members.map(demo) });
    let zones = [zone("eu-1", ["B", "B′"]), zone("eu-2", ["C", "C′"])];
    nodes.push(json!({ "name": "demo fleet", "kind": "federation", "members": zones }));
    let collectors = ["B", "B′", "C", "C′"];
    nodes.extend(collectors.map(|name| json!({ "name": demo(name), "kind": "demo", "collector": name })));
    text_of(nodes.into_iter())
}

/// The console's files at a path (`/` or a folder of it), narthex.json replaced by `settings` when given.
pub(crate) fn routes(dist: &Path, at: &str, settings: Option<String>) -> Router {
    let files = ServeDir::new(PathBuf::from(dist));
    let folder = at.trim_end_matches('/');
    let all = if folder.is_empty() {
        Router::new().fallback_service(files)
    } else {
        Router::new().nest_service(folder, files)
    };
    let all = match settings {
        Some(text) => {
            let file = get(async || ([(CONTENT_TYPE, "application/json")], text));
            all.route(&format!("{folder}/{CONFIGURATION}"), file)
        }
        None => all,
    };
    all.layer(map_response(revalidate))
}

/// index.html keeps its name when it is rebuilt: a browser must ask each time.
async fn revalidate(mut response: Response) -> Response {
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// Listens on loopback (port 0: a free one) and gives the address and the server to be awaited.
pub(crate) async fn listen(port: u16, routes: Router) -> Result<(SocketAddr, impl Future<Output = ()>), String> {
    let listener = TcpListener::bind(("127.0.0.1", port))
        .await
        .map_err(|error| format!("cannot listen on 127.0.0.1:{port}: {error}"))?;
    let address = listener.local_addr().map_err(|error| error.to_string())?;
    let server = async move {
        let _ = axum::serve(listener, routes).await;
    };
    Ok((address, server))
}
