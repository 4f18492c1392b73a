//! What a page without nodes offers.

texts! {
    none: "There are no nodes yet. Add one in Nodes, or put a narthex.json beside this page.", "还没有节点。请在“节点”页添加，或在此页面旁放置 narthex.json。";
    file: "Look at a file", "查看文件";
    file_about: "Drop it on a panel: an exporter’s text, OpenMetrics, a saved API answer, a test’s load blocks. It stays in this tab.", "将其拖到面板上：导出器文本、OpenMetrics、保存的 API 响应或测试的 load 块。数据只留在此标签页中。";
    choose: "Choose…", "选择…";
    demo: "Try without a server", "无需服务器即可试用";
    demo_about: "A made-up fleet in two replicated pairs, with alerts, histograms and one collector that fails now and then.", "一组虚构的采集节点，共两对副本，带有告警和直方图，其中一个会不时失败。";
    open_demo: "Open the demo", "打开演示";
}
