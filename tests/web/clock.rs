//! Yields between pieces of long work.

use narthex::web::clock;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::help::js;

#[wasm_bindgen_test]
async fn a_yield_lets_messages_through_and_goes_on() {
    js("globalThis.heard = 0;
        globalThis.channel = new MessageChannel();
        channel.port1.onmessage = () => heard++;");
    for count in 1..=20 {
        js("channel.port2.postMessage(null)");
        assert_eq!(js("heard").as_f64(), Some(f64::from(count - 1)), "not before the yield");
        clock::yield_now().await;
        assert_eq!(js("heard").as_f64(), Some(f64::from(count)));
    }
    js("channel.port1.close()");
}

#[wasm_bindgen_test]
async fn timers_come_through_while_work_only_yields() {
    js("globalThis.rang = false; setTimeout(() => rang = true, 5);");
    let mut yields = 0;
    while !js("rang").is_truthy() {
        assert!(yields < 1_000_000, "the timer never rings");
        clock::yield_now().await;
        yields += 1;
    }
    assert!(yields > 0);
}
