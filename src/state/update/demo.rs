//! Opening the demo: its collectors become nodes, and a panel asks the first of them.

use super::{nodes, panels, runs};
use crate::model::node::{DemoCollector, Endpoint, Node, NodeKind};
use crate::state::app::App;
use crate::state::command::{Command, Focus};
use crate::state::nodes::address::demo_name;
use crate::state::nodes::{MAX_NODES, NodeEntry, Origin};
use crate::state::page::Page;
use crate::state::panel::Tab;

/// What the demo is asked first: a few lines, and a load that now and then is too high.
const FIRST: &str = "node_load1";

/// Adds the collectors that are not there yet, and shows what the first one has.
pub(super) fn open(app: &mut App, out: &mut Vec<Command>) {
    for collector in DemoCollector::ALL {
        let node = Node::new(demo_name(collector), Endpoint::Demo { collector });
        if app.nodes.entry(&node.name).is_none() && app.nodes.entries.len() < MAX_NODES {
            app.nodes.entries.push(NodeEntry::new(node, Origin::Added));
        }
    }
    nodes::added(app, out);
    let first = app.nodes.askable().find(|node| node.kind() == NodeKind::Demo).map(|node| node.name.clone());
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
