//! The nodes as they are offered to be asked: federations first, each with its members below it, then the others.

use super::NodeList;
use crate::model::node::{Federation, Node};

/// What stands before a member: an em space.
const INDENT: &str = "\u{2003}";

/// The most characters of a federation's name with its zones; a longer one would be cut, and its members stand below.
const LONGEST: usize = 28;

/// A node that may be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedNode {
    /// Its name, by which it is chosen.
    pub name: String,
    /// What is read: of a federation its zones, too.
    pub label: String,
}

impl NodeList {
    /// The nodes that answer queries, each once.
    pub fn offered(&self) -> Vec<OfferedNode> {
        let nodes: Vec<&Node> = self.askable().collect();
        let mut offered: Vec<OfferedNode> = Vec::new();
        let mut offer = |node: &Node, label: String| {
            if !offered.iter().any(|before| before.name == node.name) {
                offered.push(OfferedNode { name: node.name.clone(), label });
            }
        };
        for node in &nodes {
            let Some(federation) = node.endpoint.federation() else { continue };
            let label = format!("{}: {}", node.name, zones(federation));
            offer(node, if label.chars().count() <= LONGEST { label } else { node.name.clone() });
            let member = |name: &str| nodes.iter().find(|node| node.name == name);
            for member in federation.members().filter_map(member) {
                if member.endpoint.federation().is_none() {
                    offer(member, [INDENT, &member.name].concat());
                }
            }
        }
        for node in nodes.iter().filter(|node| node.endpoint.federation().is_none()) {
            offer(node, node.name.clone());
        }
        offered
    }
}

/// The zones of a federation, short: `B·B′ + C·C′`.
fn zones(of: &Federation) -> String {
    let zones: Vec<_> = of.zones.iter().map(|zone| zone.members.join("·")).collect();
    zones.join(" + ")
}

#[cfg(test)]
mod tests {
    use crate::state::config;
    use crate::state::nodes::NodeList;

    #[test]
    fn federations_stand_first_with_their_members_below_and_each_node_once() {
        let json = r#"{"nodes":[
            {"name":"A","url":"http://a"},{"name":"B","url":"http://b"},{"name":"C","url":"http://c"},
            {"name":"am","url":"http://am","kind":"alertmanager"},{"name":"B′","url":"http://b2"},
            {"name":"fleet","kind":"federation","members":[["B","B′"],["C"],["nowhere"]]},
            {"name":"all","kind":"federation","members":[["fleet"],["C"],["A"]]}]}"#;
        let (entries, problems) = config::read(json, "http://page/");
        assert_eq!(problems, []);
        let list = NodeList { entries, ..NodeList::default() };
        let offered = list.offered();
        let labels: Vec<_> = offered.iter().map(|node| node.label.as_str()).collect();
        assert_eq!(
            labels,
            ["fleet: B·B′ + C + nowhere", "\u{2003}B", "\u{2003}B′", "\u{2003}C", "all: fleet + C + A", "\u{2003}A"]
        );
        assert!(offered.iter().all(|node| list.entry(&node.name).is_some()));
    }

    #[test]
    fn zones_that_are_too_long_to_be_read_are_left_out() {
        let json = r#"{"nodes":[{"name":"fleet","kind":"federation","members":[["collector one","collector two"]]}]}"#;
        let (entries, _) = config::read(json, "http://page/");
        let list = NodeList { entries, ..NodeList::default() };
        assert_eq!(list.offered().into_iter().map(|node| node.label).collect::<Vec<_>>(), ["fleet"]);
    }

    #[test]
    fn without_a_federation_the_nodes_stand_as_they_are() {
        let (entries, _) = config::read(r#"{"nodes":[{"name":"A","url":"http://a"}]}"#, "http://page/");
        let list = NodeList { entries, ..NodeList::default() };
        assert_eq!(list.offered().into_iter().map(|node| node.label).collect::<Vec<_>>(), ["A"]);
    }
}
