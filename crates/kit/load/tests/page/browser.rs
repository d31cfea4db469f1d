//! The page in a real browser: charts are drawn, values are told under the pointer, both languages, light and dark, and paper.

use super::cdp::Browser;
use super::made::page;
use serde_json::{Value, json};
use tongguan_testkit::skipped;

/// What a page says when something in it is wrong.
const COMPLAINTS: [&str; 3] = ["Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"];

/// How many charts have lines that are drawn inside of them.
const DRAWN: &str = "[...document.querySelectorAll('figure')].filter((figure) => {
    const whole = figure.querySelector('svg').getBoundingClientRect();
    return [...figure.querySelectorAll('polyline')].every((line) => {
        const box = line.getBoundingClientRect();
        return box.width > whole.width / 3 && box.left >= whole.left && box.right <= whole.right + 1
            && box.top >= whole.top && box.bottom <= whole.bottom
            && getComputedStyle(line).stroke !== 'none';
    });
}).length";

fn dark(browser: &mut Browser, dark: bool) -> Value {
    let value = if dark { "dark" } else { "light" };
    let features = json!([{ "name": "prefers-color-scheme", "value": value }]);
    browser.call("Emulation.setEmulatedMedia", &json!({ "features": features }));
    browser.value("getComputedStyle(document.body).backgroundColor")
}

fn shown(browser: &mut Browser, class: &str) -> Value {
    browser.value(&format!("getComputedStyle(document.querySelector('h1 .{class}')).display !== 'none'"))
}

#[test]
fn a_browser_draws_the_page_and_has_nothing_to_complain_of() {
    let Some(mut browser) = Browser::start() else {
        return skipped("there is no Chromium", "TONGGUAN_REQUIRE_CHROMIUM");
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    std::fs::write(&file, page(120)).unwrap();
    browser.open(&file);
    assert_eq!(browser.value(DRAWN), 4, "charts");
    assert_eq!(browser.value("document.querySelectorAll('img, script:not(:last-of-type)').length"), 0);
    assert!(browser.value("document.documentElement.scrollWidth <= innerWidth").as_bool().unwrap());

    // The value under the pointer, and under the keys.
    let told = "document.querySelector('#chart-parcels .names').innerText";
    let plain = browser.value(told);
    let middle = "(() => { const svg = document.querySelector('#chart-parcels svg'); svg.scrollIntoView();
        const box = svg.getBoundingClientRect(); return [box.left + box.width / 2, box.top + box.height / 2]; })()";
    let at = browser.value(middle);
    let moved = json!({ "type": "mouseMoved", "x": at[0], "y": at[1] });
    browser.call("Input.dispatchMouseEvent", &moved);
    let under = browser.value(told);
    assert!(under != plain && under.as_str().unwrap().contains("1000"), "{under}");
    browser.value("document.querySelector('#chart-parcels svg').focus()");
    browser.call("Input.dispatchKeyEvent", &json!({ "type": "keyDown", "key": "ArrowRight" }));
    assert_ne!(browser.value(told), under);

    // The other language, by a click, and back.
    assert_eq!((shown(&mut browser, "en"), shown(&mut browser, "zh")), (true.into(), false.into()));
    browser.value("document.querySelector('#speak-zh').click()");
    assert_eq!((shown(&mut browser, "en"), shown(&mut browser, "zh")), (false.into(), true.into()));
    assert_eq!(browser.value("document.documentElement.lang"), "zh-CN");

    let light = dark(&mut browser, false);
    assert_ne!(dark(&mut browser, true), light);
    let paper = browser.call("Page.printToPDF", &json!({}));
    assert!(paper["data"].as_str().unwrap().starts_with("JVBERi0"), "a PDF");
    if let Some(kept) = std::env::var_os("TONGGUAN_PAGE_KEPT") {
        std::fs::copy(&file, kept).unwrap();
    }

    let complaints = browser.of(&COMPLAINTS);
    assert!(complaints.is_empty(), "{complaints:#?}");
    let fetched = browser.of(&["Network.requestWillBeSent"]);
    assert_eq!(fetched.len(), 1, "the page alone: {fetched:#?}");
}
