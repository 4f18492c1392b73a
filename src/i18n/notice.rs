//! Notices in words.

use super::failure::{self, Asked, FailureWords};
use super::{Lang, frame, kinds, quantity};
use crate::model::notice::{ConfigProblem, JsonType, NodeProblem, Notice, PanelProblem, RouteProblem};

/// Puts a notice into words: one or two sentences of plain text.
pub fn notice(lang: Lang, notice: &Notice) -> String {
    match notice {
        Notice::Route(problems) => route(lang, problems),
        Notice::SettingsCorrupt => settings_corrupt(lang).to_owned(),
        Notice::SettingsNewer { version } => settings_newer(lang, *version),
        Notice::StorageRefused => storage_refused(lang).to_owned(),
        Notice::Config(problem) => config(lang, problem),
        Notice::PanelRemoved { expr } if expr.trim().is_empty() => panel_removed(lang).to_owned(),
        Notice::PanelRemoved { expr } => panel_removed_of(lang, &cut(expr)),
        Notice::NodeRemoved { name } => node_removed(lang, name),
        Notice::NodeUrlChanged { name, url, cut } if cut.is_empty() => asked_at(lang, name, url),
        Notice::NodeUrlChanged { name, url, cut } => url_cut(lang, name, url, cut),
        Notice::Copied => copied(lang).to_owned(),
        Notice::CopyRefused => copy_refused(lang).to_owned(),
        Notice::TooManyPanels { limit } => too_many_panels(lang, *limit),
        Notice::TooManyNodes { limit } => too_many_nodes(lang, *limit),
        Notice::FileRefused { name, why } => {
            let FailureWords { title, detail, .. } = failure::words(lang, why, Asked::file(name));
            sentences(lang, &title, &detail)
        }
        Notice::TimesSet { name } => times_set(lang, name),
        Notice::WorkerRestarted { why } => {
            let FailureWords { title, detail, .. } = failure::words(lang, why, Asked::file(""));
            worker_restarted(lang, &sentences(lang, &title, &detail))
        }
        Notice::WorkerDead { why } => {
            let FailureWords { detail, .. } = failure::words(lang, why, Asked::file(""));
            worker_dead(lang, &sentences(lang, "", &detail))
        }
        Notice::LanguageDead { why } => {
            let FailureWords { detail, .. } = failure::words(lang, why, Asked::file(""));
            language_dead(lang, &sentences(lang, "", &detail))
        }
    }
}

/// Puts the problems of an address into words: what is alike in one sentence.
pub fn route(lang: Lang, problems: &[RouteProblem]) -> String {
    let named = |name: fn(&RouteProblem) -> Option<&str>| {
        let names: Vec<_> = problems.iter().filter_map(name).collect();
        (!names.is_empty()).then(|| names.join(", "))
    };
    let lost = named(|problem| if let RouteProblem::Lost(text) = problem { Some(text) } else { None });
    let unknown = named(|problem| if let RouteProblem::UnknownKey(key) = problem { Some(key) } else { None });
    let single = problems.iter().filter_map(|problem| one(lang, problem));
    let alike = [lost.map(|texts| not_carried(lang, &texts)), unknown.map(|keys| unknown_keys(lang, &keys))];
    let sentences: Vec<_> = single.chain(alike.into_iter().flatten()).collect();
    sentences.join(if lang == Lang::Zh { "" } else { " " })
}

/// One that has a sentence to itself.
fn one(lang: Lang, problem: &RouteProblem) -> Option<String> {
    Some(match problem {
        RouteProblem::Lost(_) | RouteProblem::UnknownKey(_) => return None,
        RouteProblem::UnknownPage(page) => unknown_page(lang, page),
        RouteProblem::Fixed(range) => range_fixed(lang, range),
        RouteProblem::DataSource(name) => data_source(lang, name),
        RouteProblem::Variables(names) => variables(lang, names),
        RouteProblem::BadValue { key, value } => bad_value(lang, key, value),
        RouteProblem::NoQuery => no_query(lang).to_owned(),
        RouteProblem::BadEncoding { key } => bad_encoding(lang, key),
        RouteProblem::TooManyPanels { limit } => address_panels(lang, *limit),
        RouteProblem::ExpressionTooLong { limit } => expression_too_long(lang, &quantity::count(*limit as u64)),
        RouteProblem::TooLong { limit } => address_too_long(lang, &quantity::count(*limit as u64)),
    })
}

/// Puts a problem of `narthex.json` into words.
pub fn config(lang: Lang, problem: &ConfigProblem) -> String {
    match problem {
        ConfigProblem::Missing => config_missing(lang).to_owned(),
        ConfigProblem::Unavailable(why) => {
            let FailureWords { title, next, .. } = failure::configuration::words(lang, why);
            config_unavailable(lang, &title, &next)
        }
        ConfigProblem::TooLarge { limit } => config_too_large(lang, &quantity::bytes(*limit as u64)),
        ConfigProblem::Syntax { line, column, message } => config_syntax(lang, *line, *column, message),
        ConfigProblem::WrongType { path, expected } => config_type(lang, path, json_type(lang, *expected)),
        ConfigProblem::UnknownKey { path } => config_unknown_key(lang, path),
        ConfigProblem::MissingKey { path } => config_missing_key(lang, path),
        ConfigProblem::Node { path, problem } => config_node(lang, path, &node(lang, problem)),
        ConfigProblem::UrlChanged { path, url, cut } if cut.is_empty() => config_asked_at(lang, path, url),
        ConfigProblem::UrlChanged { path, url, cut } => config_url_cut(lang, path, url, cut),
        ConfigProblem::TooManyNodes { limit } => config_nodes(lang, *limit),
    }
}

/// Says why a node cannot be added.
pub fn node(lang: Lang, problem: &NodeProblem) -> String {
    match problem {
        NodeProblem::NoName => no_name(lang).to_owned(),
        NodeProblem::DuplicateName(name) => duplicate_name(lang, name),
        NodeProblem::BadUrl(url) => bad_url(lang, url),
        NodeProblem::CredentialsInUrl => credentials_in_url(lang).to_owned(),
        NodeProblem::QueryInUrl => query_in_url(lang).to_owned(),
        NodeProblem::UnknownKind(kind) => unknown_kind(lang, kind, &kinds::keys(lang)),
        NodeProblem::BadHeader(name) => bad_header(lang, name),
        NodeProblem::NoMembers => no_members(lang).to_owned(),
        NodeProblem::MemberTwice(name) => member_twice(lang, name),
        NodeProblem::TooManyMembers { limit } => too_many_members(lang, &quantity::count(*limit as u64)),
        NodeProblem::TooLong { limit } => node_too_long(lang, *limit),
    }
}

/// Says why a panel cannot be run.
pub fn panel(lang: Lang, problem: &PanelProblem) -> String {
    match problem {
        PanelProblem::NoNodes => no_nodes(lang).to_owned(),
        PanelProblem::FileGone(name) => file_gone(lang, name),
        PanelProblem::UnknownNode(name) => unknown_node(lang, name),
        PanelProblem::HeadersGone(name) => headers_gone(lang, name),
        PanelProblem::NoWorker(why) => {
            let FailureWords { title, detail, .. } = failure::words(lang, why, Asked::file(""));
            sentences(lang, &title, &detail)
        }
        PanelProblem::NoExpression => no_expression(lang).to_owned(),
        PanelProblem::TooManySteps { steps, limit } => {
            too_many_steps(lang, &quantity::count(*steps), &quantity::count(*limit))
        }
    }
}

/// A title and what explains it, as sentences that others may follow.
fn sentences(lang: Lang, title: &str, detail: &str) -> String {
    let said = [title, detail].into_iter().filter(|text| !text.is_empty()).map(|text| frame::sentence(lang, text));
    said.collect::<Vec<_>>().join(lang.pick(" ", ""))
}

/// An expression short enough for a notice.
fn cut(expr: &str) -> String {
    let mut line: String = expr.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(60) {
        line.truncate(end);
        line.push('…');
    }
    line
}

fn json_type(lang: Lang, json_type: JsonType) -> &'static str {
    match json_type {
        JsonType::String => json_string(lang),
        JsonType::Array => json_array(lang),
        JsonType::Object => json_object(lang),
        JsonType::ObjectOfStrings => json_object_of_strings(lang),
        JsonType::DemoCollector => json_demo_collector(lang),
        JsonType::Zones => json_zones(lang),
        JsonType::Milliseconds => json_milliseconds(lang),
    }
}

texts! {
    settings_corrupt: "The stored settings could not be read. Defaults are used; the old text is kept in local storage as narthex.settings.corrupt.", "无法读取已保存的设置，现使用默认值；原内容保留在本地存储的 narthex.settings.corrupt 中。";
    settings_newer(version: u32): "The stored settings are of a newer Narthex (version {version}). What is known of them is used.", "已保存的设置来自更新版本的 Narthex（版本 {version}），现使用其中能识别的部分。";
    storage_refused: "The browser does not let this page store settings. They hold until the page is closed.", "浏览器不允许此页面保存设置，它们仅在页面关闭前有效。";
    panel_removed: "Panel removed", "面板已移除";
    panel_removed_of(expr: &str): "Panel removed: {expr}", "面板已移除：{expr}";
    node_removed(name: &str): "Node {name} removed", "节点 {name} 已移除";
    asked_at(name: &str, url: &str): "{name} is asked at {url}.", "{name} 的请求地址为 {url}。";
    url_cut(name: &str, url: &str, cut: &str): "{cut} at the end of the URL was cut off: a page or the API's own path. {name} is asked at {url}.", "URL 末尾的 {cut} 是页面或 API 自身的路径，已去掉。{name} 的请求地址为 {url}。";
    copied: "Copied", "已复制";
    copy_refused: "The browser does not let this page copy. Select the text and copy it by hand.", "浏览器不允许此页面复制，请手动选择并复制。";
    too_many_panels(limit: usize): "There are {limit} panels already, as many as a page holds. Remove one first.", "已有 {limit} 个面板，达到上限。请先移除一个。";
    page_ended: "This page has stopped working", "此页面已停止工作";
    page_ended_next: "An error of its own has ended it; what you see behind is no longer up to date. Reload it: the address and what you typed are kept, data of files and headers of nodes are not.", "页面因自身错误而终止，背后显示的内容已不再更新。请重新加载：地址和已输入的内容会保留，文件数据和节点的请求头不会保留。";
    page_ended_again: "It has ended again right after loading, so what its address asks for may be the reason. Start without it; what you may want of it is here to copy.", "页面刚加载完又终止了，原因可能在其地址所要求的内容。请不带该地址启动；需要的内容可从下面复制。";
    page_address: "Address", "地址";
    without_address: "Start without the address", "不带地址启动";
    worker_restarted(why: &str): "{why} It was started again. What it had not begun runs again by itself; execute again what failed.", "{why}现已重新启动。尚未开始的查询会自动重新运行；请重新执行失败的查询。";
    worker_dead(text: &str): "The worker that asks the nodes does not start. Reload the page; if that does not help, see that all files of one build are on the server and that its Content-Security-Policy allows script-src 'self' 'wasm-unsafe-eval', and worker-src 'self' where it names that. {text}", "负责查询的 worker 无法启动。请重新加载页面；如果无效，请确认服务器上有同一次构建的全部文件，且其 Content-Security-Policy 允许 script-src 'self' 'wasm-unsafe-eval'，如果其中有 worker-src，也须允许 'self'。{text}";
    language_dead(text: &str): "Expressions are not checked while you type: the worker that does that does not start. Queries run all the same. Reload the page; if that does not help, see that all files of one build are on the server. {text}", "输入时不会检查表达式：负责检查的 worker 无法启动。查询不受影响。请重新加载页面；如果无效，请确认服务器上有同一次构建的全部文件。{text}";

    unknown_page(page: &str): "The address names a page that does not exist: {page}. The query page is shown.", "地址中的页面 {page} 不存在，现显示查询页。";
    unknown_keys(keys: &str): "Not understood in the address: {keys}.", "地址中无法识别：{keys}。";
    not_carried(texts: &str): "Not carried over from the link: {texts}.", "链接中未沿用：{texts}。";
    range_fixed(range: &str): "The range {range} goes with the clock; it was fixed at the present.", "时间范围 {range} 随时间变化，现固定为当前时间。";
    data_source(name: &str): "The link asks the data source {name}, which is not known here; the panel’s node is asked.", "链接查询的数据源 {name} 在此未知，改为查询面板所选的节点。";
    variables(names: &str): "The expression has variables of Grafana, which mean nothing here: {names}. Put a duration in their place.", "表达式含有 Grafana 变量，在此无效：{names}。请改为时长。";
    bad_value(key: &str, value: &str): "The address has an unusable value for {key}: {value}. Its default is used.", "地址中 {key} 的值 {value} 无效，现使用默认值。";
    no_query: "No query was found in the link; it was not sent to the node.", "链接中没有找到查询，未将其发送给节点。";
    bad_encoding(key: &str): "The address has a broken escape in {key}; what could be read was kept.", "地址中 {key} 的转义已损坏，仅保留可读部分。";
    address_panels(limit: usize): "The address has more than {limit} panels; the rest was left out.", "地址中的面板超过 {limit} 个，其余已忽略。";
    expression_too_long(limit: &str): "An expression in the address is longer than {limit} bytes and was cut.", "地址中的一个表达式超过 {limit} 字节，已截断。";
    address_too_long(limit: &str): "The address is longer than {limit} bytes and was not read.", "地址超过 {limit} 字节，未读取。";

    config_missing: "There is no narthex.json beside this page. Add nodes by URL in Nodes.", "此页面旁没有 narthex.json。请在“节点”页按 URL 添加节点。";
    config_unavailable(title: &str, next: &str): "narthex.json could not be read. {title}. {next}", "无法读取 narthex.json。{title}。{next}";
    config_too_large(limit: &str): "narthex.json is larger than {limit} and was not read.", "narthex.json 超过 {limit}，未读取。";
    config_syntax(line: usize, column: usize, message: &str): "narthex.json is no valid JSON, line {line}, column {column}: {message}. Correct it and reload; until then add nodes in Nodes.", "narthex.json 不是有效的 JSON，第 {line} 行第 {column} 列：{message}。请更正后重新加载；在此之前可在“节点”页添加节点。";
    config_type(path: &str, expected: &str): "narthex.json, {path}: expected is {expected}.", "narthex.json，{path}：此处应为{expected}。";
    json_string: "a string", "字符串";
    json_array: "an array", "数组";
    json_object: "an object", "对象";
    json_object_of_strings: "an object of strings", "值为字符串的对象";
    json_zones: "a list of zones, each a list of nodes' names", "区域列表，每个区域为节点名称列表";
    json_milliseconds: "a whole number of milliseconds", "整数毫秒";
    json_demo_collector: "B, B′, C or C′", "B、B′、C 或 C′";
    config_unknown_key(path: &str): "narthex.json, {path}: this key is not known and was ignored.", "narthex.json，{path}：未知的键，已忽略。";
    config_missing_key(path: &str): "narthex.json, {path}: this key is needed. The node was left out.", "narthex.json，{path}：缺少此键，该节点已忽略。";
    config_node(path: &str, problem: &str): "narthex.json, {path}: {problem} The node was left out.", "narthex.json，{path}：{problem}该节点已忽略。";
    config_asked_at(path: &str, url: &str): "narthex.json, {path}: it has no scheme; {url} is asked.", "narthex.json，{path}：缺少协议，请求地址为 {url}。";
    config_url_cut(path: &str, url: &str, cut: &str): "narthex.json, {path}: {cut} at the end was cut off, a page or the API's own path; {url} is asked.", "narthex.json，{path}：末尾的 {cut} 是页面或 API 自身的路径，已去掉；请求地址为 {url}。";
    config_nodes(limit: usize): "narthex.json has more than {limit} nodes; the rest was left out.", "narthex.json 中的节点超过 {limit} 个，其余已忽略。";

    no_name: "A node needs a name.", "节点需要名称。";
    duplicate_name(name: &str): "There is a node named {name} already.", "已有名为 {name} 的节点。";
    bad_url(url: &str): "{url} is no http or https URL.", "{url} 不是 http 或 https URL。";
    credentials_in_url: "The URL holds a user or password. Give them as an Authorization header.", "URL 中含有用户名或密码，请改用 Authorization 请求头。";
    query_in_url: "The URL has a query string or fragment; it ends before /api/v1.", "URL 中含有查询串或片段；它应以 /api/v1 之前的部分结尾。";
    no_members: "A federation needs zones, and each zone a node.", "联邦需要区域，每个区域至少一个节点。";
    member_twice(name: &str): "The federation names {name} twice; a node is in one zone, once.", "联邦中 {name} 出现两次；每个节点只能属于一个区域，且只出现一次。";
    too_many_members(limit: &str): "A federation has at most {limit} nodes.", "联邦最多包含 {limit} 个节点。";
    unknown_kind(kind: &str, known: &str): "{kind} is no kind of node; there are {known}.", "{kind} 不是节点类型，可用的有 {known}。";
    bad_header(name: &str): "The header {name} cannot be sent from a browser.", "请求头 {name} 无法由浏览器发送。";
    node_too_long(limit: usize): "A text is longer than {limit} bytes.", "文字超过 {limit} 字节。";

    no_nodes: "There is no node to ask. Add one in Nodes.", "没有可查询的节点，请在“节点”页添加。";
    unknown_node(name: &str): "There is no node named {name}. Choose another one, or add it in Nodes.", "没有名为 {name} 的节点。请选择其他节点，或在“节点”页添加。";
    file_gone(name: &str): "The data of {name} were only in the tab that loaded them. Drop the file here again, or open “Local data…” in the list of nodes.", "{name} 的数据只存在于加载它的标签页中。请将文件再次拖到此处，或在节点列表中打开“本地数据…”。";
    too_many_nodes(limit: usize): "There are {limit} nodes already, as many as the page holds. Remove one in Nodes.", "节点已达上限 {limit} 个，请先在“节点”页移除一个。";
    times_set(name: &str): "The panel now shows the time of the samples in {name}.", "面板已切换到 {name} 中样本的时间。";
    headers_gone(name: &str): "The headers of {name} are kept only in the memory of the tab in which they were typed, until that tab is reloaded. Enter them in Nodes; without them it is not asked.", "{name} 的请求头只保存在输入它们的标签页的内存中，重新加载后即消失。请在“节点”页输入；在此之前不会请求该节点。";
    no_expression: "Type an expression first.", "请先输入表达式。";
    too_many_steps(steps: &str, limit: &str): "This step needs {steps} points a series; Prometheus gives {limit} at most. Choose a larger step or a shorter range.", "此步长下每条序列需要 {steps} 个点，而 Prometheus 最多返回 {limit} 个。请增大步长或缩短范围。";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::outcome::{Failure, WorkerEnd};

    #[test]
    fn the_type_that_a_key_is_to_have_is_said_in_the_language() {
        let of = |lang, expected| {
            notice(lang, &Notice::Config(ConfigProblem::WrongType { path: "nodes".to_owned(), expected }))
        };
        assert_eq!(of(Lang::En, JsonType::Array), "narthex.json, nodes: expected is an array.");
        assert_eq!(of(Lang::Zh, JsonType::ObjectOfStrings), "narthex.json，nodes：此处应为值为字符串的对象。");
    }

    #[test]
    fn what_ended_the_worker_is_a_sentence_before_the_next() {
        let said = |lang, why| notice(lang, &Notice::WorkerRestarted { why });
        let silent = Failure::WorkerSilent { after_ms: 5000 };
        assert!(
            said(Lang::En, silent.clone()).contains("was ended. It was busy for 5 s without a pause. It was started")
        );
        assert!(said(Lang::Zh, silent).contains("已被终止。它持续繁忙 5 s，没有停顿。现已重新启动"));
        let ended = |cause| Failure::Worker { cause };
        let panicked = ended(WorkerEnd::Error { text: "panicked at x.rs".to_owned() });
        assert!(said(Lang::En, panicked).contains("has ended. panicked at x.rs. It was started again."));
        assert!(said(Lang::Zh, ended(WorkerEnd::OutOfMemory)).contains("已停止。内存不足。现已重新启动"));
        let dead = |lang| notice(lang, &Notice::WorkerDead { why: ended(WorkerEnd::Late { after_ms: 30_000 }) });
        assert!(dead(Lang::En).ends_with("where it names that. Its files did not arrive within 30 s."));
        assert!(dead(Lang::Zh).ends_with("也须允许 'self'。它的文件未能在 30 s 内到达。"));
    }

    #[test]
    fn a_removed_panel_is_named_by_its_cut_expression() {
        let expr = format!("sum(\n  {})", "é".repeat(100));
        let said = notice(Lang::En, &Notice::PanelRemoved { expr });
        assert_eq!(said, format!("Panel removed: sum( {}…", "é".repeat(55)));
        assert_eq!(notice(Lang::En, &Notice::PanelRemoved { expr: " ".to_owned() }), "Panel removed");
    }

    #[test]
    fn a_problem_of_the_configuration_says_where_and_what_came_of_it() {
        let problem = ConfigProblem::Node { path: "nodes[1].url".to_owned(), problem: NodeProblem::CredentialsInUrl };
        let said = config(Lang::En, &problem);
        assert!(said.starts_with("narthex.json, nodes[1].url: The URL holds a user"), "{said}");
        assert!(said.ends_with("The node was left out."), "{said}");
    }
}
