//! Opening the demo: its collectors and the fleet of them all become nodes, and a panel asks the fleet.

use super::{nodes, panels, runs};
use crate::model::node::{DemoCollector, Endpoint, Federation, FederationZone, Node, NodeKind};
use crate::state::app::App;
use crate::state::command::{Command, Focus};
use crate::state::nodes::address::demo_name;
use crate::state::nodes::{MAX_NODES, NodeEntry, Origin};
use crate::state::page::Page;
use crate::state::panel::Tab;

/// What the demo is asked first: a few lines, and a load that now and then is too high.
const FIRST: &str = "node_load1";

/// The name of all collectors as one.
const FLEET: &str = "demo fleet";

/// Adds the collectors and their fleet, as far as they are not there yet, and shows what the fleet has.
pub(super) fn open(app: &mut App, out: &mut Vec<Command>) {
    for node in std::iter::once(fleet()).chain(DemoCollector::ALL.map(collector)) {
        if app.nodes.entry(&node.name).is_none() && app.nodes.entries.len() < MAX_NODES {
            app.nodes.entries.push(NodeEntry::new(node, Origin::Added));
        }
    }
    nodes::added(app, out);
    let is_fleet = |node: &&Node| node.endpoint == fleet().endpoint;
    let is_collector = |node: &&Node| node.kind() == NodeKind::Demo;
    let first = app.nodes.askable().find(is_fleet).or_else(|| app.nodes.askable().find(is_collector));
    let first = first.map(|node| node.name.clone());
    let Some((name, at)) = first.zip(panels::panel_for_expression(app)) else { return };
    let options = &mut app.panels[at].options;
    options.node = name;
    FIRST.clone_into(&mut options.expr);
    options.tab = Tab::Graph;
    app.page = Page::Query;
    runs::execute(app, at, out);
    // The button that was pressed goes.
    out.push(Command::Focus(Focus::Expression(app.panels[at].id)));
}

fn collector(collector: DemoCollector) -> Node {
    Node::new(demo_name(collector), Endpoint::Demo { collector })
}

/// The two zones with their replicas as one.
fn fleet() -> Node {
    let zone = |name: &str, members: [DemoCollector; 2]| FederationZone {
        name: name.to_owned(),
        members: members.map(demo_name).to_vec(),
    };
    let zones = vec![
        zone("eu-1", [DemoCollector::B, DemoCollector::BPrime]),
        zone("eu-2", [DemoCollector::C, DemoCollector::CPrime]),
    ];
    Node::new(FLEET, Endpoint::Federation(Federation { zones, hedge_after_ms: None }))
}
