//! Texts of the graph and its legend.

texts! {
    graph: "Graph", "图形";
    alternative(series: &str, start: &str, end: &str, least: &str, greatest: &str): "Graph of {series} series from {start} to {end}; values from {least} to {greatest}", "{series} 条序列的图形，从 {start} 到 {end}；取值 {least} 至 {greatest}";
    alternative_empty: "Graph without points", "没有数据点的图形";
    legend: "Legend", "图例";
    series: "Series", "序列";
    last: "Last", "最新";
    least: "Min", "最小";
    greatest: "Max", "最大";
    mean: "Mean", "平均";
    hide(series: &str): "Hide {series}", "隐藏 {series}";
    show(series: &str): "Show {series}", "显示 {series}";
    show_all: "Show all", "全部显示";
    shared_labels: "All series share", "所有序列共有";
    more_labels(count: Count): "{count} more label" | "{count} more labels", "还有 {count} 个标签";
    filter: "Filter series", "筛选序列";
}
