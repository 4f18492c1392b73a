//! Texts of the alerts page.

texts! {
    title: "Alerts", "告警";
    node: "Node", "节点";
    reload: "Reload", "重新加载";
    cancel: "Cancel", "取消";
    asking(seconds: i64): "Asking, {seconds} s", "正在查询，{seconds} 秒";
    asked(time: &str): "asked {time}", "{time} 查询";
    open_expression(expr: &str): "Open in Query {expr}", "在查询中打开 {expr}";
    more(count: Count): "Show {count} more rule" | "Show {count} more rules", "再显示 {count} 条规则";
    more_alerts(count: Count): "{count} more alert; open the expression to see it" | "{count} more alerts; open the expression to see them all", "还有 {count} 条告警，打开表达式可查看全部";
    firing: "Firing", "触发中";
    pending: "Pending", "等待中";
    inactive: "Inactive", "未触发";
    unknown: "Unknown", "未知";
    unhealthy: "Unhealthy", "评估失败";
    no_series: "No series", "无匹配序列";
    all: "All", "全部";
    state: "State", "状态";
    filter: "Filter by text", "按文字筛选";
    filter_hint: "Name, label, annotation or expression", "名称、标签、注解或表达式";
    recording: "Recording", "记录规则";
    health_ok: "Ok", "正常";
    health_err: "Error", "出错";
    health_unknown: "Unknown", "未知";
    health: "Health", "健康";
    expression: "Expression", "表达式";
    wait_for(duration: &str): "for {duration}", "持续 {duration}";
    keep_firing_for(duration: &str): "keeps firing for {duration}", "恢复后继续触发 {duration}";
    labels: "Labels", "标签";
    since: "Since", "开始于";
    value: "Value", "值";
    evaluated(time: &str, took: &str): "evaluated {time} in {took}", "{time} 评估，用时 {took}";
    interval(duration: &str): "every {duration}", "每 {duration}";
    open: "Open in Query", "在查询中打开";
    open_at(time: &str): "Open in Query at {time}", "在查询中打开（{time}）";
    no_rules: "This node has no rules", "此节点没有规则";
    no_rules_hint: "Rules stand where they are evaluated. Choose a collector or a ruler.", "规则在执行评估的节点上。请选择采集节点或规则节点。";
    no_match: "No rule or alert fits this filter", "没有符合筛选条件的规则或告警";
}
