//! Real links of every console, and what becomes of each.

use super::super::Route;
use super::super::read::{fragment, link, query_string};
use super::*;
use crate::state::panel::{Step, Tab};

/// 2026-11-22 18:00:00 UTC.
const END: i64 = 1_795_370_400_000;
const NOW: i64 = END + 600_000;

/// A link's query, read as the page's fragment, as its query string, and as a whole link that was pasted.
#[track_caller]
fn read(query: &str) -> (Vec<PanelOptions>, Vec<RouteProblem>) {
    let found = query_string(query, NOW).map(|(route, problems)| (route.panels, problems)).expect("panels");
    let of = |(route, problems): (Route, Vec<RouteProblem>)| (route.panels, problems);
    for prefix in ["", "?", "/?", "/graph?", "/query?", "/explore?"] {
        assert_eq!(of(fragment(&format!("{prefix}{query}"), NOW)), found, "{prefix}{query}");
    }
    for prefix in ["https://a.example/prometheus/graph?", "http://a:8428/vmui/?", "http://a:8428/vmui/#/?"] {
        let pasted = link(&format!(" {prefix}{query}\n"), NOW).map(of);
        assert_eq!(pasted, Some(found.clone()), "{prefix}{query}");
    }
    let pasted = query.replace('&', "&amp;");
    assert_eq!(query_string(&pasted, NOW).map(of), Some(found.clone()), "as it stands in HTML");
    found
}

fn graph() -> PanelOptions {
    PanelOptions {
        expr: "rate(x[5m]) + 1".to_owned(),
        tab: Tab::Graph,
        range_ms: 7_200_000,
        end: Some(END),
        time: Some(END),
        step: Step::Fixed(15_000),
        ..PanelOptions::default()
    }
}

fn lost(texts: &[&str]) -> Vec<RouteProblem> {
    texts.iter().map(|text| RouteProblem::Lost((*text).to_owned())).collect()
}

#[test]
fn prometheus_2_and_3() {
    let v2 = "g0.expr=rate(x%5B5m%5D)%20%2B%201&g0.tab=0&g0.stacked=0&g0.show_exemplars=0&g0.range_input=2h\
              &g0.end_input=2026-11-22%2018:00:00&g0.moment_input=2026-11-22%2018:00:00&g0.step_input=15";
    let v3 = "g0.expr=rate%28x%5B5m%5D%29+%2B+1&g0.show_tree=0&g0.tab=graph&g0.end_input=2026-11-22+18%3A00%3A00\
              &g0.moment_input=2026-11-22+18%3A00%3A00&g0.range_input=2h&g0.res_type=fixed&g0.res_step=15\
              &g0.display_mode=lines&g0.show_exemplars=0";
    for query in [v2, v3] {
        assert_eq!(read(query), (vec![graph()], vec![]), "{query}");
    }
    let auto = "g0.expr=up&g0.tab=table&g0.range_input=1h&g0.res_type=auto&g0.res_density=medium&g0.res_step=15";
    assert_eq!(read(auto).0[0].step, Step::Auto);
}

#[test]
fn one_end_holds_for_every_tab_and_the_last_wins() {
    let ends = |query: &str| {
        let (panels, problems) = read(query);
        assert_eq!(problems, []);
        (panels[0].time, panels[0].end)
    };
    let (a, b) = ("2026-11-22%2018:00:00", "2026-11-22%2018:01");
    for tab in ["0", "1"] {
        let both = (Some(END), Some(END));
        assert_eq!(ends(&format!("g0.expr=x&g0.tab={tab}&g0.end_input={a}")), both);
        assert_eq!(ends(&format!("g0.expr=x&g0.tab={tab}&g0.moment_input={a}")), both);
        assert_eq!(ends(&format!("g0.expr=x&g0.tab={tab}&g0.end_input={b}&g0.moment_input={a}")), both);
        assert_eq!(ends(&format!("g0.expr=x&g0.moment_input={b}&g0.end_input={a}&g0.tab={tab}")), both);
        assert_eq!(ends(&format!("g0.expr=x&g0.end_input={a}&g0.moment_input=&g0.tab={tab}")), both, "empty is none");
    }
}

#[test]
fn several_panels_and_what_is_not_carried_over() {
    let (panels, problems) =
        read("g1.expr=b&g1.tab=table&g1.stacked=1&g0.expr=a&g0.tab=1&g0.show_exemplars=1&g2.expr=c&g2.tab=explain");
    let read_panels: Vec<_> = panels.iter().map(|panel| (panel.expr.as_str(), panel.tab)).collect();
    assert_eq!(read_panels, [("a", Tab::Table), ("b", Tab::Table), ("c", Tab::Table)]);
    assert_eq!(problems, lost(&["g1.stacked=1", "g0.show_exemplars=1", "g2.tab=explain"]));
    let (_, problems) = read("g0.expr=a&g0.colour=red&g0.range_input=soon&theme=dark");
    let bad = RouteProblem::BadValue { key: "g0.range_input".to_owned(), value: "soon".to_owned() };
    let unknown = |key: &str| RouteProblem::UnknownKey(key.to_owned());
    assert_eq!(problems, [unknown("g0.colour"), bad, unknown("theme")]);
}

#[test]
fn prometheus_1_wrote_json() {
    let text = "[{\"range_input\":\"2h\",\"end_input\":\"2026-11-22 18:00\",\"step_input\":\"15\",\"stacked\":\"\",\
                \"expr\":\"rate(x[5m]) + 1\",\"tab\":0},{\"expr\":\"a%b\",\"tab\":1,\"range_input\":\"1h\",\"end_input\":null,\"stacked\":true}]";
    let encoded: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat();
    // As Chromium gives a fragment that was typed.
    let half = text.replace('%', "%25").replace('"', "%22").replace(' ', "%20");
    let second = PanelOptions { expr: "a%b".to_owned(), ..PanelOptions::default() };
    for fragment_text in [&encoded, &half] {
        let (route, problems) = fragment(fragment_text, NOW);
        assert_eq!((route.panels, problems), (vec![graph(), second.clone()], lost(&["#1.stacked=true"])));
        let pasted = link(&format!("http://old:9090/graph#{fragment_text}"), NOW).map(|(route, _)| route.panels.len());
        assert_eq!(pasted, Some(2));
    }
    let (route, problems) = fragment("%5B%7B%22expr%22%3A", NOW);
    assert!(route.panels.is_empty() && matches!(problems[..], [RouteProblem::BadValue { .. }]), "{problems:?}");
}

#[test]
fn thanos_keeps_what_its_queries_take() {
    let (panels, problems) = read(
        "g0.expr=up&g0.tab=1&g0.stacked=0&g0.range_input=1h&g0.max_source_resolution=5m&g0.deduplicate=0&g0.partial_response=1\
         &g0.store_matches=%5B%7B%22name%22%3A%22sidecar%3A10901%22%2C%22minTime%22%3A0%7D%5D&g0.engine=thanos&g0.analyze=0",
    );
    let parameter = |(name, value): (&str, &str)| (name.to_owned(), value.to_owned());
    let parameters = [
        ("max_source_resolution", "5m"),
        ("dedup", "false"),
        ("partial_response", "true"),
        ("storeMatch[]", "{__address__=\"sidecar:10901\"}"),
        ("engine", "thanos"),
    ];
    assert_eq!((panels[0].parameters.clone(), problems), (parameters.map(parameter).to_vec(), vec![]));
    let (panels, _) = read("g0.expr=up&g0.store_matches=%5B%5D&g0.max_source_resolution=");
    assert_eq!(panels[0].parameters, []);
}

#[test]
fn times_of_vmui_stay_relative() {
    let chart = "g0.expr=up&g0.range_input=2h&g0.end_input=2026-11-22T18%3A00%3A00&g0.step_input=15s&g0.relative_time=none&g0.tab=chart";
    let panel = PanelOptions { expr: "up".to_owned(), ..graph() };
    assert_eq!(read(chart), (vec![panel], vec![]));
    let (panels, problems) = read(
        "g0.expr=up&g0.range_input=30m&g0.end_input=2026-11-22T18%3A00%3A00&g0.tab=0&g0.relative_time=last_30_minutes",
    );
    assert_eq!((panels[0].range_ms, panels[0].end, panels[0].time, problems), (1_800_000, None, None, vec![]));
    let (panels, problems) = read(
        "g0.expr=up&g0.range_input=1d+2h&g0.end_input=2026-11-22T18%3A00%3A00&g0.relative_time=yesterday&g0.tenantID=0%3A0",
    );
    assert_eq!((panels[0].range_ms, panels[0].end, panels[0].tab), (93_600_000, Some(END), Tab::Graph));
    assert_eq!(problems, lost(&["g0.relative_time=yesterday", "g0.tenantID=0:0"]));
}

#[test]
fn grafana_explore_opens_each_query() {
    let encode = |json: &str| json.replace('%', "%25").replace('&', "%26").replace('+', "%2B").replace('#', "%23");
    let panes = encode(
        r#"{"abc":{"datasource":"P1","queries":[
            {"refId":"A","expr":"rate(x[5m]) + 1","range":true,"instant":true,"datasource":{"type":"prometheus","uid":"P1"},"editorMode":"code","legendFormat":"__auto"},
            {"refId":"B","expr":"up","instant":true,"range":false,"interval":"30s"},
            {"refId":"C","expr":"{job=\"x\"}","datasource":{"type":"loki","uid":"L"}}],
          "range":{"from":"now-6h","to":"now"},"compact":false}}"#,
    );
    let (panels, problems) = read(&format!("schemaVersion=1&panes={panes}&orgId=1"));
    let shown: Vec<_> = panels.iter().map(|p| (p.expr.as_str(), p.tab, p.range_ms, p.end)).collect();
    assert_eq!(shown, [("rate(x[5m]) + 1", Tab::Graph, 21_600_000, None), ("up", Tab::Table, 21_600_000, None)]);
    let mut expected = vec![RouteProblem::DataSource("P1".to_owned())];
    expected.extend(lost(&["interval=30s", "loki: {job=\"x\"}"]));
    assert_eq!(problems, expected);

    let left = encode(&format!(
        r#"{{"datasource":"P","queries":[{{"expr":"up"}}],"range":{{"from":"{}","to":"{END}"}}}}"#,
        END - 7_200_000
    ));
    let oldest = r#"["now-1h","now","P",{"expr":"up"},{"mode":"Metrics"},{"ui":[true,true,true,"none"]}]"#;
    let (panels, _) = read(&format!("orgId=1&left={left}&right={oldest}"));
    let shown: Vec<_> = panels.iter().map(|p| (p.range_ms, p.end, p.time)).collect();
    assert_eq!(shown, [(7_200_000, Some(END), Some(END)), (3_600_000, None, None)]);

    let pane = |expr: &str, from: &str, to: &str| {
        let json = format!(r#"{{"queries":[{{"expr":"{expr}"}}],"range":{{"from":"{from}","to":"{to}"}}}}"#);
        read(&format!("left={}", encode(&json)))
    };
    let (panels, problems) = pane("up", "now-2h", "now-1h");
    assert_eq!((panels[0].range_ms, panels[0].end), (3_600_000, Some(NOW - 3_600_000)));
    assert_eq!(problems, [RouteProblem::Fixed("now-2h – now-1h".to_owned())]);
    let (panels, problems) = pane("up", "now/d", "now/d");
    assert_eq!(panels[0].range_ms, 3_600_000);
    assert!(matches!(problems[..], [RouteProblem::BadValue { .. }]), "{problems:?}");
    let (_, problems) = pane("rate(x[$__rate_interval])", "now-2h", "now");
    assert_eq!(problems, [RouteProblem::Variables("$__rate_interval".to_owned())]);
}

#[test]
fn what_is_no_link_is_left_alone() {
    for text in ["utm_source=mail&g=1", "", "g0", "left", "left=5", "x=left"] {
        assert_eq!(query_string(text, NOW), None, "{text}");
    }
    for text in ["up", "http_requests_total", "{a=\"http://b/?g0.expr=c\"}"] {
        assert_eq!(link(text, NOW), None, "{text}");
    }
    for text in ["https://example.com", "ftp://a/?x=1", "https://g/d/x?auth_token=secret"] {
        let nothing = (Route::default(), vec![RouteProblem::NoQuery]);
        assert_eq!(link(text, NOW), Some(nothing), "{text}");
    }
}

#[test]
fn nothing_malformed_panics() {
    let whole = "g0.expr=a&panes={\"a\":{\"queries\":[{\"expr\":\"é$__x\"}],\"range\":{\"from\":\"now-\",\"to\":1}}}";
    for cut in (0..whole.len()).filter(|at| whole.is_char_boundary(*at)) {
        let _ = fragment(&whole[cut..], NOW);
        let _ = query_string(&whole[..cut], NOW);
    }
    for text in [
        "left=[]",
        "left=[1,2,3,4]",
        "panes=[]",
        "panes={\"a\":1}",
        "left={\"queries\":[null,{\"expr\":7}]}",
        "g0.store_matches={",
        "[1]",
        "[[]]",
        "%5B",
    ] {
        let (route, _) = fragment(text, i64::MAX);
        assert!(route.panels.len() <= 1, "{text}");
    }
}
