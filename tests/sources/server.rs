//! The server source over the in-memory network: what it sends, and what it makes of what comes.

use std::cell::RefCell;
use std::rc::Rc;

use futures_util::FutureExt;
use narthex::model::answered::{Answered, SourceError};
use narthex::model::node::{Endpoint, Node, NodeStatus};
use narthex::model::outcome::{Failure, NodeAnswer, Provenance};
use narthex::model::query::{At, Limits, Progress};
use narthex::model::value::Value;
use narthex::protocol::request::Query;
use narthex::source::Source;
use narthex::wire::memory::{Memory, ResponseEvent, Script};
use narthex::wire::transport::{HttpRequest, Method, Redirects};

const QUERY: &str = "http://a:9090/prom/api/v1/query";
const RANGE: &str = "http://a:9090/prom/api/v1/query_range";
const BUILDINFO: &str = "http://a:9090/prom/api/v1/status/buildinfo";
const CONFIG: &str = "http://a:9090/prom/api/v1/status/config";
const RULES: &str = "http://a:9090/prom/api/v1/rules";
const NOW: f64 = 1_795_374_415_000.0;
const UP: &str =
    r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up"},"value":[5,"1"]}]}}"#;
const LIMITS: Limits = Limits { timeout_ms: 7500, max_bytes: 1_000_000 };

fn prometheus() -> Endpoint {
    Endpoint::Server { url: "http://a:9090/prom/".to_owned() }
}

fn alertmanager() -> Endpoint {
    Endpoint::Alertmanager { url: "http://a:9090/prom/".to_owned() }
}

fn node(endpoint: Endpoint) -> Node {
    let headers = vec![("X-Scope-OrgID".to_owned(), "t1".to_owned())];
    Node { headers, ..Node::new("A", endpoint) }
}

fn fixture(name: &str) -> String {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(&path).expect("a fixture")
}

fn server(memory: Memory) -> (Source<Memory>, Rc<Memory>) {
    let memory = Rc::new(memory);
    (Source::new(node(prometheus()), Rc::clone(&memory)), memory)
}

fn query(expr: &str, at: At) -> Query {
    Query::new(expr, at)
}

fn ask(server: &Source<Memory>) -> Result<Answered<Value>, Box<SourceError>> {
    let query = query("up{a=\"é\"}", At::Instant { time: 5 });
    server.query(&query, LIMITS, &|_| {}).now_or_never().expect("an end").map_err(Box::new)
}

fn http(status: u16, text: &str) -> Failure {
    Failure::Http { status, text: text.to_owned(), retry_after_s: None }
}

fn kinds(requests: &[HttpRequest]) -> Vec<(Method, &str)> {
    requests.iter().map(|request| (request.method, request.url.split('?').next().unwrap_or_default())).collect()
}

#[test]
fn a_query_is_a_form_with_the_nodes_headers() {
    let (server, memory) = server(Memory::at(NOW).on(Method::Post, RANGE, Script::json(200, UP)));
    let at = At::Range { start: 1_700_000_000_123, end: 1_700_000_060_123, step: 15_000 };
    let answer = server.query(&query("a + b", at), LIMITS, &|_| {}).now_or_never().expect("an end");
    assert!(answer.is_ok());
    let header = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let wanted = HttpRequest {
        method: Method::Post,
        url: RANGE.to_owned(),
        headers: vec![header("X-Scope-OrgID", "t1"), header("Content-Type", "application/x-www-form-urlencoded")],
        body: b"query=a+%2B+b&start=1700000000.123&end=1700000060.123&step=15&timeout=7.500".to_vec(),
        timeout_ms: 7500,
        redirects: Redirects::Refuse,
    };
    assert_eq!(memory.requests(), [wanted]);
}

#[test]
fn what_a_link_asks_for_besides_goes_with_the_query() {
    let (server, memory) = server(Memory::at(NOW).on(Method::Post, RANGE, Script::json(200, UP)));
    let at = At::Range { start: 0, end: 60_000, step: 15_000 };
    let parameters = [("dedup", "false"), ("storeMatch[]", "{a=\"b\"}"), ("storeMatch[]", "{}")];
    let parameters = parameters.map(|(name, value)| (name.to_owned(), value.to_owned()));
    let answer = server
        .query(&Query { parameters: parameters.to_vec(), ..query("up", at) }, LIMITS, &|_| {})
        .now_or_never()
        .expect("an end");
    assert!(answer.is_ok());
    let sent = String::from_utf8(memory.requests()[0].body.clone()).expect("a form");
    let wanted = "query=up&start=0&end=60&step=15&timeout=7.500&dedup=false&storeMatch%5B%5D=%7Ba%3D%22b%22%7D&storeMatch%5B%5D=%7B%7D";
    assert_eq!(sent, wanted);
}

#[test]
fn a_node_that_takes_only_get_is_remembered() {
    let refused = Script::text(405, "Method Not Allowed");
    let (server, memory) =
        server(Memory::at(NOW).on(Method::Post, QUERY, refused).on(Method::Get, QUERY, Script::json(200, UP)));
    assert!(ask(&server).is_ok());
    assert!(ask(&server).is_ok());
    let requests = memory.requests();
    assert_eq!(kinds(&requests), [(Method::Post, QUERY), (Method::Get, QUERY), (Method::Get, QUERY)]);
    assert_eq!(requests[2].url, format!("{QUERY}?query=up%7Ba%3D%22%C3%A9%22%7D&time=0.005&timeout=7.500"));
    assert!(requests[2].body.is_empty() && requests[2].headers.len() == 1);
}

#[test]
fn a_result_tells_time_and_size_however_the_clock_is_set_meanwhile() {
    let (start, end) = UP.split_at(40);
    let events = vec![
        ResponseEvent::Pass(30.0),
        ResponseEvent::Chunk(start.into()),
        ResponseEvent::SetClock(3_600_000.0),
        ResponseEvent::Pass(12.0),
        ResponseEvent::Chunk(end.into()),
        ResponseEvent::SetClock(-7_200_000.0),
        ResponseEvent::Pass(3.0),
    ];
    let script = Script::new(200, "application/json", events).after(100.0);
    let (server, memory) = server(Memory::at(NOW).on(Method::Post, QUERY, script));
    let Provenance { nodes, decode_ms, .. } = ask(&server).expect("a result").provenance;
    let [node] = &nodes[..] else { panic!("{nodes:?}") };
    assert_eq!((node.asked.name(), node.asked.url(), &node.answered), ("A", "http://a:9090/prom/", &NodeAnswer::Full));
    assert_eq!((node.latency_ms, decode_ms), (142.0, 3.0));
    assert_eq!((node.series, node.samples, node.bytes), (1, 1, UP.len() as u64));
    assert_eq!(memory.open(), 0);
}

#[test]
fn every_failure_names_the_node_and_the_reason() {
    let limit = Limits { max_bytes: 50, ..LIMITS };
    let cors = Failure::Cors { headers: vec!["X-Scope-OrgID".to_owned()] };
    let interrupted = Failure::Interrupted { received: 9 };
    let not_ready = Failure::NotReady { text: "Service Unavailable".to_owned() };
    let html = "<html><title>Sign in</title></html>";
    let sign_in = Failure::NotTheApi { content_type: "text/html".to_owned(), excerpt: "Sign in".to_owned() };
    let broken = vec![ResponseEvent::Chunk(b"{\"status\"".to_vec()), ResponseEvent::Fail(interrupted.clone())];
    for (script, limits, why) in [
        (Script::failure(cors.clone()), LIMITS, cors),
        (Script::failure(Failure::TimedOut { after_ms: 7500 }), LIMITS, Failure::TimedOut { after_ms: 7500 }),
        (Script::text(503, "Service Unavailable"), LIMITS, not_ready),
        (Script::text(401, "no\n"), LIMITS, http(401, "no")),
        (Script::new(200, "text/html", vec![ResponseEvent::Chunk(html.into())]), LIMITS, sign_in),
        (Script::new(200, "application/json", broken), LIMITS, interrupted),
        (Script::json(200, &UP[..60]), LIMITS, Failure::Truncated { at: 60 }),
        (Script::json(200, UP), limit, Failure::TooLarge { limit: 50 }),
    ] {
        let (server, memory) = server(Memory::at(NOW).on(Method::Post, QUERY, script.after(20.0)));
        let asked =
            server.query(&query("up", At::Instant { time: 5 }), limits, &|_| {}).now_or_never().expect("an end");
        let refused = asked.expect_err("no result");
        assert_eq!(refused.why, why);
        let [node] = &refused.provenance.nodes[..] else { panic!("{refused:?}") };
        assert_eq!((node.asked.name(), &node.answered, node.latency_ms), ("A", &NodeAnswer::Failed { why }, 20.0));
        assert_eq!(memory.open(), 0, "the request is ended");
    }
    let bad = node(Endpoint::Server { url: "ftp://a".to_owned() });
    let server = Source::new(bad, Rc::new(Memory::default()));
    assert_eq!(ask(&server).expect_err("no result").why, Failure::BadUrl);
}

#[test]
fn an_error_is_read_only_as_far_as_it_is_shown() {
    let events = vec![ResponseEvent::Chunk(vec![b'x'; 100_000]), ResponseEvent::Hang];
    let (server, memory) = server(Memory::at(NOW).on(Method::Post, QUERY, Script::new(500, "", events)));
    let refused = ask(&server).expect_err("no result");
    assert!(matches!(refused.why, Failure::Http { status: 500, text, .. } if text.len() < 2100));
    assert_eq!(memory.open(), 0);
}

#[test]
fn remotes_that_did_not_answer_are_named() {
    let memory = Memory::at(NOW)
        .on(Method::Post, QUERY, Script::json(200, fixture("prometheus/query/remote_read.json")))
        .on(Method::Get, CONFIG, Script::json(200, fixture("prometheus/config_reader.json")));
    let (server, memory) = server(memory);
    let provenance = ask(&server).expect("a result").provenance;
    assert_eq!(provenance.remotes, 4);
    assert_eq!(provenance.warnings, Vec::<String>::new());
    let missing: Vec<_> = provenance.missing_remotes.iter().map(|remote| (&*remote.url, &*remote.why)).collect();
    let [down, failing, silent] = [
        "http://127.0.0.1:37099/api/v1/read",
        "http://127.0.0.1:40597/api/v1/read?db=x",
        "http://127.0.0.1:50153/api/v1/read",
    ];
    assert_eq!(
        missing,
        [
            (down, "dial tcp 127.0.0.1:37099: connect: connection refused"),
            (failing, "HTTP status 500 Internal Server Error: storage is on fire second line"),
            (silent, "context deadline exceeded"),
        ]
    );
    let nodes: Vec<_> = provenance.nodes.iter().map(|node| (node.asked.url(), node.answered.clone())).collect();
    let failed = |why| NodeAnswer::Failed { why };
    let fire = "Internal Server Error: storage is on fire second line".to_owned();
    assert_eq!(
        nodes,
        [
            ("http://a:9090/prom/", NodeAnswer::Partial),
            (down, failed(Failure::Unreachable)),
            (failing, failed(http(500, &fire))),
            (silent, failed(Failure::TimedOut { after_ms: 1000 })),
        ]
    );
    assert!(ask(&server).is_ok());
    assert_eq!(kinds(&memory.requests()), [(Method::Post, QUERY), (Method::Get, CONFIG), (Method::Post, QUERY)]);
}

#[test]
fn a_configuration_that_changed_is_read_again() {
    let config = |url: &str| {
        let yaml = format!("remote_read:\n- url: {url}\n- url: http://other/read\n");
        Script::json(200, serde_json::json!({"status": "success", "data": {"yaml": yaml}}).to_string())
    };
    let old = "http://old/read";
    let warning = |url: &str| {
        let warning = format!("remote_read: remote server {url} returned http status 500 Internal Server Error: no");
        let warnings = serde_json::json!([warning]);
        Script::json(200, UP.replacen("{\"status\"", &format!("{{\"warnings\":{warnings},\"status\""), 1))
    };
    let memory = Memory::at(NOW)
        .on(Method::Post, QUERY, warning(old))
        .on(Method::Post, QUERY, warning(old))
        .on(Method::Post, QUERY, warning("http://new/read"))
        .on(Method::Get, CONFIG, config(old))
        .on(Method::Get, CONFIG, config("http://new/read"));
    let (server, memory) = server(memory);
    for _ in 0..3 {
        assert_eq!(ask(&server).expect("a result").provenance.remotes, 2);
    }
    let asked: Vec<_> = kinds(&memory.requests()).into_iter().map(|(method, _)| method).collect();
    assert_eq!(asked, [Method::Post, Method::Get, Method::Post, Method::Post, Method::Get]);
}

/// The texts that another run of the real reader gave.
#[test]
fn every_recorded_warning_names_its_remote() {
    let texts = fixture("remote_read_warnings.txt");
    let warnings: Vec<_> = texts.lines().filter_map(|line| line.split_once("\tremote_read: ")).collect();
    assert!(warnings.len() >= 5);
    for (case, warning) in warnings {
        let warning = serde_json::Value::from(format!("remote_read: {warning}"));
        let body = UP.replacen("{\"status\"", &format!("{{\"warnings\":[{warning}],\"status\""), 1);
        let (server, _) = server(Memory::at(NOW).on(Method::Post, QUERY, Script::json(200, body)));
        let provenance = ask(&server).expect(case).provenance;
        let urls: Vec<_> = provenance.missing_remotes.iter().map(|remote| &*remote.url).collect();
        assert_eq!(urls, ["http://127.0.0.1:9092/api/v1/read"], "{case}");
        assert_eq!((provenance.remotes, provenance.nodes.len()), (0, 2), "the configuration is not known");
    }
}

#[test]
fn progress_is_told_now_and_then() {
    let mut events =
        vec![ResponseEvent::Chunk(br#"{"status":"success","data":{"resultType":"matrix","result":["#.to_vec())];
    for series in 0..100 {
        let comma = if series > 0 { "," } else { "" };
        let samples: Vec<_> = (0..500).map(|i| format!("[{i},\"1.5\"]")).collect();
        events.push(ResponseEvent::Chunk(
            format!("{comma}{{\"metric\":{{}},\"values\":[{}]}}", samples.join(",")).into_bytes(),
        ));
    }
    events.push(ResponseEvent::Chunk(b"]}}".to_vec()));
    let (server, _) = server(Memory::at(NOW).on(Method::Post, QUERY, Script::new(200, "", events)));
    let reported = RefCell::new(Vec::<Progress>::new());
    let tell = |progress| reported.borrow_mut().push(progress);
    let query = query("up", At::Instant { time: 5 });
    let asked = server.query(&query, LIMITS, &tell);
    assert!(asked.now_or_never().is_some_and(|answer| answer.is_ok()));
    let reported = reported.into_inner();
    assert_eq!(reported.len(), 2, "{reported:?}");
    assert!(
        reported.windows(2).all(|pair| pair[1].bytes - pair[0].bytes >= 256_000 && pair[1].series > pair[0].series)
    );
}

fn probe(memory: Memory, endpoint: Endpoint) -> Result<NodeStatus, Box<SourceError>> {
    let server = Source::new(node(endpoint), Rc::new(memory));
    server.probe(LIMITS).now_or_never().expect("an end").map_err(Box::new)
}

fn time(seconds: &str) -> Script {
    Script::json(200, format!(r#"{{"status":"success","data":{{"resultType":"scalar","result":[1,"{seconds}"]}}}}"#))
}

#[test]
fn a_probe_tells_product_clock_and_remotes() {
    let memory = Memory::at(NOW)
        .on(Method::Post, QUERY, time("1795374417.1").after(200.0))
        .on(Method::Get, BUILDINFO, Script::json(200, fixture("prometheus/buildinfo.json")).after(50.0))
        .on(Method::Get, CONFIG, Script::json(200, fixture("prometheus/config_reader.json")).after(60.0));
    let memory = Rc::new(memory);
    let server = Source::new(node(prometheus()), Rc::clone(&memory));
    let status = server.probe(LIMITS).now_or_never().expect("an end").expect("a status");
    let asked = memory.requests().into_iter().find(|request| request.method == Method::Post).expect("a query");
    assert_eq!(String::from_utf8(asked.body).as_deref(), Ok("query=time%28%29&nocache=1&timeout=7.500"));
    assert_eq!((&*status.product, status.version.as_deref()), ("Prometheus", Some("2.42.0+ds")));
    assert_eq!((status.latency_ms, status.clock_difference_ms), (50.0, Some(2000.0)));
    assert_eq!(status.remotes.len(), 4);
    assert_eq!(status.remotes[2], "http://127.0.0.1:40597/api/v1/read?db=x");
}

#[test]
fn a_node_that_tells_little_is_there_all_the_same() {
    let status = probe(Memory::at(NOW).on(Method::Post, QUERY, time("5")), prometheus());
    let status = status.expect("a status");
    assert_eq!((&*status.product, status.version, status.remotes.len()), ("Prometheus", None, 0));
    let starting = Memory::at(NOW).on(Method::Post, QUERY, Script::text(503, "Service Unavailable"));
    let refused = probe(starting, prometheus()).expect_err("not ready");
    assert_eq!(refused.why, Failure::NotReady { text: "Service Unavailable".to_owned() });
    assert_eq!(probe(Memory::at(NOW), prometheus()).expect_err("down").why, Failure::Unreachable);
}

#[test]
fn victoria_metrics_is_known_by_how_it_answers_where_its_build_information_may_not_be_read() {
    let time = r#"{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[5,"5"]}]}}"#;
    let hidden = Script::failure(Failure::Cors { headers: Vec::new() });
    let memory = Memory::at(NOW).on(Method::Post, QUERY, Script::json(200, time)).on(Method::Get, BUILDINFO, hidden);
    let status = probe(memory, prometheus()).expect("a status");
    assert_eq!((&*status.product, status.version), ("VictoriaMetrics", None));
    for (seconds, difference) in [(1_795_374_415, 0.0), (1_795_374_414, 0.0), (1_795_374_413, -2000.0)] {
        let answer = format!(
            r#"{{"status":"success","data":{{"resultType":"vector","result":[{{"metric":{{}},"value":[5,"{seconds}"]}}]}}}}"#
        );
        let memory = Memory::at(NOW).on(Method::Post, QUERY, Script::json(200, answer));
        let status = probe(memory, prometheus()).expect("a status");
        assert_eq!(status.clock_difference_ms, Some(difference), "it tells whole seconds");
    }
}

#[test]
fn an_alertmanager_tells_its_peers() {
    let url = "http://a:9090/prom/api/v2/status";
    let status = Script::json(200, fixture("alertmanager/status.json")).after(9.0);
    let status = probe(Memory::at(NOW).on(Method::Get, url, status), alertmanager()).expect("a status");
    assert_eq!((&*status.product, status.version.as_deref()), ("Alertmanager", Some("0.25.0")));
    assert_eq!((status.latency_ms, status.peers.len(), status.clock_difference_ms), (9.0, 2, None));
}

#[test]
fn rules_come_with_their_alerts() {
    let rules = Script::json(200, fixture("prometheus/rules.json")).after(9.0);
    let (server, _) = server(Memory::at(NOW).on(Method::Get, RULES, rules));
    let Answered { value, provenance } = server.rules(LIMITS).now_or_never().expect("an end").expect("rules");
    let [group] = &value[..] else { panic!("{value:?}") };
    assert_eq!((&*group.name, group.interval_ms), ("node", 1000));
    let shown: Vec<_> = group
        .rules
        .iter()
        .map(|rule| {
            let alerting = rule.alerting.as_ref();
            (
                &*rule.name,
                format!("{:?}", rule.health),
                alerting.map(|a| (format!("{:?}", a.state), a.duration_ms, a.alerts.len())),
            )
        })
        .collect();
    let text = str::to_owned;
    assert_eq!(
        shown,
        [
            ("job:node_load1:avg", text("Ok"), None),
            ("NodeUp", text("Ok"), Some((text("Firing"), 0, 1))),
            ("LoadPending", text("Ok"), Some((text("Pending"), 3_600_000, 1))),
            ("Broken", text("Err"), Some((text("Inactive"), 0, 0))),
        ]
    );
    assert!(group.rules[3].last_error.starts_with("found duplicate series"));
    assert_eq!((provenance.nodes[0].latency_ms, &provenance.nodes[0].answered), (9.0, &NodeAnswer::Full));
}
