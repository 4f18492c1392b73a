//! Packed envelopes as JavaScript values: a head and typed arrays.

use js_sys::{Array, BigInt64Array, Float64Array, Object, Reflect, Uint8Array, Uint32Array};
use wasm_bindgen::{JsCast, JsValue};

use crate::protocol::columns::Column;
use crate::protocol::envelope::{Envelope, Foreign, Message, Packed};
use crate::web::scope;

/// The message of an envelope, and the buffers to be transferred with it.
pub fn to_message(envelope: Envelope<impl Message>) -> (JsValue, Array) {
    pack(envelope.pack())
}

/// The envelope of a message.
pub fn from_message<M: Message>(message: &JsValue) -> Result<Envelope<M>, Foreign> {
    unpack(message).map_or(Err(Foreign::Shape), Envelope::unpack)
}

/// The message of a packed envelope, and the buffers to be transferred with it.
pub fn pack(Packed { head, columns }: Packed) -> (JsValue, Array) {
    let (arrays, buffers) = (Array::new(), Array::new());
    for column in columns {
        let (array, buffer): (JsValue, JsValue) = match column {
            Column::U8(values) => split(Uint8Array::from(&values[..]), Uint8Array::buffer),
            Column::U32(values) => split(Uint32Array::from(&values[..]), Uint32Array::buffer),
            Column::I64(values) => split(BigInt64Array::from(&values[..]), BigInt64Array::buffer),
            Column::F64(values) => split(Float64Array::from(&values[..]), Float64Array::buffer),
        };
        arrays.push(&array);
        buffers.push(&buffer);
    }
    let message = Object::new();
    // Setting a property of a plain object does not throw.
    let _ = Reflect::set(&message, &"head".into(), &Uint8Array::from(&head[..]));
    let _ = Reflect::set(&message, &"columns".into(), &arrays);
    (message.into(), buffers)
}

/// The packed envelope of a message; `None` where it is of another shape.
pub fn unpack(message: &JsValue) -> Option<Packed> {
    let head = scope::property(message, "head")?.dyn_into::<Uint8Array>().ok()?.to_vec();
    let arrays: Array = scope::property(message, "columns")?.dyn_into().ok()?;
    let columns = arrays.iter().map(|array| from_array(&array)).collect::<Option<_>>()?;
    Some(Packed { head, columns })
}

fn from_array(array: &JsValue) -> Option<Column> {
    if let Some(values) = array.dyn_ref::<Float64Array>() {
        Some(Column::F64(values.to_vec()))
    } else if let Some(values) = array.dyn_ref::<Uint32Array>() {
        Some(Column::U32(values.to_vec()))
    } else if let Some(values) = array.dyn_ref::<BigInt64Array>() {
        Some(Column::I64(values.to_vec()))
    } else {
        array.dyn_ref::<Uint8Array>().map(|values| Column::U8(values.to_vec()))
    }
}

fn split<A: Into<JsValue>>(array: A, buffer: impl Fn(&A) -> js_sys::ArrayBuffer) -> (JsValue, JsValue) {
    let buffer = buffer(&array).into();
    (array.into(), buffer)
}
