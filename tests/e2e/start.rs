//! The page starts without a word in the console; where it cannot, words on the page say why and what to do.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};

use crate::browser::Page;
use crate::harness::{Outcome, console_behind, dist, expect, expect_equal, shared_console};
use crate::lab::console::settings;

/// What a server does with a file.
#[derive(Clone, Copy)]
enum Fault {
    /// It has none.
    Missing,
    /// It gives its page for it, as servers of single-page applications do.
    Page,
    /// It sends its beginning and then nothing, without end.
    Stalled,
}

/// A console whose server does not give the file in this folder whose name ends so.
async fn without(folder: &'static str, ending: &'static str, fault: Fault) -> Result<String, String> {
    console_behind("/", settings([]), |routes| {
        routes.layer(from_fn(move |request: Request, next: Next| async move {
            let path = request.uri().path();
            let is_it = path.starts_with(folder) && path.ends_with(ending);
            let response = next.run(request).await;
            if is_it { spoil(fault, response) } else { response }
        }))
    })
    .await
}

fn spoil(fault: Fault, response: Response) -> Response {
    match fault {
        Fault::Missing => StatusCode::NOT_FOUND.into_response(),
        Fault::Page => ([(CONTENT_TYPE, "text/html")], "<!doctype html><p>Home").into_response(),
        Fault::Stalled => {
            let (mut head, body) = response.into_parts();
            head.headers.remove(CONTENT_LENGTH);
            let begin = body.into_data_stream().take(1);
            Response::from_parts(head, Body::from_stream(begin.chain(stream::pending())))
        }
    }
}

/// A console without nodes under this content security policy.
pub(crate) async fn under(policy: &'static str) -> Result<String, String> {
    console_behind("/", settings([]), |routes| {
        routes.layer(from_fn(move |request: Request, next: Next| async move {
            let mut response = next.run(request).await;
            response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
            response
        }))
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_graph_is_drawn() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.execute("A", "node_load1").await?;
    page.graph_of_a_minute().await?;
    page.graph_says("2 series").await?;
    page.draws_series().await?;
    page.screenshot("start").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_start_leaves_the_console_empty() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.find("textbox", "Expression").await?;
    page.until("the words of the start are gone", "return !document.getElementById('start')").await?;
    // Chromium tells of what was preloaded and not used a few seconds after the load.
    page.until("it would have been shown", "return performance.now() > 6000").await?;
    expect_equal("console", &page.console().await?, &Vec::new())?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tab_is_named_by_what_it_shows() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    let named = async |title: &str| {
        let script = format!("return document.title === {} || document.title", serde_json::json!(title));
        page.until("title", &script).await
    };
    named("Query · Narthex").await?;
    page.execute("A", "sum(node_load1)").await?;
    named("sum(node_load1) · Narthex").await?;
    page.click("link", "Alerts").await?;
    page.choose("Node", "B").await?;
    named("1 firing · Alerts · Narthex").await?;
    page.click("link", "Nodes").await?;
    named("Nodes · Narthex").await?;
    page.click("link", "Query").await?;
    named("sum(node_load1) · Narthex").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_lie_in_folders_named_by_their_content() -> Outcome {
    let page = Page::open(shared_console().await?).await?;
    page.find("textbox", "Expression").await?;
    let script = "return performance.getEntriesByType('resource').map((one) => new URL(one.name).pathname.slice(1))
        .filter((path) => /\\.(js|wasm|css|svg)$/.test(path)).filter((path) => !/-[0-9a-f]{15,16}(\\/|\\.)/.test(path))";
    expect_equal("files without a hash", &page.run(script, vec![]).await?, &serde_json::json!([]))?;
    page.close().await
}

/// The folders of page, worker and language, as a build names them whose worker holds this.
fn folders(worker: &str) -> Result<Vec<String>, String> {
    let staging = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("staging");
    let write = |name: &str, text: &str| fs::write(staging.join(name), text).map_err(|error| error.to_string());
    let _ = fs::remove_dir_all(&staging);
    for folder in ["page", "worker", "language"] {
        fs::create_dir_all(staging.join(folder)).map_err(|error| error.to_string())?;
    }
    write("index.html", "<link href=./page/a.js><meta content=./worker/b.js><meta content=./language/c.js>")?;
    write("page/a.js", "1")?;
    write("worker/b.js", worker)?;
    write("language/c.js", "1")?;
    let status = Command::new("node")
        .arg("tools/finish-build.mjs")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("TRUNK_STAGING_DIR", &staging)
        .status()
        .map_err(|error| error.to_string())?;
    expect(status.success(), || format!("the hook ended with {status}"))?;
    let index = fs::read_to_string(staging.join("index.html")).map_err(|error| error.to_string())?;
    let named: Vec<String> =
        index.split("./").skip(1).filter_map(|rest| rest.split('/').next().map(Into::into)).collect();
    let exists = named.iter().all(|folder| staging.join(folder).is_dir());
    expect(exists && named.len() == 3, || format!("{index} names what is not there"))?;
    Ok(named)
}

#[test]
fn a_folder_s_name_follows_its_content() -> Outcome {
    let (one, same, other) = (folders("1")?, folders("1")?, folders("2")?);
    expect_equal("the same content", &same, &one)?;
    expect_equal("the page, as the worker changed", &other[0], &one[0])?;
    expect(other[1] != one[1], || format!("two workers of one name: {other:?}"))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_file_is_named() -> Outcome {
    const NO_FILE: &str = "The server gives a page instead of the file";
    for (folder, ending, fault, words) in [
        ("/page-", ".wasm", Fault::Missing, [".wasm did not load", "HTTP 404"]),
        ("/page-", ".wasm", Fault::Page, [".wasm did not load", NO_FILE]),
        ("/page-", ".js", Fault::Missing, [".js did not load", "HTTP 404"]),
        ("/page-", ".js", Fault::Page, [".js did not load", NO_FILE]),
        ("/worker-", "/worker_start.js", Fault::Missing, ["does not start", "Reload the page"]),
        ("/worker-", "/worker.js", Fault::Missing, ["does not start", "worker.js"]),
        ("/worker-", ".wasm", Fault::Missing, ["does not start", "worker_bg.wasm: HTTP 404"]),
        ("/language-", ".wasm", Fault::Missing, ["Expressions are not checked", "language_bg.wasm: HTTP 404"]),
    ] {
        let page = Page::open(&without(folder, ending, fault).await?).await?;
        for words in words {
            page.shows(words).await.map_err(|error| format!("{folder}…{ending}: {error}"))?;
        }
        page.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_that_never_arrives_is_told_within_the_time_out() -> Outcome {
    let mut pages = Vec::new();
    for ending in ["/worker_start.js", "/worker_bg.wasm"] {
        pages.push((ending, Page::open(&without("/worker-", ending, Fault::Stalled).await?).await?));
    }
    for (ending, page) in pages {
        page.find("textbox", "Address").await?;
        let shown = page.shows_within("Its files did not arrive within 30 s", Duration::from_secs(45)).await;
        shown.map_err(|error| format!("{ending}: {error}"))?;
        page.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_policy_that_forbids_the_start_is_named() -> Outcome {
    for (policy, words) in [
        ("default-src 'self'", "'wasm-unsafe-eval'"),
        ("script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'", "connect-src"),
        ("script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'", "worker-src 'self'"),
        (
            "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; worker-src x:",
            "worker_start.js",
        ),
    ] {
        let page = Page::open(&under(policy).await?).await?;
        page.shows("This server's Content-Security-Policy keeps Narthex from starting").await?;
        page.shows(words).await?;
        page.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn where_no_script_runs_the_page_says_what_may_be_wrong() -> Outcome {
    for url in [under("script-src 'none'").await?, without("/start-", ".js", Fault::Missing).await?] {
        let page = Page::open(&url).await?;
        page.shows("Narthex is starting").await?;
        page.shows("This takes longer than usual").await?;
        page.shows("all files of one build").await?;
        page.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_without_what_is_needed_is_told_what_it_lacks() -> Outcome {
    let modern = "const Old = Worker; window.Worker = function Worker(url) { return new Old(url); };";
    for (before, words) in [("delete window.WebAssembly;", "no WebAssembly"), (modern, "no module workers")] {
        let page = Page::blank().await?;
        page.before_all(before).await?;
        page.go(shared_console().await?).await?;
        page.shows(words).await?;
        page.shows("Use a current Chrome").await?;
        let text = page.text().await?;
        expect(!text.contains("is starting"), || format!("it still says that it starts:\n{text}"))?;
        page.close().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_opened_as_a_file_or_in_a_sandbox_says_so() -> Outcome {
    let page = Page::open(&format!("file://{}", dist()?.join("index.html").display())).await?;
    page.shows("Narthex was opened as a file").await?;
    page.shows("from a web server only").await?;
    page.go(&under("sandbox allow-scripts").await?).await?;
    page.shows("it is sandboxed").await?;
    page.shows("allow-same-origin").await?;
    page.close().await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_start_is_told_in_chinese_too() -> Outcome {
    let page = Page::blank().await?;
    page.before_all("Object.defineProperty(navigator, 'language', { value: 'zh-CN' });").await?;
    page.go(&without("/page-", ".wasm", Fault::Missing).await?).await?;
    page.shows("未能加载").await?;
    page.shows("请将同一次构建的全部文件复制到服务器").await?;
    page.close().await
}
