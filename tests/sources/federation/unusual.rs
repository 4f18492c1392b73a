//! Federations that are not as usual: labels that are hidden or stand for something else, ranges that are long, members
//! that do not understand, that are federations or files.

use super::*;

#[test]
fn a_replica_may_be_chosen_by_its_label_though_results_have_it_not() {
    for by in [By::RemoteRead, By::Api] {
        for (replica, mode) in [("a", ReplicaMode::Penalty), ("b", ReplicaMode::Penalty), ("b", ReplicaMode::First)] {
            for pushes_down in [true, false] {
                let source = Source::new(federation(ALL, |_| by), Rc::new(fleet()));
                let options = FederationOptions { pushes_down, ..replicas(mode) };
                for expr in ["up", "sum by (zone) (up)"] {
                    let chosen = expr.replace("up", &format!("up{{replica=\"{replica}\"}}"));
                    let answered = ask(&source, &chosen, TIMES[0], options).expect("an answer");
                    assert_equal(
                        &shown(&answered.value),
                        &expected(expr, TIMES[0]),
                        &format!("{by:?} {mode:?} {chosen}"),
                    );
                }
            }
        }
    }
}

#[test]
fn a_replica_that_does_not_tell_its_labels_is_merged_all_the_same() {
    let hosts = fleet();
    hosts.0["b"].hides_configuration.set(true);
    let hosts = Rc::new(hosts);
    for by in [By::Api, By::RemoteRead] {
        let source = Source::new(federation(ALL, |_| by), Rc::clone(&hosts));
        for mode in [ReplicaMode::Penalty, ReplicaMode::First] {
            assert_single(&source, replicas(mode), &[], &format!("{by:?} {mode:?}"));
        }
    }
}

#[test]
fn series_that_have_a_label_of_the_replicas_name_stay_apart() {
    const LAG: &[&str] = &["lag{replica=\"1\"} 1x100", "lag{replica=\"2\"} 2x100", "lag 4x100"];
    let hosts =
        || Hosts::default().with("b", plain(LAG), &[("replica", "a")]).with("b2", plain(LAG), &[("replica", "b")]);
    for hides in [false, true] {
        // Whether a label of its answer is its own or the series', a node that is read over remote_read alone knows.
        for by in if hides { &[By::Api][..] } else { &[By::Api, By::RemoteRead] } {
            let hosts = hosts();
            hosts.0["b"].hides_configuration.set(hides);
            let source = Source::new(federation("b | b2", |_| *by), Rc::new(hosts));
            for pushes_down in [true, false] {
                let options = FederationOptions { pushes_down, ..FederationOptions::default() };
                let answered = ask(&source, "sum(lag)", TIMES[0], options).expect("an answer");
                let sum = shown(&answered.value).into_values().next();
                assert_eq!(sum, Some(vec![(900_000, 7.0)]), "{by:?}, hidden {hides}, pushed down {pushes_down}");
            }
        }
    }
}

#[test]
fn a_series_that_ends_where_a_part_of_a_long_range_does_is_not_seen_behind() {
    // The last of the first 11,000 steps.
    const ENDS: &[&str] = &["ends 1x73 _x70", "lasts 1x143"];
    let hosts = Rc::new(Hosts::default().with("b", plain(ENDS), &[]));
    let source = Source::new(federation("b", |_| By::Api), hosts);
    let at = At::Range { start: 0, end: 1_500_000, step: 100 };
    for pushes_down in [true, false] {
        let options = FederationOptions { pushes_down, ..FederationOptions::default() };
        for expr in ["max({__name__=~\"ends|lasts\"})", "count({__name__=~\"ends|lasts\"}) > 0"] {
            let answered = ask(&source, expr, at, options).expect("an answer");
            let points = shown(&answered.value).into_values().next().unwrap_or_default();
            assert_eq!(points.len(), 15_001, "{expr}, {pushes_down}");
        }
        let answered = ask(&source, "ends", at, options).expect("an answer");
        let last = shown(&answered.value).into_values().next().and_then(|points| points.last().copied());
        assert_eq!(last, Some((73 * 15_000 + 299_900, 1.0)), "its lookback, and no more");
    }
}

#[test]
fn a_nested_federation_gives_series_beside_parts() {
    let inner = Node { name: "inner".to_owned(), ..federation("c | c2", |_| By::Api) };
    let mut node = federation("b", |_| By::Api);
    let Endpoint::Federation(outer) = &mut node.endpoint else { panic!("a federation") };
    outer.zones.extend(Federation::parse("inner").zones);
    node.members.push(inner);
    let source = Source::new(node, Rc::new(fleet()));
    for expr in ["sum(load) + scalar(quantile(0.5, load))", "sum(load)"] {
        let answered = ask(&source, expr, TIMES[0], FederationOptions::default()).expect("an answer");
        assert!(answered.provenance.nodes.iter().all(|node| node.answered == NodeAnswer::Full));
        assert_equal(&shown(&answered.value), &expected(expr, TIMES[0]), expr);
    }
}

#[test]
fn a_zone_that_a_matcher_leaves_out_is_asked_for_nothing() {
    let hosts = Rc::new(fleet());
    let source = Source::new(federation(ALL, |_| By::Api), Rc::clone(&hosts));
    let expr = "sum(rate(requests_total{zone=\"eu-2\"}[5m]))";
    let answered = ask(&source, expr, TIMES[2], FederationOptions::default()).expect("an answer");
    assert_equal(&shown(&answered.value), &expected(expr, TIMES[2]), expr);
    let queries = |name: &str| hosts.0[name].asked.borrow().iter().filter(|asked| asked.contains("query")).count();
    assert_eq!((queries("b"), queries("b2")), (0, 0));
    let is_part = |asked: &&String| asked.contains("sum(rate(");
    assert_eq!(hosts.0["c"].asked.borrow().iter().filter(is_part).count(), 1, "{:?}", hosts.0["c"].asked.borrow());
}

#[test]
fn what_a_member_does_not_understand_is_read_instead() {
    let hosts = fleet();
    hosts.0["b"].refuses.set(Some("sum("));
    let source = Source::new(federation("b, c", |_| By::Api), Rc::new(hosts));
    let expr = "sum(rate(requests_total[5m]))";
    let answered = ask(&source, expr, TIMES[0], FederationOptions::default()).expect("an answer");
    assert_equal(&shown(&answered.value), &expected(expr, TIMES[0]), expr);
}

#[test]
fn replicas_that_lack_as_much_of_different_targets_are_both_read() {
    const X_FAILS: &[&str] = &["up{instance=\"1\"} 0x100", "up{instance=\"2\"} 1x100", "load{instance=\"2\"} 2x100"];
    const Y_FAILS: &[&str] = &["up{instance=\"1\"} 1x100", "up{instance=\"2\"} 0x100", "load{instance=\"1\"} 1x100"];
    let hosts =
        Hosts::default().with("b", plain(X_FAILS), &[("replica", "a")]).with("b2", plain(Y_FAILS), &[("replica", "b")]);
    let source = Source::new(federation("b | b2", |_| By::Api), Rc::new(hosts));
    let answered = ask(&source, "sum(load)", TIMES[0], FederationOptions::default()).expect("an answer");
    assert_eq!(shown(&answered.value).into_values().next(), Some(vec![(900_000, 3.0)]));
}

#[test]
fn a_file_is_looked_back_for_as_it_is_alone() {
    let hours = |kept: u64| (0..kept).map(|at| format!("[{},\"{at}\"]", at * 3600)).collect::<Vec<_>>().join(",");
    let saved = format!(
        "{{\"status\":\"success\",\"data\":{{\"resultType\":\"matrix\",\"result\":[{{\"metric\":{{\"__name__\":\"kept\"}},\"values\":[{}]}}]}}}}",
        hours(9)
    );
    let network =
        || Rc::new(Memory::at(5_000.0).on(Method::Get, "http://files/kept.json", Script::json(200, saved.clone())));
    let file = Node::new("kept", Endpoint::File(FileAddress::Url("http://files/kept.json".to_owned())));
    let mut node = federation("kept", |_| By::Api);
    node.members = vec![file.clone()];
    let query = Query::new("sum(kept)", At::Range { start: 0, end: 28_800_000, step: 1_200_000 });
    let asked = |node: Node| {
        let answered = end_of(Source::new(node, network()).query(&query, LIMITS, &|_| {})).expect("an answer");
        shown(&answered.value)
    };
    let alone = asked(file);
    assert!(alone.values().all(|points| points.len() > 9), "{alone:?}");
    assert_eq!(asked(node), alone);
}
