//! Texts of the table of a result.

texts! {
    result: "Result", "结果";
    metric: "Metric", "指标";
    value: "Value", "值";
    time: "Time", "时间";
    count: "Count", "计数";
    filter: "Filter rows", "筛选行";
    filtered(all: Count, shown: &str): "{shown} of {all} row" | "{shown} of {all} rows", "显示 {shown} / {all} 行";
    rows(count: Count): "{count} row" | "{count} rows", "{count} 行";
    no_samples: "The series of this result have no samples", "此结果中的序列没有样本";
    arranging: "Sorting and filtering…", "正在排序和筛选…";
    no_match: "No row holds this text", "没有包含此文字的行";
}
