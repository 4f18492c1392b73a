//! The map of keys.

texts! {
    title: "Keyboard", "键盘";
    focus_expression: "Go to the expression", "跳到表达式";
    execute: "Execute", "执行";
    new_line: "Start a new line", "换行";
    cancel: "Close a dialog, or cancel the query", "关闭对话框或取消查询";
    go_query: "Go to Query", "前往查询";
    go_alerts: "Go to Alerts", "前往告警";
    go_nodes: "Go to Nodes", "前往节点";
    this_map: "Show this map", "显示此说明";
    then(first: &str, second: &str): "{first} then {second}", "先 {first} 后 {second}";
    about: "Narthex asks the nodes from this tab. It has no server of its own and sends nothing elsewhere.", "Narthex 直接从此标签页查询各节点，没有自己的服务器，也不会把数据发往别处。";
}
