//! Texts of the help dialog: what each keyboard shortcut does.

texts! {
    title: "Keyboard", "键盘";
    focus_expression: "Go to the expression", "跳到表达式";
    execute: "Execute", "执行";
    new_line: "Start a new line", "换行";
    cancel: "Close a dialog, or cancel the query", "关闭对话框或取消查询";
    details: "Show which node answered what, or hide it", "显示或隐藏各节点的响应情况";
    go_to(page: &str): "Go to {page}", "前往{page}";
    this_map: "Show this map", "显示此说明";
    mistakes: "Mistakes in an expression are underlined as you type. Nothing is sent before Execute, and Execute sends whatever stands there.", "表达式中的错误会在输入时以波浪线标出。点击“执行”之前不会发送任何内容；“执行”会按原样发送。";
    files: "A file dropped on a panel becomes a node of this tab and can be queried: Prometheus text, OpenMetrics, a saved API answer, load blocks; packed as .gz, too. “Local data…” in the list of nodes does the same by keyboard and takes pasted text.", "拖到面板上的文件会成为此标签页的节点，可以直接查询：Prometheus 文本、OpenMetrics、保存的 API 响应或 load 块，也可以是 .gz 文件。节点列表中的“本地数据…”可用键盘完成同样的操作，也支持粘贴文本。";
    about: "Narthex asks the nodes from this tab. It has no server of its own and sends nothing elsewhere.", "Narthex 直接从此标签页查询各节点，没有自己的服务器，也不会把数据发往别处。";
}
