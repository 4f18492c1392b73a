//! Labels: changing them, fetching them, ordering by them.

use super::{Function, Last, Parameter, VECTOR};
use crate::promql::doc::Described;
use crate::promql::value_type::ValueType::{String, Vector};

const TARGET: Parameter = Parameter::new("target", String);
const SEPARATOR: Parameter = Parameter::new("separator", String);
const SOURCE: Parameter = Parameter::new("source", String);
const REPLACEMENT: Parameter = Parameter::new("replacement", String);
const REGEX: Parameter = Parameter::new("regex", String);
const LABEL: Parameter = Parameter::new("label", String);

pub(super) const FUNCTIONS: &[Described<Function>] = &[
    Function::new("info", &[VECTOR, Parameter::new("labels", Vector)], Vector)
        .with_last(Last::UpTo(1))
        .experimental()
        .says(
            "Adds to each series the labels of the info series, target_info unless told otherwise, that has the same job and instance. The second argument, matchers in braces, chooses which labels and which info metric.",
            "为每条序列添加具有相同 job 和 instance 的 info 序列（默认 target_info）的标签。第二个参数为花括号中的匹配器，用来选择标签和 info 指标。",
            "info(rate(http_requests_total[5m]), {k8s_cluster_name=~\".+\"})",
        ),
    Function::new("label_join", &[VECTOR, TARGET, SEPARATOR, SOURCE], Vector).with_last(Last::Any).says(
        "Writes the values of the source labels, with the separator between them, into the target label. Series that become equal by it are an error.",
        "将各源标签的值用分隔符连接后写入目标标签。若因此产生相同的序列则报错。",
        "label_join(up, \"target\", \"/\", \"job\", \"instance\")",
    ),
    Function::new("label_replace", &[VECTOR, TARGET, REPLACEMENT, SOURCE, REGEX], Vector).says(
        "Where the regular expression matches the whole value of the source label, writes the replacement into the target label; $1 stands for the first group. Series that do not match stay as they are.",
        "若正则表达式匹配源标签的整个值，则将替换文本写入目标标签，$1 代表第一个分组。不匹配的序列保持不变。",
        "label_replace(up, \"host\", \"$1\", \"instance\", \"(.*):.*\")",
    ),
    Function::new("sort_by_label", &[VECTOR, LABEL], Vector).with_last(Last::Any).experimental().says(
        "Orders series by the values of the given labels, with numbers inside them compared as numbers. It has an effect in instant queries only.",
        "按给定标签的值升序排列序列，其中的数字按数值比较。只在即时查询中有效。",
        "sort_by_label(up, \"job\", \"instance\")",
    ),
    Function::new("sort_by_label_desc", &[VECTOR, LABEL], Vector).with_last(Last::Any).experimental().says(
        "Orders series by the values of the given labels, the last first. It has an effect in instant queries only.",
        "按给定标签的值降序排列序列。只在即时查询中有效。",
        "sort_by_label_desc(up, \"instance\")",
    ),
];
