//! Every text can be read: the colours of `style/tokens.css` against the grounds that they stand on, in both themes,
//! as WCAG 2 measures contrast (AA: 4.5 to 1 for text).

/// Texts and the grounds on which they stand.
const PAIRS: &[(&[&str], &[&str])] = &[
    (&["ink", "ink-muted", "ink-faint", "accent", "firing", "pending"], &["paper", "paper-raised"]),
    (
        &["code-function", "code-aggregator", "code-keyword", "code-label", "code-string", "code-number"],
        &["paper", "paper-raised"],
    ),
    (&["on-accent"], &["accent"]),
    (&["ink", "firing"], &["firing-soft"]),
    (&["ink", "pending"], &["pending-soft"]),
    (&["pending"], &["missing"]),
];

const AA: f64 = 4.5;

#[test]
fn texts_stand_out_from_their_ground() {
    let css = include_str!("../../style/tokens.css");
    let mut wrong = Vec::new();
    for (texts, grounds) in PAIRS {
        for (text, ground) in texts.iter().flat_map(|text| grounds.iter().map(move |ground| (text, ground))) {
            let (text_colours, ground_colours) = (colours(css, text), colours(css, ground));
            for (theme, name) in ["light", "dark"].into_iter().enumerate() {
                let contrast = contrast(text_colours[theme], ground_colours[theme]);
                if contrast < AA {
                    wrong.push(format!("--{text} on --{ground}, {name}: {contrast:.2}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "contrast below {AA}:\n{}", wrong.join("\n"));
}

/// Tab bars of browsers, light and dark: an icon has one file for both, and a shape needs 3 to 1.
const TAB_BARS: [u32; 2] = [0x00ff_ffff, 0x0035_363a];

#[test]
fn the_icon_stands_out_from_light_and_dark_tab_bars() {
    let svg = include_str!("../../style/mark.svg");
    let colours: Vec<u32> =
        svg.split("\"#").skip(1).filter_map(|rest| u32::from_str_radix(rest.split('"').next()?, 16).ok()).collect();
    assert_eq!(colours.len(), 2, "stem and flame");
    for (colour, bar) in colours.iter().flat_map(|colour| TAB_BARS.map(|bar| (colour, bar))) {
        let contrast = contrast(*colour, bar);
        assert!(contrast >= 3.0, "#{colour:06x} on #{bar:06x}: {contrast:.2}");
    }
}

#[test]
fn contrast_is_measured_as_wcag_does() {
    assert!((contrast(0x00ff_ffff, 0) - 21.0).abs() < 1e-9);
    assert!((contrast(0x0077_7777, 0x00ff_ffff) - 4.48).abs() < 0.01);
}

/// A token's colour in light and in dark, as 0xRRGGBB.
fn colours(css: &str, token: &str) -> [u32; 2] {
    let value = css.split(&format!("--{token}: light-dark(")).nth(1).and_then(|rest| rest.split(");").next());
    let value = value.unwrap_or_else(|| panic!("no colour --{token} in tokens.css"));
    let colours: Vec<u32> =
        value.split(", ").filter_map(|one| u32::from_str_radix(one.strip_prefix('#')?, 16).ok()).collect();
    colours.try_into().unwrap_or_else(|_| panic!("--{token} has not two colours of six digits: {value}"))
}

/// <https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio>
fn contrast(one: u32, other: u32) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// <https://www.w3.org/TR/WCAG22/#dfn-relative-luminance>
fn luminance(colour: u32) -> f64 {
    let channel = |shift: u32| {
        let part = f64::from(colour >> shift & 0xff) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(16) + 0.7152 * channel(8) + 0.0722 * channel(0)
}
