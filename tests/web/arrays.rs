//! Envelopes across the border between Rust and JavaScript.

use js_sys::{Array, ArrayBuffer, Function};
use narthex::model::answered::Answered;
use narthex::model::block::BlockBuilder;
use narthex::model::outcome::Provenance;
use narthex::model::value::Value;
use narthex::protocol::columns::Column;
use narthex::protocol::envelope::{Envelope, Packed};
use narthex::protocol::message::WorkerMessage;
use narthex::protocol::request::Response;
use narthex::web::port::crossing::{from_message, pack, to_message, unpack};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::help::js;

/// As between two threads: the buffers are moved, the rest is cloned.
fn transfer(message: &JsValue, buffers: &Array) -> JsValue {
    let clone = Function::new_with_args("message, transfer", "return structuredClone(message, { transfer })");
    clone.call2(&JsValue::NULL, message, buffers).expect("everything can be transferred")
}

#[wasm_bindgen_test]
fn every_column_crosses_unchanged() {
    let columns = vec![
        Column::U8(vec![0, 255]),
        Column::U32(vec![0, u32::MAX]),
        Column::I64(vec![i64::MIN, -1, 0, i64::MAX]),
        Column::F64(vec![f64::NEG_INFINITY, -0.0, 5e-324, f64::MAX]),
        Column::F64(vec![]),
    ];
    let packed = Packed { head: "head é".into(), columns };
    let (message, buffers) = pack(packed.clone());
    let arrived = transfer(&message, &buffers);
    assert_eq!(unpack(&arrived), Some(packed));
    let kept = buffers.iter().filter(|buffer| !buffer.unchecked_ref::<ArrayBuffer>().detached());
    assert_eq!(kept.count(), 0, "buffers were copied instead of transferred");
}

#[wasm_bindgen_test]
fn nan_keeps_its_bits() {
    // Prometheus' staleness marker is one NaN of many.
    let stale = f64::from_bits(0x7ff0_0000_0000_0002);
    let (message, buffers) = pack(Packed { head: Vec::new(), columns: vec![Column::F64(vec![stale, f64::NAN])] });
    let Some(Packed { columns, .. }) = unpack(&transfer(&message, &buffers)) else { panic!("no message") };
    let [Column::F64(values)] = &columns[..] else { panic!("{columns:?}") };
    assert_eq!(values.iter().map(|v| v.to_bits()).collect::<Vec<_>>(), [stale.to_bits(), f64::NAN.to_bits()]);
}

#[wasm_bindgen_test]
fn a_response_with_a_block_crosses_unchanged() {
    let mut builder = BlockBuilder::default();
    for series in 0..3 {
        builder.labels.push("__name__", "node_load1");
        builder.labels.push("instance", &series.to_string());
        for step in 0..4 {
            builder.push_float(1_795_373_285_000 + step * 15_000, 0.1);
        }
        builder.end_series();
    }
    let value = Value::Matrix(builder.finish().into());
    let response = Response::Query(Answered { value, provenance: Provenance::default() });
    let envelope = Envelope::<WorkerMessage>::new(9, response);
    let (message, buffers) = to_message(envelope.clone());
    assert_eq!(from_message(&transfer(&message, &buffers)), Ok(envelope));
}

#[wasm_bindgen_test]
fn other_shapes_are_refused() {
    for other in [
        "undefined",
        "null",
        "7",
        "({})",
        "({ head: 7, columns: [] })",
        "({ head: new Uint8Array(1) })",
        "({ head: '{}', columns: [] })",
        "({ head: new Uint8Array(1), columns: {} })",
        "({ head: new Uint8Array(1), columns: [[1, 2]] })",
        "({ head: new Uint8Array(1), columns: [new Float32Array(1)] })",
        "({ get head() { throw new Error('no') }, columns: [] })",
    ] {
        assert_eq!(unpack(&js(other)), None, "{other}");
    }
}
