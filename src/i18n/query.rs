//! Texts of the query page and its panels.

use super::Lang;

/// Whether a text in the field of a time means now: it is empty, or says so in any language, as the field itself does.
pub fn is_now(text: &str) -> bool {
    let text = text.trim();
    let says_so = |lang| text.eq_ignore_ascii_case(time_placeholder(lang));
    text.is_empty() || says_so(Lang::En) || says_so(Lang::Zh)
}

texts! {
    parameters(list: &str): "Sent with the query: {list}", "随查询发送：{list}";
    parameters_not_taken(product: &str, list: &str): "Not sent, as {product} does not know it: {list}", "{product} 不支持，未发送：{list}";
    parameters_unused(list: &str): "Not sent, as a file takes no parameters: {list}", "文件不接受参数，未发送：{list}";
    drop_parameters: "Remove", "移除";
    node: "Node", "节点";
    expression: "Expression", "表达式";
    expression_placeholder: "Expression (Enter executes, Shift+Enter starts a new line)", "表达式（Enter 执行，Shift+Enter 换行）";
    go_to(line: u32, column: u32): "Go to line {line}, column {column}", "转到第 {line} 行第 {column} 列";
    insert(text: &str): "Insert {text}", "插入 {text}";
    replace_with(text: &str): "Replace with {text}", "替换为 {text}";
    apply_fix: "Apply the fix", "应用修正";
    and_more(count: usize): "and {count} more", "另有 {count} 处";
    own_check: "Narthex's own check", "Narthex 自行检查";
    own_check_hint: "Found in this tab before anything was sent. Execute sends the expression as it is.", "在此标签页中发现，尚未发送。点击“执行”会按原样发送表达式。";
    execute: "Execute", "执行";
    cancel: "Cancel", "取消";
    panel(number: usize): "Panel {number}", "面板 {number}";
    panel_actions: "Panel actions", "面板操作";
    add_panel: "Add panel", "添加面板";
    duplicate: "Duplicate", "复制面板";
    remove: "Remove", "移除";
    move_up: "Move up", "上移";
    move_down: "Move down", "下移";
    copy_link: "Copy link", "复制链接";
    views: "Views", "视图";
    table: "Table", "表格";
    graph: "Graph", "图形";
    each: "Each node", "各节点";
    history: "History", "历史";
    history_empty: "Executed expressions appear here", "执行过的表达式会出现在这里";
    time: "Time", "时间";
    time_placeholder: "Now", "现在";
    range: "Range", "时间范围";
    end: "End", "结束时间";
    step: "Step", "步长";
    auto: "Auto", "自动";
    step_auto(step: &str): "Auto ({step})", "自动（{step}）";
    earlier: "Earlier", "更早";
    later: "Later", "更晚";
    wider: "Wider range", "扩大范围";
    narrower: "Narrower range", "缩小范围";
    to_now: "Back to now", "回到现在";
    bad_time: "Not a time. Write 2026-11-22 18:00:00, Unix seconds, or nothing for now.", "无法识别的时间。请写成 2026-11-22 18:00:00 或 Unix 秒，留空表示现在。";
    bad_duration: "Not a duration. Write 15s, 5m, 1h30m or 2d.", "无法识别的时长。请写成 15s、5m、1h30m 或 2d。";
    waiting: "Waiting for the nodes", "等待节点就绪";
    received(bytes: &str): "{bytes} received", "已接收 {bytes}";
    took(elapsed: &str): "took {elapsed}", "用时 {elapsed}";
    series(count: &str): "{count} series", "{count} 条序列";
    samples(count: Count): "{count} sample" | "{count} samples", "样本 {count}";
    step_is(step: &str): "step {step}", "步长 {step}";
    evaluated_at(time: &str): "at {time}", "时刻 {time}";
    empty_result: "The query succeeded and its result is empty", "查询成功，结果为空";
    empty_result_hint: "Check the metric's name and labels, or choose an earlier time.", "请检查指标名称和标签，或选择更早的时间。";
    clock_behind(name: &str, span: &str): "The clock of {name} is {span} behind this computer's: the end of this result may be empty or old", "{name} 的时钟比此计算机慢 {span}：结果的末尾可能为空或过时";
    clock_ahead(name: &str, span: &str): "The clock of {name} is {span} ahead of this computer's: its newest samples are not in this result", "{name} 的时钟比此计算机快 {span}：此结果不包含其最新样本";
    clock_hint: "Set the clocks, or choose an end that has passed for both.", "请校准时钟，或选择双方都已经过的结束时间。";
    not_run: "Type an expression and press Enter", "输入表达式后按 Enter";
    try_this: "Try", "试试";
    result_of(name: &str): "The result below is of {name}, from an earlier query", "下方是之前查询 {name} 的结果";
    result_of_replaced(name: &str): "The result below is of {name} as it was before: it was moved, or its data were loaded again", "下方是 {name} 变更之前的结果：其地址已更改，或数据已重新加载";
    stale_result: "The result below is of an earlier query", "下方是之前查询的结果";
    graph_of_single: "A single value has no graph. Open Table to read it.", "单个值没有图形，请在表格中查看。";
    graph_of_histograms: "Histograms are not drawn as lines. Open Table to read them.", "直方图无法画成曲线，请在表格中查看。";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn now_may_be_typed_as_the_field_says_it() {
        for text in ["", " ", "now", "Now ", "现在"] {
            assert!(is_now(text), "{text}");
        }
        for text in ["0", "nowhere", "2026-11-22"] {
            assert!(!is_now(text), "{text}");
        }
    }
}
