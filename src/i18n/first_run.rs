//! What a page without nodes offers.

texts! {
    title: "Which Prometheus?", "查询哪个 Prometheus？";
    about: "Its address, as you would open it in this browser. Thanos, Mimir and VictoriaMetrics answer, too.", "填写在此浏览器中打开它时的地址。也支持 Thanos、Mimir 和 VictoriaMetrics。";
    address: "Address", "地址";
    add: "Add", "添加";
    more: "Headers, name…", "请求头、名称…";
    asking(url: &str): "Asking {url}…", "正在查询 {url}…";
    answers: "Answers", "可用";
    product_in(product: &str, took: &str): "{product} in {took}", "{product}，用时 {took}";
    lets_read: "lets this page read", "允许此页面读取";
    reads_from(names: &str): "reads from {names}", "读取自 {names}";
    and_more(names: &str, count: usize): "{names} and {count} more", "{names} 等另外 {count} 个";
    found_at(url: &str): "at {url}", "位于 {url}";
    none: "There are no nodes yet. Add one in Nodes, or put a narthex.json beside this page.", "还没有节点。请在“节点”页添加，或在此页面旁放置 narthex.json。";
    file: "Look at a file", "查看文件";
    file_about: "Drop it here, choose it or paste it: an exporter’s text, OpenMetrics, a saved API answer, a test’s load blocks. It stays in this tab.", "拖到这里、选择或粘贴：导出器文本、OpenMetrics、保存的 API 响应或测试的 load 块。数据只留在此标签页中。";
    choose: "Choose or paste…", "选择或粘贴…";
    demo: "Try without a server", "无需服务器即可试用";
    demo_about: "A made-up fleet in two replicated pairs, with alerts, histograms and one collector that fails now and then.", "一组虚构的采集节点，共两对副本，带有告警和直方图，其中一个会不时失败。";
    open_demo: "Open the demo", "打开演示";
    everybody: "Set it up for everybody", "为所有人配置";
    everybody_about: "Put narthex.json beside index.html.", "将 narthex.json 放在 index.html 旁边。";
    not_found: "None was found there.", "那里没有找到该文件。";
    lists_none: "The one that is there lists no node that answers queries.", "那里的文件没有列出可查询的节点。";
    sample: "An example of narthex.json", "narthex.json 示例";
    copy: "Copy", "复制";
    save: "Save", "保存";
    nothing_sent: "Nothing is sent but what you ask, and only to the nodes you name.", "只会发送你的查询，且只发往你指定的节点。";
    must_allow: "What a node must allow", "节点需要允许什么";
}
